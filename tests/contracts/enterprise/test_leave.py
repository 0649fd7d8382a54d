"""Leaving is the member's own act, and nobody can be kept."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, people, person, reverts

P = FIRST_PERIOD


def leave(company, enterprise, member, signer=None):
    signature = company.sign(enterprise, signer or member, "Leave", {"member": member.address})
    return enterprise.leave(member.address, NO_DEADLINE, signature, {"from": company.sender})


def test_leaver_is_no_member_at_once_and_is_paid_for_the_period(company, laundry, trio):
    """period   P          P+1
    made     leaves
    shares   yes        no
    """
    leaver = trio[2]
    assert leave(company, laundry, leaver).events["Left"]["member"] == leaver.address
    assert not laundry.isMember(leaver.address)
    assert laundry.memberCount() == 2
    company.turn_to(P + 2)
    company.share(laundry, P, 300)
    company.share(laundry, P + 1, 300)
    assert company.claimable(laundry, *trio) == [250, 250, 100]


def test_leaver_has_no_vote(company, laundry, trio):
    leave(company, laundry, trio[2])
    votes = company.approvals(laundry, trio[1:], "Elect", {"leader": trio[1].address})
    with reverts("NotMember", trio[2]):
        laundry.elect(trio[1].address, NO_DEADLINE, votes)


def test_only_the_member_signs(company, laundry, trio):
    digest = company.digest(laundry, "Leave", {"member": trio[2].address})
    with reverts("WrongSignature", trio[2], digest):
        leave(company, laundry, trio[2], signer=trio[0])
    assert laundry.isMember(trio[2].address)
    assert laundry.memberCount() == 3


def test_own_call_needs_no_signature(company, laundry, trio, accounts):
    """So nobody can keep a member by using up the nonce of what it signed."""
    leaver = accounts.add(trio[2].key)
    accounts[1].transfer(leaver, "1 ether")
    with reverts("WrongSignature", trio[2], company.digest(laundry, "Leave", {"member": trio[2].address})):
        laundry.leave(leaver, NO_DEADLINE, b"", {"from": accounts[1]})
    laundry.leave(leaver, NO_DEADLINE, b"", {"from": leaver})
    assert not laundry.isMember(leaver)


def test_leader_stays_until_another_is_elected(company, laundry, trio):
    ann, bob, _ = trio
    with reverts("LeaderLeaves", ann):
        leave(company, laundry, ann)
    laundry.elect(bob.address, NO_DEADLINE, company.approvals(laundry, trio[:2], "Elect", {"leader": bob.address}))
    leave(company, laundry, ann)
    assert not laundry.isMember(ann.address)


def test_stranger_has_nothing_to_leave(company, laundry):
    stranger = person("stranger")
    with reverts("NotMember", stranger):
        leave(company, laundry, stranger)


@pytest.mark.parametrize(
    ("members", "quorum", "leaving", "expected"),
    [
        (3, 2, 1, 2),  # a quorum that the rest can still reach stays
        (3, 3, 1, 2),  # one of all stays one of all
        (3, 2, 2, 1),
        (4, 3, 2, 2),
        (2, 1, 1, 1),
    ],
)
def test_quorum_is_never_above_the_members(company, members, quorum, leaving, expected):
    team = people(members)
    enterprise = company.found(team, quorum=quorum)
    lowered = [leave(company, enterprise, member).events.count("QuorumLowered") for member in team[members - leaving :]]
    assert enterprise.quorum() == expected
    assert enterprise.memberCount() == members - leaving
    assert sum(lowered) == quorum - expected
    rest = team[: members - leaving]
    words = {"leader": rest[-1].address}
    votes = company.approvals(enterprise, rest[:expected], "Elect", words)
    enterprise.elect(rest[-1].address, NO_DEADLINE, votes)


def test_what_was_earned_stays_claimable(company, laundry, trio):
    company.share(laundry, P, 300)
    leave(company, laundry, trio[2])
    company.profit_share.claim(laundry, trio[2].address)
    assert company.balance(trio[2]) == 100
