"""Winding up: by anyone, when the charter's number of closings in arrears is reached, and not before."""

import pytest
from doubles.closing import PREFERRED, SUPPLIER
from doubles.company import NO_DEADLINE, person, reverts

INVESTOR, OTHER = person("investor"), person("other investor")


def insolvent(unit, closings=3, each=100):
    """Owes more than it has, closing after closing."""
    for i in range(closings):
        unit.close(owed=each * (i + 1))
    return unit


@pytest.fixture
def broke(unit):
    return insolvent(unit)


def test_anyone_winds_up_what_is_in_arrears_as_long_as_its_charter_says(broke, accounts):
    now = broke.company.calendar.currentPeriod()
    wound_up = broke.wind_up(accounts[3]).events["WoundUp"]
    assert (wound_up["enterprise"], wound_up["endPeriod"]) == (broke.address, now + 1)
    assert broke.books.endOf(broke.address) == broke.enterprise.endPeriod() == now + 1


def test_kinds_are_told_the_end_in_every_closing(broke):
    broke.turn_to(broke.next_period + 1)
    assert broke.books.begin(broke.address, broke.next_period)[3] == 0
    broke.wind_up()
    assert broke.books.begin(broke.address, broke.next_period)[3] == broke.next_period + 2


@pytest.mark.parametrize("closings", [0, 1, 2])
def test_not_before(unit, closings):
    insolvent(unit, closings)
    with reverts("ArrearsTooFew", unit.address, closings, 3):
        unit.wind_up()


def test_never_without_its_charter_s_word(found):
    unit = insolvent(found(windUpAfter=0), 4)
    with reverts("WindUpNotAgreed", unit.address):
        unit.wind_up()


def test_once(broke):
    broke.wind_up()
    end = broke.books.endOf(broke.address)
    broke.turn_to(end + 5)
    with reverts("EnterpriseWoundUp", broke.address, end):
        broke.wind_up()
    assert broke.books.endOf(broke.address) == end


def test_only_enterprises(company):
    with reverts("NoBooks", INVESTOR):
        company.books.windUp(INVESTOR.address)


@pytest.mark.parametrize("cash", [300, 301])
def test_not_who_can_pay_by_now(broke, cash):
    """Nobody hurries to wind up what the next closing would save."""
    broke.fund(cash)
    with reverts("ArrearsCovered", broke.address, cash, 300):
        broke.wind_up()
    broke.close(owed=300)
    assert broke.running == 0


def test_who_can_pay_a_part_is_wound_up(broke):
    broke.fund(299)
    broke.wind_up()


def test_not_while_a_closing_is_being_paid(unit):
    """Its money is going out and its arrears still stand: together they say nothing."""
    insolvent(unit)
    unit.count(0)
    unit.count(2)
    unit.fund(500)
    unit.turn_to(unit.next_period + 1)
    for kind in (0, 2):
        unit.pass_page(kind, owed=150)
    unit.pay_page(0)
    with reverts("ClosingHasBegun", unit.address, unit.next_period):
        unit.wind_up()
    unit.pay_page(2)
    assert unit.running == 0


def test_it_opens_no_agreement_any_more(broke, kinds):
    broke.count(0)
    broke.wind_up()
    end = broke.books.endOf(broke.address)
    for kind in kinds:
        with reverts("EnterpriseWoundUp", broke.address, end):
            broke.books.count(broke.address, {"from": kind})
    assert broke.books.booksOf(broke.address)[1] == 1


def test_it_spends_nothing_though_its_arrears_are_paid(broke, trio):
    broke.wind_up()
    broke.fund(1_000)
    broke.close(owed=300)
    assert broke.arrears == 0
    words = {"receiver": trio[0].address, "amount": 0, "purpose": bytes(32)}
    signature = broke.company.sign(broke.enterprise, trio[0], "Spend", words)
    with reverts("EnterpriseWoundUp", broke.books.endOf(broke.address)):
        broke.enterprise.spend(*words.values(), NO_DEADLINE, signature)


# What is left


def paid_out(unit, trio):
    """To suppliers, to the team, to investors."""
    return unit.company.balance(SUPPLIER), sum(unit.due(*trio)), sum(unit.due(INVESTOR, OTHER))


@pytest.fixture
def invested(unit):
    """Two investors with a tenth and three tenths; all that they brought, and more, is lost."""
    unit.invest(INVESTOR, 1_000, shares=100)
    unit.invest(OTHER, 3_000, shares=300)
    unit.company.turn_to(unit.next_period + 1)
    unit.close(owed=4_000, result=-4_000)
    assert unit.balance == 0
    insolvent(unit)
    return unit


