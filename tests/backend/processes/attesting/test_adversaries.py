"""Four nodes on a chain, of which three are a quorum: who lies, is silent, says two things, or changes the past.

No false figure becomes final without a quorum of liars, and no true one waits for ever.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from heyi.core.facts import Finality, Stage, Statement
from heyi.core.signing import sign
from heyi.processes.attesting import Batch, Board, Booking, CorrectionBatch, Figures, OracleNode
from heyi.processes.attesting.exchange import offer_message, report_message
from heyi.processes.attesting.refusals import SequencePassed, SignedOtherwise
from heyi.processes.attesting.remote import NoExchange, RemoteExchange
from heyi.store.database import Database
from heyi.store.kept.oracle import Offered, proofs
from tests.backend.processes.attesting.oracles import FOUR, MARCH, March, key_of, rounds

LIE = "99.00,40.00"


@pytest.fixture
def march(march: March) -> March:
    return march.with_four()


def four(march: March, board: Any, names: Sequence[str] = FOUR) -> list[OracleNode]:
    return march.nodes(board, names)


def shop(march: March) -> int:
    """What counts of the shop's revenue."""
    return march.standings()["Shop"].counts.revenue


# --- LIARS ---


def test_one_liar_of_four_changes_nothing_and_is_seen(march: March, board: Board) -> None:
    march.write("Platform", shop=LIE)
    rounds(four(march, board))
    assert (shop(march), march.open()) == (5_000, set())
    found = board.figures(MARCH).agreed.outvoted[march.subject("Shop")]
    assert [node for node, read in found.items() if read and read.revenue == 9_900] == [key_of("Platform").address]
    march.pass_days(4)
    assert march.standings()["Shop"].finality is Finality.Final


def test_a_quorum_of_liars_posts_a_lie_and_the_arbiter_voids_it(march: March, board: Board) -> None:
    march.write_all(FOUR[:3], shop=LIE)
    nodes = four(march, board)
    rounds(nodes)
    assert shop(march) == 9_900, "what a quorum signs is posted; this is what the window is for"
    march.challenge("Shop")
    march.decide("Shop", upheld=False)
    rounds(nodes)
    assert march.standings()["Shop"].is_void, "the same lie is not posted again"
    # Whoever was wrong by mistake reads again.
    march.write_all(FOUR)
    rounds(four(march, board))
    assert shop(march) == 5_000
    march.pass_days(4)
    assert march.standings()["Shop"].finality is Finality.Final


def test_liars_without_a_quorum_never_make_it_final(march: March, board: Board) -> None:
    march.write_all(FOUR[:2], shop=LIE)
    nodes = four(march, board)
    rounds(nodes, 3)
    assert march.standings()["Shop"].stage is Stage.None_
    assert "Mill" not in march.open(), "the others go on"
    march.pass_days(46)
    rounds(nodes, 3)
    assert march.standings()["Shop"].finality is Finality.Absent
    assert shop(march) == 0
    # One of them sees its mistake: the true figure is booked, late, and once.
    march.write(FOUR[0])
    rounds(four(march, board), 3)
    assert shop(march) == 5_000


# --- SILENCE ---


def test_two_silent_nodes_hold_up_the_figures_until_one_returns(march: March, board: Board) -> None:
    nodes = four(march, board)
    rounds(nodes[:2], 3)
    assert march.open() == set(march.units)
    rounds(nodes[:3], 2)
    assert march.open() == set()


def test_two_silent_nodes_that_return_too_late_find_the_month_absent_and_correct_it(march: March, board: Board) -> None:
    nodes = four(march, board)
    rounds(nodes[:2], 3)
    march.pass_days(46)
    assert march.standings()["Shop"].finality is Finality.Absent
    rounds(nodes[:2], 3)
    assert shop(march) == 0
    rounds(nodes, 3)
    assert shop(march) == 5_000
    assert march.booked("Shop", "2024-05") == (5_000, 4_000)


# --- TWO THINGS AT ONCE ---


