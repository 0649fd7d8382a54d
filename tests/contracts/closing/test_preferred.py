"""Preferred dues are paid out of what may be shared, ahead of it, and are no arrear."""

import pytest
from doubles.closing import PREFERRED, SUPPLIER
from doubles.company import NO_DEADLINE, person

INVESTOR = person("investor")


@pytest.fixture
def funded(unit):
    unit.fund(10_000)
    return unit


def paid(unit):
    return unit.company.balance(SUPPLIER), unit.company.balance(PREFERRED)


def shared(unit, trio):
    return sum(unit.due(*trio))


@pytest.fixture(autouse=True)
def nobody_has_anything_yet(company, isolate):
    assert (company.balance(SUPPLIER), company.balance(PREFERRED)) == (0, 0)


def test_they_come_ahead_of_sharing(funded, trio):
    closed = funded.close(owed=100, preferred=80, result=-100, profit=300)
    assert paid(funded) == (100, 80)
    assert shared(funded, trio) == 300 - 100 - 80
    assert funded.undistributed == 0
    event = closed.events["BooksClosed"]
    assert (event["owed"], event["paid"], event["shared"]) == (100, 100, 120)


def test_they_are_at_most_what_may_be_shared(funded, trio):
    """What is short is carried, is no arrear, and stops nobody from spending."""
    funded.close(owed=100, preferred=500, result=-100, profit=300)
    assert paid(funded) == (100, 200)
    assert shared(funded, trio) == 0
    assert (funded.arrears, funded.running, funded.undistributed) == (0, 0, 0)
    words = {"receiver": trio[0].address, "amount": 5, "purpose": bytes(32)}
    signature = funded.company.sign(funded.enterprise, trio[0], "Spend", words)
    funded.enterprise.spend(*words.values(), NO_DEADLINE, signature)


def test_without_a_result_nothing_is_paid(funded):
    funded.close(preferred=50)
    funded.close(preferred=50, profit=-10)
    assert paid(funded) == (0, 0)
    assert funded.undistributed == -10


def test_losses_of_before_come_first(funded):
    funded.close(profit=-100)
    funded.close(preferred=50, profit=130)
    assert paid(funded) == (0, 30)


def test_unpaid_they_are_no_cost(funded):
    """What can't be paid is no loss either: a later result pays it and the team, not the loss of it before them."""
    funded.close(preferred=500, profit=0)
    assert funded.undistributed == 0
    funded.close(preferred=500, profit=40)
    assert (paid(funded)[1], funded.undistributed) == (40, 0)


def test_invested_money_never_pays_them(unit):
    unit.invest(INVESTOR, 1_000, shares=100)
    unit.close(preferred=500, profit=400)
    assert paid(unit) == (0, 0)
    unit.fund(150)
    unit.close(preferred=500)
    assert (paid(unit)[1], unit.balance, unit.undistributed) == (150, 1_000, 250)


@pytest.mark.parametrize(("cash", "expected"), [(90, (90, 0)), (100, (100, 0)), (120, (100, 20)), (160, (100, 50))])
def test_all_obligations_are_set_aside_first(unit, cash, expected):
    unit.fund(cash)
    unit.close(owed=100, preferred=50, profit=1_000)
    assert paid(unit) == expected
    assert unit.arrears == max(0, 100 - cash)


@pytest.mark.parametrize("order", [(0, 2), (2, 0)])
def test_pages_in_any_order_pay_the_same(funded, order):
    """60 may be shared and 120 are owed: half of each, though obligations of both kinds are paid in between."""
    funded.count(0)
    funded.count(2)
    funded.turn_to(funded.next_period + 1)
    funded.profit(funded.next_period, 60)
    for kind in order:
        funded.pass_page(kind, owed=(40, 0, 60)[kind], preferred=(90, 0, 30)[kind])
    parts = {kind: funded.pay_page(kind, preferred=(90, 0, 30)[kind]) for kind in reversed(order)}
    assert (parts[0], parts[2]) == ((40, 45), (60, 15))
    assert (funded.arrears, funded.undistributed) == (0, 0)


@pytest.mark.parametrize("order", [(0, 2), (2, 0)])
def test_pages_set_aside_what_all_ranks_are_owed(unit, order):
    """100 of cash are owed to both ranks together: nothing is left, whichever page is paid first."""
    unit.fund(100)
    unit.count(0)
    unit.count(2)
    unit.turn_to(unit.next_period + 1)
    unit.profit(unit.next_period, 1_000)
    for kind in order:
        unit.pass_page(kind, owed=(40, 0, 60)[kind], preferred=50)
    assert {kind: unit.pay_page(kind, preferred=50) for kind in order} == {0: (40, 0), 2: (60, 0)}


def test_nothing_of_one_closing_is_left_for_the_next(funded):
    for _ in range(2):
        if funded.books.booksOf(funded.address)[1] == 0:
            funded.count(0)
            funded.count(2)
        funded.turn_to(funded.next_period + 1)
        funded.profit(funded.next_period, 10)
        for kind in (0, 2):
            funded.pass_page(kind, preferred=10)
        assert [funded.pay_page(kind, preferred=10) for kind in (0, 2)] == [(0, 5), (0, 5)]
