"""The keeper does what is due: once, in order, and with the same outcome wherever it is killed."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa

from heyi.chain.client import Chain
from heyi.chain.profiles import ANVIL, Finality, Profile
from heyi.company import Company, abis_of
from heyi.core.events import Event
from heyi.processes.closing import books_of
from heyi.processes.indexer import Indexer
from heyi.processes.keeping import Keeper, KeeperSettings, Kept
from heyi.processes.ledger import Ledger, book_of
from heyi.processes.sending import Sender
from heyi.store import cached, outbox
from heyi.store.database import Database
from heyi.store.kept import outbox as kept_outbox
from heyi.store.outbox import Entry
from tests.backend.processes.keeping.conftest import KEEPER
from tests.backend.processes.sending.killing import Clock, Fuse, Killed

MOST_STEPS = 200


@dataclass
class Life:
    """One life of a keeper's process, from its start on; the indexer lives beside it."""

    company: Company
    database: Database
    clock: Clock = field(default_factory=Clock)
    settings: KeeperSettings = field(default_factory=KeeperSettings)
    profile: Profile = ANVIL
    told: list[tuple[int, int, float | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        chain = Chain(self.company.chain.url, self.profile, KEEPER, abis_of(self.company.artifacts))
        mine = Company(chain, self.company.deployment, self.company.artifacts)
        book = book_of(mine, self.database)
        self.indexer = Indexer(chain, book)
        sender = Sender(chain, self.database, self.clock)
        self.keeper = Keeper(
            mine,
            Ledger(mine, book),
            self.database,
            sender,
            self.settings,
            self.clock,
            lambda *how: self.told.append(how),
        )

    def step(self) -> Kept:
        self.indexer.catch_up()
        return self.keeper.step()

    def live(self, between: Callable[[], None] = lambda: None) -> None:
        """Until nothing is due any more."""
        for _ in range(MOST_STEPS):
            if self.step().is_idle:
                return
            between()
        raise AssertionError("it never came to rest")


def outcome(company: Company, database: Database) -> Any:
    """What has happened, in order, but for when: names, contracts and arguments of all events."""
    book = book_of(company, database)
    Indexer(company.chain, book).catch_up()
    return [_told(event) for event in book.events()]


def _told(event: Event) -> Any:
    return event.name, event.contract, repr(event.args)


def entries(database: Database) -> list[Entry]:
    with database.reading() as connection:
        return outbox.entries(connection)


def undisturbed(company: Company) -> Any:
    """The outcome when nothing disturbs the keeper; it is undone again."""
    before = company.chain.request("evm_snapshot")
    with closing(Database("sqlite://")) as database:
        database.create()
        Life(company, database).live()
        found = outcome(company, database)
    company.chain.request("evm_revert", before)
    return found


def test_three_periods_are_closed_in_order(company: Company, database: Database) -> None:
    life = Life(company, database)
    assert life.keeper.ledger.refresh()
    life.indexer.catch_up()
    before = life.keeper.backlog()
    assert (before.closings, before.under_way, before.troubles) == (12, 0, {})
    life.live(lambda: life.clock.advance(2))
    enterprises = [event.args["enterprise"] for event in life.keeper.ledger.named("Founded")]
    now = company.chain.call(company.oracle.functions.currentPeriod())
    assert {books["nextPeriod"] for books in books_of(company, enterprises)} == {now}
    assert life.keeper.backlog().closings == 0
    closed = [(e.args["period"], e.args["enterprise"]) for e in life.keeper.ledger.named("BooksClosed")]
    assert len(closed) == len(set(closed)) == 12
    assert [period for period, _ in closed] == sorted(period for period, _ in closed)
    issued = [event.args["period"] for event in life.keeper.ledger.named("Issued")]
    assert issued == sorted(set(issued))
    assert {entry.state.value for entry in entries(database)} == {"final"}
    done, total, eta = life.told[-1]
    assert (done, total, eta) == (12, 12, 0)
    assert life.told[0][2] is None


def test_money_is_passed_on_in_the_month_it_came_in(company: Company, database: Database) -> None:
    """Debtors close first: clearing before the shop, the shop before the mill."""
    life = Life(company, database)
    life.live()
    names = {event.args["enterprise"]: event.args["charter"]["name"] for event in life.keeper.ledger.named("Founded")}
    order = [names[event.args["enterprise"]] for event in life.keeper.ledger.named("BooksClosed")][:4]
    assert order.index("Clearing") < order.index("Shop") < order.index("Mill")


def test_what_is_done_is_not_done_again(company: Company, database: Database) -> None:
    life = Life(company, database)
    life.live()
    height, sent = company.chain.height(), len(entries(database))
    assert not Life(company, database, life.clock).step().leads, "the lease is another's"
    for _ in range(3):
        life.clock.advance(31)
        assert Life(company, database, life.clock).step().is_idle
    assert (company.chain.height(), len(entries(database))) == (height, sent)


def test_nothing_is_due_before_figures_are_final(company: Company, database: Database) -> None:
    """Early is no failure: nothing is sent, and nothing is noted."""
    life = Life(company, database)
    life.live()
    now = company.chain.call(company.oracle.functions.currentPeriod())
    company.chain.request("evm_setNextBlockTimestamp", company.chain.timestamp() + 32 * 86_400)
    company.chain.request("evm_mine")
    assert company.chain.call(company.oracle.functions.currentPeriod()) == now + 1
    assert life.step().is_idle
    assert life.keeper.backlog().closings == 4
    assert life.keeper.backlog().troubles == {}


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_the_outcome_is_the_same(
    company: Company, database_url: str, database: Database, seed: int
) -> None:
    """Lives of any length, ended before or after whatever they write or send, until one comes to rest."""
    expected = undisturbed(company)
    lengths, kills, clock = random.Random(seed), 0, Clock()
    while True:
        fuse = Fuse(lengths.randint(1, 30))
        with closing(fuse.database(database_url)) as fused:
            try:
                life = Life(company, fused, clock)
                _fuse_sending(life, fuse)
                life.live()
            except Killed:
                kills += 1
                clock.advance(31)  # until its lease is over
                continue
            break
    assert kills > 15
    assert outcome(company, database) == expected
    assert {entry.state.value for entry in entries(database)} == {"final"}


def _fuse_sending(life: Life, fuse: Fuse) -> None:
    chain = life.keeper.company.chain
    broadcast = chain.broadcast

    def fused(raws: Any) -> Any:
        fuse.tick()
        answers = broadcast(raws)
        fuse.tick()
        return answers

    chain.broadcast = fused  # type: ignore[method-assign]


def test_a_reorganisation_while_books_are_closed(company: Company, database: Database) -> None:
    """Blocks with closings in them go, several times; they come back, and nothing is paid twice."""
    expected = undisturbed(company)
    life = Life(company, database, profile=replace(ANVIL, finality=Finality("depth", 2)))
    chain = company.chain
    for steps in range(1, MOST_STEPS):
        parting = chain.request("evm_snapshot")
        kept = life.step()
        if steps in (2, 4, 7, 12):
            life.indexer.catch_up()
            chain.request("evm_revert", parting)
            chain.request("evm_mine")  # another block in their place
        if kept.is_idle and steps > 12:
            break
        chain.request("evm_mine")
        life.clock.advance(25)
    found = outcome(company, database)
    assert sorted(found) == sorted(expected)
    assert found == expected


def test_pages_stay_below_their_gas_target(company: Company, database: Database) -> None:
    """With one agreement a page a closing takes several, and pays the same."""
    expected = undisturbed(company)
    life = Life(company, database, settings=KeeperSettings(gas_target=1))
    life.live()
    found = outcome(company, database)
    assert [each for each in found if each[0] == "BooksClosed"] == [
        each for each in expected if each[0] == "BooksClosed"
    ]


def test_one_enterprise_that_fails_holds_up_no_other(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The book lacks an agreement of the mill's: it is noted, tried again later and later, and the others go on."""
    life = Life(company, database)
    life.indexer.catch_up()
    ledger = life.keeper.ledger.refresh()
    names = {event.args["charter"]["name"]: event.args["enterprise"] for event in ledger.named("Founded")}
    of_party = ledger.of_party
    monkeypatch.setattr(ledger, "of_party", lambda party: [] if party == names["Shop"] else of_party(party))
    for _ in range(30):
        life.step()
    backlog = life.keeper.backlog()
    assert list(backlog.troubles) == [f"close:{names['Shop']}"]
    assert "Shop" not in backlog.troubles[f"close:{names['Shop']}"]
    left = {name: books_of(company, [address])[0]["nextPeriod"] for name, address in names.items()}
    assert left["Clearing"] > left["Shop"]
    assert left["Platform"] > left["Shop"]
    monkeypatch.setattr(ledger, "of_party", of_party)
    assert life.step().is_idle, "it rests"
    life.clock.advance(3600)
    life.live(lambda: life.clock.advance(1))
    assert life.keeper.backlog().troubles == {}
    assert len({books_of(company, [address])[0]["nextPeriod"] for address in names.values()}) == 1


def test_it_goes_on_only_when_the_book_has_read_its_last_block(company: Company, database: Database) -> None:
    life = Life(company, database)
    life.step()
    life.keeper.step()
    assert life.keeper.step().waits
    assert not life.step().waits


def test_a_rebuilt_book_leaves_the_outbox_as_it_is(company: Company, database: Database) -> None:
    life = Life(company, database)
    life.live()
    sent = len(entries(database))
    life.keeper.ledger.book.clear()
    life.live()
    assert len(entries(database)) == sent
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(kept_outbox.attempt)) == sent
        assert connection.scalar(sa.select(sa.func.count()).select_from(cached.closing)) == 12
