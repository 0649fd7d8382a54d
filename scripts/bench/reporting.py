"""How long it takes to report a large file: 245,903 invoice lines by three nodes, month by month, onto an Anvil.

The file is UCI Online Retail's first half, see tests/online_retail.py. Each country is a unit. What stands on the chain
in the end is held against what was published with the file.
"""

import csv
import gzip
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from eth_utils.crypto import keccak
from tests.online_retail import FOLDER, LINES, described

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings
from heyi.compiler import compile_contracts
from heyi.core.facts import subject_of
from heyi.core.periods import MONTHS
from heyi.core.solidity import checksummed
from heyi.processes.attesting import Board, OracleNode
from heyi.scenario.definition import source_at
from heyi.store.database import Database

PUBLISHED = FOLDER / "market_me_month_2010-12_2011-06.csv.gz"
FIRST, LAST = MONTHS.parse("2010-12"), MONTHS.parse("2011-06")
NODES = (1, 2, 3)  # the development company's, by the numbers of their keys
DAY = 86_400

Tell = Callable[[str], object]


class _Addresses(dict[str, str]):
    """Any unit's: the chain asks of a subject no more than that it is one."""

    def __missing__(self, unit: str) -> str:
        return checksummed("0x" + keccak(text=unit)[-20:].hex())


def reporting(tell: Tell) -> list[dict[str, object]]:
    """A row for each step, and one for the whole; none if the file is not there."""
    if not LINES.is_file():
        tell(f"{LINES.name} is not there: nothing is reported")
        return []
    artifacts = compile_contracts()
    with (
        running(local_chain(ANVIL, start_time=MONTHS.start_of(FIRST) + 1)) as node,
        tempfile.TemporaryDirectory() as name,
    ):
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        company = Company(chain, deploy(chain, artifacts, development_settings(chain)), artifacts)
        return _measured(company, Path(name), tell)


def _measured(company: Company, folder: Path, tell: Tell) -> list[dict[str, object]]:
    file = described(folder, "country")
    database = Database("sqlite://")
    database.create()
    board, addresses = Board(company, database), _Addresses()
    sources = [source_at(file, {}).source(addresses) for _ in NODES]
    began = time.monotonic()
    for number, source in enumerate(sources, 1):
        tell(f"Node {number} reads {LINES.name} ...")
        source.reading()
    read = time.monotonic()
    nodes = [
        OracleNode(company, source, board, FIRST, key=development_account(key))
        for key, source in zip(NODES, sources, strict=True)
    ]
    for period in range(FIRST, LAST + 1):
        tell(f"{MONTHS.format(period)} is reported ...")
        company.chain.advance_to(MONTHS.end_of(period) + 1)
        for each in (*nodes, *nodes):
            each.step()
        company.chain.advance_to(company.chain.timestamp() + 4 * DAY)
    ended = time.monotonic()
    figures = _check(company, addresses)
    return [
        {"what": "three nodes read 245,903 lines each", "seconds": round(read - began, 1)},
        {
            "what": f"{figures} figures are agreed on, signed and posted",
            "seconds": round(ended - read, 1),
        },
        {"what": "all, equal to what was published to the mil", "seconds": round(ended - began, 1)},
    ]


def _check(company: Company, addresses: _Addresses) -> int:
    """How many figures there are; all of them have to be on the chain as they were published."""
    wanted: dict[tuple[str, int], int] = defaultdict(int)
    with gzip.open(PUBLISHED, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            wanted[row["country"], MONTHS.parse(row["month"])] += int(row["net_mils"])
    asked = list(wanted)
    statement = company.oracle.functions.statementOf
    answers = company.chain.call_all([statement(subject_of(addresses[unit]), period) for unit, period in asked])
    found = {place: stored["revenue"] for place, (stored, _) in zip(asked, answers, strict=True)}
    if found != wanted:
        raise ValueError(f"{sum(found[place] != wanted[place] for place in asked)} figures differ")
    return len(found)
