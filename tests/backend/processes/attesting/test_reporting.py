"""Nodes that read alike get their figures on the chain, whoever is silent, wrong, killed or twice there."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from heyi.chain.client import development_account
from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.signing import recover, sign
from heyi.processes.attesting import Board, OracleNode, Step, Why
from heyi.processes.attesting.agreeing import agree
from heyi.processes.attesting.exchange import offer_message, report_message
from heyi.processes.attesting.refusals import NotNode, PeriodNotEnded, SignedOtherwise
from heyi.store.database import Database
from heyi.store.kept.oracle import proofs
from tests.backend.processes.attesting.oracles import DAY, MARCH, NAMES, March, key_of, rounds
from tests.backend.processes.conftest import Kept


def all_nodes(march: March, board: Board) -> list[OracleNode]:
    return [march.node(name, board) for name in NAMES]


def touched(march: March) -> set[bytes]:
    """The subjects that another figure of the mill's changes: the clearing's evidence is all rows."""
    return {march.subject("Mill"), march.subject("Clearing")}


# --- AGREEING ---


def statement(number: int, revenue: int = 0) -> Statement:
    return Statement(subject=number.to_bytes(32, "big"), revenue=revenue)


def test_one_subject_on_which_nodes_differ_never_holds_up_the_rest() -> None:
    right, wrong = {each.subject: each for each in (statement(1), statement(2, 5))}, statement(2, 6)
    agreed = agree({"a": right, "b": right, "c": {**right, wrong.subject: wrong}}, 2)
    assert agreed.batches == {("a", "b", "c"): (statement(1),), ("a", "b"): (statement(2, 5),)}
    assert agreed.apart == {}
    assert agreed.outvoted == {wrong.subject: {"a": statement(2, 5), "b": statement(2, 5), "c": wrong}}


def test_without_a_quorum_a_subject_is_apart() -> None:
    agreed = agree({"a": {statement(1).subject: statement(1)}, "b": {}}, 2)
    assert (agreed.batches, agreed.outvoted) == ({}, {})
    assert agreed.apart == {statement(1).subject: {"a": statement(1), "b": None}}


# --- REPORTING ---


def test_nodes_that_read_alike_report_a_month(march: March, board: Board) -> None:
    done = rounds(all_nodes(march, board))
    assert march.open() == set()
    assert march.standings()["Shop"].figures.revenue == 5_000
    assert done.failed == ()
    assert rounds(all_nodes(march, board)) == Step(), "a month that is reported needs nothing more"


def test_one_wrong_figure_is_outvoted_and_seen(march: March, board: Board) -> None:
    march.write("Customer Service", mill="0,-3.00")
    nodes = all_nodes(march, board)
    with capture_logs() as lines:
        done = rounds(nodes)
    assert march.open() == set()
    assert march.standings()["Mill"].figures.profit == 0
    assert done.apart > 0
    assert {line["subject"] for line in lines if line["event"] == "nodes differ"} == touched(march)
    found = board.figures(MARCH)
    assert set(found.agreed.outvoted) == touched(march)
    wrong = found.agreed.outvoted[march.subject("Mill")][nodes[2].address]
    assert wrong in march.reading("Customer Service")
    signed = [b for b in board.batches(MARCH) if touched(march) & {s.subject for s in b.statements} and b.is_ready]
    assert [set(b.signatures) for b in signed] == [{key_of(name).address for name in NAMES[:2]}]


def test_a_silent_node_holds_up_nothing(march: March, board: Board) -> None:
    rounds([march.node(name, board) for name in NAMES[:2]])
    assert march.open() == set()


def test_one_node_alone_posts_nothing(march: March, board: Board) -> None:
    assert rounds([march.node("Finance", board)], 3) == Step(offered=4)
    assert march.open() == set(march.units)
    assert board.batches(MARCH) == []


def test_nothing_is_offered_before_its_period_has_ended(company: Company, kept: Kept, tmp_path: Path) -> None:
    march = March(company, kept.units, tmp_path)
    march.write("Finance")
    database = Database("sqlite://")
    database.create()
    board = Board(company, database)
    assert march.node("Finance", board).plans()[-1].period == MARCH - 1
    key, said = key_of("Finance"), march.reading("Finance")
    signature = sign(offer_message(company, MARCH, 1, said), key)
    with pytest.raises(PeriodNotEnded):
        board.offer(MARCH, key.address, 1, said, signature)


def test_whoever_is_no_node_is_told(march: March, board: Board) -> None:
    stranger = OracleNode(march.company_of(development_account(3)), march.source("Finance"), board, MARCH)
    with pytest.raises(NotNode):
        stranger.step()


# --- EQUIVOCATING ---


def test_a_node_that_says_two_things_counts_once_and_both_are_kept(march: March, board: Board) -> None:
    key, said = key_of("Finance"), march.reading("Finance")
    for sequence in (1, 2):
        figures = [Statement(subject=each.subject, revenue=sequence) for each in said]
        signature = sign(offer_message(march.company, MARCH, sequence, figures), key)
        board.offer(MARCH, key.address, sequence, figures, signature)
        signed = sign(report_message(march.company, MARCH, figures), key)
        with nullcontext() if sequence == 1 else pytest.raises(SignedOtherwise):
            board.attest(MARCH, key.address, figures, signed)
    found = board.figures(MARCH)
    assert [offer.statements[0].revenue for offer in found.offers[key.address]] == [1, 2]
    assert found.agreed.batches == {}
    assert [batch.is_ready for batch in board.batches(MARCH)] == [False]
    with board.database.reading() as connection:
        (proof,) = proofs(connection)
    assert (proof.node, proof.about) == (key.address, min(each.subject for each in said))
    for each in (proof.first, proof.second):
        assert recover(report_message(march.company, MARCH, each.statements), each.signature) == key.address
    assert march.node("Auditor", board).step().posted == 0


def test_a_figure_that_changes_once_it_is_signed_is_signed_no_second_time(march: March, board: Board) -> None:
    finance, auditor = march.node("Finance", board), march.node("Auditor", board)
    rounds([finance, auditor], 1)
    march.write("Auditor", mill="0,-3.00")
    with capture_logs() as lines:
        assert {each.why for each in auditor.plans()[-1].lines} == {Why.SAME, Why.SIGNED}
        # What it has signed is not called back; only that it reads otherwise now is told.
        rounds([auditor, march.node("Customer Service", board), finance, auditor])
    assert march.open() == set()
    late = [line for line in lines if line["event"] == "figures come late"]
    assert {line["subject"] for line in late} == touched(march)
    by_auditor = [b for b in board.batches(MARCH) if auditor.address in b.signatures]
    assert {s.profit for b in by_auditor for s in b.statements if s.subject == march.subject("Mill")} == {0}


def test_a_figure_that_changes_once_it_is_final_is_told_once(march: March, board: Board) -> None:
    nodes = all_nodes(march, board)
    rounds(nodes)
    march.company.chain.advance_to(march.company.chain.timestamp() + 4 * DAY)
    march.write("Finance", mill="0,-3.00")
    with capture_logs() as lines:
        assert rounds(nodes[:1], 3).corrected == 0, "one node alone corrects nothing"
    late = [(line["subject"], line["why"]) for line in lines if line["event"] == "figures come late"]
    assert late == [(march.subject("Mill"), "final otherwise")]


# --- KILLS ---


class Killed(BaseException):
    """Nobody catches it, as nobody catches a SIGKILL."""


def killing(target: Any, name: str, after: bool) -> Callable[[], None]:
    """From now on the process dies where `name` is called, before or after it has had its effect; returns what undoes
    that."""
    real = getattr(target, name)

    def dies(*arguments: Any) -> None:
        if after:
            real(*arguments)
        raise Killed

    object.__setattr__(target, name, dies)
    return lambda: object.__delattr__(target, name)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("where", ["offer", "attest", "send"])
def test_a_node_goes_on_after_a_kill_at_any_point(march: March, board: Board, where: str, after: bool) -> None:
    first, second = march.node("Finance", board), march.node("Auditor", board)
    if where != "offer":
        first.step()
    if where == "send":
        second.step()
        doomed = march.node("Finance", board)
        killing(doomed._company.chain, "send", after)
        with pytest.raises(Killed):
            doomed.step()
    else:
        revive = killing(board, where, after)
        with pytest.raises(Killed):
            second.step()
        revive()
    rounds([march.node("Auditor", board), march.node("Finance", board)])
    assert march.open() == set()
    assert {len(offers) for offers in board.figures(MARCH).offers.values()} == {1}


def test_two_that_post_at_once_are_no_failure(march: March, board: Board) -> None:
    first, second, _ = all_nodes(march, board)
    rounds([first, second], 1)
    chain = first._company.chain
    send = chain.send

    def late(function: Any) -> Any:
        second.step()
        return send(function)

    chain.send = late  # type: ignore[method-assign]
    with capture_logs() as lines:
        assert first.step().failed == ()
    assert "posted by another" in [line["event"] for line in lines]
    assert march.open() == set()


# --- WHAT THE CONTRACT TREATS BY ITSELF ---


def test_a_figure_outside_its_band_waits_for_all_nodes_and_is_not_posted_again_and_again(
    march: March, board: Board
) -> None:
    march.pretend("Timelock", "setBand", march.subject("Shop"), (-10, 10))
    two = [march.node(name, board) for name in NAMES[:2]]
    assert rounds(two, 4).posted == 1
    assert march.open() == {"Shop"}
    rounds(all_nodes(march, board))
    assert march.open() == set()


def test_after_a_decision_against_a_figure_another_is_signed(march: March, board: Board) -> None:
    nodes = all_nodes(march, board)
    rounds(nodes)
    march.challenge("Mill")
    march.decide("Mill", upheld=False)
    assert march.standings()["Mill"].is_void
    refused = rounds(nodes[:2], 2).failed
    assert {getattr(error, "name", error.code) for error in refused} == {"DecidedAgainst"}
    for name in NAMES:
        march.write(name, mill="0,-3.00")
    rounds(nodes)
    assert march.standings()["Mill"].figures.profit == -300
