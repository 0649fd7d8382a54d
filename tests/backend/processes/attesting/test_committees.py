"""Enterprises with committees of their own, and nodes that get another key."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from heyi.chain.client import development_account
from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.periods import MONTHS
from heyi.processes.attesting import Board
from heyi.processes.attesting.agreeing import Committee, agree
from heyi.processes.attesting.hosting.progress import progress_of
from heyi.processes.attesting.refusals import NotNode
from heyi.processes.attesting.rotating import AlreadyNode, rotation_of
from heyi.store.database import Database
from tests.backend.processes.attesting.oracles import DAY, FOUR, MARCH, March, key_of, rounds
from tests.backend.processes.conftest import Kept

APRIL = MARCH + 1
STRICT = ("Finance", "Auditor", "Platform")
"""The shop's committee, whose quorum is all of them; the company's is any three."""


@pytest.fixture
def march(company: Company, kept: Kept, tmp_path: Path) -> March:
    """April, for which the shop has named, in March, three of four nodes, who all must sign."""
    march = March(company, kept.units, tmp_path / "nodes", APRIL)
    for name in (*FOUR, "arbiter"):
        company.chain.request("anvil_setBalance", key_of(name).address, hex(10**18))
        if name in FOUR:
            march.write(name)
    march.with_four()
    march.name_committee("Shop", STRICT, 3)
    company.chain.advance_to(MONTHS.end_of(APRIL) + DAY)
    return march


@pytest.fixture
def board(march: March) -> Iterator[Board]:
    database = Database("sqlite://")
    database.create()
    yield Board(march.company, database)
    database.close()


def statement(number: int, revenue: int = 0) -> Statement:
    return Statement(subject=number.to_bytes(32, "big"), revenue=revenue)


def test_more_nodes_may_be_outvoted_by_a_committee() -> None:
    """Three of five read one thing, two another: with a committee of those two nothing is agreed."""
    subject = statement(1).subject
    readings = {node: {subject: statement(1, 5 if node in "abc" else 6)} for node in "abcde"}
    assert agree(readings, 3).statements == (statement(1, 5),)
    assert agree(readings, 3, {subject: Committee(("d", "e"), 2)}).statements == ()
    assert agree(readings, 3, {subject: Committee(("a", "b", "e"), 2)}).statements == (statement(1, 5),)


def test_a_committee_that_is_silent_holds_up_its_own_figures_only(march: March, board: Board) -> None:
    nodes = march.nodes(board, FOUR[:3])  # the platform's node is silent
    done = rounds(nodes, 3)
    assert done.failed == ()
    assert march.open() == {"Shop"}
    found = {each.subject: each for each in progress_of(board, APRIL).subjects}
    shop = found[march.subject("Shop")]
    assert set(shop.committee.nodes) == {key_of(name).address for name in STRICT}
    falls_back, absent = shop.deadlines
    assert falls_back.at - MONTHS.end_of(APRIL) == 45 * DAY // 2
    assert absent.at - MONTHS.end_of(APRIL) == 45 * DAY
    march.company.chain.advance_to(falls_back.at + 1)
    rounds(nodes, 2)
    assert march.open() == set(), "half of the time has passed: the company's quorum is enough"


def test_a_committee_that_agrees_is_posted_with_the_rest(march: March, board: Board) -> None:
    rounds(march.nodes(board, FOUR), 2)
    assert march.open() == set()
    # Who carries a batch with fewer signatures would have the shop set apart, and could post the rest of it.
    together = [{each.subject for each in batch.statements} for batch in board.batches(APRIL)]
    assert [subjects for subjects in together if march.subject("Shop") in subjects] == [{march.subject("Shop")}]


def test_a_committee_corrects_however_late(march: March, board: Board) -> None:
    rounds(march.nodes(board, FOUR), 2)
    march.pass_days(30)
    march.write_all(FOUR[:3], shop="60.00,50.00")
    rounds(march.nodes(board, FOUR[:3]), 3)
    assert march.standings()["Shop"].counts.revenue == 5_000
    assert march.standings()["Clearing"].counts.revenue == 6_000, "nobody waits for the shop's committee"
    march.write("Platform", shop="60.00,50.00")
    rounds(march.nodes(board, FOUR), 3)
    assert march.standings()["Shop"].counts.revenue == 6_000


# --- ANOTHER KEY ---


def test_a_node_goes_on_under_another_key(march: March, board: Board) -> None:
    nodes = march.nodes(board, FOUR)
    rounds(nodes[:1], 1)
    new = march.rotated("Finance", "a new key", board)
    with pytest.raises(NotNode):
        nodes[0].step()
    assert rounds([new, *nodes[1:]], 2).failed == ()
    assert march.open() == set()
    offers = board.figures(APRIL).offers
    assert offers[new.address][-1].statements == offers[key_of("Finance").address][-1].statements
    assert new.address in board.figures(APRIL).readings
    assert key_of("Finance").address not in board.figures(APRIL).readings


def test_only_a_node_rotates_and_only_to_a_key_that_is_none(march: March) -> None:
    company = march.company_of(key_of("Finance"))
    with pytest.raises(NotNode):
        rotation_of(company, development_account(3), key_of("Finance"), DAY)
    with pytest.raises(AlreadyNode):
        rotation_of(company, key_of("Finance"), key_of("Auditor"), DAY)
    rotation = rotation_of(company, key_of("Finance"), development_account(3), DAY)
    shown = rotation.to_json(company)
    receipt = march.company.chain.request("eth_call", {"to": shown["to"], "data": shown["data"]}, "latest")
    assert receipt == "0x", "anyone can carry it"
