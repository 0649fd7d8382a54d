"""Evidence: one hash of the rows behind a figure, which anyone who is shown them can compute again.

A row as evidence is a JSON object on one line, with its key and only what figures depend on: see `canonical`. The same
row has the same text whichever kind of source it comes from, and rows are sorted by it, so nodes that read unlike
sources of the same books come to the same hash.
"""

from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from typing import Protocol

from eth_hash.auto import keccak

from heyi.core.solidity import ZERO_BYTES32

__all__ = ["Hashing", "canonical", "evidence_hash", "hashing", "quoted"]


class Hashing(Protocol):
    """A hash of rows that are taken in one after the other."""

    def update(self, value: bytes) -> None: ...

    def digest(self) -> bytes: ...


def canonical(key: Sequence[str], values: Mapping[str, str]) -> str:
    """A row as evidence: its key, and values by name, all of them text."""
    parts = "".join(f",{quoted(name)}:{quoted(value)}" for name, value in values.items())
    return f'{{"key":[{",".join(map(quoted, key))}]{parts}}}'


def evidence_hash(rows: Iterable[str]) -> bytes:
    """keccak256 of canonical rows, sorted, each ended by a line feed, in UTF-8; zero for no rows."""
    hashed, some = hashing(), False
    for row in rows:
        hashed.update(f"{row}\n".encode())
        some = True
    return hashed.digest() if some else ZERO_BYTES32


def hashing() -> Hashing:
    """Of rows taken in one by one, each with its line feed."""
    return keccak.new(b"")
