import pytest
from brownie import chain, web3
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    BENCHMARK,
    CHALLENGE,
    OTHER_UNIT,
    REASON,
    SOON,
    UNIT,
    Finality,
    Metric,
    Stage,
    statement,
)
from tests.contracts.support import DAY, deploy_double, go_to, reverts, sign

INT64 = st.integers(-(2**63), 2**63 - 1)


def test_a_quorum_posts_a_batch(oracle, report, last):
    tx = report(last, statement(UNIT), statement(OTHER_UNIT, profit=-5)).post()

    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)
    stored, since = oracle.statementOf(OTHER_UNIT, last)
    assert stored == (OTHER_UNIT, 1000, -5, 900, Metric.COLLECTED, 80, "0x" + "00" * 32)
    assert since == tx.timestamp
    assert [event["subject"] for event in tx.events["StatementPosted"]] == [UNIT, OTHER_UNIT]
    assert tx.events["StatementPosted"][0]["period"] == last
    assert tx.events["StatementPosted"][0]["statement"] == statement(UNIT)


@given(
    revenue=INT64,
    profit=INT64,
    other=INT64,
    score=st.integers(0, 2**16 - 1),
    metric=st.sampled_from([Metric.COLLECTED, Metric.ECOSYSTEM]),
)
@settings(max_examples=25)
def test_figures_come_back_as_they_went_in(oracle, report, final, last, revenue, profit, other, score, metric):
    final(last, statement(UNIT, revenue, profit, other, metric, score))
    rest = {Metric.COLLECTED, Metric.ECOSYSTEM} - {metric}

    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.FINAL, revenue)
    assert oracle.figure(UNIT, Metric.PROFIT, last, False) == (Finality.FINAL, profit)
    assert oracle.figure(UNIT, metric, last, False) == (Finality.FINAL, other)
    assert oracle.figure(UNIT, Metric.SCORE, last, False) == (Finality.FINAL, score)
    assert oracle.figure(UNIT, rest.pop(), last, False) == (Finality.ABSENT, 0)


def test_a_statement_is_one_store(oracle, report, last):
    """One SSTORE for a statement in a batch of one, and nothing else."""
    tx = report(last, statement(UNIT)).post()
    assert [step["op"] for step in tx.trace].count("SSTORE") == 1


def test_an_earlier_period_can_be_reported_late(oracle, report, last):
    report(last - 1, statement(UNIT)).post()
    assert oracle.stageOf(UNIT, last - 1) == (Stage.POSTED, Finality.PENDING)


def test_a_period_is_reported_after_its_end(oracle, report, last, kept):
    before = kept(last + 1)
    with reverts("PeriodNotEnded", last + 1, oracle.endOf(last + 1), ...):
        report(last + 1, statement(UNIT)).post()
    assert kept(last + 1) == before

    go_to(oracle.endOf(last + 1))
    report(last + 1, statement(UNIT)).post()


def test_fewer_than_a_quorum_is_refused(report, people, last, kept):
    before = kept(last)
    with reverts("BelowQuorum", 1, 2):
        report(last, statement(UNIT), signers=people.nodes[:1]).post()
    assert kept(last) == before


def test_no_signer_counts_twice(report, people, last, kept):
    first, second, _ = people.nodes
    before = kept(last)
    with reverts("NodesNotAscending", first, first):
        report(last, statement(UNIT), signers=[first, first]).post()
    with reverts("NodesNotAscending", second, first):
        report(last, statement(UNIT), signers=[second, first]).post()
    assert kept(last) == before


def test_only_registered_nodes_count(report, people, last, kept):
    signers = sorted([people.nodes[0], people.newcomer], key=lambda signer: int(str(signer), 16))
    before = kept(last)
    with reverts("NotNode", people.newcomer):
        report(last, statement(UNIT), signers=signers).post()
    assert kept(last) == before


@pytest.mark.parametrize("field", range(7))
def test_every_figure_is_signed(report, last, kept, field):
    """What was signed differs in one field from what is posted."""
    other = list(statement(UNIT))
    other[field] = {0: OTHER_UNIT, 4: int(Metric.ECOSYSTEM), 6: BENCHMARK}.get(field, 7)
    signed, posted = report(last, statement(UNIT)), report(last, tuple(other))
    before = kept(last)
    with reverts("WrongSignature", posted.signers[0], posted.digest()):
        posted.post(signed.attestations())
    assert kept(last) == before


def test_the_period_and_the_number_of_statements_are_signed(report, last, kept):
    signed = report(last, statement(UNIT), statement(OTHER_UNIT)).attestations()
    before = kept(last, last - 1)
    for posted in (report(last - 1, statement(UNIT), statement(OTHER_UNIT)), report(last, statement(UNIT))):
        with reverts("WrongSignature", posted.signers[0], posted.digest()):
            posted.post(signed)
    assert kept(last, last - 1) == before