def test_periods_before_its_end_are_closed_as_always(invested, trio):
    """Wound up two periods before its last: what comes in pays what is owed, and nothing is given back yet."""
    invested.turn_to(invested.next_period + 2)
    invested.wind_up()
    invested.fund(1_000)
    invested.close(owed=300)
    assert paid_out(invested, trio) == (4_300, 0, 0)
    assert invested.balance == 700
    invested.close()
    assert invested.balance == 700


def test_in_the_end_investors_get_what_is_left(invested, trio):
    invested.wind_up()
    invested.fund(1_000)
    closed = invested.close(owed=300)
    assert paid_out(invested, trio) == (4_300, 0, 700)
    assert invested.due(INVESTOR, OTHER) == [175, 525]
    assert invested.balance == 0
    event = closed.events["RemainderGivenBack"]
    assert (event["enterprise"], event["period"], event["amount"]) == (
        invested.address,
        invested.next_period - 1,
        700,
    )


def test_first_suppliers_then_people_then_investors(unit, trio):
    """After the loss of 100 a result of 1,000 is shared as always, and what was invested goes back."""
    unit.invest(INVESTOR, 100, shares=100)
    unit.close(owed=100, result=-100)
    insolvent(unit, 3)
    unit.wind_up()
    unit.fund(1_400)
    unit.close(owed=300, profit=1_100)
    assert paid_out(unit, trio) == (100 + 300, 900, 100 + 100)


def test_nothing_is_left_while_anything_is_owed(invested, trio):
    invested.wind_up()
    invested.fund(299)
    invested.close(owed=300)
    assert paid_out(invested, trio) == (4_299, 0, 0)
    invested.fund(401)
    invested.close(owed=1)
    assert paid_out(invested, trio) == (4_300, 0, 400)


def test_preferred_dues_come_ahead_of_people(unit, trio):
    insolvent(unit)
    unit.wind_up()
    unit.fund(700)
    unit.close(owed=300, preferred=160, profit=400)
    assert unit.company.balance(PREFERRED) == 160
    assert paid_out(unit, trio)[:2] == (300, 240)


def test_what_comes_in_later_is_shared_by_the_same_rules(invested, trio):
    """3,300 of 4,000 were lost; late profit makes up for the loss first, then there is a result to share."""
    invested.wind_up()
    invested.fund(1_000)
    invested.close(owed=300)
    assert invested.books.investedIn(invested.address) == 3_300
    assert invested.undistributed == -4_000
    invested.fund(3_300)
    invested.close(profit=3_300)
    assert paid_out(invested, trio) == (4_300, 0, 4_000)
    assert invested.books.investedIn(invested.address) == 0
    invested.fund(1_700)
    invested.close(profit=1_700)
    assert paid_out(invested, trio) == (4_300, 600, 4_000 + 400 + 700)


@pytest.mark.parametrize("parts", [(5_000,), (1_000, 4_000), (4_000, 1_000)])
def test_money_in_two_parts_is_shared_like_money_in_one(invested, trio, parts):
    """4,000 make up for the loss, 1,000 are a result."""
    invested.wind_up()
    invested.fund(300)
    invested.close(owed=300)
    for part in parts:
        invested.fund(part)
        invested.close(profit=part)
    assert paid_out(invested, trio) == (4_300, 600, 4_000 + 400)


def test_without_investors_it_is_the_team_s(broke, trio):
    broke.wind_up()
    broke.fund(1_200)
    broke.close(owed=300)
    assert paid_out(broke, trio) == (300, 900, 0)


def test_money_invested_in_the_last_period_waits_for_its_shares(unit, trio):
    """Shares count from the next period on: the team, or older investors, must not get what was paid for them."""
    insolvent(unit)
    unit.wind_up()
    unit.invest(INVESTOR, 250, shares=10)
    unit.fund(300)
    unit.close(owed=300)
    assert paid_out(unit, trio) == (300, 0, 0)
    unit.close()
    assert paid_out(unit, trio) == (300, 0, 250)


def test_pool_claims_are_untouched(found, trio):
    unit = found()
    unit.fund(300)
    unit.close(profit=300)
    before = unit.due(*trio)
    insolvent(unit)
    unit.wind_up()
    unit.close(owed=300)
    assert unit.due(*trio) == before == [100, 100, 100]


def test_its_books_close_for_ever_by_anyone(broke, accounts):
    broke.wind_up()
    broke.close(owed=300)
    for _ in range(3):
        period = broke.next_period
        broke.turn_to(period + 1)
        broke.books.close(broke.address, period, {"from": accounts[3]})
        assert broke.next_period == period + 1
