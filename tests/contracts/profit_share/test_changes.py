"""Units and shares change at the beginning of the next period; who worked a month is paid for it.

Books of a period are closed some time after its end, so changes are made before periods that are long over are shared.
"""

from doubles.company import FIRST_PERIOD, reverts

P = FIRST_PERIOD


def test_units_count_from_the_next_period_on(pool, names):
    """The change is made in P; P is still shared at the old units, P+1 at the new.

    period   P           P+1         P+2
    made     ann 1->3
    shared               P           P+1
    ann:bob  1:1         3:1
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    scheduled = pool.set_units(ann, 3).events["UnitsScheduled"]
    assert scheduled["enterprise"] == pool.around.address
    assert (scheduled["member"], scheduled["units"], scheduled["fromPeriod"]) == (ann, 3, P + 1)
    pool.turn_to(P + 1)
    pool.share(P, 400)
    assert pool.due(ann, bob) == [200, 200]
    pool.turn_to(P + 2)
    pool.share(P + 1, 400)
    assert pool.due(ann, bob) == [200 + 300, 200 + 100]


def test_last_change_of_a_period_counts(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    for units in (9, 5, 3):
        pool.set_units(ann, units)
    assert pool.contract.unitsOf(pool.around, ann) == 3
    assert pool.contract.totalUnitsOf(pool.around) == 4
    pool.turn_to(P + 2)
    pool.share(P, 400)
    pool.share(P + 1, 400)
    assert pool.due(ann, bob) == [200 + 300, 200 + 100]


def test_books_may_be_three_periods_behind(pool, names):
    """All changes are made before anything is shared.

    period   P           P+1         P+2         P+3
    made     ann 1->3    ann 3->1    bob 1->7
    shared                                       P, P+1, P+2
    ann:bob  1:1         3:1         1:1         1:7
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 3)
    pool.turn_to(P + 1)
    pool.set_units(ann, 1)
    pool.turn_to(P + 2)
    pool.set_units(bob, 7)
    pool.turn_to(P + 3)
    pool.share(P, 800)
    assert pool.due(ann, bob) == [400, 400]
    pool.share(P + 1, 800)
    assert pool.due(ann, bob) == [400 + 600, 400 + 200]
    pool.share(P + 2, 800)
    assert pool.due(ann, bob) == [1_000 + 400, 600 + 400]
    pool.turn_to(P + 4)
    pool.share(P + 3, 800)
    assert pool.due(ann, bob) == [1_400 + 100, 1_000 + 700]


