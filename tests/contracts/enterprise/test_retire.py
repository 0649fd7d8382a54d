"""What an enterprise that is wound up can still do, and what it can't."""

import pytest
from doubles.company import BY_LEADER, BY_QUORUM, FIRST_PERIOD, INVALID, NO_DEADLINE, VALID, Member, person, reverts
from eth_abi import encode
from eth_utils import keccak

HASH = keccak(text="an agreement's digest")
END = FIRST_PERIOD + 1
STRANGER = person("stranger")


@pytest.fixture
def retired(company, laundry):
    company.wind_up(laundry, END)
    return laundry


def leave(company, enterprise, member):
    signature = company.sign(enterprise, member, "Leave", {"member": member.address})
    return enterprise.leave(member.address, NO_DEADLINE, signature)


def test_it_says_when_it_ends(retired):
    assert retired.endPeriod() == END


def test_it_signs_for_no_agreement_and_no_tender(company, retired, trio):
    plain = [bytes(who.unsafe_sign_hash(HASH).signature) for who in trio]
    approvals = [(who.address, signature) for who, signature in zip(trio, plain, strict=True)]
    for signature in (BY_LEADER + plain[0], BY_QUORUM + encode(["(address,bytes)[]"], [approvals])):
        for asker in (company.agreements, company.tenders):
            assert str(retired.isValidSignature.call(HASH, signature, {"from": asker})) == INVALID


def test_it_founds_nothing(company, retired, trio):
    words = {"asker": company.registry.address, "digest": HASH}
    endorsement = BY_LEADER + company.sign(retired, trio[0], "Endorsement", words)
    assert str(retired.isValidSignature.call(HASH, endorsement, {"from": company.registry})) == INVALID


def test_other_enterprises_still_get_its_consent_as_member_and_investor(company, retired, trio):
    """They could otherwise never again reach a quorum, or change their allowance."""
    kitchen = company.found([person("cook")])
    words = {"asker": kitchen.address, "digest": HASH}
    endorsement = BY_LEADER + company.sign(retired, trio[0], "Endorsement", words)
    assert str(retired.isValidSignature.call(HASH, endorsement, {"from": kitchen})) == VALID


def test_it_can_leave_another_enterprise(company, trio):
    unit = company.found([trio[0]])
    cook = person("cook")
    both = sorted([Member(unit.address, trio[0]), cook], key=lambda who: int(who.address, 16))
    charter = company.charter(both, leader=cook.address, quorum=2)
    digest = company.digest(company.registry, "Found", {"charter": charter, "deadline": NO_DEADLINE})
    signatures = company.sign_charter(charter, both)
    mine = [who.address for who in both].index(unit.address)
    words = {"asker": company.registry.address, "digest": digest}
    signatures[mine] = BY_LEADER + company.sign(unit, trio[0], "Endorsement", words)
    founded = company.registry.found(tuple(charter.values()), NO_DEADLINE, signatures)
    kitchen = company.enterprise_at(founded.events["Founded"]["enterprise"])
    company.wind_up(unit, END)
    digest = company.digest(kitchen, "Leave", {"member": unit.address})
    endorsement = company.sign(unit, trio[0], "Endorsement", {"asker": kitchen.address, "digest": digest})
    kitchen.leave(unit.address, NO_DEADLINE, BY_LEADER + endorsement)
    assert (kitchen.isMember(unit), kitchen.quorum()) == (False, 1)


def test_it_spends_nothing(company, retired, trio):
    words = {"receiver": trio[0].address, "amount": 1, "purpose": bytes(32)}
    with reverts("EnterpriseWoundUp", END):
        retired.spend(*words.values(), NO_DEADLINE, company.sign(retired, trio[0], "Spend", words))
    with reverts("EnterpriseWoundUp", END):
        retired.draw(trio[0].address, 1, bytes(32), {"from": company.agreements})


def test_it_admits_nobody(company, retired, trio):
    words = {"member": STRANGER.address, "units": 5}
    votes = company.approvals(retired, trio, "Admit", words)
    with reverts("EnterpriseWoundUp", END):
        retired.admit(*words.values(), NO_DEADLINE, company.sign(retired, STRANGER, "Admit", words), votes)
    words = {"challenger": STRANGER.address, "units": 5, "offer": bytes(32)}
    votes = company.approvals(retired, trio, "Succeed", words)
    with reverts("EnterpriseWoundUp", END):
        retired.succeed(*words.values(), NO_DEADLINE, company.sign(retired, STRANGER, "Succeed", words), votes)


def test_its_allowance_stays_as_it_is(company, retired, trio):
    votes = company.approvals(retired, trio, "SetAllowance", {"allowance": 5})
    with reverts("EnterpriseWoundUp", END):
        retired.setAllowance(5, NO_DEADLINE, votes, [])


def test_its_members_leave_the_leader_too(company, retired, trio):
    for member in trio[:2]:
        leave(company, retired, member)
    assert not retired.isMember(trio[0].address)
    assert (retired.memberCount(), retired.quorum()) == (1, 1)


def test_somebody_stays_for_what_still_comes_in(company, retired, trio):
    for member in trio[:2]:
        leave(company, retired, member)
    with reverts("LastMember", retired, trio[2]):
        leave(company, retired, trio[2])


def test_what_was_earned_stays_theirs(company, laundry, trio):
    company.share(laundry, FIRST_PERIOD, 300)
    company.wind_up(laundry, END)
    leave(company, laundry, trio[1])
    company.profit_share.claim(laundry, trio[1].address)
    assert company.balance(trio[1]) == 100
    assert company.claimable(laundry, trio[0], trio[2]) == [100, 100]
