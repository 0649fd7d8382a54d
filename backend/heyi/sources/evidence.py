"""Evidence: one hash of the rows behind a figure, which anyone with the file can compute again."""

from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring

from eth_utils.crypto import keccak

from heyi.core.solidity import ZERO_BYTES32

__all__ = ["canonical", "evidence_hash"]


def canonical(cells: Sequence[str]) -> str:
    """A row as evidence: its cells as in the file, as a JSON array without spaces."""
    return f"[{','.join(map(encode_basestring, cells))}]"


def evidence_hash(rows: Iterable[str]) -> bytes:
    """keccak256 of canonical rows in the order of the files, each ended by a line feed, in UTF-8; zero for no rows."""
    text = "".join(f"{row}\n" for row in rows)
    return keccak(text=text) if text else ZERO_BYTES32
