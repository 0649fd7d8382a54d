"""What is final and read otherwise later is booked once, in the period that is open then."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from heyi.core.facts import Finality, Statement
from heyi.core.signing import ascending, sign
from heyi.processes.attesting import Board, Booking, Step
from heyi.processes.attesting.exchange import correction_message, offer_message
from heyi.processes.attesting.refusals import CorrectionOvertaken, NotNode, NotOffered, WrongSignature
from tests.backend.processes.attesting.oracles import MARCH, NAMES, March, key_of, rounds


@pytest.fixture
def final(march: March, board: Board) -> March:
    """March is reported and final; it is April."""
    rounds(march.nodes(board))
    march.pass_days(4)
    assert march.standings()["Mill"].finality is Finality.Final
    return march


def correction(march: March, profit: int) -> Statement:
    return Statement(subject=march.subject("Mill"), profit=profit)


def book(march: March, profit: int) -> None:
    """A correction of the mill's, past the exchange."""
    oracle = march.company.oracle.functions
    nonce = march.company.chain.call(oracle.correctionNonce())
    said = [correction(march, profit)]
    message = correction_message(march.company, Booking(MARCH, MARCH + 1, nonce), said)
    signed = ascending((key_of(name).address, sign(message, key_of(name))) for name in NAMES[:2])
    march.company.chain.send(oracle.correct(MARCH, MARCH + 1, [each.to_abi() for each in said], signed))


# --- BOOKING ---


def test_a_late_row_is_booked_once_in_the_open_period(final: March, board: Board) -> None:
    final.write_all(mill="0,-3.00")
    nodes = final.nodes(board)
    first = rounds(nodes, 1)
    assert (first.signed, first.corrected) == (0, 0), "one reading alone signs nothing"
    done = rounds(nodes)
    assert done.corrected == 1
    assert done.failed == ()
    assert final.booked("Mill", "2024-04") == (0, -300)
    assert final.standings()["Mill"].counts.profit == -300
    assert final.standings()["Mill"].figures.profit == 0, "the statement itself never changes"
    assert rounds(nodes, 3) == Step(), "once is enough"
    assert rounds(final.nodes(board), 3) == Step(), "also for nodes that are started anew"
    assert final.booked("Mill", "2024-04") == (0, -300)


def test_nodes_started_anew_for_each_step_correct_too(final: March, board: Board) -> None:
    final.write_all(mill="0,-3.00")
    for _ in range(3):
        for name in NAMES:
            assert final.node(name, board).step().failed == ()
    assert final.booked("Mill", "2024-04") == (0, -300)


def test_a_file_that_is_half_written_for_one_step_corrects_nothing(final: March, board: Board) -> None:
    nodes = final.nodes(board)
    final.write_all(mill="0,-3.00")
    rounds(final.nodes(board), 1)
    final.write_all()
    assert rounds(final.nodes(board), 3).corrected == 0
    assert final.company.chain.call(final.company.oracle.functions.correctionNonce()) == 0
    offers = board.figures(MARCH).offers[nodes[0].address]
    assert offers[-1].statements == offers[0].statements, "the others hear that nothing is to be corrected"


def test_one_node_alone_corrects_nothing_and_everybody_sees_what_it_reads(final: March, board: Board) -> None:
    final.write("Finance", mill="0,-3.00")
    with capture_logs() as lines:
        assert rounds(final.nodes(board), 3).corrected == 0
    assert "nodes differ" in [line["event"] for line in lines]
    assert board.corrections(MARCH) == []
    assert final.standings()["Mill"].counts.profit == 0


def test_what_is_booked_wrongly_is_corrected_again(final: March, board: Board) -> None:
    nodes = final.nodes(board)
    rounds(nodes)  # all is settled for them
    book(final, 700)
    done = rounds(nodes, 3)
    assert done.corrected == 1, "what others have booked is seen"
    assert final.standings()["Mill"].counts.profit == 0
    assert final.booked("Mill", "2024-04") == (0, 0)


def test_a_score_is_not_corrected_but_the_money_beside_it_is(final: March, board: Board) -> None:
    said = {each.subject: each for each in final.reading("Finance")}
    mill = final.subject("Mill")
    standing = final.standings()["Mill"]
    scored = Statement(subject=mill, score=9)
    assert standing.differs(scored)
    assert standing.correction(scored) is None
    corrected = standing.correction(Statement(subject=mill, score=9, profit=-300))
    assert corrected == Statement(subject=mill, score=said[mill].score, profit=-300)


def test_an_absent_month_is_corrected_from_nothing(march: March, board: Board) -> None:
    march.pass_days(46)
    assert march.standings()["Shop"].finality is Finality.Absent
    done = rounds(march.nodes(board), 3)
    assert (done.posted, done.corrected, done.failed) == (0, 1, ())
    assert march.booked("Shop", "2024-05") == (5_000, 4_000)
    assert rounds(march.nodes(board), 3) == Step()


# --- TIME AND NONCE MOVE ON ---


