"""A whole book in one file: every block and log of the company as the chain has them, and what the book says of them.

Whoever has the file can recompute the second from the first with nothing else at hand: `verified` does, by decoding and
folding the logs themselves, while what is stated was added up by the database. A file is gzipped JSON lines: a head,
blocks, logs, and last what is stated.
"""

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa

from heyi.company import Company
from heyi.company.deploy import Deployment
from heyi.compiler import Artifact
from heyi.core.errors import InvalidInput
from heyi.core.events import Event, fold
from heyi.core.solidity import ZERO_ADDRESS, checksummed
from heyi.processes.ledger import book_of_deployment
from heyi.store import cached
from heyi.store.amounts import total
from heyi.store.book import Block, Book
from heyi.store.database import Database
from heyi.store.projection import hexed

__all__ = ["BundleUnreadable", "Difference", "Verified", "stated", "verified", "written"]

FORMAT = "heyi-book/1"
ROWS_AT_ONCE = 5_000

Sums = dict[str, dict[str, str]]
"""Amounts as decimal strings, by what they are and whose."""


@dataclass(eq=False)
class BundleUnreadable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "{file} is no whole book as `heyi export` writes it: {reason}."


@dataclass(frozen=True)
class Difference:
    """what: as in "balances of 0x…". stated: by the file; found: what follows from its logs."""

    what: str
    stated: str
    found: str


@dataclass(frozen=True)
class Verified:
    """What a file holds, and where what it states doesn't follow from that."""

    deployment: Deployment
    last_block: int
    events: int
    content_hash: str
    figures: int
    differences: tuple[Difference, ...] = field(default=())


# --- WRITING ---


def written(company: Company, book: Book) -> Iterator[bytes]:
    """The file, piece by piece. It holds one state of the database, whatever is read in meanwhile."""
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    for line in _lines(company, book):
        if packed := packing.compress(json.dumps(line, separators=(",", ":")).encode() + b"\n"):
            yield packed
    yield packing.flush()


def _lines(company: Company, book: Book) -> Iterator[Mapping[str, Any]]:
    with book.database.reading() as connection:
        last = (connection.scalar(sa.select(cached.cursor.c.next_block)) or 0) - 1
        yield {"format": FORMAT, "deployment": company.deployment.to_json(), "last_block": last}
        with_events = cached.block.c.number.in_(sa.select(cached.event.c.block))
        for row in _rows(connection, sa.select(cached.block).where(with_events).order_by(cached.block.c.number)):
            yield {"block": [row.number, row.hash, row.parent, row.timestamp]}
        table = cached.event
        for row in _rows(connection, sa.select(table).order_by(table.c.block, table.c.log_index)):
            place = [row.block, row.log_index, row.transaction, row.contract]
            yield {"log": [*place, row.topics.hex(), row.data.hex()]}
        yield {"stated": {"content_hash": book.content_hash(connection), **stated(connection)}}


def _rows(connection: sa.Connection, asked: sa.Select[Any]) -> Iterable[Any]:
    return connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked)


def stated(connection: sa.Connection) -> Sums:
    """What the database adds up: balances, legs of agreements, closings, claims, and credit issued."""
    balances: dict[str, int] = defaultdict(int)
    for side, sign in (("receiver", 1), ("sender", -1)):
        account = cached.transfer.c[side]
        asked = sa.select(account, cached.transfer.c.token, total(cached.transfer.c.amount))
        for who, token, amount in connection.execute(asked.group_by(account, cached.transfer.c.token)):
            balances[f"{who} {token}"] += sign * amount
    moved, closed, claimed, issued = (cached.movement.c, cached.closing.c, cached.claim.c, cached.issue.c)
    legs = sa.select(moved.agreement, moved.leg, moved.kind, total(moved.amount))
    closings = sa.select(closed.enterprise, total(closed.owed), total(closed.paid), total(closed.shared))
    claims = sa.select(claimed.account, total(claimed.amount)).group_by(claimed.account)
    credit = sa.select(issued.kind, total(issued.amount)).group_by(issued.kind)
    found_legs = connection.execute(legs.group_by(moved.agreement, moved.leg, moved.kind))
    found_closings = connection.execute(closings.group_by(closed.enterprise))
    return {
        "balances": _texts({who: amount for who, amount in balances.items() if ZERO_ADDRESS not in who}),
        "legs": _texts({f"{agreement} {leg} {kind}": amount for agreement, leg, kind, amount in found_legs}),
        "closings": _texts(
            {
                f"{who} {name}": amount
                for who, *sums in found_closings
                for name, amount in zip(_CLOSED, sums, strict=True)
            }
        ),
        "claims": _texts(dict(connection.execute(claims).all())),
        "credit": _texts(dict(connection.execute(credit).all())),
    }


_CLOSED = ("owed", "paid", "shared")