def test_a_node_that_says_two_things_is_proved_and_the_rest_goes_on(march: March, board: Board) -> None:
    key = key_of("Platform")
    true, false = march.reading("Platform"), [replace(each, revenue=1) for each in march.reading("Platform")]
    board.offer(MARCH, key.address, 1, true, sign(offer_message(march.company, MARCH, 1, true), key))
    with pytest.raises(SequencePassed):
        board.offer(MARCH, key.address, 1, false, sign(offer_message(march.company, MARCH, 1, false), key))
    board.attest(MARCH, key.address, true, sign(report_message(march.company, MARCH, true), key))
    board.offer(MARCH, key.address, 2, false, sign(offer_message(march.company, MARCH, 2, false), key))
    with pytest.raises(SignedOtherwise):
        board.attest(MARCH, key.address, false, sign(report_message(march.company, MARCH, false), key))
    rounds(four(march, board)[:3])
    assert (shop(march), march.open()) == (5_000, set())
    with board.database.reading() as connection:
        assert {proof.kind for proof in proofs(connection)} == {"offer", "report"}
        assert {proof.node for proof in proofs(connection)} == {key.address}


def test_an_old_offer_handed_in_again_changes_nothing(march: March, board: Board) -> None:
    nodes = four(march, board)
    nodes[0].step()
    march.write("Finance", mill="0,-3.00")
    nodes[0].step()
    offers = board.figures(MARCH).offers[nodes[0].address]
    assert len(offers) == 2
    with pytest.raises(SequencePassed):
        board.offer(MARCH, nodes[0].address, 1, offers[0].statements, offers[0].signature)
    assert board.figures(MARCH).offers[nodes[0].address] == offers
    with board.database.reading() as connection:
        assert proofs(connection) == [], "an honest node is not accused by a replay"


# --- THE PAST CHANGES ---


def test_a_source_that_changes_its_past(march: March, board: Board) -> None:
    nodes = four(march, board)
    rounds(nodes)
    assert march.open() == set()
    march.write_all(FOUR, shop="60.00,50.00")  # posted, and not final
    assert rounds(nodes, 2).failed == ()
    assert shop(march) == 5_000
    march.pass_days(4)
    rounds(nodes, 3)
    assert shop(march) == 6_000
    march.write_all(FOUR, shop="70.00,50.00")  # final, and corrected once
    rounds(nodes, 3)
    assert shop(march) == 7_000
    assert march.booked("Shop", "2024-04") == (2_000, 1_000)


def test_a_source_that_changes_its_past_before_a_quorum_has_signed(march: March, board: Board) -> None:
    nodes = four(march, board)
    for node in nodes[:3]:
        node.step()  # the third is the first that may sign
    march.write_all(FOUR, shop="60.00,50.00")
    rounds(nodes, 3)
    march.pass_days(46)
    rounds(nodes, 4)
    assert shop(march) == 6_000


# --- CLOCKS ---


