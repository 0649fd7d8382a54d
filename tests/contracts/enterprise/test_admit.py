"""Admission: the newcomer and a quorum sign the same words."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, Member, person, reverts

NEWCOMER = person("newcomer")


def admit(company, enterprise, newcomer, units, approvers, consent_of=None):
    words = {"member": newcomer.address, "units": units}
    consent = company.sign(enterprise, consent_of or newcomer, "Admit", words)
    approvals = company.approvals(enterprise, approvers, "Admit", words)
    return enterprise.admit(newcomer.address, units, NO_DEADLINE, consent, approvals, {"from": company.sender})


def test_newcomer_is_a_member_at_once_and_shares_from_the_next_period_on(company, laundry, trio):
    admitted = admit(company, laundry, NEWCOMER, 50, trio[:2])
    assert admitted.events["Admitted"]["member"] == NEWCOMER.address
    assert admitted.events["Admitted"]["units"] == 50
    assert admitted.events["UnitsScheduled"]["fromPeriod"] == FIRST_PERIOD + 1
    assert laundry.isMember(NEWCOMER.address)
    assert laundry.memberCount() == 4
    assert laundry.nonce() == 1
    company.share(laundry, FIRST_PERIOD, 3_000)
    assert company.claimable(laundry, NEWCOMER, trio[0]) == [0, 1_000]


def test_a_member_is_not_admitted_again(company, laundry, trio):
    with reverts("AlreadyMember", trio[2]):
        admit(company, laundry, trio[2], 500, trio[:2])
    assert company.profit_share.unitsOf(laundry, trio[2].address) == 100
    assert laundry.memberCount() == 3


def test_membership_without_units_is_none(company, laundry, trio):
    with reverts("NoUnits", NEWCOMER):
        admit(company, laundry, NEWCOMER, 0, trio[:2])


def test_nobody_is_admitted_without_consent(company, laundry, trio):
    digest = company.digest(laundry, "Admit", {"member": NEWCOMER.address, "units": 50})
    with reverts("WrongSignature", NEWCOMER, digest):
        admit(company, laundry, NEWCOMER, 50, trio[:2], consent_of=trio[0])
    assert not laundry.isMember(NEWCOMER.address)
    assert laundry.nonce() == 0


def test_leader_alone_admits_nobody(company, laundry, trio):
    with reverts("BelowQuorum", 1, 2):
        admit(company, laundry, NEWCOMER, 50, trio[:1])


def test_newcomer_is_not_part_of_the_quorum(company, laundry, trio):
    approvers = sorted([NEWCOMER, trio[0]], key=lambda who: int(who.address, 16))
    with reverts("NotMember", NEWCOMER):
        admit(company, laundry, NEWCOMER, 50, approvers)


def test_former_member_is_admitted_again(company, laundry, trio):
    leaver = trio[2]
    laundry.leave(leaver.address, NO_DEADLINE, company.sign(laundry, leaver, "Leave", {"member": leaver.address}))
    assert laundry.memberCount() == 2
    admit(company, laundry, leaver, 10, trio[:2])
    assert laundry.isMember(leaver.address)
    assert laundry.memberCount() == 3
    assert company.profit_share.unitsOf(laundry, leaver.address) == 10


def test_contract_wallet_is_a_member_like_a_person(company, laundry, trio, wallet):
    member = Member(wallet(NEWCOMER).address, NEWCOMER)
    admit(company, laundry, member, 50, trio[:2])
    voters = sorted([member, trio[0]], key=lambda who: int(who.address, 16))
    votes = company.approvals(laundry, voters, "Elect", {"leader": member.address})
    laundry.elect(member.address, NO_DEADLINE, votes)
    assert laundry.leader() == member.address


def test_enterprise_is_a_member_by_an_endorsement_of_its_own(company, laundry, trio):
    """Its leader signs in the enterprise's own domain; the leader's plain signature does not speak for it."""
    kitchen = company.found([NEWCOMER])
    words = {"member": kitchen.address, "units": 50}
    approvals = company.approvals(laundry, trio[:2], "Admit", words)
    digest = company.digest(laundry, "Admit", words)
    plain = b"\0" + company.sign(laundry, NEWCOMER, "Admit", words)
    with reverts("WrongSignature", kitchen, digest):
        laundry.admit(kitchen, 50, NO_DEADLINE, plain, approvals)
    endorsed = b"\0" + company.sign(kitchen, NEWCOMER, "Endorsement", {"asker": laundry.address, "digest": digest})
    laundry.admit(kitchen, 50, NO_DEADLINE, endorsed, approvals)
    assert laundry.isMember(kitchen)


@pytest.mark.parametrize("units", [2**32 - 300, 2**64 - 1])
def test_more_units_than_fit_are_refused(company, laundry, trio, units):
    with reverts("TotalAboveMost", laundry, units + 300, 2**32 - 1):
        admit(company, laundry, NEWCOMER, units, trio[:2])
    assert laundry.memberCount() == 3