def test_periods_without_a_result_are_passed(pool, names):
    """Nothing was shared for P and P+1; sharing P+2 passes the changes of all three.

    period   P           P+1         P+2         P+3
    made     ann 1->3    bob 1->2    ann 3->8
    shared                                       P+2
    ann:bob  1:1         3:1         3:2         8:2
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 3)
    pool.turn_to(P + 1)
    pool.set_units(bob, 2)
    pool.turn_to(P + 2)
    pool.set_units(ann, 8)
    pool.turn_to(P + 3)
    pool.share(P + 2, 500)
    assert pool.due(ann, bob) == [300, 200]
    pool.turn_to(P + 4)
    pool.share(P + 3, 500)
    assert pool.due(ann, bob) == [300 + 400, 200 + 100]


def test_who_claims_between_changes_loses_nothing(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 3)
    pool.turn_to(P + 1)
    pool.share(P, 400)
    assert pool.claim(ann) == 200
    pool.set_units(ann, 1)
    assert pool.claim(ann) == 0
    pool.turn_to(P + 2)
    pool.share(P + 1, 400)
    assert pool.claim(ann) == 300
    pool.turn_to(P + 3)
    pool.share(P + 2, 400)
    assert pool.claim(ann) == 200
    assert pool.due(bob) == [200 + 100 + 200]


def test_leaver_keeps_what_was_earned_and_earns_the_month_worked(pool, names):
    """Ann leaves in P: she still shares in P, whose books are closed when she is gone, and in nothing after it."""
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 0)
    assert pool.contract.unitsOf(pool.around, ann) == 0
    pool.turn_to(P + 3)
    for period in range(P, P + 3):
        pool.share(period, 100)
    assert pool.due(ann, bob) == [50, 50 + 100 + 100]
    assert pool.claim(ann) == 50


def test_newcomer_does_not_share_in_the_month_of_admission(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1})
    pool.set_units(bob, 1)
    pool.turn_to(P + 2)
    pool.share(P, 100)
    pool.share(P + 1, 100)
    assert pool.due(ann, bob) == [150, 50]


def test_former_member_comes_back(pool, names):
    """period   P         P+1       P+2       P+3
    made     ann->0              ann->1
    ann:bob  1:1       0:1       0:1       1:1
    """
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 0)
    pool.turn_to(P + 2)
    pool.set_units(ann, 1)
    pool.turn_to(P + 4)
    for period in range(P, P + 4):
        pool.share(period, 100)
    assert pool.due(ann, bob) == [50 + 50, 50 + 100 + 100 + 50]


def test_coming_back_at_once_leaves_no_gap(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 0)
    pool.set_units(ann, 1)
    pool.turn_to(P + 2)
    pool.share(P, 100)
    pool.share(P + 1, 100)
    assert pool.due(ann, bob) == [100, 100]


def test_shares_count_from_the_next_period_on(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1}, total_shares=100)
    scheduled = pool.issue(bob, 10).events["SharesScheduled"]
    assert (scheduled["enterprise"], scheduled["investor"]) == (pool.around.address, bob)
    assert (scheduled["shares"], scheduled["fromPeriod"]) == (10, P + 1)
    pool.turn_to(P + 2)
    pool.share(P, 1_000)
    assert pool.due(ann, bob) == [1_000, 0]
    pool.share(P + 1, 1_000)
    assert pool.due(ann, bob) == [1_900, 100]


def test_shares_add_to_those_held(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 10)
    assert pool.issue(bob, 5).events["SharesScheduled"]["shares"] == 15
    pool.turn_to(P + 1)
    pool.issue(bob, 5)
    pool.issue(eve, 20)
    assert pool.contract.sharesOf(pool.around, bob) == 20
    assert pool.contract.investorSharesOf(pool.around) == 40
    pool.turn_to(P + 3)
    for period in range(P, P + 3):
        pool.share(period, 1_000)
    assert pool.due(ann, bob, eve) == [1_000 + 850 + 600, 150 + 200, 200]


def test_issue_to_a_member_leaves_the_units_that_wait(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1}, total_shares=100)
    pool.set_units(ann, 3)
    pool.issue(ann, 20)
    pool.set_units(ann, 4)
    assert pool.contract.unitsOf(pool.around, ann) == 4
    assert pool.contract.sharesOf(pool.around, ann) == 20
    pool.turn_to(P + 2)
    pool.share(P + 1, 1_000)
    assert pool.due(ann, bob) == [200 + 640, 160]


def test_team_of_nobody_is_refused_when_it_is_scheduled(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.set_units(ann, 0)
    with reverts("LastMember", pool.around, bob):
        pool.set_units(bob, 0)
    assert pool.contract.unitsOf(pool.around, bob) == 1
    pool.turn_to(P + 2)
    pool.share(P + 1, 100)
    assert pool.due(ann, bob) == [0, 100]


def test_more_shares_than_there_are_is_refused(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1}, total_shares=100)
    pool.issue(bob, 60)
    with reverts("SharesAboveTotal", pool.around, 101, 100):
        pool.issue(eve, 41)
    assert pool.contract.investorSharesOf(pool.around) == 60
    pool.issue(eve, 40)
    with reverts("SharesAboveTotal", pool.around, 2**64 - 1 + 100, 100):
        pool.issue(bob, 2**64 - 1)


def test_more_units_than_fit_are_refused(pool, names):
    ann, bob, _ = names
    most = 2**32 - 1
    pool.open({ann: 1})
    with reverts("TotalAboveMost", pool.around, most + 1, most):
        pool.set_units(bob, most)
    with reverts("TotalAboveMost", pool.around, 2**64, most):
        pool.set_units(bob, 2**64 - 1)
    pool.set_units(bob, most - 1)
    with reverts("TotalAboveMost", pool.around, most + 1, most):
        pool.set_units(ann, 2)
    assert pool.contract.totalUnitsOf(pool.around) == most


def test_wild_changes_of_units_spoil_no_earnings(pool, names):
    """Ann earned at one unit; however many she gets later, and gives back, what she earned stays hers."""
    ann, bob, _ = names
    pool.open({ann: 1, bob: 1})
    pool.share(P, 2**96)
    pool.set_units(ann, 2**32 - 2)
    pool.turn_to(P + 1)
    pool.share(P + 1, 1)
    pool.set_units(ann, 1)
    pool.turn_to(P + 2)
    pool.share(P + 2, 1)
    assert pool.due(ann)[0] in (2**95, 2**95 + 1)
    assert pool.claim(ann) >= 2**95