def test_one_wrong_signature_spoils_the_batch(report, people, last, kept):
    batch = report(last, statement(UNIT), signers=people.nodes)
    attestations = batch.attestations()
    attestations[2] = (attestations[2][0], sign(people.newcomer, batch.data()))
    before = kept(last)
    with reverts("WrongSignature", people.nodes[2], batch.digest()):
        batch.post(attestations)
    assert kept(last) == before


def test_a_contract_can_be_a_node(oracle, report, people, accounts, last):
    wallet = deploy_double("Wallet", people.newcomer, sender=accounts[0])
    nodes = sorted([str(wallet), str(people.nodes[0])], key=lambda node: int(node, 16))
    oracle.setNodes(nodes, 2, {"from": people.timelock})
    batch = report(last, statement(UNIT))
    batch.post(
        [(node, sign(people.newcomer if node == str(wallet) else people.nodes[0], batch.data())) for node in nodes]
    )
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)


def test_a_statement_is_posted_once(report, last, kept):
    """While the window runs it is posted already, afterwards it is final; the very same batch or another."""
    same, other = report(last, statement(UNIT)), report(last, statement(OTHER_UNIT), statement(UNIT, revenue=2))
    same.post()
    before = kept(last)
    for batch in (same, other):
        with reverts("AlreadyPosted", UNIT, last):
            batch.post()
    assert kept(last) == before

    go_to(chain[-1].timestamp + CHALLENGE)
    before = kept(last)
    for batch in (same, other):
        with reverts("PeriodFinal", UNIT, last):
            batch.post()
    assert kept(last) == before


def test_a_subject_stands_once_in_a_batch(report, last, kept):
    before = kept(last)
    with reverts("AlreadyPosted", UNIT, last):
        report(last, statement(UNIT), statement(OTHER_UNIT), statement(UNIT, revenue=2)).post()
    assert kept(last) == before


def test_long_after_its_end_a_period_is_absent_for_ever(oracle, report, last, kept):
    go_to(oracle.endOf(last) + ABSENT_AFTER - SOON)
    report(last, statement(OTHER_UNIT)).post()
    go_to(oracle.endOf(last) + ABSENT_AFTER)
    before = kept(last)
    with reverts("PeriodFinal", UNIT, last):
        report(last, statement(UNIT)).post()
    assert kept(last) == before
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.ABSENT)


@pytest.mark.parametrize("metric", [Metric.REVENUE, Metric.PROFIT, Metric.SCORE])
def test_the_other_metric_is_cash_or_ecosystem(report, last, kept, metric):
    before = kept(last)
    with reverts("NotOtherMetric", OTHER_UNIT, int(metric)):
        report(last, statement(UNIT), statement(OTHER_UNIT, otherMetric=metric)).post()
    assert kept(last) == before


def test_signatures_are_for_this_oracle_and_chain(deployed, oracle, report, people, last):
    twin = deployed((DAY, DAY, ABSENT_AFTER))
    batch = report(last, statement(UNIT))
    elsewhere = batch.data()
    elsewhere["domain"]["verifyingContract"] = str(twin)
    with reverts("WrongSignature", people.nodes[0], batch.digest()):
        batch.post([(str(node), sign(node, elsewhere)) for node in people.nodes[:2]])
    elsewhere["domain"] = {**batch.data()["domain"], "chainId": 1}
    with reverts("WrongSignature", people.nodes[0], batch.digest()):
        batch.post([(str(node), sign(node, elsewhere)) for node in people.nodes[:2]])


def test_an_empty_batch_does_nothing(oracle, report, last):
    tx = report(last).post()
    assert len(tx.events) == 0


def test_the_slot_holds_the_whole_statement(oracle, report, last):
    """3 x 64 + 16 + 32 + 8 + 8 bits, read from the chain itself."""
    tx = report(last, statement(UNIT, 1, -2, 3, Metric.ECOSYSTEM, 4, REASON)).post()
    store = next(step for step in tx.trace if step["op"] == "SSTORE")
    slot = int(store["stack"][-1], 16)
    word = bytes(web3.eth.get_storage_at(oracle.address, slot)).rjust(32, b"\0")
    assert word == (
        bytes([Metric.ECOSYSTEM, Stage.POSTED])
        + tx.timestamp.to_bytes(4, "big")
        + (4).to_bytes(2, "big")
        + (3).to_bytes(8, "big")
        + (-2).to_bytes(8, "big", signed=True)
        + (1).to_bytes(8, "big")
    )