def test_signatures_for_a_month_that_has_ended_are_made_anew(final: March, board: Board) -> None:
    final.write_all(mill="0,-3.00")
    nodes = final.nodes(board)
    rounds(nodes, 1)
    nodes[0].step()
    assert [batch.is_ready for batch in board.corrections(MARCH)] == [False]
    final.pass_days(31)
    assert board.corrections(MARCH) == [], "nobody can use them any more"
    assert rounds(nodes, 2).corrected == 1
    assert (final.booked("Mill", "2024-04"), final.booked("Mill", "2024-05")) == ((0, 0), (0, -300))


def test_two_months_corrected_at_once_come_one_after_the_other(final: March, board: Board) -> None:
    for name in NAMES:
        figures = final.write(name, mill="0,-3.00") / "figures.csv"
        figures.write_text(figures.read_text().replace("mill,2024-02,0,0", "mill,2024-02,0,-5.00"))
    nodes = final.nodes(board)
    with capture_logs() as lines:
        done = rounds(nodes, 4)
    assert (done.corrected, done.failed) == (2, ())
    assert final.booked("Mill", "2024-04") == (0, -800)
    assert final.company.chain.call(final.company.oracle.functions.correctionNonce()) == 2
    assert [line["event"] for line in lines if line["log_level"] == "warning"].count("correction not booked") == 0


@pytest.mark.parametrize("how", ["the same", "another"])
def test_a_correction_overtaken_by_another_is_no_failure(final: March, board: Board, how: str) -> None:
    final.write_all(mill="0,-3.00")
    nodes = final.nodes(board)
    rounds(nodes, 1)
    nodes[0].step()
    chain = nodes[1]._company.chain
    send = chain.send

    def late(function: Any) -> Any:
        chain.send = send  # type: ignore[method-assign]
        if how == "the same":
            nodes[2].step()
        else:
            book(final, 100)
        return send(function)

    chain.send = late  # type: ignore[method-assign]
    with capture_logs() as lines:
        assert nodes[1].step().failed == ()
    assert "corrected by another" in [line["event"] for line in lines]
    rounds(nodes, 2)
    assert final.standings()["Mill"].counts.profit == -300
    assert final.booked("Mill", "2024-04") == (0, -300)


def test_a_period_corrected_as_often_as_may_be_is_told_and_fails_nothing(final: March, board: Board) -> None:
    for number in range(16):
        book(final, number + 1)
    final.write_all(mill="0,-3.00", shop="60.00,40.00")
    nodes = final.nodes(board)
    with capture_logs() as lines:
        done = rounds(nodes, 3)
    assert done.failed == ()
    told = [(line["event"], line["why"]) for line in lines if line["event"] == "not to be corrected"]
    assert told == [("not to be corrected", "CorrectedTooOften")] * len(NAMES)
    assert final.standings()["Shop"].counts.revenue == 6_000, "the others of the period are corrected"


def test_a_correction_outside_its_band_waits_for_all_nodes(final: March, board: Board) -> None:
    final.pretend("Timelock", "setBand", final.subject("Mill"), (-100, 100))
    final.write_all(mill="0,-3.00", shop="60.00,40.00")
    nodes = final.nodes(board)
    assert rounds(nodes[:2], 4).corrected == 1, "the shop's waits for nobody"
    assert final.standings()["Mill"].counts.profit == 0
    assert rounds(nodes, 3).corrected == 1
    assert final.standings()["Mill"].counts.profit == -300


# --- THE EXCHANGE ---


def test_what_the_exchange_refuses_of_corrections(final: March, board: Board) -> None:
    key, said = key_of("Finance"), [correction(final, -300)]
    good = Booking(MARCH, MARCH + 1, 0)

    def signed(booking: Booking) -> bytes:
        return sign(correction_message(final.company, booking, said), key)

    with pytest.raises(NotOffered):
        board.correct(good, key.address, said, signed(good))
    sequence = len(board.figures(MARCH).offers[key.address]) + 1
    offer = sign(offer_message(final.company, MARCH, sequence, said), key)
    board.offer(MARCH, key.address, sequence, said, offer)
    for booking in (Booking(MARCH, MARCH + 1, 1), Booking(MARCH, MARCH, 0), Booking(MARCH, MARCH + 2, 0)):
        with pytest.raises(CorrectionOvertaken):
            board.correct(booking, key.address, said, signed(booking))
    with pytest.raises(WrongSignature):
        board.correct(good, key.address, said, signed(Booking(MARCH, MARCH + 1, 1)))
    with pytest.raises(NotNode):
        board.correct(
            good,
            key_of("arbiter").address,
            said,
            sign(correction_message(final.company, good, said), key_of("arbiter")),
        )
    for _ in range(2):
        board.correct(good, key.address, said, signed(good))
    (batch,) = board.corrections(MARCH)
    assert (list(batch.signatures), batch.is_ready, batch.booking) == ([key.address], False, good)
    final.pass_days(31)
    assert board.corrections(MARCH) == []
