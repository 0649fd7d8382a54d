"""Notices out of the book: what is due, late, disputed, owed or waiting to be claimed, and that nothing else is."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from heyi.chain.client import connect, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import abis_of
from heyi.company.constants import Constants
from heyi.compiler import compile_contracts
from heyi.core.facts import Statement
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.statements.notices import Notice, Scene, notices
from heyi.statements.notices.mail import mail_of
from heyi.statements.notices.notice import one_line
from heyi.store.database import Database
from heyi.store.kept.oracle import Offered, add_offer
from heyi.store.reading.memory.open_book import OpenBook
from tests.contracts.world import ABSENT_AFTER, CHALLENGE_WINDOW, Unit, World, share

DAY = 86_400
Noticed = Callable[[], dict[str, list[Notice]]]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    artifacts = compile_contracts()
    with running(local_chain(ANVIL)) as node:
        yield World(connect(node.url, ANVIL, development_account(0), abis_of(artifacts)), artifacts)


@pytest.fixture
def database() -> Iterator[Database]:
    database = Database("sqlite://")
    yield database
    database.close()


@pytest.fixture
def noticed(world: World, database: Database) -> Noticed:
    """What waits now, by kind; the book is read on before."""
    book = book_of(world.company, database)
    constants = Constants.of(world.company)
    open_book = OpenBook(database, constants)

    def now() -> dict[str, list[Notice]]:
        Indexer(world.company.chain, book).catch_up()
        state = open_book.state()
        with database.reading() as connection:
            scene = Scene(connection, book, constants, state, "https://heyi.example/")
            found: dict[str, list[Notice]] = {}
            for each in notices(scene):
                found.setdefault(each.kind, []).append(each)
            return found

    return now


def about(found: dict[str, list[Notice]], kind: str, unit: Unit) -> list[Notice]:
    return [each for each in found.get(kind, []) if each.account == unit.address]


def test_a_month_of_notices(world: World, noticed: Noticed, database: Database) -> None:
    shop, mill = world.found("Shop"), world.found("Mill")
    world.fund(shop, 100)
    world.open(world.terms((shop, mill), [share(shop.subject, 50)], periods=4))
    month = world.period()
    world.end_month()
    world.chain.advance_to(world.chain.timestamp() + 60)

    # Nobody has said anything yet: after three days it is late.
    assert "figures.late" not in noticed()
    world.chain.advance_to(world.calendar.end_of(month) + 3 * DAY + 60)
    late = [each for each in noticed()["figures.late"] if "Shop" in each.subject]
    assert late[0].account == Constants.of(world.company).clearing
    assert late[0].due == world.calendar.end_of(month) + ABSENT_AFTER
    assert late[0].link == f"https://heyi.example/oracle/{world.calendar.format(month)}"

    # Two nodes read differently, and the third is silent.
    nodes = [node.address for node in world.nodes]
    with database.writing() as connection:
        for node, revenue in zip(nodes, (1_000, 1_001), strict=False):
            said = (Statement(subject=shop.subject, revenue=revenue),)
            add_offer(connection, month, Offered(node, 1, said, b"", world.chain.timestamp() - 2 * DAY))
    found = noticed()
    assert {each.account for each in found["figures.apart"]} == {Constants.of(world.company).clearing, *nodes[:2]}
    silent = {each.account for each in found["node.silent"]}
    assert silent == {Constants.of(world.company).clearing, *nodes[2:]}

    # Posted: whoever has to do with it may look, and challenge.
    world.post(month, [world.statement(unit, revenue=1_000, profit=400) for unit in world.units])
    found = noticed()
    assert "figures.apart" not in found
    assert not [each for each in found.get("figures.late", []) if "Shop" in each.subject]
    for unit in (shop, mill):
        (notice,) = [each for each in about(found, "figures.challengeable", unit) if "of Shop" in each.subject]
        assert notice.due is not None
        assert world.chain.timestamp() < notice.due <= world.chain.timestamp() + CHALLENGE_WINDOW
        assert notice.public

    # Final, and not closed for a day.
    world.finalize()
    assert about(noticed(), "closing.overdue", shop) == []
    world.chain.advance_to(world.chain.timestamp() + DAY + 60)
    assert len(about(noticed(), "closing.overdue", shop)) == 1
    assert "figures.challengeable" not in noticed()
    world.close(shop, mill)
    found = noticed()
    assert about(found, "closing.overdue", shop) == []
    (arrears,) = about(found, "arrears.owed", shop)
    assert "is in arrears with" in arrears.subject
    assert about(found, "arrears.owed", mill) == []


def test_a_dispute_waits_for_the_arbiter(world: World, noticed: Noticed) -> None:
    shop, mill = world.found("Bakery"), world.found("Farm")
    agreement = world.open(world.terms((shop, mill), [share(shop.subject, 10)], periods=6))
    month = world.period()
    world.end_month()
    world.post(month, [world.statement(unit, revenue=500, profit=5) for unit in world.units])
    before = noticed()
    assert "dispute.undecided" not in before
    agreement.challenge(1, shop.subject, month, b"\x07" * 32)
    (notice,) = noticed()["dispute.undecided"]
    assert "Bakery" in notice.subject
    assert notice.account not in {shop.address, mill.address}
    assert "Otherwise the challenge lapses" in notice.text
    world.decide(shop.subject, month, upheld=True)
    assert "dispute.undecided" not in noticed()


def test_profit_waits_for_those_who_have_a_part_in_it(world: World, noticed: Noticed) -> None:
    unit = world.found("Tea House")
    world.fund(unit, 10_000)
    month = world.period()
    world.end_month()
    world.post(month, [world.statement(each, revenue=1_000, profit=700) for each in world.units])
    world.finalize()
    world.close(*world.units)
    found = noticed()
    mine = [each for each in found.get("profit.claimable", []) if "Tea House" in each.subject]
    assert {each.account for each in mine} == {member.address for member in unit.members}
    assert not any(each.public for each in mine)
    # The same is the same the next time, so nobody is told twice.
    assert {each.id for each in noticed()["profit.claimable"]} == {each.id for each in found["profit.claimable"]}


HOSTILE = "Shop\r\nBcc: everybody@example.com\r\n\r\n<b>\x1b[31m\u202e\x00"


def test_a_mail_is_what_it_says_whatever_names_hold() -> None:
    notice = Notice(
        id="ntc_" + 32 * "a",
        account="0x" + 40 * "1",
        reader=None,
        name=one_line(HOSTILE),
        kind="draft.waiting",
        subject=one_line(f"{HOSTILE} waits for your signature"),
        what=f"An agreement with {HOSTILE} of 1.000 €",
        due=1_700_000_000,
        otherwise="Otherwise nothing.",
        link="https://heyi.example/drafts/1",
        public=False,
    )
    mail = mail_of(notice, "ann@example.com", "heyi@example.com", 1_700_000_000.5)
    assert mail == mail_of(notice, "ann@example.com", "heyi@example.com", 1_700_000_000.5)
    head, _, body = mail.partition("\r\n\r\n")
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))]
    assert set(names) <= {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }
    assert f"Message-ID: <{notice.id}@example.com>" in head
    assert "To: ann@example.com" in head
    assert "\x1b" not in mail
    assert "\x00" not in mail
    assert "Tuesday, 14 November 2023, 22:13 UTC" in body
    # Even a subject that was not made clean before brings no header of its own.
    unclean = mail_of(replace(notice, subject=HOSTILE), "ann@example.com", "heyi@example.com", 0)
    assert "\r\nBcc:" not in unclean.partition("\r\n\r\n")[0]
