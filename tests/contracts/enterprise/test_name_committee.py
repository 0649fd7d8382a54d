"""The committee is named as the allowance is set: by a quorum of members and every investor."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, people, person, reverts

ANN = person("investor ann")
NODES = [node.address for node in people(3)]


@pytest.fixture
def name(company, laundry):
    def name(members, investors, nodes=NODES, quorum=2, signed=None):
        words = {"nodes": nodes, "quorum": quorum} | (signed or {})
        votes = company.approvals(laundry, members, "NameCommittee", words)
        investing = company.approvals(laundry, investors, "NameCommittee", words)
        return laundry.nameCommittee(nodes, quorum, NO_DEADLINE, votes, investing, {"from": company.sender})

    return name


def test_a_quorum_names_it_and_the_oracle_hears_it_from_the_enterprise(laundry, trio, name):
    named = name(trio[:2], []).events["CommitteeNamed"]
    assert (named["enterprise"], named["nodes"], named["quorum"]) == (laundry, tuple(NODES), 2)
    assert laundry.nonce() == 1


def test_less_than_a_quorum_does_not(trio, name):
    with reverts("BelowQuorum", 1, 2):
        name(trio[:1], [])


def test_every_investor_signs(company, laundry, trio, name):
    """Their shares are of what these figures say."""
    company.issue(laundry, ANN, 100)
    with reverts("InvestorMissing", 0, 100):
        name(trio, [])
    name(trio[:2], [ANN])


@pytest.mark.parametrize("signed", [{"nodes": NODES[:2]}, {"nodes": NODES[::-1]}, {"quorum": 3}])
def test_every_word_is_signed(company, laundry, trio, name, signed):
    digest = company.digest(laundry, "NameCommittee", {"nodes": NODES, "quorum": 2})
    with reverts("WrongSignature", trio[0], digest):
        name(trio[:2], [], signed=signed)


def test_none_is_named_by_a_leader_alone(company, laundry, trio, name):
    with reverts("BelowQuorum", 1, 2):
        name([trio[0]], [])


def test_one_that_is_wound_up_names_none(company, laundry, trio, name):
    company.wind_up(laundry, FIRST_PERIOD + 1)
    with reverts("EnterpriseWoundUp", FIRST_PERIOD + 1):
        name(trio, [])
