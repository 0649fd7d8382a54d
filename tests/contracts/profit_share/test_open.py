"""Opening a pool."""

from doubles.company import FIRST_PERIOD, reverts


def test_units_count_at_once(pool, names):
    opened = pool.open(dict(zip(names, [1, 2, 3], strict=True)), total_shares=77).events["PoolOpened"]
    assert (opened["enterprise"], opened["totalShares"]) == (pool.around.address, 77)
    assert [pool.contract.unitsOf(pool.around, name) for name in names] == [1, 2, 3]
    assert pool.contract.totalUnitsOf(pool.around) == 6
    assert pool.contract.totalSharesOf(pool.around) == 77
    assert pool.contract.investorSharesOf(pool.around) == 0
    pool.share(FIRST_PERIOD, 600)
    assert pool.due(*names) == [100, 200, 300]


def test_a_pool_opens_once(pool, names):
    pool.open({names[0]: 1})
    with reverts("PoolExists", pool.around):
        pool.open({names[1]: 1})
    assert pool.contract.unitsOf(pool.around, names[1]) == 0


def test_a_pool_needs_a_team(pool, names):
    with reverts("NoTeam", pool.around):
        pool.open({})
    with reverts("NoTeam", pool.around):
        pool.open({names[0]: 0})


def test_totals_beyond_the_most_are_refused(pool, names):
    most = 2**32 - 1
    with reverts("TotalAboveMost", pool.around, most + 1, most):
        pool.open({names[0]: 1}, total_shares=most + 1)
    with reverts("TotalAboveMost", pool.around, most + 1, most):
        pool.open({names[0]: 1, names[1]: most})
    pool.open({names[0]: 1, names[1]: most - 1}, total_shares=most)
    assert pool.contract.totalUnitsOf(pool.around) == most
