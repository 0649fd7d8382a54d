"""
named in period p - 1                end of p            + 22.5 days: half of the time there is
|-------------------|----- p --------|- its committee ---|- any quorum of the company's nodes --|
"""

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    CHALLENGE,
    OTHER_UNIT,
    SOON,
    Finality,
    Metric,
    Stage,
    by_address,
    statement,
    subject_of,
)
from tests.contracts.support import DAY, deploy_double, go_to, reverts


@pytest.fixture(scope="module")
def unit(people):
    return subject_of(people.enterprise)


@pytest.fixture
def name(oracle, people):
    return lambda nodes, quorum, sender=None: oracle.nameCommittee(nodes, quorum, {"from": sender or people.enterprise})


@pytest.fixture
def period(oracle, people, name, last):
    """The first period of a committee of the first two nodes, just ended; nothing is reported of it."""
    name(people.nodes[:2], 2)
    go_to(oracle.endOf(last + 2))
    return last + 2


def stage(oracle, subject, period):
    return oracle.stageOf(subject, period)[0]


def test_an_enterprise_names_its_committee(oracle, people, unit, name, last):
    tx = name(people.nodes[:2], 2)
    assert dict(tx.events["CommitteeNamed"]) == {
        "enterprise": people.enterprise,
        "fromPeriod": last + 2,
        "nodes": tuple(people.nodes[:2]),
        "quorum": 2,
    }
    assert oracle.committeeOf(unit, last + 1) == (people.nodes, 2)
    assert oracle.committeeOf(unit, last + 2) == oracle.committeeOf(unit, last + 99) == (people.nodes[:2], 2)
    assert oracle.committeeOf(OTHER_UNIT, last + 2) == (people.nodes, 2)


def test_only_an_enterprise_does(people, name):
    for sender in (people.stranger, people.timelock, people.agreements, people.party):
        with reverts("NotEnterprise", sender):
            name(people.nodes[:2], 2, sender=sender)


@pytest.mark.parametrize(("nodes", "quorum"), [(0, 1), (1, 0), (2, 1), (2, 3), (3, 1), (3, 4), (3, 2**255)])
def test_a_quorum_is_a_majority_and_at_most_all(people, name, nodes, quorum):
    with reverts("QuorumNotMajority", quorum, nodes):
        name(people.nodes[:nodes], quorum)


def test_a_committee_is_no_laxer_than_the_company(people, name):
    """Otherwise an enterprise would name the one node that it has bribed."""
    with reverts("CommitteeBelowQuorum", 1, 2):
        name(people.nodes[:1], 1)
    name(people.nodes, 2)
    name(people.nodes, 3)


def test_its_nodes_are_registered_and_ascend(people, name):
    first, second, _third = people.nodes
    with reverts("NotNode", people.newcomer):
        name(by_address(first, people.newcomer), 2)
    with reverts("NotNode", people.enterprise):
        name(by_address(first, people.enterprise), 2)
    for nodes, previous, node in (
        ([second, first], second, first),
        ([first, first], first, first),
        ([ZERO_ADDRESS, first], ZERO_ADDRESS, ZERO_ADDRESS),
    ):
        with reverts("NodesNotAscending", previous, node):
            name(nodes, 2)


