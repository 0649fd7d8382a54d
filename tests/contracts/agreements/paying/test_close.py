"""Closing an enterprise's period: everything it owes under is accrued, then paid, in full or in proportion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import ABSENT_AFTER, BIG, STRANGER, Agreement, Unit, World, clause, constant, person, share

from heyi.core.terms import Leg, Nature, Span, Status

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def client(world: World) -> Unit:
    return world.found("Client")


def owing(world: World, client: Unit, *fees: int, periods: int = 12) -> list[Agreement]:
    """The client owes Bob these fees each month, under as many agreements."""
    return [
        world.open(world.terms((client, BOB), [constant(fee)], salt=bytes([i]) * 32, periods=periods))
        for i, fee in enumerate(fees)
    ]


def test_what_is_owed_is_accrued_and_paid(world: World, client: Unit) -> None:
    world.fund(client, 1000)
    agreement = world.open(world.terms((client, BOB), [constant(100), share(client.subject, 10)]))
    period = world.month(revenue={client: 500})
    world.close(client)
    assert (world.balance(BOB), agreement.due()) == (150, 0)
    assert agreement.accrued() == [(period, (100, 50))]
    assert world.events("BooksClosed")[-1] == {
        "enterprise": client.address,
        "period": period,
        "owed": 150,
        "paid": 150,
        "shared": 0,
        "undistributed": -150,
    }


def test_own_result_is_external_profit_and_fees_in_less_fees_out(world: World, client: Unit) -> None:
    supplier = world.found("Supplier")
    for unit in (client, supplier):
        world.fund(unit, 1000)
    world.open(world.terms((client, supplier), [constant(100)]))
    world.open(world.terms((supplier, BOB), [constant(30)]))
    world.month(profit={client: 250, supplier: 5})
    world.close(client, supplier)
    assert [event["shared"] for event in world.events("BooksClosed")] == [150, 75]
    assert world.claimable(client, client.leader) == 150
    assert world.claimable(supplier, supplier.leader) == 75
    assert (world.balance(client), world.balance(supplier)) == (1000 - 100 - 150, 1000 + 100 - 30 - 75)


def test_what_is_collected_for_another_is_in_nobody_s_result_again(world: World, client: Unit) -> None:
    """The collector passes on what the unit's own statement already tells."""
    world.fund(client, 500)
    unit = world.found("Unit")
    world.open(world.terms((client, unit), [constant(200)], legs=(Leg(0, 1, Nature.Collection),)))
    world.month()
    world.close(client, unit)
    assert (world.balance(client), world.balance(unit)) == (300, 200)
    assert [world.books(one)["undistributed"] for one in (client, unit)] == [0, 0]


def test_periods_close_in_order(world: World, client: Unit) -> None:
    agreements = owing(world, client, 10)
    first = world.month()
    world.month()
    with world.refused("NotNextPeriod", enterprise=client.address, period=first + 1, nextPeriod=first):
        world.settle(client, first + 1, agreements)
    world.settle(client, first, agreements)
    with world.refused("NotNextPeriod", enterprise=client.address, period=first, nextPeriod=first + 1):
        world.settle(client, first, agreements)


def test_a_period_closes_after_its_end(world: World, client: Unit) -> None:
    agreements, now = owing(world, client, 10), world.period()
    with world.refused("PeriodNotEnded", period=now, currentPeriod=now):
        world.settle(client, now, agreements)


def test_a_period_closes_on_a_final_statement(world: World, client: Unit) -> None:
    agreements, period = owing(world, client, 10), world.end_month()
    with world.refused("StatementNotFinal", enterprise=client.address, period=period):
        world.settle(client, period, agreements)
    world.post(period, [world.statement(client)])
    with world.refused("StatementNotFinal", enterprise=client.address, period=period):
        world.settle(client, period, agreements)
    world.finalize()
    world.settle(client, period, agreements)


def test_a_silent_period_closes_in_the_end(world: World, client: Unit) -> None:
    """Absent is final too: no profit, and what is owed is owed."""
    world.fund(client, 10)
    agreements, period = owing(world, client, 10), world.month(silent=[client])
    world.chain.advance_to(world.calendar.end_of(period) + ABSENT_AFTER)
    world.settle(client, period, agreements)
    assert world.balance(BOB) == 10


def test_a_fact_that_is_pending_refuses_the_page(world: World, client: Unit) -> None:
    other = world.found("Other")
    agreement = world.open(world.terms((client, BOB), [share(other.subject, 10)]))
    period = world.month(silent=[other])
    with world.refused("FactNotFinal", subject=other.subject, period=period):
        world.settle(client, period, [agreement])


def test_books_without_agreements_close_by_themselves(world: World, client: Unit) -> None:
    world.fund(client, 100)
    period = world.month(profit={client: 60})
    world.send(world.company.books.functions.close(client.address, period))
    assert world.claimable(client, client.leader) == 60
    with world.refused("NotNextPeriod", enterprise=client.address, period=period, nextPeriod=period + 1):
        world.send(world.company.books.functions.close(client.address, period))