def _texts(amounts: Mapping[str, int]) -> dict[str, str]:
    """Without what is nothing, in order."""
    return {key: str(amounts[key]) for key in sorted(amounts) if amounts[key]}


# --- READING ---


def verified(file: Path, artifacts: Mapping[str, Artifact]) -> Verified:
    """Recomputes everything that a file states from the logs in it. Raises BundleUnreadable."""
    head, blocks, logs, said = _read(file)
    deployment = Deployment.from_json(head["deployment"])
    book = book_of_deployment(deployment, artifacts, Database("sqlite://"))
    try:
        book.take(book.cursor(), blocks, logs, head["last_block"], head["last_block"])
    except sa.exc.IntegrityError as error:
        raise BundleUnreadable(str(file), f"a block or log is in it twice ({error.orig})") from None
    except (KeyError, ValueError) as error:
        raise BundleUnreadable(str(file), f"a log does not fit ({error})") from None
    events = book.events()
    found = {"content_hash": book.content_hash(), **_folded(events)}
    differences = tuple(_differences(said, found))
    figures = sum(len(part) for part in found.values() if isinstance(part, dict))
    return Verified(deployment, head["last_block"], len(events), found["content_hash"], figures, differences)


def _read(file: Path) -> tuple[dict[str, Any], list[Block], list[dict[str, Any]], dict[str, Any]]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            head, *rest = (json.loads(line) for line in lines)
        if head.get("format") != FORMAT or "stated" not in rest[-1]:
            raise BundleUnreadable(str(file), f"it has no beginning or no end of format {FORMAT}")
        blocks = [_block(*line["block"]) for line in rest if "block" in line]
        logs = [_log(*line["log"]) for line in rest if "log" in line]
    except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BundleUnreadable(str(file), str(error) or type(error).__name__) from None
    return head, blocks, logs, rest[-1]["stated"]


def _block(number: int, own: str, parent: str, timestamp: int) -> Block:
    return Block(number, bytes.fromhex(own[2:]), bytes.fromhex(parent[2:]), timestamp)


def _log(block: int, index: int, transaction: str, contract: str, topics: str, data: str) -> dict[str, Any]:
    words = bytes.fromhex(topics)
    return {
        "blockNumber": block,
        "logIndex": index,
        "transactionHash": transaction,
        "address": contract,
        "topics": [words[start : start + 32] for start in range(0, len(words), 32)],
        "data": bytes.fromhex(data),
    }


def _folded(events: Iterable[Event]) -> dict[str, Any]:
    """What `stated` says, from the events alone: agreements are folded, everything else is added up."""
    sums: dict[str, dict[str, int]] = {name: defaultdict(int) for name in ("balances", "closings", "claims", "credit")}
    seen = list(events)
    for event in seen:
        args = event.args
        if event.name == "Transfer" and "id" in args:
            token = checksummed(hexed(args["id"].to_bytes(20)))
            sums["balances"][f"{args['receiver']} {token}"] += args["amount"]
            sums["balances"][f"{args['sender']} {token}"] -= args["amount"]
        elif event.name == "BooksClosed":
            for name in _CLOSED:
                sums["closings"][f"{args['enterprise']} {name}"] += args[name]
        elif event.name == "Claimed":
            sums["claims"][args["account"]] += args["amount"]
        elif event.name in _CREDIT:
            sums["credit"][_CREDIT[event.name]] += args["amount"]
    sums["balances"] = {who: amount for who, amount in sums["balances"].items() if ZERO_ADDRESS not in who}
    return {**{name: _texts(part) for name, part in sums.items()}, "legs": _texts(_legs(seen))}


_CREDIT = {"OpeningCapital": "capital", "Issued": "issued", "Redeemed": "redeemed"}


def _legs(events: Iterable[Event]) -> dict[str, int]:
    found: dict[str, int] = {}
    for agreement, state in fold(events).items():
        parts = {
            "paid": state.paid,
            "cancelled": state.cancelled,
            "paid_from_escrow": state.from_escrow,
            "paid_by_backer": state.from_backers,
            "accrued": tuple(map(sum, zip(state.due, state.paid, state.cancelled, strict=True))),
            "escrowed": tuple(map(sum, zip(state.escrow, state.from_escrow, strict=True))),
        }
        for kind, amounts in parts.items():
            found |= {f"{hexed(agreement)} {leg} {kind}": amount for leg, amount in enumerate(amounts)}
    return found


def _differences(said: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for part, value in found.items():
        given = said.get(part, {})
        if not isinstance(value, dict):
            if given != value:
                yield Difference(part.replace("_", " "), str(given), str(value))
            continue
        for key in sorted(given.keys() | value.keys()):
            if given.get(key, "0") != value.get(key, "0"):
                yield Difference(f"{part} of {key}", given.get(key, "0"), value.get(key, "0"))
