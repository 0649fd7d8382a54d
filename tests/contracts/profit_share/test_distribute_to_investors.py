"""What is left of a wound-up enterprise is its investors', by their shares; the team's where there are none."""

from doubles.company import FIRST_PERIOD

P = FIRST_PERIOD


def test_investors_divide_all_of_it(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 30)
    pool.issue(eve, 10)
    pool.turn_to(P + 2)
    given = pool.give_back(P + 1, 1_000).events["Distributed"]
    assert (given["period"], given["team"], given["investors"]) == (P + 1, 0, 1_000)
    assert pool.due(ann, bob, eve) == [0, 750, 250]


def test_without_investors_it_is_the_team_s(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 3})
    given = pool.give_back(P, 1_000).events["Distributed"]
    assert (given["team"], given["investors"]) == (1_000, 0)
    assert pool.due(ann, bob) == [250, 750]


def test_shares_that_do_not_count_yet_get_nothing_of_it(pool, names):
    """Which is why the books wait for the shares that were bought with the money."""
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 30)
    pool.turn_to(P + 1)
    pool.issue(eve, 10)
    pool.give_back(P + 1, 960)
    assert pool.due(ann, bob, eve) == [0, 960, 0]


def test_what_was_earned_before_stays(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 50)
    pool.turn_to(P + 2)
    pool.share(P, 100)
    pool.share(P + 1, 100)
    pool.give_back(P + 1, 100)
    assert pool.due(ann, bob) == [100 + 50, 50 + 100]