def test_books_with_agreements_do_not_close_past_them(world: World, client: Unit) -> None:
    owing(world, client, 10, 20)
    period = world.month()
    with world.refused("AgreementsLeft", enterprise=client.address, period=period, live=2):
        world.send(world.company.books.functions.close(client.address, period))


def test_a_person_has_no_books(world: World) -> None:
    period = world.month()
    with world.refused("NoBooks", account=ANN.address):
        world.send(world.company.books.functions.close(ANN.address, period))


def test_anyone_closes(world: World, client: Unit) -> None:
    world.fund(client, 50)
    (agreement,) = owing(world, client, 10)
    period = world.month()
    settle = agreement.contract.functions.settle
    world.sender(STRANGER).send(settle(client.address, period, [agreement.id], [agreement.terms.to_abi()]))
    assert world.balance(BOB) == 10


def test_what_is_short_is_paid_in_the_same_proportion(world: World, client: Unit) -> None:
    """100 for 60, 90 and 150: a third of each; nobody's choice of order counts. Invariant 13."""
    world.fund(client, 100)
    agreements = owing(world, client, 60, 90, 150)
    world.month()
    world.close(client)
    assert [agreement.due() for agreement in agreements] == [40, 60, 100]
    assert (world.balance(client), world.balance(BOB), world.books(client)["arrears"]) == (0, 100, 200)


def test_a_proportion_is_rounded_down_and_the_rest_stays_due(world: World, client: Unit) -> None:
    """100 for three times 70: 33 each, and the odd one waits."""
    world.fund(client, 100)
    agreements = owing(world, client, 70, 70, 70)
    world.month()
    world.close(client)
    assert [agreement.due() for agreement in agreements] == [37, 37, 37]
    assert (world.balance(client), world.books(client)["arrears"]) == (1, 111)


def test_arrears_are_carried_and_paid_with_the_next_closing(world: World, client: Unit) -> None:
    """Invariant 6: what was owed and not paid is owed, to the minor unit."""
    (agreement,) = owing(world, client, 100)
    for money, paid, due in ((30, 30, 70), (0, 30, 170), (500, 300, 0)):
        if money:
            world.fund(client, money)
        world.month()
        world.close(client)
        assert (world.balance(BOB), agreement.due(), world.books(client)["arrears"]) == (paid, due, due)


def test_in_arrears_an_enterprise_spends_nothing(world: World, client: Unit) -> None:
    owing(world, client, 100)
    world.month()
    world.close(client)
    world.fund(client, 50)
    with world.refused("InArrears", arrears=100):
        world.spend(client, CEM, 1)


def test_nothing_is_shared_in_arrears(world: World, client: Unit) -> None:
    world.fund(client, 100)
    owing(world, client, 300)
    world.month(profit={client: 1000})
    world.close(client)
    assert world.books(client)["undistributed"] == 700
    assert world.claimable(client, client.leader) == 0


def test_losses_carry_forward(world: World, client: Unit) -> None:
    world.fund(client, 1000)
    for profit, shared, undistributed in ((-300, 0, -300), (200, 0, -100), (150, 50, 0), (-1, 0, -1)):
        before = world.claimable(client, client.leader)
        world.month(profit={client: profit})
        world.close(client)
        assert world.claimable(client, client.leader) - before == shared
        assert world.books(client)["undistributed"] == undistributed


def test_profit_that_is_not_yet_in_cash_waits(world: World, client: Unit) -> None:
    world.month(profit={client: 100})
    world.close(client)
    assert (world.claimable(client, client.leader), world.books(client)["undistributed"]) == (0, 100)
    world.fund(client, 70)
    world.month()
    world.close(client)
    assert (world.claimable(client, client.leader), world.books(client)["undistributed"]) == (70, 30)


def test_a_fee_that_was_not_paid_is_not_shared_by_its_creditor(world: World, client: Unit) -> None:
    supplier = world.found("Supplier")
    world.open(world.terms((client, supplier), [constant(100)]))
    world.month()
    world.close(client, supplier)
    assert (world.books(supplier)["undistributed"], world.claimable(supplier, supplier.leader)) == (100, 0)


def test_an_agreement_that_is_over_leaves_the_books(world: World, client: Unit) -> None:
    world.fund(client, 1000)
    short, long = owing(world, client, 10, periods=2)[0], world.open(world.terms((client, CEM), [constant(20)]))
    for live in (2, 1):
        world.month()
        world.close(client)
        assert world.books(client)["live"] == live
    assert (short.status(), short.account()["counted"], long.status()) == (Status.Ended, 0, Status.Open)
    period = world.month()
    with world.refused("NotOwing", agreement=short.id, enterprise=client.address):
        world.settle(client, period, [short, long])
    world.settle(client, period, [long])


