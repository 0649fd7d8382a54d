"""Ending an agreement before its term: one party by notice, or all parties together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import Agreement, World, clause, constant, person, share

from heyi.core.terms import Span, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def agreement(world: World) -> Agreement:
    """Ann owes Bob 10 a month for a year; two full months lie between a notice and the end."""
    return world.open(world.terms((ANN, BOB), [constant(10)], notice_periods=2))


def added(agreement: Agreement) -> list[int]:
    return [sum(amounts) for _, amounts in agreement.accrued()]


@pytest.mark.parametrize("party", [0, 1])
def test_either_party_ends_it_after_the_notice_periods(world: World, agreement: Agreement, party: int) -> None:
    """Given in the first month, it ends after the third."""
    now = world.period()
    agreement.notice(party)
    assert agreement.account()["endPeriod"] == now + 3
    assert world.events("Noticed") == [
        {"agreement": agreement.id, "party": agreement.terms.parties[party], "endPeriod": now + 3}
    ]
    for _ in range(5):
        world.month()
    agreement.accrue()
    assert added(agreement) == [10, 10, 10]


def test_a_notice_is_signed_by_its_party(world: World, agreement: Agreement) -> None:
    hers = world.company.messages.notice(agreement.domain, "It ends.", ANN.address, agreement.id, 2**40)
    his = world.company.messages.notice(agreement.domain, "It ends.", BOB.address, agreement.id, 2**40)
    give = agreement.contract.functions.giveNotice
    with world.refused("WrongSignature", party=ANN.address, digest=hers.digest()):
        world.send(give(agreement.id, agreement.terms.to_abi(), 0, world.sign(his, BOB.address)))
    with world.refused("NotParty", agreement=agreement.id, party=2):
        world.send(give(agreement.id, agreement.terms.to_abi(), 2, world.sign(his, BOB.address)))


def test_a_second_notice_ends_nothing_later(world: World, agreement: Agreement) -> None:
    agreement.notice(0)
    end = agreement.account()["endPeriod"]
    with world.refused("EndsLater", endPeriod=end, inForce=end):
        agreement.notice(1)
    world.end_month()
    with world.refused("EndsLater", endPeriod=end + 1, inForce=end):
        agreement.notice(1)


def test_there_is_no_notice_when_the_term_ends_sooner(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(10)], periods=3, notice_periods=2))
    end = agreement.account()["endPeriod"]
    with world.refused("EndsLater", endPeriod=end, inForce=end):
        agreement.notice(0)


def test_terms_without_notice_say_so_by_more_notice_periods_than_periods(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(10)], notice_periods=65_535))
    with world.refused("EndsLater", endPeriod=world.period() + 65_536, inForce=agreement.account()["endPeriod"]):
        agreement.notice(0)


def test_a_notice_before_the_start_ends_it_before_anything_is_owed(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(10)], first_period=world.period() + 9))
    agreement.notice(0)
    agreement.accrue()
    assert (agreement.status(), agreement.due()) == (Status.Ended, 0)


@pytest.mark.parametrize(("given_in", "ends_after"), [(0, 3), (1, 3), (2, 6), (3, 6), (4, 6)])
def test_a_notice_cuts_no_window(world: World, given_in: int, ends_after: int) -> None:
    """A quarter's bonus is not lost because the client gives notice in its second month. Notice: one full month."""
    unit = world.found("Unit")
    agreement = world.open(world.terms((ANN, BOB), [constant(10), share(unit.subject, 10, window=3)]))
    start = world.period()
    for _ in range(given_in):
        world.end_month()
    agreement.notice(0)
    assert agreement.account()["endPeriod"] == start + ends_after


def test_a_notice_waits_for_the_windows_of_all_clauses(world: World) -> None:
    """Quarters and half-years meet after six months; a window as long as the term can't be ended by notice."""
    unit = world.found("Unit")
    clauses = [share(unit.subject, 1, window=2), share(unit.subject, 1, window=3)]
    agreement = world.open(world.terms((ANN, BOB), clauses))
    agreement.notice(0)
    assert agreement.account()["endPeriod"] == world.period() + 6
    whole = world.open(world.terms((ANN, BOB), [*clauses, share(unit.subject, 1, window=12)]))
    end = whole.account()["endPeriod"]
    with world.refused("EndsLater", endPeriod=end, inForce=end):
        whole.notice(0)


