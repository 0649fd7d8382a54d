"""The allowance is set by a quorum of members and every investor."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, people, person, reverts

ANN, BOB = sorted((person("investor ann"), person("investor bob")), key=lambda who: int(who.address, 16))


def set_allowance(company, enterprise, allowance, members, investors):
    words = {"allowance": allowance}
    return enterprise.setAllowance(
        allowance,
        NO_DEADLINE,
        company.approvals(enterprise, members, "SetAllowance", words),
        company.approvals(enterprise, investors, "SetAllowance", words),
        {"from": company.sender},
    )


def test_members_decide_alone_while_there_are_no_investors(company, laundry, trio):
    transaction = set_allowance(company, laundry, 77, trio[:2], [])
    assert transaction.events["AllowanceSet"]["allowance"] == 77
    assert laundry.allowance() == laundry.allowanceLeft() == 77
    assert laundry.nonce() == 1


def test_every_investor_must_sign(company, laundry, trio):
    company.issue(laundry, ANN, 100)
    company.issue(laundry, BOB, 50)
    with reverts("InvestorMissing", 0, 150):
        set_allowance(company, laundry, 77, trio, [])
    with reverts("InvestorMissing", 100, 150):
        set_allowance(company, laundry, 77, trio, [ANN])
    assert laundry.allowance() == 1_000
    set_allowance(company, laundry, 77, trio[:2], [ANN, BOB])
    assert laundry.allowance() == 77


def test_investors_do_not_make_up_for_members(company, laundry, trio):
    company.issue(laundry, ANN, 100)
    with reverts("BelowQuorum", 1, 2):
        set_allowance(company, laundry, 77, trio[:1], [ANN])


def test_investor_counts_once(company, laundry, trio):
    company.issue(laundry, ANN, 100)
    company.issue(laundry, BOB, 100)
    with reverts("SignersNotAscending", ANN, ANN):
        set_allowance(company, laundry, 77, trio[:2], [ANN, ANN])


def test_who_holds_no_share_is_no_investor(company, laundry, trio):
    company.issue(laundry, ANN, 100)
    with reverts("NotInvestor", BOB):
        set_allowance(company, laundry, 77, trio[:2], [BOB])


def test_member_who_invests_signs_in_both_places(company, laundry, trio):
    company.issue(laundry, trio[1], 100)
    set_allowance(company, laundry, 77, trio[:2], [trio[1]])
    assert laundry.allowance() == 77


def test_enterprise_that_invests_endorses(company, laundry, trio):
    """A platform's leader signs in the platform's own domain; two platforms of one leader need two signatures."""
    platforms = sorted((company.found([ANN]), company.found([ANN])), key=lambda platform: int(platform.address, 16))
    for platform in platforms:
        company.issue(laundry, platform, 100)
    words = {"allowance": 77}
    digest = company.digest(laundry, "SetAllowance", words)
    votes = company.approvals(laundry, trio[:2], "SetAllowance", words)

    def endorsed(platform):
        return b"\0" + company.sign(platform, ANN, "Endorsement", {"asker": laundry.address, "digest": digest})

    one_for_both = [(platform.address, endorsed(platforms[0])) for platform in platforms]
    with reverts("WrongSignature", platforms[1], digest):
        laundry.setAllowance(77, NO_DEADLINE, votes, one_for_both)
    laundry.setAllowance(77, NO_DEADLINE, votes, [(platform.address, endorsed(platform)) for platform in platforms])
    assert laundry.allowance() == 77


def test_lower_allowance_than_was_spent_leaves_nothing(company, laundry, trio):
    words = {"receiver": ANN.address, "amount": 600, "purpose": bytes(32)}
    laundry.spend(*words.values(), NO_DEADLINE, company.sign(laundry, trio[0], "Spend", words))
    set_allowance(company, laundry, 500, trio[:2], [])
    assert laundry.allowanceLeft() == 0
    company.turn_to(FIRST_PERIOD + 1)
    assert laundry.allowanceLeft() == 500


@pytest.mark.parametrize("count", [20])
def test_many_investors_are_asked(company, laundry, trio, count):
    investors = people(count)
    for investor in investors:
        company.issue(laundry, investor, 10)
    set_allowance(company, laundry, 77, trio[:2], investors)
    assert laundry.allowance() == 77
