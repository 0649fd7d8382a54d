"""Sharing out a period: investors by shares, the team by units, one cost for all."""

import pytest
from brownie import ZERO_ADDRESS
from doubles.company import FIRST_PERIOD, reverts


def test_team_shares_by_units(pool, names):
    pool.open(dict(zip(names, [10, 20, 30], strict=True)))
    pool.share(FIRST_PERIOD, 6_000)
    assert pool.due(*names) == [1_000, 2_000, 3_000]


def test_investors_get_their_part_of_all_shares_and_the_team_the_rest(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=1_000)
    pool.issue(bob, 100)
    pool.issue(eve, 200)
    pool.turn_to(FIRST_PERIOD + 2)
    transaction = pool.share(FIRST_PERIOD + 1, 10_000)
    assert pool.due(ann, bob, eve) == [7_000, 1_000, 2_000]
    shared = transaction.events["Distributed"]
    assert (shared["enterprise"], shared["period"]) == (pool.around.address, FIRST_PERIOD + 1)
    assert (shared["team"], shared["investors"]) == (7_000, 3_000)


def test_fraction_of_the_investors_part_is_the_teams(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1}, total_shares=3)
    pool.issue(bob, 1)
    pool.turn_to(FIRST_PERIOD + 2)
    shared = pool.share(FIRST_PERIOD + 1, 8).events["Distributed"]
    assert (shared["team"], shared["investors"]) == (6, 2)
    assert pool.due(ann, bob) == [6, 2]


def test_who_is_both_earns_from_both(pool, names):
    ann, bob, _ = names
    pool.open({ann: 3, bob: 1}, total_shares=100)
    pool.issue(ann, 20)
    pool.turn_to(FIRST_PERIOD + 2)
    pool.share(FIRST_PERIOD + 1, 1_000)
    assert pool.due(ann, bob) == [200 + 600, 200]


def test_investors_may_hold_every_share(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1}, total_shares=10)
    pool.issue(bob, 10)
    pool.turn_to(FIRST_PERIOD + 2)
    pool.share(FIRST_PERIOD + 1, 990)
    assert pool.due(ann, bob) == [0, 990]
    pool.credit_team(FIRST_PERIOD + 1, 5)
    assert pool.due(ann, bob) == [5, 990]


def test_periods_add_up(pool, names):
    pool.open(dict(zip(names, [1, 1, 2], strict=True)))
    for period in range(FIRST_PERIOD, FIRST_PERIOD + 4):
        pool.turn_to(period + 1)
        pool.share(period, 400)
    assert pool.due(*names) == [400, 400, 800]


def test_sharing_nothing_changes_nothing(pool, names):
    pool.open(dict.fromkeys(names, 1))
    pool.share(FIRST_PERIOD, 0)
    assert pool.due(*names) == [0, 0, 0]


def test_a_stranger_is_due_nothing(pool, names):
    pool.open({names[0]: 1})
    pool.share(FIRST_PERIOD, 100)
    assert pool.due(names[1], ZERO_ADDRESS) == [0, 0]
    assert pool.claim(names[1]) == 0


def test_there_is_nothing_to_share_in_without_a_pool(pool):
    with reverts("NoPool", pool.around):
        pool.act("distribute", pool.around, FIRST_PERIOD, 1)
    with reverts("NoPool", pool.around):
        pool.act("creditTeam", pool.around, FIRST_PERIOD, 1)
    with reverts("NoPool", pool.around):
        pool.act("issueShares", pool.around, pool.around, 1)


@pytest.mark.parametrize("units", [[1], [3], [7, 11], [4_294_967_295], [1, 4_294_967_294]])
@pytest.mark.parametrize("amount", [1, 10, 10**18, 2**94])
def test_dust_is_less_than_a_minor_unit_per_holder_and_one_per_sharing(pool, names, units, amount):
    members = dict(zip(names, units, strict=False))
    pool.open(members)
    for period in range(FIRST_PERIOD, FIRST_PERIOD + 3):
        pool.turn_to(period + 1)
        pool.share(period, amount)
    claimed = sum(pool.claim(name) for name in members)
    assert 3 * amount - len(members) - 3 < claimed <= 3 * amount
    assert pool.money == 3 * amount - claimed


def test_fortune_for_one_unit_holds_up_no_books(pool, names):
    """What one unit earns is bounded; beyond the bound money stays in the pool, and sharing goes on."""
    pool.open({names[0]: 1})
    most = 2**96 - 1
    pool.share(FIRST_PERIOD, 2**96)
    assert pool.due(names[0]) == [most]
    pool.share(FIRST_PERIOD + 1, 2**96)
    assert pool.claim(names[0]) == most
    assert pool.money == 2**97 - most
