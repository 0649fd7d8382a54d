"""Shares move between investors, and to and from the team, for which the enterprise's own address stands."""

import pytest
from doubles.company import FIRST_PERIOD

P = FIRST_PERIOD


@pytest.fixture
def shares(pool, names):
    """Ann is the team; of 100 shares Bob holds 30 and Eve 10."""
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 30)
    pool.issue(eve, 10)
    pool.turn_to(P + 1)
    return pool


def held(pool, *names):
    return [pool.contract.sharesOf(pool.around, name) for name in names]


def moves(pool, giver, taker, shares):
    """What the contract says it moves; and moves it."""
    said = pool.contract.moveShares.call(pool.around, giver, taker, shares, {"from": pool.around})
    pool.move(giver, taker, shares)
    return said


def test_from_investor_to_investor(shares, names):
    _, bob, eve = names
    assert moves(shares, bob, eve, 12) == 12
    assert held(shares, bob, eve) == [18, 22]
    assert shares.contract.investorSharesOf(shares.around) == 40


def test_from_the_team_to_an_investor(shares, names):
    _, bob, eve = names
    assert moves(shares, shares.around, bob, 12) == 12
    assert held(shares, bob, eve, shares.around) == [42, 10, 0]
    assert shares.contract.investorSharesOf(shares.around) == 52


def test_from_an_investor_back_to_the_team(shares, names):
    _, bob, eve = names
    assert moves(shares, bob, shares.around, 30) == 30
    assert held(shares, bob, eve, shares.around) == [0, 10, 0]
    assert shares.contract.investorSharesOf(shares.around) == 10


def test_as_many_as_are_held_and_no_more(shares, names):
    """To refuse would hold up the books of whoever is to give."""
    ann, bob, eve = names
    assert moves(shares, bob, eve, 31) == 30
    assert moves(shares, bob, eve, 1) == 0
    assert moves(shares, shares.around, ann, 2**64 - 1) == 60
    assert moves(shares, shares.around, ann, 1) == 0
    assert held(shares, ann, bob, eve) == [60, 0, 40]
    assert shares.contract.investorSharesOf(shares.around) == 100


def test_from_one_to_itself_nothing_moves(shares, names):
    _, bob, _ = names
    assert moves(shares, bob, bob, 5) == 0
    assert moves(shares, shares.around, shares.around, 5) == 0
    assert held(shares, bob) == [30]
    assert shares.contract.investorSharesOf(shares.around) == 40


def test_it_is_announced_for_both_investors(shares, names):
    _, bob, eve = names
    events = shares.move(bob, eve, 12).events["SharesScheduled"]
    assert [(event["investor"], event["shares"], event["fromPeriod"]) for event in events] == [
        (bob, 18, P + 2),
        (eve, 22, P + 2),
    ]
    assert "SharesScheduled" not in shares.move(bob, eve, 0).events


def test_it_counts_from_the_next_period_on(shares, names):
    ann, bob, eve = names
    shares.move(bob, eve, 30)
    shares.move(shares.around, ann, 10)
    shares.turn_to(P + 3)
    for period in (P + 1, P + 2):
        shares.share(period, 1_000)
    assert shares.due(ann, bob, eve) == [600 + 500 + 100, 300, 100 + 400]


def test_shares_that_wait_can_move_on(shares, names):
    """What counts is what is held as last scheduled: within one period shares pass through any number of hands."""
    ann, bob, eve = names
    for giver, taker in ((bob, eve), (eve, ann), (ann, shares.around), (shares.around, bob)):
        shares.move(giver, taker, 30)
    assert held(shares, ann, bob, eve) == [0, 30, 10]
    shares.turn_to(P + 3)
    for period in (P + 1, P + 2):
        shares.share(period, 1_000)
    assert shares.due(ann, bob, eve) == [1_200, 600, 200]


def test_a_member_keeps_the_units_that_wait(shares, names):
    ann, bob, _ = names
    shares.set_units(ann, 3)
    shares.move(bob, ann, 30)
    shares.set_units(bob, 3)
    assert (shares.contract.unitsOf(shares.around, ann), held(shares, ann)) == (3, [30])


def test_all_shares_can_come_back(shares, names):
    ann, bob, eve = names
    shares.move(bob, shares.around, 30)
    shares.move(eve, shares.around, 10)
    shares.turn_to(P + 3)
    shares.share(P + 2, 1_000)
    assert shares.due(ann, bob, eve) == [1_000, 0, 0]


def test_earned_per_share(shares, names):
    """In 2**-32 minor units, whoever holds them."""
    assert shares.contract.perShareOf(shares.around) == 0
    shares.turn_to(P + 2)
    shares.share(P + 1, 1_000)
    assert shares.contract.perShareOf(shares.around) == 10 * 2**32
    shares.give_back(P + 1, 20)
    assert shares.contract.perShareOf(shares.around) == 10 * 2**32 + 2**31