def test_a_statement_needs_its_committee_and_the_rest_goes_on(oracle, report, people, unit, period):
    apart = statement(unit)
    tx = report(period, statement(OTHER_UNIT), apart, signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.NONE
    assert stage(oracle, OTHER_UNIT, period) == Stage.POSTED
    missing = tx.events["CommitteeMissing"]
    assert (missing["subject"], missing["period"], missing["statement"]) == (unit, period, apart)
    assert (missing["signatures"], missing["quorum"]) == (1, 2)
    assert [event["subject"] for event in tx.events["StatementPosted"]] == [OTHER_UNIT]

    report(period, apart, signers=people.nodes[:2]).post()
    assert stage(oracle, unit, period) == Stage.POSTED


def test_periods_that_had_begun_are_the_company_s(oracle, report, people, unit, name, last):
    name(people.nodes[:2], 2)
    report(last, statement(unit), signers=people.nodes[1:]).post()
    go_to(oracle.endOf(last + 1))
    report(last + 1, statement(unit), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, last) == stage(oracle, unit, last + 1) == Stage.POSTED


def test_the_last_word_of_a_period_counts(oracle, people, unit, name, last):
    name(people.nodes[:2], 2)
    name(people.nodes, 3)
    assert oracle.committeeOf(unit, last + 2) == (people.nodes, 3)
    go_to(oracle.endOf(last + 1))
    name([], 0)
    assert oracle.committeeOf(unit, last + 2) == (people.nodes, 3)
    assert oracle.committeeOf(unit, last + 3) == (people.nodes, 2)
    name(people.nodes[1:], 2)
    assert oracle.committeeOf(unit, last + 2) == (people.nodes, 3)
    assert oracle.committeeOf(unit, last + 3) == (people.nodes[1:], 2)


def test_back_to_the_company_s_nodes(oracle, report, people, unit, name, last):
    name(people.nodes[:2], 2)
    tx = name([], 0)
    assert (tx.events["CommitteeNamed"]["nodes"], tx.events["CommitteeNamed"]["quorum"]) == ((), 0)
    go_to(oracle.endOf(last + 2))
    report(last + 2, statement(unit), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, last + 2) == Stage.POSTED


def test_a_committee_that_withholds_is_waited_for_half_of_the_time(oracle, report, people, unit, period):
    """Without this, two nodes could make the figures of whoever trusts them absent."""
    half = oracle.endOf(period) + ABSENT_AFTER // 2
    go_to(half - SOON)
    report(period, statement(unit), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.NONE
    assert oracle.committeeOf(unit, period) == (people.nodes[:2], 2)
    go_to(half)
    assert oracle.committeeOf(unit, period) == (people.nodes, 2)
    report(period, statement(unit), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.POSTED


def test_a_pause_does_not_take_up_the_half_that_is_left(deployed, people):
    for absent_after in (1, 3, 4, 5, 14 * DAY, 28 * DAY, 45 * DAY):
        oracle = deployed((1, 1, absent_after))
        left = absent_after - absent_after // 2
        # A pause, and as long a time free: both fit into what is left.
        assert 2 * oracle.pauseLength() <= left


def test_after_a_decision_against_it_the_committee_has_half_of_the_new_time(
    oracle, report, people, registry, accounts, challenge, decide, last
):
    period, enterprise = last + 2, deploy_double("EnterpriseDouble", sender=accounts[0])
    registry.addEnterprise(enterprise, {"from": accounts[0]})
    enterprise.execute(oracle, oracle.nameCommittee.encode_input(people.nodes[:2], 2), {"from": accounts[0]})
    unit = subject_of(enterprise)
    go_to(oracle.endOf(period) + ABSENT_AFTER // 2)
    report(period, statement(unit), signers=people.nodes[1:]).post()
    challenge(unit, period)
    decided = decide(unit, period, False).timestamp
    report(period, statement(unit, revenue=1), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.NONE
    assert oracle.committeeOf(unit, period) == (people.nodes[:2], 2)
    go_to(decided + ABSENT_AFTER // 2)
    assert oracle.committeeOf(unit, period) == (people.nodes, 2)
    report(period, statement(unit, revenue=1), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.POSTED


def test_a_committee_that_lost_its_quorum_does_not_count(oracle, report, people, unit, period):
    nodes = by_address(*people.nodes[1:], people.newcomer)
    oracle.setNodes(nodes, 2, {"from": people.timelock})
    assert oracle.committeeOf(unit, period) == (nodes, 2)
    report(period, statement(unit), signers=people.nodes[1:]).post()
    assert stage(oracle, unit, period) == Stage.POSTED


def test_one_that_still_reaches_its_quorum_does(oracle, report, people, unit, name, last):
    name(people.nodes, 2)
    go_to(oracle.endOf(last + 2))
    first, second, _third = people.nodes
    nodes = by_address(first, second, people.newcomer)
    oracle.setNodes(nodes, 2, {"from": people.timelock})
    assert oracle.committeeOf(unit, last + 2) == ([first, second], 2)
    signers = sorted([second, people.newcomer], key=lambda node: int(str(node), 16))
    tx = report(last + 2, statement(unit), signers=signers).post()
    assert (tx.events["CommitteeMissing"]["signatures"], tx.events["CommitteeMissing"]["quorum"]) == (1, 2)
    report(last + 2, statement(unit), signers=[first, second]).post()
    assert stage(oracle, unit, last + 2) == Stage.POSTED


def test_a_node_that_is_dropped_and_set_again_has_its_place_again(oracle, people, unit, period):
    oracle.setNodes(people.nodes[1:], 2, {"from": people.timelock})
    assert oracle.committeeOf(unit, period) == (people.nodes[1:], 2)
    oracle.setNodes(people.nodes, 2, {"from": people.timelock})
    assert oracle.committeeOf(unit, period) == (people.nodes[:2], 2)


def test_a_node_that_comes_new_never_gets_a_place_that_somebody_had(oracle, report, people, unit, period):
    nodes = by_address(people.nodes[0], people.nodes[2], people.newcomer)
    oracle.setNodes(nodes, 2, {"from": people.timelock})
    assert oracle.committeeOf(unit, period) == (nodes, 2)  # the company's: of its own committee only one is left


def test_a_higher_quorum_of_the_company_holds_besides(oracle, report, people, unit, period):
    oracle.setNodes(people.nodes, 3, {"from": people.timelock})
    with reverts("BelowQuorum", 2, 3):
        report(period, statement(unit), signers=people.nodes[:2]).post()


def test_outside_its_band_all_of_the_committee_sign(oracle, report, people, unit, name, last):
    name(people.nodes[:2], 2)
    oracle.setBand(unit, (0, 100), {"from": people.timelock})
    oracle.setBand(OTHER_UNIT, (0, 100), {"from": people.timelock})
    go_to(oracle.endOf(last + 2))
    tx = report(last + 2, statement(unit), statement(OTHER_UNIT), signers=people.nodes[:2]).post()
    assert [event["subject"] for event in tx.events["StatementPosted"]] == [unit]
    assert [event["subject"] for event in tx.events["StatementSetApart"]] == [OTHER_UNIT]


def test_a_quorum_of_the_committee_does_not_lift_its_band(oracle, report, people, unit, name, last):
    name(people.nodes, 2)
    oracle.setBand(unit, (0, 100), {"from": people.timelock})
    go_to(oracle.endOf(last + 2))
    tx = report(last + 2, statement(unit), signers=people.nodes[:2]).post()
    assert "StatementSetApart" in tx.events
    report(last + 2, statement(unit), signers=people.nodes).post()
    assert stage(oracle, unit, last + 2) == Stage.POSTED


def test_a_correction_needs_the_committee_of_the_period_it_corrects(
    oracle, report, correction, people, unit, name, period
):
    """However late: what counts already survived a challenge window, and a correction has none."""
    posted = report(period, statement(unit), signers=people.nodes[:2]).post().timestamp
    name([], 0)
    go_to(max(posted + CHALLENGE, oracle.endOf(period) + 2 * ABSENT_AFTER))
    assert oracle.committeeOf(unit, period) == (people.nodes[:2], 2)
    now, nonce = oracle.currentPeriod(), oracle.correctionNonce()
    tx = correction(period, now, statement(unit, revenue=5), signers=people.nodes[1:]).book()
    assert "CommitteeMissing" in tx.events
    assert "StatementCorrected" not in tx.events
    # Nobody uses the number up that the others sign.
    assert oracle.correctionNonce() == nonce
    correction(period, now, statement(unit, revenue=5), signers=people.nodes[:2]).book()
    assert oracle.correctionNonce() == nonce + 1
    assert oracle.correctionOf(unit, Metric.REVENUE, period, now) == 5 - 1000


def test_who_carries_too_few_signatures_spoils_nothing_for_good(oracle, report, people, unit, period):
    whole = report(period, statement(OTHER_UNIT), statement(unit), signers=people.nodes)
    signatures = whole.attestations()
    whole.post(signatures[1:])
    with reverts("AlreadyPosted", OTHER_UNIT, period):
        whole.post(signatures)
    alone = report(period, statement(unit), signers=people.nodes)
    signatures = alone.attestations()
    for _ in range(2):
        alone.post(signatures[1:])
    assert stage(oracle, unit, period) == Stage.NONE
    alone.post(signatures)
    assert stage(oracle, unit, period) == Stage.POSTED


def test_a_false_signature_of_the_committee_counts_for_nothing(oracle, report, people, unit, period):
    batch = report(period, statement(unit), signers=people.nodes)
    first, *others = batch.attestations()
    with reverts("WrongSignature", people.nodes[0], batch.digest()):
        batch.post([(first[0], others[0][1]), *others])


def test_with_everybody_gone_it_is_absent_in_time(oracle, unit, period):
    go_to(oracle.endOf(period) + ABSENT_AFTER)
    assert oracle.stageOf(unit, period) == (Stage.NONE, Finality.ABSENT)
    assert chain[-1].timestamp >= oracle.endOf(period) + ABSENT_AFTER


def test_neighbours_of_one_that_has_a_committee_need_none(oracle, report, people, unit, period):
    """They share the byte by which a subject is looked up."""
    neighbour = unit[:-20] + "ff" * 9 + unit[-2:]
    report(period, statement(neighbour), signers=people.nodes[1:]).post()
    assert stage(oracle, neighbour, period) == Stage.POSTED
