"""Month by month, until somebody is wound up, the keeper does what one does by hand with `closing` and `winding_up`."""

from collections.abc import Callable
from typing import Any

from heyi.chain.client import connect, development_account
from heyi.chain.node import PROJECT_ROOT, running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.processes.closing import close_period, collect_from_people
from heyi.processes.ledger import Ledger
from heyi.processes.winding_up import wind_up
from heyi.scenario.load import load
from heyi.scenario.playing.play import starts_at
from heyi.store.database import Database
from tests.backend.processes.keeping.conftest import Reporting
from tests.backend.processes.keeping.test_keeping import Life

GIFT_WHOLESALER = PROJECT_ROOT / "examples" / "gift_wholesaler"
MONTHS = 4  # in the last of which somebody is wound up
TOLD = ("BooksClosed", "WoundUp", "Released", "Issued", "Accrued", "Paid", "Distributed", "TeamCredited")

Close = Callable[[Company, int], None]


def outcome(close: Close) -> tuple[list[str], dict[str, int]]:
    """What has happened when each month is closed so: events, sorted, and what every enterprise has."""
    scenario, artifacts = load(GIFT_WHOLESALER), compile_contracts()
    with running(local_chain(ANVIL, start_time=starts_at(scenario))) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        company = Reporting(scenario, chain, artifacts, lambda _: None).report_all(close, MONTHS)
        events = list(Ledger(company).refresh().named(*TOLD))
        founded = [event.args["enterprise"] for event in Ledger(company).refresh().named("Founded")]
        return sorted(f"{event.name} {_plain(event.args)}" for event in events), company.balances_of(founded)


def _plain(args: Any) -> str:
    return repr(dict(args))


def test_the_keeper_does_what_one_does_by_hand() -> None:
    ledgers: dict[int, Ledger] = {}

    def by_hand(company: Company, period: int) -> None:
        ledger = ledgers.setdefault(id(company), Ledger(company)).refresh()
        founded = [event.args["enterprise"] for event in ledger.named("Founded")]
        company.chain.send(company.token.functions.issue(period))
        close_period(company, ledger, founded, period)
        collect_from_people(company, ledger, period)
        for enterprise in founded:
            wind_up(company, ledger, enterprise)

    lives: dict[int, Life] = {}

    def by_keeper(company: Company, period: int) -> None:
        if id(company) not in lives:
            database = Database("sqlite://")
            database.create()
            lives[id(company)] = Life(company, database)
        lives[id(company)].live()

    expected = outcome(by_hand)
    assert any(each.startswith("WoundUp") for each in expected[0])
    assert outcome(by_keeper) == expected
