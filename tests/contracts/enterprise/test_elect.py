"""A quorum elects the leader among the members."""

from doubles.company import NO_DEADLINE, person, reverts


def elect(company, enterprise, leader, voters):
    votes = company.approvals(enterprise, voters, "Elect", {"leader": leader.address})
    return enterprise.elect(leader.address, NO_DEADLINE, votes, {"from": company.sender})


def test_quorum_elects_without_the_leader(company, laundry, trio):
    elected = elect(company, laundry, trio[1], trio[1:])
    assert elected.events["Elected"]["leader"] == trio[1].address
    assert laundry.leader() == trio[1].address
    assert (laundry.quorum(), laundry.memberCount()) == (2, 3)
    assert laundry.nonce() == 1


def test_only_a_member_leads(company, laundry, trio):
    stranger = person("stranger")
    with reverts("NotMember", stranger):
        elect(company, laundry, stranger, trio)
    assert laundry.leader() == trio[0].address


def test_leader_alone_elects_nobody(company, laundry, trio):
    with reverts("BelowQuorum", 1, 2):
        elect(company, laundry, trio[1], trio[:1])


def test_strangers_have_no_vote(company, laundry, trio):
    stranger = person("stranger")
    voters = sorted([stranger, trio[0]], key=lambda who: int(who.address, 16))
    with reverts("NotMember", stranger):
        elect(company, laundry, trio[1], voters)


def test_spending_does_not_spoil_an_election(company, laundry, trio):
    """A leader who is to be replaced must not be able to use up the nonce that the others sign."""
    votes = company.approvals(laundry, trio[1:], "Elect", {"leader": trio[1].address})
    words = {"receiver": trio[0].address, "amount": 0, "purpose": bytes(32)}
    laundry.spend(*words.values(), NO_DEADLINE, company.sign(laundry, trio[0], "Spend", words))
    laundry.elect(trio[1].address, NO_DEADLINE, votes)
    assert laundry.leader() == trio[1].address


def test_leader_of_before_signs_no_more(company, laundry, trio):
    elect(company, laundry, trio[1], trio[1:])
    words = {"receiver": trio[0].address, "amount": 5, "purpose": bytes(32)}
    with reverts("WrongSignature", trio[1], company.digest(laundry, "Spend", words)):
        laundry.spend(*words.values(), NO_DEADLINE, company.sign(laundry, trio[0], "Spend", words))