def test_the_payer_of_an_investment_s_promises_does_not_leave_inside_a_window(world: World) -> None:
    """It sees the year going badly, and gives notice in November."""
    unit = world.found("Unit")
    investor = person("dia")
    world.fund(investor, 100)
    world.let_pay(investor, "VamAgreements")
    missed = clause([(0, 500), (1000, 0)], unit.subject, window=12)
    vam = world.vam(unit, investor, CEM, [missed], amount=100, shares=1, periods=36, notice_periods=0)
    agreement = world.open(vam, "VamAgreements")
    start = world.period()
    for _ in range(10):
        world.end_month()
    agreement.notice(2)
    assert agreement.account()["endPeriod"] == start + 12


def test_the_notice_of_the_terms_that_count_then_counts(world: World, agreement: Agreement) -> None:
    """Longer notice from next month on: it counts for a notice given now, as the end lies under the new terms."""
    now = world.period()
    amended = agreement.amend(replace(agreement.terms, first_period=now + 1, notice_periods=4))
    newer = world.id_of(amended.terms)
    with world.refused("NotTermsInForce", agreement=agreement.id, given=agreement.id, inForce=newer):
        agreement.notice(0)
    amended.notice(0)
    assert agreement.account()["endPeriod"] == now + 5


def test_a_notice_may_end_it_before_an_amendment_begins(world: World, agreement: Agreement) -> None:
    now = world.period()
    amended = agreement.amend(replace(agreement.terms, clauses=(constant(99),), first_period=now + 3))
    agreement.notice(0)
    for _ in range(5):
        world.month()
    agreement.accrue()
    assert added(agreement) == [10, 10, 10]
    assert amended.account()["endPeriod"] == now + 3


def test_all_parties_end_it_together_from_now_on(world: World, agreement: Agreement) -> None:
    world.month()
    now = world.period()
    agreement.end(now)
    assert world.events("EndedByAll") == [{"agreement": agreement.id, "endPeriod": now}]
    world.month()
    agreement.accrue()
    assert added(agreement) == [10]


def test_all_parties_may_choose_a_later_end(world: World, agreement: Agreement) -> None:
    now = world.period()
    agreement.end(now + 2)
    for _ in range(4):
        world.month()
    agreement.accrue()
    assert added(agreement) == [10, 10]


def test_what_is_over_is_not_ended_in_the_past(world: World, agreement: Agreement) -> None:
    world.month()
    now = world.period()
    with world.refused("EndsInPast", endPeriod=now - 1, earliest=now):
        agreement.end(now - 1)


def test_an_end_is_not_put_off(world: World, agreement: Agreement) -> None:
    end = agreement.account()["endPeriod"]
    with world.refused("EndsLater", endPeriod=end, inForce=end):
        agreement.end(end)


def test_an_ending_needs_everyone(world: World, agreement: Agreement) -> None:
    messages, now = world.company.messages, world.period()
    hers, his = (
        messages.ending(agreement.domain, "We end it.", party, agreement.id, now, 2**40)
        for party in agreement.terms.parties
    )
    end = agreement.contract.functions.endByAll
    with world.refused("SignatureCount", signatures=1, parties=2):
        world.send(end(agreement.id, agreement.terms.to_abi(), now, [world.sign(hers, ANN.address)]))
    with world.refused("WrongSignature", party=BOB.address, digest=his.digest()):
        both = [world.sign(hers, ANN.address), world.sign(his, ANN.address)]
        world.send(end(agreement.id, agreement.terms.to_abi(), now, both))


def test_an_end_may_cut_a_window_when_all_have_signed_it(world: World) -> None:
    unit = world.found("Unit")
    agreement = world.open(world.terms((ANN, BOB), [clause([(0, 7), (1, 7)], unit.subject, window=3)]))
    agreement.end(world.period() + 2)
    for _ in range(3):
        world.month()
    agreement.accrue()
    assert (added(agreement), agreement.status()) == ([0, 0], Status.Ended)


def test_what_was_owed_is_owed_after_the_end(world: World) -> None:
    unit = world.found("Unit")
    to_date = clause([(0, 0), (1000, 100)], unit.subject, span=Span.Cumulative)
    agreement = world.open(world.terms((ANN, BOB), [to_date], notice_periods=0))
    agreement.notice(0)
    world.month(revenue={unit: 500})
    agreement.accrue()
    assert (agreement.due(), agreement.status()) == (50, Status.Open)
    world.fund(ANN, 50)
    world.let_pay(ANN)
    agreement.accrue()
    assert (world.balance(BOB), agreement.status()) == (50, Status.Ended)


def test_what_is_ended_is_not_ended_again(world: World, agreement: Agreement) -> None:
    agreement.end(world.period())
    agreement.accrue()
    with world.refused("NotOpen", agreement=agreement.id, status=Status.Ended):
        agreement.notice(0)
    with world.refused("NotOpen", agreement=agreement.id, status=Status.Ended):
        agreement.end(world.period())
