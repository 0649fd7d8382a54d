"""Accruing: final facts of the next periods become what is owed; persons pay at once, as far as their money reaches."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_utils.crypto import keccak
from world import ABSENT_AFTER, VAMS, Agreement, Unit, World, clause, constant, person, share

from heyi.core.facts import Metric
from heyi.core.terms import NO_UPPER_BOUND, Clause, Gate, Span, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def unit(world: World) -> Unit:
    """Whose figures are read."""
    return world.found("Unit")


def between_persons(world: World, *clauses: Clause, **changes: object) -> Agreement:
    """Ann owes Bob, and has 1,000 that the contract may take."""
    world.fund(ANN, 1000)
    world.let_pay(ANN)
    return world.open(world.terms((ANN, BOB), clauses, **changes))


def test_persons_pay_at_once(world: World) -> None:
    agreement = between_persons(world, constant(10))
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), world.balance(BOB), agreement.due()) == (990, 10, 0)
    assert world.events("Paid") == [{"agreement": agreement.id, "leg": 0, "amount": 10}]


def test_accruing_again_changes_nothing(world: World, unit: Unit) -> None:
    """Invariant 7."""
    agreement = between_persons(world, constant(10), share(unit.subject, 10))
    world.month(revenue={unit: 500})
    agreement.accrue()
    before = world.picture()
    agreement.accrue()
    assert world.picture() == before


def test_nothing_accrues_before_the_period_is_over(world: World) -> None:
    agreement = between_persons(world, constant(10))
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == world.period()
    assert world.balance(BOB) == 0


def test_a_constant_needs_no_fact(world: World, unit: Unit) -> None:
    agreement = between_persons(world, constant(10))
    world.end_month()
    agreement.accrue()
    assert world.balance(BOB) == 10


def test_a_figure_counts_when_it_is_final(world: World, unit: Unit) -> None:
    agreement = between_persons(world, share(unit.subject, 10))
    period = world.end_month()
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == period
    world.post(period, [world.statement(unit, revenue=500)])
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == period
    world.finalize()
    agreement.accrue()
    assert world.balance(BOB) == 50


def test_a_period_whose_fact_is_pending_holds_up_those_after_it(world: World, unit: Unit) -> None:
    agreement = between_persons(world, share(unit.subject, 10))
    first = world.month(silent=[unit])
    world.month(revenue={unit: 500})
    if world.chain.timestamp() < world.calendar.end_of(first) + ABSENT_AFTER:
        agreement.accrue()
        assert agreement.account()["nextPeriod"] == first
    world.chain.advance_to(world.calendar.end_of(first) + ABSENT_AFTER)
    agreement.accrue()
    assert world.balance(BOB) == 50


def test_what_is_short_is_an_arrear_and_is_paid_later(world: World) -> None:
    agreement = between_persons(world, constant(800))
    world.month()
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), world.balance(BOB), agreement.due()) == (0, 1000, 600)
    world.fund(ANN, 100)
    agreement.accrue()
    assert (world.balance(BOB), agreement.due()) == (1100, 500)
    world.fund(ANN, 10_000)
    agreement.accrue()
    assert (world.balance(BOB), agreement.due(), world.balance(ANN)) == (1600, 0, 9500)


def test_without_permission_nothing_is_taken(world: World) -> None:
    """Permission to take from the Treasury is the person's; without it, what is owed is owed. Invariant 11."""
    agreement = between_persons(world, constant(10))
    world.let_pay(ANN, approved=False)
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), agreement.due()) == (1000, 10)
    world.let_pay(ANN)
    agreement.accrue()
    assert (world.balance(ANN), agreement.due()) == (990, 0)


def test_an_agreement_ends_when_all_is_accrued_and_paid(world: World) -> None:
    agreement = between_persons(world, constant(600), periods=2)
    world.month()
    world.month()
    agreement.accrue()
    assert (agreement.status(), agreement.due()) == (Status.Open, 200)
    world.fund(ANN, 200)
    agreement.accrue()
    assert agreement.status() is Status.Ended
    assert world.events("Ended") == [{"agreement": agreement.id}]
    before = world.picture()
    agreement.accrue()
    assert world.picture() == before


