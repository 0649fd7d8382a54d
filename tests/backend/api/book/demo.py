"""A company that was played on a private Anvil, and its book in a SQLite file, names and sentences with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from heyi.api.service import Service
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.compiler.solc import PROJECT_ROOT
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import Ledger, book_of
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, Played, starts_at
from heyi.store.database import Database
from heyi.store.names import remember

EXAMPLE = PROJECT_ROOT / "examples" / "gift_wholesaler"


@dataclass(frozen=True)
class Demo:
    """tables: what the statements say, by name, as JSON; the ledger was read from the chain beside the book."""

    company: Company
    service: Service
    ledger: Ledger
    played: Played
    tables: dict[str, list[dict[str, Any]]]

    @property
    def units(self) -> dict[str, str]:
        """Addresses by name."""
        return dict(self.played.record.units)

    @property
    def people(self) -> dict[str, str]:
        """Addresses by name."""
        return dict(self.played.record.people)

    @property
    def agreements(self) -> dict[str, str]:
        """Hashes by name."""
        return {row["agreement"]: row["hash"] for row in self.tables["agreements"]}

    def minor(self, amount: str | None) -> str | None:
        """What a table says as the API does: in minor units."""
        if amount is None:
            return None
        return str(int(Decimal(amount) * 10**self.played.money.decimals))


@contextmanager
def demo(folder: Path, example: Path = EXAMPLE) -> Iterator[Demo]:
    """Plays a scenario; the demo's seven months take about twelve seconds. folder: where the database goes."""
    scenario, artifacts = load(example), compile_contracts()
    with running(local_chain(ANVIL, start_time=starts_at(scenario))) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        played = Play(scenario, chain, artifacts, lambda _: None).run()
        company = Company(chain, played.record.deployment, artifacts)
        database = Database(f"sqlite:///{folder / 'book.sqlite'}")
        book = book_of(company, database)
        Indexer(chain, book).catch_up()
        with database.writing() as connection:
            remember(connection, played.names)
        tables = played.to_json()["tables"]
        yield Demo(company, Service(database, book, company), Ledger(company).refresh(), played, tables)
        database.close()
