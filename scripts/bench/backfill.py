"""How fast a book is made from a chain: the gift wholesaler's seven months, read from an Anvil on this machine."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres

from heyi.chain.blocks import Blocks
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, starts_at
from heyi.store.database import Database

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "gift_wholesaler"
TIMES = 5

Tell = Callable[[str], object]


def backfill(tell: Tell) -> list[dict[str, object]]:
    """A row for each kind of database: medians of several books made from nothing."""
    scenario, artifacts = load(EXAMPLE), compile_contracts()
    with running(local_chain(ANVIL, start_time=starts_at(scenario))) as node:
        tell("Playing the gift wholesaler on Anvil ...")
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        record = Play(scenario, chain, artifacts, lambda _: None).run().record
        company = Company(chain, record.deployment, artifacts)
        return [
            _measured(company, kind, tell) for kind in ("SQLite", "PostgreSQL") if kind != "PostgreSQL" or _server()
        ]


def _server() -> bool:
    return postgres.programs() is not None


def _measured(company: Company, kind: str, tell: Tell) -> dict[str, object]:
    taken, events = [], 0
    for number in range(TIMES):
        tell(f"Backfill into {kind}, {number + 1} of {TIMES} ...")
        with _database(kind) as url:
            database = Database(url)
            book = book_of(company, database)
            began = time.perf_counter()
            Indexer(Blocks(company.chain.url, ANVIL), book, range_start=100).catch_up()
            taken.append(time.perf_counter() - began)
            events = len(book.events())
            database.close()
    seconds = statistics.median(taken)
    return {
        "database": kind,
        "events": events,
        "blocks": company.chain.height(),
        "seconds": round(seconds, 2),
        "events a second": round(events / seconds),
        "fastest": round(events / min(taken)),
    }


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.db"
        return
    with postgres.cluster() as where, postgres.fresh_database(where) as url:
        yield url