def test_nothing_accrues_after_the_term(world: World) -> None:
    agreement = between_persons(world, constant(10), periods=2)
    for _ in range(4):
        world.month()
    agreement.accrue()
    assert world.balance(BOB) == 20


def test_nothing_accrues_before_the_start(world: World) -> None:
    agreement = between_persons(world, constant(10), first_period=world.period() + 2)
    for expected in (0, 0, 10):
        world.month()
        agreement.accrue()
        assert world.balance(BOB) == expected


def test_clauses_on_one_leg_add_up(world: World, unit: Unit) -> None:
    agreement = between_persons(world, constant(100), share(unit.subject, 10), constant(-30))
    world.month(revenue={unit: 500})
    agreement.accrue()
    assert world.balance(BOB) == 100 + 50 - 30
    assert world.events("Accrued")[0]["amounts"] == [100, 50, -30]


def test_a_negative_sum_is_paid_by_the_other_side(world: World) -> None:
    world.fund(BOB, 100)
    world.let_pay(BOB)
    agreement = between_persons(world, constant(10), constant(-40))
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), world.balance(BOB), agreement.due()) == (1030, 70, 0)


def test_a_penalty_behind_a_gate_counts_when_the_score_is_missed(world: World, unit: Unit) -> None:
    missed = Gate(unit.subject, Metric.Score, 0, 90)
    agreement = between_persons(world, constant(100), constant(-25, gates=(missed,)))
    for score, expected in ((90, 100), (89, 175), (0, 250)):
        world.month(score={unit: score})
        agreement.accrue()
        assert world.balance(BOB) == expected


def test_all_gates_must_hold_and_an_absent_figure_fails_them(world: World, unit: Unit) -> None:
    gates = (Gate(unit.subject, Metric.Score, 5), Gate(unit.subject, Metric.Revenue, 100, 200))
    agreement = between_persons(world, constant(10, gates=gates))
    for revenue, score, expected in ((100, 5, 10), (99, 5, 10), (200, 5, 10), (199, 4, 10), (199, 5, 20)):
        world.month(revenue={unit: revenue}, score={unit: score})
        agreement.accrue()
        assert world.balance(BOB) == expected
    period = world.month(silent=[unit])
    world.chain.advance_to(world.calendar.end_of(period) + ABSENT_AFTER)
    agreement.accrue()
    assert (world.balance(BOB), agreement.account()["nextPeriod"]) == (20, period + 1)


def test_a_gate_of_what_no_statement_says_fails(world: World, unit: Unit) -> None:
    """A statement has one of collected cash and ecosystem value; the other is absent though the statement is final."""
    gate = Gate(unit.subject, Metric.Ecosystem, -NO_UPPER_BOUND)
    agreement = between_persons(world, constant(10, gates=(gate,)))
    world.month()
    agreement.accrue()
    assert (world.balance(BOB), agreement.account()["nextPeriod"]) == (0, world.period())


def test_a_window_accrues_at_its_end(world: World, unit: Unit) -> None:
    agreement = between_persons(world, share(unit.subject, 10, window=3), periods=6)
    for revenue, expected in ((100, 0), (-50, 0), (250, 30), (1000, 30), (0, 30), (0, 130)):
        world.month(revenue={unit: revenue})
        agreement.accrue()
        assert world.balance(BOB) == expected


def test_a_cumulative_clause_keeps_what_it_has_accrued(world: World, unit: Unit) -> None:
    one = clause([(0, 0), (1000, 100)], unit.subject, span=Span.Cumulative)
    agreement = between_persons(world, one)
    for revenue, expected in ((500, 50), (-300, 50), (200, 50), (200, 60), (5000, 100)):
        world.month(revenue={unit: revenue})
        agreement.accrue()
        assert world.balance(BOB) == expected


def test_a_clause_that_gives_back_lets_the_other_side_owe(world: World, unit: Unit) -> None:
    world.let_pay(BOB)
    agreement = between_persons(world, clause([(0, 0), (1000, 100)], unit.subject, span=Span.CumulativeGivingBack))
    for revenue, expected in ((500, 50), (-300, 20), (200, 40), (-9000, 0), (0, 0)):
        world.month(revenue={unit: revenue})
        agreement.accrue()
        assert (world.balance(BOB), world.balance(ANN)) == (expected, 1000 - expected)


