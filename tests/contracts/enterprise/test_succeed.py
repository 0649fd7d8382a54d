"""A challenger whose offer a quorum accepts takes the lead."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, person, reverts
from eth_utils import keccak

CHALLENGER = person("challenger")
OFFER = keccak(text="Profit of 1,000 a month within a year, or I go.")


def succeed(company, enterprise, challenger, voters, units=50, offer=OFFER, signer=None, signed=None):
    words = {"challenger": challenger.address, "units": units, "offer": offer}
    votes = company.approvals(enterprise, voters, "Succeed", words | (signed or {}))
    consent = company.sign(enterprise, signer or challenger, "Succeed", words | (signed or {}))
    return enterprise.succeed(*words.values(), NO_DEADLINE, consent, votes)


def test_challenger_becomes_leader_and_member(company, laundry, trio):
    events = succeed(company, laundry, CHALLENGER, trio[:2]).events
    assert (events["Succeeded"]["leader"], bytes(events["Succeeded"]["offer"])) == (CHALLENGER.address, OFFER)
    assert events["Elected"]["leader"] == CHALLENGER.address
    assert (events["Admitted"]["member"], events["Admitted"]["units"]) == (CHALLENGER.address, 50)
    assert laundry.leader() == CHALLENGER.address
    assert (laundry.memberCount(), laundry.nonce()) == (4, 1)
    assert company.profit_share.unitsOf(laundry, CHALLENGER.address) == 50
    assert laundry.isMember(trio[0].address)


def test_the_newcomer_shares_from_the_next_period_on(company, laundry, trio):
    succeed(company, laundry, CHALLENGER, trio[:2], units=300)
    company.turn_to(FIRST_PERIOD + 2)
    company.share(laundry, FIRST_PERIOD, 600)
    company.share(laundry, FIRST_PERIOD + 1, 600)
    assert company.claimable(laundry, CHALLENGER, trio[0]) == [300, 200 + 100]


def test_a_member_keeps_the_units_held(company, laundry, trio):
    succeed(company, laundry, trio[2], trio[:2], units=100)
    assert laundry.leader() == trio[2].address
    assert laundry.memberCount() == 3
    assert company.profit_share.unitsOf(laundry, trio[2].address) == 100


@pytest.mark.parametrize("units", [0, 99, 101])
def test_the_message_states_a_member_s_units(company, laundry, trio, units):
    with reverts("UnitsDiffer", trio[2], units, 100):
        succeed(company, laundry, trio[2], trio[:2], units=units)
    assert laundry.leader() == trio[0].address


def test_a_newcomer_has_units(company, laundry, trio):
    with reverts("NoUnits", CHALLENGER):
        succeed(company, laundry, CHALLENGER, trio[:2], units=0)


def test_the_challenger_signs(company, laundry, trio):
    """Nobody is made a leader, and answerable for an offer, without wanting to be."""
    words = {"challenger": CHALLENGER.address, "units": 50, "offer": OFFER}
    with reverts("WrongSignature", CHALLENGER, company.digest(laundry, "Succeed", words)):
        succeed(company, laundry, CHALLENGER, trio[:2], signer=trio[0])


def test_less_than_a_quorum_is_not_enough(company, laundry, trio):
    with reverts("BelowQuorum", 1, 2):
        succeed(company, laundry, CHALLENGER, trio[:1])
    strangers = sorted([CHALLENGER, trio[1]], key=lambda who: int(who.address, 16))
    with reverts("NotMember", CHALLENGER):
        succeed(company, laundry, CHALLENGER, strangers)


@pytest.mark.parametrize("changed", [{"units": 49}, {"offer": keccak(text="less")}], ids=["units", "offer"])
def test_what_was_accepted_is_what_counts(company, laundry, trio, changed):
    words = {"challenger": CHALLENGER.address, "units": 50, "offer": OFFER}
    with reverts("WrongSignature", CHALLENGER, company.digest(laundry, "Succeed", words)):
        succeed(company, laundry, CHALLENGER, trio[:2], signed=changed)
