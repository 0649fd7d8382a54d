"""Claiming: whoever asks, whenever and however often, the same money goes to the same account."""

import itertools

from doubles.company import FIRST_PERIOD, people

P = FIRST_PERIOD


def test_claim_moves_what_is_due_and_no_more(pool, names):
    ann, bob, _ = names
    pool.open({ann: 1, bob: 3})
    pool.share(P, 400)
    claimed = pool.contract.claim(pool.around, bob, {"from": pool.company.sender})
    assert claimed.return_value in (300, None)
    event = claimed.events["Claimed"]
    assert (event["enterprise"], event["account"], event["amount"]) == (pool.around.address, bob, 300)
    assert pool.company.balance(bob) == 300
    assert pool.money == 100
    assert pool.due(ann, bob) == [100, 0]


def test_second_claim_finds_nothing_and_says_nothing(pool, names):
    pool.open({names[0]: 1})
    pool.share(P, 400)
    assert pool.claim(names[0]) == 400
    again = pool.contract.claim(pool.around, names[0], {"from": pool.company.sender})
    assert not again.events
    assert pool.company.balance(names[0]) == 400


def test_anyone_claims_for_anyone_to_the_owner_alone(pool, names, accounts):
    pool.open({names[0]: 1})
    pool.share(P, 400)
    before = pool.company.balance(accounts[7])
    pool.contract.claim(pool.around, names[0], {"from": accounts[7]})
    assert pool.company.balance(names[0]) == 400
    assert pool.company.balance(accounts[7]) == before


def test_claim_many_passes_over_who_is_due_nothing(pool, names):
    ann, bob, eve = names
    pool.open({ann: 1, bob: 3})
    pool.share(P, 400)
    pool.contract.claimMany(pool.around, [ann, eve, ann, bob], {"from": pool.company.sender})
    assert [pool.company.balance(name) for name in names] == [100, 300, 0]


def test_fractions_stay_due_however_often_one_claims(pool, names):
    """Three members share one minor unit per period; claims in between must not cost them their thirds."""
    pool.open(dict.fromkeys(names, 1))
    for period in range(P, P + 7):
        pool.turn_to(period + 1)
        pool.share(period, 1)
        pool.claim(names[0])
    assert pool.company.balance(names[0]) == 2
    assert pool.due(*names) == [0, 2, 2]
    assert pool.money == 5


def test_order_of_claims_is_irrelevant(pool, names, chain):
    pool.open(dict(zip(names, [3, 5, 7], strict=True)))
    pool.set_units(names[1], 11)
    pool.turn_to(P + 2)
    pool.share(P, 10_007)
    pool.share(P + 1, 20_011)
    expected = pool.due(*names)
    start = chain.height
    for order in itertools.permutations(names):
        for name in order:
            pool.claim(name)
        assert [pool.company.balance(name) for name in names] == expected
        chain.undo(chain.height - start)


def test_pools_do_not_touch_one_another(company, trio):
    """Two enterprises of one ProfitShare: what one shares is claimed from its own key only."""
    ann, bob, _ = trio
    laundry, kitchen = company.found([ann]), company.found([ann, bob])
    company.share(laundry, P, 100)
    company.share(kitchen, P, 1_000)
    assert company.claimable(laundry, ann, bob) == [100, 0]
    assert company.claimable(kitchen, ann, bob) == [500, 500]
    company.profit_share.claimMany(laundry, [ann.address, bob.address])
    assert company.balance(company.pool_account(laundry)) == 0
    assert company.balance(company.pool_account(kitchen)) == 1_000


def test_an_enterprise_may_be_a_holder(company, trio):
    ann, bob, _ = trio
    platform, laundry = company.found([ann]), company.found([bob], totalShares=100)
    company.issue(laundry, platform, 40)
    company.turn_to(P + 2)
    company.share(laundry, P + 1, 1_000)
    company.profit_share.claim(laundry, platform.address)
    assert company.balance(platform) == 400


def test_two_hundred_members_share_exactly(pool):
    members = [who.address for who in people(200)]
    pool.open_many({member: i + 1 for i, member in enumerate(members)})
    pool.share(P, 10**12)
    exact = [10**12 * (i + 1) / (200 * 201 // 2) for i in range(200)]
    due = pool.due(*members)
    assert all(0 <= should - is_ <= 1 for should, is_ in zip(exact, due, strict=True))
    assert 10**12 - 201 < sum(due) <= 10**12