def test_a_backlog_is_accrued_twelve_periods_at_a_time(world: World) -> None:
    """Invariant 18: however long nobody called, one call fits into a block."""
    agreement = between_persons(world, constant(1), periods=30)
    for _ in range(26):
        world.end_month()
    for expected in (12, 24, 26):
        agreement.accrue()
        assert world.balance(BOB) == expected


def test_it_does_not_run_ahead_of_an_enterprise_s_books(world: World, unit: Unit) -> None:
    """What the enterprise will owe belongs to its next closing, not to one after that."""
    agreement = world.open(world.terms((unit, BOB), [constant(10)]))
    first = world.month()
    world.month()
    agreement.accrue()
    assert (agreement.account()["nextPeriod"], agreement.due()) == (first + 1, 10)
    world.close(unit)
    agreement.accrue()
    assert agreement.account()["nextPeriod"] == first + 2


def test_an_enterprise_does_not_pay_outside_its_closing(world: World, unit: Unit) -> None:
    world.fund(unit, 500)
    agreement = world.open(world.terms((unit, BOB), [constant(10)]))
    world.month()
    agreement.accrue()
    assert (world.balance(unit), world.balance(BOB), agreement.due()) == (500, 0, 10)
    world.close(unit)
    assert (world.balance(unit), world.balance(BOB), agreement.due()) == (490, 10, 0)


def test_a_person_pays_an_enterprise_at_once(world: World, unit: Unit) -> None:
    world.fund(ANN, 100)
    world.let_pay(ANN)
    agreement = world.open(world.terms((ANN, unit), [constant(30)]))
    world.month()
    agreement.accrue()
    assert (world.balance(ANN), world.balance(unit)) == (70, 30)
    assert world.books(unit)["undistributed"] == 30


def test_a_late_bonus_still_goes_to_who_worked_in_each_period(world: World) -> None:
    """Two months are accrued at once, long after; Bob joined for the second. Invariant 33.

    month      1       2       now
    team       Ann     Ann and Bob
    bonus      100     100     both accrued here
    """
    unit, investor = world.found("Unit", ("ann",)), CEM
    world.fund(investor, 5000)
    world.let_pay(investor, VAMS)
    terms = world.vam(unit, investor, person("dia"), [constant(100, leg=1)])
    agreement = world.open(terms, VAMS)
    world.admit(unit, BOB)
    for _ in range(2):
        world.month()
        world.close(unit)
    agreement.accrue()
    assert (world.claimable(unit, ANN), world.claimable(unit, BOB)) == (150, 50)


def test_terms_that_are_not_in_force_are_refused(world: World) -> None:
    agreement = between_persons(world, constant(10))
    other = world.terms((ANN, BOB), [constant(11)])
    given = world.id_of(other)
    with world.refused("NotTermsInForce", agreement=agreement.id, given=given, inForce=agreement.id):
        agreement.accrue(other)


def test_what_was_never_opened_is_refused(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)])
    with world.refused("NotOpen", agreement=world.id_of(terms), status=Status.None_):
        world.send(world.company.services.functions.accrue(world.id_of(terms), terms.to_abi()))


def test_whatever_is_computed_no_leg_owes_more_than_the_ceiling(world: World) -> None:
    """Terms that were checked can't come to more; here the chain is told that others, unchecked, are in force."""
    agreement = world.open(world.terms((ANN, BOB), [constant(60), constant(40)], ceiling=100))
    unchecked = replace(agreement.terms, ceiling=99)
    where = agreement.contract.address
    account, versions = (int.from_bytes(keccak(agreement.id + place.to_bytes(32, "big")), "big") for place in (0, 1))
    is_ganache = "ganache" in world.chain.client_version().lower()
    write = "evm_setAccountStorageAt" if is_ganache else "anvil_setStorageAt"
    amended = int(world.chain.request("eth_getStorageAt", where, hex(account), "latest"), 16) | 1 << 8
    world.chain.request(write, where, hex(account), f"0x{amended:064x}")
    world.chain.request(write, where, hex(versions + 1), f"0x{world.id_of(unchecked).hex()}")
    world.month()
    with world.refused("AboveCeiling", agreement=agreement.id, leg=0, amount=100, ceiling=99):
        agreement.accrue(unchecked)
