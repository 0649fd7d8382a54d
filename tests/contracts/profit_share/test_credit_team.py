"""A bonus is the team's alone, at the units of its period if that can still be."""

from doubles.company import FIRST_PERIOD

P = FIRST_PERIOD


def test_investors_have_no_part_in_a_bonus(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1, bob: 3}, total_shares=10)
    pool.issue(eve, 5)
    pool.turn_to(P + 2)
    pool.share(P + 1, 800)
    credited = pool.credit_team(P + 1, 400).events["TeamCredited"]
    assert (credited["enterprise"], credited["period"], credited["amount"]) == (pool.around.address, P + 1, 400)
    assert pool.due(ann, bob, eve) == [100 + 100, 300 + 300, 400]


def test_bonus_before_the_periods_own_books_counts_as_after_them(pool, names):
    """Ann's units change in P. The bonus for P+1 comes when P is shared, before P+1 is; or after: all the same.

    period   P           P+1         P+2
    made     ann 1->3
    ann:bob  1:1         3:1
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 3)
    pool.turn_to(P + 2)
    pool.share(P, 400)
    pool.credit_team(P + 1, 40)
    assert pool.due(ann, bob) == [200 + 30, 200 + 10]
    pool.share(P + 1, 400)
    pool.credit_team(P + 1, 40)
    assert pool.due(ann, bob) == [230 + 300 + 30, 210 + 100 + 10]


def test_bonus_takes_no_leaver_out_of_a_period_that_is_still_to_be_shared(pool, names):
    """Bob leaves in P, whose books are closed last of all. A bonus for P+1 comes first: it must not pass P.

    period   P           P+1         P+2
    made     bob 1->0
    paid                             bonus of P+1, then P is shared
    ann:bob  1:1         1:0
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(bob, 0)
    pool.turn_to(P + 2)
    pool.credit_team(P + 1, 2)
    pool.share(P, 1_000)
    assert pool.due(ann, bob) == [501, 501]
    pool.share(P + 1, 1_000)
    assert pool.due(ann, bob) == [1_501, 501]


def test_late_bonus_counts_at_the_units_of_the_latest_sharing(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 3)
    pool.turn_to(P + 2)
    pool.share(P, 400)
    pool.share(P + 1, 400)
    pool.credit_team(P, 40)
    assert pool.due(ann, bob) == [200 + 300 + 30, 200 + 100 + 10]


def test_changes_that_wait_do_so_after_a_bonus_too(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.share(P, 100)
    pool.set_units(ann, 3)
    pool.credit_team(P, 100)
    assert pool.due(ann, bob) == [100, 100]
    pool.turn_to(P + 1)
    pool.credit_team(P + 1, 100)
    assert pool.due(ann, bob) == [175, 125]
