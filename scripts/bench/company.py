"""A company of many units in a database: founded, reported on and closed for a year, as rows that blocks would leave.

The rows are made, not played: founding thousands of units on a chain would take an hour and measure that.
"""

import random
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from heyi.core.facts import subject_of
from heyi.core.solidity import checksummed
from heyi.store import cached
from heyi.store.database import Database
from heyi.store.projection import hexed

PERIODS = 12
MEMBERS = 3
SEED = 20_261_127

Row = dict[str, Any]
Line = tuple[str, Row]


def add_units(database: Database, count: int, first_period: int, token: str, after: int) -> None:
    """Adds units with a year of statements, closings and payments. after: the last block that is there."""
    chance = random.Random(SEED)
    block = after + 1
    with database.writing() as connection:
        for number in range(count):
            unit = _address(number)
            lines = [*_founding(unit, number, chance), *_year(unit, first_period, token, chance)]
            _write(connection, block + number, lines)
        values = {"next_block": block + count, "final_block": block + count - 1, "version": cached.cursor.c.version + 1}
        connection.execute(sa.update(cached.cursor).values(values))


def _address(number: int) -> str:
    return checksummed(f"0x{10**6 + number:040x}")


def _founding(unit: str, number: int, chance: random.Random) -> Iterator[Line]:
    shares: Row = {"quorum": 1, "total_shares": 1_000_000, "allowance": 0, "wind_up_after": 0}
    members = [_address(10**7 + number * MEMBERS + place) for place in range(MEMBERS)]
    yield "enterprise", {"enterprise": unit, "name": f"Unit {number:05}", "leader": members[0], **shares}
    yield "leader", {"enterprise": unit, "leader": members[0]}
    for member in members:
        part = {"units": chance.randrange(1, 5), "from_period": 0}
        yield "units", {"enterprise": unit, "member": member, **part}


def _year(unit: str, first: int, token: str, chance: random.Random) -> Iterator[Line]:
    subject = hexed(subject_of(unit))
    yield "books", {"enterprise": unit, "name": "opened", "period": first}
    for period in range(first, first + PERIODS):
        revenue = chance.randrange(10**5, 10**8)
        profit = chance.randrange(-(10**5), revenue // 3)
        figures: Row = {"revenue": revenue, "profit": profit, "other": 0, "other_metric": 2, "score": 900}
        evidence: Row = {"evidence": "0x" + "00" * 32, "kind": "posted", "booked_in": period}
        yield "statement", {"subject": subject, "period": period, **figures, **evidence}
        shared = max(0, profit)
        sums: Row = {"owed": 0, "paid": 0, "shared": shared, "undistributed": 0}
        yield "closing", {"enterprise": unit, "period": period, **sums}
        money: Row = {"sender": "0x" + "0" * 40, "receiver": unit, "token": token, "amount": revenue}
        yield "transfer", money


def _write(connection: sa.Connection, block: int, lines: Iterable[Line]) -> None:
    place = {"number": block, "hash": hexed(block.to_bytes(32)), "parent": hexed((block - 1).to_bytes(32))}
    connection.execute(sa.insert(cached.block), {**place, "timestamp": 1_700_000_000 + block})
    event: Row = {"block": block, "log_index": 0, "transaction": place["hash"], "contract": _address(0), "name": "Made"}
    raw: Row = {"agreement": None, "topics": b"", "data": b""}
    connection.execute(sa.insert(cached.event), {**event, **raw})
    by_table: dict[str, list[Row]] = {}
    for number, (table, row) in enumerate(lines):
        by_table.setdefault(table, []).append({"block": block, "log_index": 0, "line": number, **row})
    for table, rows in by_table.items():
        connection.execute(sa.insert(cached.FACTS[table]), rows)