def test_an_agreement_in_arrears_stays_in_the_books_after_its_term(world: World, client: Unit) -> None:
    (agreement,) = owing(world, client, 10, periods=1)
    for _ in range(2):
        world.month()
        world.close(client)
    assert (agreement.due(), world.books(client)["live"]) == (10, 1)
    world.fund(client, 10)
    world.month()
    world.close(client)
    assert (agreement.status(), world.books(client)["live"]) == (Status.Ended, 0)


def test_an_agreement_with_two_debtors_leaves_each_one_s_books_in_its_own_closing(world: World, client: Unit) -> None:
    supplier = world.found("Supplier")
    world.fund(client, 100)
    agreement = world.open(world.terms((client, supplier), [constant(10), constant(-1)], periods=1))
    world.month()
    world.close(client)
    assert (agreement.status(), agreement.account()["counted"]) == (Status.Ended, 0b10)
    assert [world.books(unit)["live"] for unit in (client, supplier)] == [0, 1]
    world.close(supplier)
    assert (agreement.account()["counted"], world.books(supplier)["live"]) == (0, 0)


def test_what_another_owes_is_not_passed(world: World, client: Unit) -> None:
    supplier = world.found("Supplier")
    agreement = world.open(world.terms((client, supplier), [constant(10)]))
    period = world.month()
    with world.refused("NotOwing", agreement=agreement.id, enterprise=supplier.address):
        world.settle(supplier, period, [agreement])
    with world.refused("NoBooks", account=ANN.address):
        world.settle(replace(client, address=ANN.address), period, [agreement])


def test_agreements_and_terms_come_in_pairs(world: World, client: Unit) -> None:
    (agreement,) = owing(world, client, 10)
    period = world.month()
    with world.refused("PageMismatch", agreements=1, terms=0):
        world.send(agreement.contract.functions.settle(client.address, period, [agreement.id], []))


def test_no_agreement_comes_twice_in_a_page(world: World, client: Unit) -> None:
    """Else one could be passed twice in place of another. Invariant 12."""
    agreements = sorted(owing(world, client, 10, 20), key=lambda agreement: agreement.id)
    one, terms = agreements[0].id, agreements[0].terms.to_abi()
    period = world.month()
    settle = agreements[0].contract.functions.settle
    with world.refused("NotAscending", previous=one, agreement=one):
        world.send(settle(client.address, period, [one, one], [terms, terms]))
    ids, both = [a.id for a in agreements[::-1]], [a.terms.to_abi() for a in agreements[::-1]]
    with world.refused("NotAscending", previous=ids[0], agreement=ids[1]):
        world.send(settle(client.address, period, ids, both))


def test_a_counterpart_that_may_owe_is_not_left_behind(world: World, client: Unit) -> None:
    """What it is accrued belongs to its own next closing; the one that is behind can always go on. Invariant 18."""
    supplier = world.found("Supplier")
    world.fund(client, 100)
    agreement = world.open(world.terms((client, supplier), [constant(10), constant(-1)]))
    first = world.month()
    world.month()
    world.close(client)
    with world.refused("BooksBehind", enterprise=supplier.address, nextPeriod=first, period=first + 1):
        world.settle(client, first + 1, [agreement])
    world.close(supplier, client, supplier)
    assert [world.books(unit)["nextPeriod"] for unit in (client, supplier)] == [first + 2] * 2


def test_who_is_only_owed_may_be_behind(world: World, client: Unit) -> None:
    supplier = world.found("Supplier")
    world.fund(client, 100)
    world.open(world.terms((client, supplier), [constant(10)]))
    for _ in range(2):
        world.month()
        world.close(client)
    assert world.balance(supplier) == 20


def test_accruing_before_the_closing_changes_no_amount(world: World, client: Unit) -> None:
    """Invariant 12."""
    world.fund(client, 100)
    supplier = world.found("Supplier")
    agreement = world.open(world.terms((client, supplier), [share(client.subject, 10), constant(77)]))
    world.month(revenue={client: 450}, profit={client: 300, supplier: -20})
    outcomes = []
    for early in (False, True):
        with world.undone():
            if early:
                agreement.accrue()
            world.close(client, supplier)
            picture = world.picture()
            outcomes.append((picture["books"], picture["money"], agreement.due()))
    assert outcomes[0] == outcomes[1]


def test_what_is_given_back_is_owed_by_the_other_enterprise(world: World, client: Unit) -> None:
    """A clearing account pays a unit its revenue to date; after a loss the unit owes. Each pays in its own closing."""
    unit = world.found("Unit")
    world.fund(client, 1000)
    to_date = clause([(-BIG, -BIG), (BIG, BIG)], unit.subject, span=Span.CumulativeGivingBack)
    agreement = world.open(world.terms((client, unit), [to_date], legs=(Leg(0, 1, Nature.Collection),)))
    for revenue, balance, due in ((300, 300, 0), (-120, 180, 0), (-500, 0, -320), (400, 80, 0)):
        world.month(revenue={unit: revenue})
        world.close(client, unit)
        assert (world.balance(unit), agreement.due()) == (balance, due)
