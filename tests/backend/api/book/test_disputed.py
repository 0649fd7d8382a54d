"""Figures that were challenged, decided, corrected or never came: the book's facts are the oracle's."""

from collections.abc import Iterator
from itertools import product

import pytest
from eth_utils.crypto import keccak
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.service import Service
from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import abis_of
from heyi.compiler import compile_contracts
from heyi.core.facts import Metric, Statement, benchmark_id
from heyi.core.terms import Span
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.statements.disputes import dispute_table
from heyi.statements.table import Money
from heyi.store.database import Database
from heyi.store.kept.sentences import is_hash_known, keep_sentence
from heyi.store.projection import hexed
from heyi.store.reading.disputes import disputes
from heyi.store.reading.facts import StoredFacts
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.test_why import check_steps
from tests.contracts.world import ABSENT_AFTER, ARBITER, ARBITRATION_WINDOW, Agreement, ChainFacts, Unit, World, share

WORDS = "The refunds are missing."
REASON, RULING = keccak(text=WORDS), keccak(text="They are booked in May.")


class Disputed:
    """Two units of which one's figures are disputed in every way there is, month by month."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shop, self.mill = world.found("Shop"), world.found("Mill")
        world.fund(self.shop, 10**6)
        self.rain = benchmark_id("rain")
        clauses = [
            share(self.shop.subject, 10),
            share(self.shop.subject, 5, span=Span.CumulativeGivingBack),
            share(self.mill.subject, 20, span=Span.WindowCorrected, absent_as=70),
        ]
        terms = world.terms((self.shop, self.mill), clauses, periods=5, correction_periods=2)
        self.agreement: Agreement = world.open(terms)
        self.first = self.next = world.period()

    def live(self) -> None:
        world = self.world
        first = self._post(1_000)
        self._challenge(first)
        world.decide(self.shop.subject, first, upheld=True, ruling=RULING)
        self._close()
        second = self._post(2_000)
        self._challenge(second)
        world.decide(self.shop.subject, second, upheld=False)
        world.post(second, [world.statement(self.shop, revenue=1_500, profit=10, score=700)])
        self._close()
        third = self._post(3_000)
        self._challenge(third)
        world.chain.advance_to(world.chain.timestamp() + ARBITRATION_WINDOW + 1)
        world.correct(first, world.period(), world.statement(self.shop, revenue=900, profit=-5, score=900))
        self._close()
        fourth = self._post(4_000, silent=[self.mill])
        world.correct(first, world.period(), world.statement(self.shop, revenue=950, profit=5, score=900))
        world.correct(second, world.period() + 1, world.statement(self.shop, revenue=1_600, profit=10, score=700))
        world.chain.advance_to(world.calendar.end_of(fourth) + ABSENT_AFTER)
        world.correct(fourth, world.period(), world.statement(self.mill, revenue=30, other=7))
        self._close()
        for revenue in (5_000, 6_000, 7_000):
            self._post(revenue)
            self._close()
        world.name_committee(self.mill, world.nodes[:2], 2)
        world.name_committee(self.mill, world.nodes, 3)

    def _post(self, revenue: int, silent: tuple[Unit, ...] | list[Unit] = ()) -> int:
        """The next month has ended; the shop's figures, and everybody's."""
        world, period = self.world, self.next
        self.next += 1
        if world.period() <= period:
            world.end_month()
        others = [unit for unit in world.units if unit != self.shop and unit not in silent]
        other = Metric.Ecosystem if revenue == 4_000 else Metric.Collected
        world.post(
            period,
            [
                self._shops(revenue, other),
                *(world.statement(unit, revenue=100, profit=20, other=5) for unit in others),
                Statement(subject=self.rain, revenue=12),
            ],
        )
        return period

    def _shops(self, revenue: int, metric: Metric) -> Statement:
        figures = {"revenue": revenue, "profit": revenue // 10, "score": 900, "other": 3}
        return self.world.statement(self.shop, **figures, other_metric=metric)

    def _challenge(self, period: int) -> None:
        self.agreement.challenge(1, self.shop.subject, period, REASON)

    def _close(self) -> None:
        self.world.finalize()
        self.world.close(self.mill, self.shop)


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disputed]:
    artifacts = compile_contracts()
    with running(local_chain(ANVIL)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        story = Disputed(World(chain, artifacts))
        story.live()
        yield story


@pytest.fixture(scope="module")
def service(disputed: Disputed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    company = disputed.world.company
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('book')}/book.sqlite")
    book = book_of(company, database)
    Indexer(company.chain, book).catch_up()
    with database.writing() as connection:
        keep_sentence(connection, WORDS)
    yield Service(database, book, company)
    database.close()


@pytest.fixture(scope="module")
def asking(service: Service) -> Iterator[Asking]:
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield Asking(client)


def test_every_figure_is_the_oracles(disputed: Disputed, service: Service) -> None:
    chain, periods = ChainFacts(disputed.world.company), range(disputed.first - 1, disputed.world.period() + 2)
    subjects = (disputed.shop.subject, disputed.mill.subject, disputed.rain)
    with service.database.reading() as connection:
        facts = StoredFacts(connection, service.constants, service.open_book.state().heads.now)
        for subject, metric, period in product(subjects, Metric, periods):
            for corrected in (False, True):
                mine = facts.figure(subject, metric, period, corrected)
                assert mine == chain.figure(subject, metric, period, corrected), (subject, metric, period, corrected)
            for through in periods:
                assert facts.correction(subject, metric, period, through) == chain.correction(
                    subject, metric, period, through
                )


def test_the_ranking_counts_what_the_oracle_counts(disputed: Disputed, asking: Asking) -> None:
    chain, periods = ChainFacts(disputed.world.company), range(disputed.first, disputed.world.period() + 2)
    for unit in asking.pages("/units", 1):
        if unit["revenue"] is None:
            continue
        subject = bytes(12) + bytes.fromhex(unit["address"][2:])
        for metric in (Metric.Revenue, Metric.Profit):
            total = sum(chain.figure(subject, metric, period, True).value for period in periods)
            assert unit[metric.name.lower()] == str(total), (unit["name"], metric)


def test_reports_tell_the_whole_story(disputed: Disputed, asking: Asking) -> None:
    shop, calendar = disputed.shop.address, disputed.world.calendar
    first, second, third, fourth = (
        asking.get(f"/statements/{shop}/{calendar.format(disputed.first + number)}") for number in range(4)
    )
    assert (first["stage"], first["upheld"], first["finality"], first["final_at"]) == ("decided", True, "final", None)
    assert first["challenger"]["address"] == disputed.mill.address
    assert first["reason"] == "0x" + REASON.hex()
    assert first["figures"]["revenue"] == "1000", "a correction never changes the statement"
    assert [each["figures"]["revenue"] for each in first["corrections"]] == ["900", "950"]
    assert [each["differences"]["revenue"] for each in first["corrections"]] == ["-100", "50"]
    assert [each["differences"]["profit"] for each in first["corrections"]] == ["-105", "10"]
    assert (second["stage"], second["upheld"], second["figures"]["revenue"]) == ("posted", False, "1500")
    assert (third["stage"], third["upheld"], third["finality"]) == ("challenged", None, "final"), "it has lapsed"
    assert fourth["figures"]["other_metric"] == "ecosystem"
    absent = asking.get(f"/statements/{disputed.mill.address}/{fourth['period']}")
    assert (absent["stage"], absent["finality"], absent["figures"]) == ("none", "absent", None)
    assert absent["corrections"][0]["differences"]["other"] == "7"
    rain = asking.pages("/statements", 1, subject="0x" + disputed.rain.hex())
    assert {(each["subject"]["address"], each["figures"]["revenue"]) for each in rain} == {(None, "12")}
    assert len(rain) == 7


def test_amounts_follow_from_corrected_figures(disputed: Disputed, asking: Asking) -> None:
    key = "0x" + disputed.agreement.id.hex()
    periods = asking.get(f"/agreements/{key}/periods")
    assert len(periods) == 7
    pages = [asking.get(f"/agreements/{key}/periods/{each['period']}") for each in periods]
    assert all(page["equal"] for page in pages)
    absent = pages[3]["clauses"][2]["reads"][0]
    assert (absent["finality"], absent["value"], absent["counted"]) == ("absent", "0", "70")
    outcomes = [[clause["outcome"] for clause in page["clauses"]] for page in pages]
    assert outcomes[5] == ["nothing to restate"] * 3
    assert outcomes[6] == ["nothing to restate", "restated", "nothing to restate"]
    for page in pages:
        for clause in page["clauses"]:
            check_steps(clause)


def test_the_fourth_statement_shows_the_ecosystem_metric(disputed: Disputed, asking: Asking) -> None:
    fourth = disputed.world.calendar.format(disputed.first + 3)
    page = asking.get("/winwin", unit=disputed.shop.address, period=fourth)
    assert page["platform_value"] == {"value": "3", "why": None}
    books = disputed.world.books(disputed.shop)
    whole = asking.get("/winwin", unit=disputed.shop.address)
    figures = asking.get(f"/units/{disputed.shop.address}")
    assert whole["income"]["traditional"] == figures["revenue"]
    # Corrections that are booked in a month not closed yet are in the statement before they are in the books.
    open_months = [each for each in figures["periods"] if each["closing"] is None]
    waiting = sum(int(each["profit"] or 0) + int(each["income"]) - int(each["expense"]) for each in open_months)
    assert int(whole["shared"]["retained"]) == books["undistributed"] + waiting


def test_disputes_the_newest_first_with_what_became_of_them(disputed: Disputed, asking: Asking) -> None:
    found = asking.pages("/disputes", 2)
    assert [(each["dispute"], each["state"]) for each in found] == [(3, "lapsed"), (2, "void"), (1, "upheld")]
    lapsed, void, upheld = found
    for each in found:
        assert each["subject"]["address"] == disputed.shop.address
        assert each["challenger"]["address"] == disputed.mill.address
        assert [party["address"] for party in each["parties"]] == [disputed.shop.address, disputed.mill.address]
        assert each["agreement"] == hexed(disputed.agreement.id)
        assert each["reason"] == {"hash": hexed(REASON), "text": WORDS}
        assert (each["bond"], each["bond_returned"]) == ("0", None)
        assert each["lapses_at"] == each["challenged"]["time"] + ARBITRATION_WINDOW
    assert lapsed["ruling"] is None
    assert void["ruling"]["upheld"] is False
    assert upheld["ruling"]["arbiter"]["address"] == ARBITER.address
    assert upheld["ruling"]["words"] == {"hash": hexed(RULING), "text": None}
    assert upheld["ruling"]["bond_to"] is None


@pytest.mark.parametrize(("state", "numbers"), [("open", []), ("lapsed", [3]), ("void", [2]), ("upheld", [1])])
def test_disputes_by_where_they_stand(asking: Asking, state: str, numbers: list[int]) -> None:
    assert [each["dispute"] for each in asking.pages("/disputes", 1, state=state)] == numbers


def test_a_dispute_is_open_until_it_lapses(disputed: Disputed, service: Service, asking: Asking) -> None:
    lapses_at = asking.get("/disputes/3")["lapses_at"]
    with service.database.reading() as connection:
        for now, state in ((lapses_at - 1, "open"), (lapses_at, "lapsed")):
            (found,) = disputes(connection, ARBITRATION_WINDOW, now, state, None, 9)  # type: ignore[arg-type]
            assert (found.number, found.state(now)) == (3, state)


def test_a_dispute_that_there_was_never(asking: Asking) -> None:
    assert asking.refused("/disputes/4") == (404, "NoSuchDispute")


def test_the_ruling_s_words_may_be_published(service: Service) -> None:
    with service.database.reading() as connection:
        assert is_hash_known(connection, hexed(RULING))
        assert not is_hash_known(connection, hexed(keccak(text="Never said.")))


def test_a_bond_s_account_is_the_contract_s(disputed: Disputed, asking: Asking) -> None:
    world, period = disputed.world, disputed.first
    shown = asking.get(f"/disputes/bonds/{disputed.shop.address}/{world.calendar.format(period)}/{ARBITER.address}")
    account = world.bond_account(disputed.shop.subject, period, ARBITER)
    assert shown == {"account": account, "bond": "0", "held": "0"}


def test_the_oracle_is_shown_with_who_has_which_part_in_it(disputed: Disputed, asking: Asking) -> None:
    page, world = asking.get("/oracle"), disputed.world
    assert (page["nodes"], page["quorum"], page["bond"]) == ([node.address for node in world.nodes], 2, "0")
    assert [each["address"] for each in page["arbiters"]] == [ARBITER.address]
    assert page["windows"]["arbitration"] == ARBITRATION_WINDOW
    (committee,) = page["committees"]
    assert committee["unit"]["address"] == disputed.mill.address
    assert (committee["nodes"], committee["quorum"]) == (page["nodes"], 3), "what was said last of a period counts"
    assert committee["from_period"] == world.calendar.format(world.period() + 1)
    unit = asking.get(f"/units/{disputed.mill.address}")
    assert unit["committees"] == [{key: value for key, value in committee.items() if key != "unit"}]
    assert asking.get(f"/units/{disputed.shop.address}")["committees"] == []


def test_the_table_of_disputes(disputed: Disputed, service: Service) -> None:
    constants, state = service.constants, service.open_book.state()
    with service.database.reading() as connection:
        found = disputes(connection, ARBITRATION_WINDOW, state.heads.now, None, None, 9)
    table = dispute_table(found, {hexed(REASON): WORDS}, state.names, constants.calendar, state.heads.now)
    rows = table.to_json(Money("TC", 2))
    assert [(row["dispute"], row["state"], row["subject"]) for row in rows] == [
        (3, "lapsed", "Shop"),
        (2, "void", "Shop"),
        (1, "upheld", "Shop"),
    ]
    assert {(row["challenger"], row["reason"], row["bond"]) for row in rows} == {("Mill", WORDS, "0.00")}