@pytest.mark.parametrize("hours", [-1, 1])
def test_clocks_that_differ_change_nothing(
    march: March, board: Board, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Nodes and exchange go by the chain's time: the machine's may say anything."""
    now = march.company.chain.timestamp()
    skewed = replace(board, clock=lambda: now + hours * 3_600)
    monkeypatch.setattr("time.time", lambda: now - hours * 3_600.0)
    assert rounds(four(march, skewed)).failed == ()
    assert march.open() == set()


# --- THE EXCHANGE ---


class Down:
    """An exchange that nobody answers at."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(*_: Any) -> Any:
            raise NoExchange("http://127.0.0.1:1", "ConnectionError")

        return refuse


def test_an_exchange_that_was_down_is_gone_on_with(march: March, board: Board) -> None:
    nodes = four(march, board)
    nodes[0].step()
    for node in nodes:
        node._exchange, real = Down(), node._exchange  # type: ignore[assignment]
        with pytest.raises(NoExchange):
            node.step()
        node._exchange = real
    with pytest.raises(NoExchange):
        four(march, RemoteExchange(march.company, "http://127.0.0.1:1"))[0].step()
    rounds(nodes)
    assert march.open() == set()


class Lying:
    """An exchange that invents, drops and reorders whatever it is asked for, as `how` says.

    got: every statement that it was ever given a signature of.
    """

    def __init__(self, board: Board, march: March, how: str) -> None:
        self._board, self._march, self._how = board, march, how
        self.got: set[Statement] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._board, name)

    def figures(self, period: int) -> Figures:
        found = self._board.figures(period)
        if period != MARCH:
            return found
        everybody = {name: key_of(name).address for name in FOUR}
        if self._how == "invents":  # a quorum for a lie, in everybody's name
            said = tuple(self._lies())
            offers = {node: (Offered(node, 1, said, bytes(65), 0),) for node in everybody.values()}
            return replace(found, offers=offers, quorum=1)
        if self._how == "drops":
            return replace(found, offers={})
        if self._how == "reorders":
            return replace(found, offers={node: offers[::-1] for node, offers in found.offers.items()}, quorum=1)
        return replace(found, nodes=(next(iter(everybody.values())),), quorum=1)

    def attest(self, period: int, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        self.got |= {*statements}
        self._board.attest(period, node, statements, signature)

    def correct(self, booking: Booking, node: str, statements: Sequence[Statement], signature: bytes) -> None:
        self.got |= {*statements}
        self._board.correct(booking, node, statements, signature)

    def batches(self, period: int) -> list[Batch]:
        if self._how == "drops":
            return []
        return [
            replace(each, statements=each.statements[::-1], is_ready=True) if self._how == "reorders" else each
            for each in self._board.batches(period)
        ]

    def corrections(self, period: int) -> list[CorrectionBatch]:
        if period != MARCH or self._how != "invents":
            return self._board.corrections(period)
        booking = Booking(MARCH, MARCH + 1, 0)
        return [CorrectionBatch(b"\1" * 32, tuple(self._lies()), {key_of("Finance").address: bytes(65)}, True, booking)]

    def _lies(self) -> list[Statement]:
        return [replace(each, revenue=9_900) for each in self._march.reading("Finance")]


@pytest.mark.parametrize("how", ["invents", "drops", "reorders", "expels"])
def test_a_lying_exchange_gets_no_signature_of_what_was_not_read(march: March, board: Board, how: str) -> None:
    lying, read = Lying(board, march, how), {*march.reading("Finance")}
    rounds(four(march, lying), 3)
    march.write_all(FOUR, shop="60.00,50.00")
    read |= {*march.reading("Finance")}
    rounds(four(march, lying), 2)
    march.pass_days(46)  # whatever was not posted is absent, and may be corrected
    rounds(four(march, lying), 3)
    assert lying.got <= read
    assert shop(march) in (0, 5_000, 6_000)


def test_an_exchange_that_forgets_signatures_gets_no_second_figure(march: March, board: Board) -> None:
    """Else it could choose, and accuse an honest node of having said two things."""
    forgetful = Lying(board, march, "drops")
    forgetful.figures = board.figures  # type: ignore[method-assign]
    nodes = four(march, forgetful)
    rounds(nodes, 2)
    assert {each.revenue for each in forgetful.got if each.subject == march.subject("Shop")} == {5_000}
    march.write_all(FOUR, shop="60.00,50.00")
    rounds(nodes, 2)
    assert {each.revenue for each in forgetful.got if each.subject == march.subject("Shop")} == {5_000}


@pytest.fixture
def other(march: March, tmp_path: Path) -> Iterator[Board]:
    """An exchange with a database of its own, which was lost and begins anew."""
    database = Database(f"sqlite:///{tmp_path}/other.db")
    database.create()
    yield Board(march.company, database)
    database.close()


def test_an_exchange_that_lost_everything_is_filled_again(march: March, board: Board, other: Board) -> None:
    rounds(four(march, board)[:2])
    rounds(four(march, other))
    assert march.open() == set()
