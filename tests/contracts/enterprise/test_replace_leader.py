"""An agreement that says so makes somebody the leader, member or not, and is never refused."""

from doubles.company import BY_LEADER, NO_DEADLINE, VALID, person, reverts

SUCCESSOR = person("successor")
PURPOSE = bytes(32)


def test_agreement_makes_a_stranger_the_leader(company, laundry, trio):
    replaced = laundry.replaceLeader(SUCCESSOR.address, {"from": company.agreements})
    assert replaced.events["Elected"]["leader"] == SUCCESSOR.address
    assert laundry.leader() == SUCCESSOR.address
    assert not laundry.isMember(SUCCESSOR.address)
    assert (laundry.memberCount(), laundry.nonce()) == (3, 0)


def test_who_was_replaced_signs_no_more_and_the_successor_does(company, laundry, trio):
    laundry.replaceLeader(SUCCESSOR.address, {"from": company.agreements})
    words = {"receiver": trio[0].address, "amount": 5, "purpose": PURPOSE}
    with reverts("WrongSignature", SUCCESSOR, company.digest(laundry, "Spend", words)):
        laundry.spend(*words.values(), NO_DEADLINE, company.sign(laundry, trio[0], "Spend", words))
    laundry.spend(*words.values(), NO_DEADLINE, company.sign(laundry, SUCCESSOR, "Spend", words))
    signature = BY_LEADER + bytes(SUCCESSOR.unsafe_sign_hash(PURPOSE).signature)
    assert str(laundry.isValidSignature.call(PURPOSE, signature, {"from": company.agreements})) == VALID


def test_members_can_elect_another_afterwards(company, laundry, trio):
    laundry.replaceLeader(SUCCESSOR.address, {"from": company.agreements})
    votes = company.approvals(laundry, trio[:2], "Elect", {"leader": trio[1].address})
    laundry.elect(trio[1].address, NO_DEADLINE, votes)
    assert laundry.leader() == trio[1].address


def test_a_wound_up_enterprise_takes_it_too(company, laundry):
    """To refuse would hold up the books of whoever is in the agreement."""
    company.wind_up(laundry, 601)
    laundry.replaceLeader(SUCCESSOR.address, {"from": company.agreements})
    assert laundry.leader() == SUCCESSOR.address
