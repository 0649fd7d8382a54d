"""Closings running that left arrears, counted so that the order in which books are closed can't make them up."""


def test_closings_that_leave_arrears_count_up(unit):
    for running, owed in ((1, 100), (2, 200), (3, 300)):
        unit.close(owed=owed)
        assert (unit.running, unit.arrears) == (running, owed)


def test_one_that_leaves_none_ends_it(unit):
    unit.close(owed=100)
    unit.close(owed=200)
    unit.fund(200)
    unit.close(owed=200)
    assert (unit.running, unit.arrears) == (0, 0)
    unit.close(owed=10)
    assert unit.running == 1


def test_who_pays_a_month_late_is_not_insolvent(unit):
    """Its books are closed before its debtors' every month, and each time it pays what it was behind with."""
    unit.close(owed=100)
    for _ in range(4):
        unit.fund(100)
        unit.close(owed=200)
        assert (unit.running, unit.arrears) == (1, 100)


def test_who_pays_less_than_it_is_behind_is(unit):
    unit.close(owed=100)
    for running in (2, 3, 4):
        unit.fund(99)
        unit.close(owed=unit.arrears + 100)
        assert unit.running == running


def test_closings_made_up_for_in_one_period_count_once(unit):
    """Nobody had time to pay in between."""
    unit.turn_to(unit.next_period + 4)
    for owed in (100, 200, 300):
        unit.close(owed=owed)
    assert unit.running == 1
    unit.turn_to(unit.next_period + 2)
    unit.close(owed=400)
    unit.close(owed=500)
    assert unit.running == 2


def test_preferred_dues_do_not_count(unit):
    for _ in range(3):
        unit.close(preferred=100)
    assert (unit.running, unit.arrears) == (0, 0)


def test_pages_count_like_one(unit):
    unit.count(0)
    unit.count(2)
    for running in (1, 2):
        unit.turn_to(unit.next_period + 1)
        for kind in (0, 2):
            unit.pass_page(kind, owed=50 * running)
        for kind in (0, 2):
            unit.pay_page(kind)
        assert (unit.running, unit.arrears) == (running, 100 * running)
