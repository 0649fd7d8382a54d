"""A company with three months of final figures, none of which is closed, on an Anvil of this folder's own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.scenario.load import load
from heyi.scenario.playing.play import HOUR, Play, starts_at
from heyi.scenario.playing.tables import Month
from heyi.store.database import Database

TWO_UNITS = Path(__file__).parents[3] / "e2e" / "two_units"
KEEPER = development_account(9)


class Reporting(Play):
    """Lives through its months, but closes nothing itself."""

    def report_all(self, close: Callable[[Company, int], None] | None = None, months: int | None = None) -> Company:
        """close: whoever closes each month, if anybody does. months: how many, all unless given."""
        with self._books_open():
            return self._reported(close, months)

    def _reported(self, close: Callable[[Company, int], None] | None, months: int | None) -> Company:
        self._found()
        for period in self._scenario.periods[:months]:
            self._cast.deadline = self._deadline(period)
            month = Month(period)
            gone = {event.args["enterprise"] for event in self._ledger.refresh().named("WoundUp")}
            self._wound_up = {unit.id for unit in self._scenario.units if self._addresses[unit.id] in gone}
            self._open_agreements(period, month)
            self._chain.advance_to(self._scenario.calendar.end_of(period) + HOUR)
            self._report(period, month)
            if close or period == self._scenario.last_period:
                self._chain.advance_to(self._chain.timestamp() + self._scenario.oracle.challenge_window + 1)
            if close:
                close(self._company, period)
        return self._company


@pytest.fixture(scope="session")
def three_months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two Units with a month more, in which the shop can pay nothing that it owes."""
    folder = shutil.copytree(TWO_UNITS, tmp_path_factory.mktemp("scenario") / "three_months")
    with (folder / "figures.csv").open("a") as file:
        file.write("shop,2024-03,40.00,30.00\nmill,2024-03,0,0\nplatform,2024-03,0,0\n")
    settings = folder / "scenario.yaml"
    settings.write_text(settings.read_text().replace("last: 2024-02", "last: 2024-03"))
    return folder


@pytest.fixture(scope="module")
def reported(three_months: Path) -> Iterator[Company]:
    scenario, artifacts = load(three_months), compile_contracts()
    with running(local_chain(ANVIL, start_time=starts_at(scenario))) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        company = Reporting(scenario, chain, artifacts, lambda _: None).report_all()
        chain.request("anvil_setBlockTimestampInterval", 1)  # else a chain that was put back jumps to today
        chain.request("evm_mine")
        yield company


@pytest.fixture
def company(reported: Company) -> Iterator[Company]:
    """With the keeper's key; what it does is undone."""
    before = reported.chain.request("evm_snapshot")
    chain = connect(reported.chain.url, ANVIL, KEEPER, abis_of(reported.artifacts))
    yield Company(chain, reported.deployment, reported.artifacts)
    reported.chain.request("evm_revert", before)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.create()
    yield database
    database.close()
