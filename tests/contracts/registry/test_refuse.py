"""Charters that found nothing, and signatures that are not enough."""

import pytest
from brownie import ZERO_ADDRESS
from doubles.company import NO_DEADLINE, person, reverts

STRANGER = person("stranger")


def found(company, charter, signatures, deadline=NO_DEADLINE):
    return company.registry.found(tuple(charter.values()), deadline, signatures)


@pytest.fixture
def refused(company, trio):
    """Expects that a changed charter, signed by all its members, is refused, and founds nothing."""

    def check(error, *arguments, **changes):
        charter = company.charter(trio) | changes
        with reverts(error, *arguments):
            found(company, charter, company.sign_charter(charter, trio))
        address = company.registry.addressOf(tuple(charter.values()))
        assert not company.registry.isEnterprise(address)
        assert company.profit_share.totalSharesOf(address) == 0

    return check


def test_members_ascend_so_nobody_is_there_twice(refused, trio):
    ann, bob, eve = (who.address for who in trio)
    refused("MembersNotAscending", bob, ann, members=[bob, ann, eve])
    refused("MembersNotAscending", bob, bob, members=[ann, bob, bob])
    refused("MembersNotAscending", ZERO_ADDRESS, ZERO_ADDRESS, members=[ZERO_ADDRESS, ann, bob])


def test_leader_is_a_member(refused):
    refused("LeaderNotMember", STRANGER, leader=STRANGER.address)
    refused("LeaderNotMember", ZERO_ADDRESS, leader=ZERO_ADDRESS)


def test_every_member_has_units(refused, trio):
    refused("NoUnits", trio[1], units=[1, 0, 1])
    refused("UnitsMismatch", 3, 2, units=[1, 1])
    refused("UnitsMismatch", 3, 4, units=[1, 1, 1, 1])


def test_there_are_members(refused):
    refused("NoMembers", members=[], units=[])


def test_there_are_shares(refused):
    refused("NoShares", totalShares=0)


def test_one_closing_in_arrears_is_not_enough_to_be_wound_up(company, refused, trio):
    """Who closes an enterprise's books before its debtors' could bring it about."""
    refused("WindUpAfterOne", windUpAfter=1)
    for closings in (0, 2, 65_535):
        assert company.found(trio, windUpAfter=closings).windUpAfter() == closings


@pytest.mark.parametrize("quorum", [0, 4, 65_535])
def test_quorum_is_of_some_and_not_of_more_than_all(refused, quorum):
    refused("QuorumOutOfRange", quorum, 3, quorum=quorum)


def test_totals_fit(company, refused, trio):
    most = 2**32 - 1
    charter = company.charter(trio, totalShares=most + 1)
    address = company.registry.addressOf(tuple(charter.values()))
    refused("TotalAboveMost", address, most + 1, most, **charter)
    charter = company.charter(trio, [most, 1, 1])
    address = company.registry.addressOf(tuple(charter.values()))
    refused("TotalAboveMost", address, most + 1, most, **charter)


def test_every_member_signs(company, trio):
    charter = company.charter(trio)
    signatures = company.sign_charter(charter, trio)
    for count in range(3):
        with reverts("FounderMissing", trio[count]):
            found(company, charter, signatures[:count])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_nobody_signs_for_another(company, trio, place):
    charter = company.charter(trio)
    signatures = company.sign_charter(charter, trio)
    signatures[place] = company.sign_charter(charter, [STRANGER])[0]
    digest = company.digest(company.registry, "Found", {"charter": charter, "deadline": NO_DEADLINE})
    with reverts("WrongSignature", trio[place], digest):
        found(company, charter, signatures)


@pytest.mark.parametrize(
    "change", [{"units": [100, 100, 101]}, {"quorum": 1}, {"allowance": 1}, {"totalShares": 9}, {"name": "Hotel"}]
)
def test_carrier_changes_no_word(company, trio, change):
    charter = company.charter(trio)
    signatures = company.sign_charter(charter, trio)
    other = charter | change
    digest = company.digest(company.registry, "Found", {"charter": other, "deadline": NO_DEADLINE})
    with reverts("WrongSignature", trio[0], digest):
        found(company, other, signatures)


def test_carrier_extends_no_deadline(company, trio, chain):
    charter = company.charter(trio)
    deadline = chain.time() + 1_000
    signatures = company.sign_charter(charter, trio, deadline)
    digest = company.digest(company.registry, "Found", {"charter": charter, "deadline": NO_DEADLINE})
    with reverts("WrongSignature", trio[0], digest):
        found(company, charter, signatures)


def test_signatures_expire(company, trio, chain):
    charter = company.charter(trio)
    deadline = chain.time() - 100
    with pytest.raises(Exception, match=rf"SignatureExpired: {deadline}, \d+"):
        found(company, charter, company.sign_charter(charter, trio, deadline), deadline)


def test_signature_is_for_one_registry(company, trio, EnterpriseRegistry):
    nobody = (company.implementation, [], ZERO_ADDRESS)
    other = EnterpriseRegistry.deploy(company.addresses, *nobody, {"from": company.sender})
    charter = company.charter(trio)
    with pytest.raises(Exception, match=f"WrongSignature: {trio[0].address.lower()}"):
        other.found(tuple(charter.values()), NO_DEADLINE, company.sign_charter(charter, trio), {"from": company.sender})
