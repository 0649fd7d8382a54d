"""
post       challenge                    decide                      post anew
|--< 3 d --|------------ < 10 d --------|-- upheld: final
                                        |-- void ---- < 45 d -------|-- 3 d -- final
                                        |                           |
                                        |-- nothing: absent after 45 d
"""

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    AGREEMENT,
    ARBITRATION,
    BENCHMARK,
    CHALLENGE,
    OTHER_UNIT,
    REASON,
    RULING,
    SOON,
    UNIT,
    Finality,
    Metric,
    Stage,
    statement,
)
from tests.contracts.support import go_to, reverts


@pytest.fixture
def posted(report, last):
    return report(last, statement(UNIT), statement(OTHER_UNIT)).post().timestamp


@pytest.fixture
def decides(decide, last):
    return lambda upheld, subject=UNIT: decide(subject, last, upheld)


def test_a_challenge_stops_one_statement_and_only_that(oracle, people, posted, challenge, last):
    tx = challenge(UNIT, last)
    assert dict(tx.events["StatementChallenged"]) == {
        "subject": UNIT,
        "period": last,
        "challenger": people.party,
        "reason": REASON,
        "dispute": 1,
        "bond": 0,
        "agreement": AGREEMENT,
        "parties": (people.party, people.other_party),
    }
    assert oracle.disputeOf(UNIT, last) == (1, people.party)
    assert oracle.statementOf(UNIT, last)[1] == tx.timestamp

    go_to(posted + CHALLENGE)
    assert oracle.stageOf(UNIT, last) == (Stage.CHALLENGED, Finality.PENDING)
    assert oracle.stageOf(OTHER_UNIT, last) == (Stage.POSTED, Finality.FINAL)


def test_only_agreements_challenge(people, posted, challenge, last, kept):
    before = kept(last)
    for sender in (people.stranger, people.party, people.timelock, people.arbiter):
        with reverts("NotAgreements", sender):
            challenge(UNIT, last, sender=sender)
    assert kept(last) == before


def test_a_challenge_comes_inside_the_window(oracle, posted, challenge, last, kept):
    go_to(posted + CHALLENGE - SOON)
    challenge(OTHER_UNIT, last)
    go_to(posted + CHALLENGE)
    before = kept(last)
    with reverts("NotChallengeable", UNIT, last, Stage.POSTED):
        challenge(UNIT, last)
    assert kept(last) == before


def test_what_is_not_posted_is_not_challenged(challenge, posted, decides, last, kept):
    with reverts("NotChallengeable", BENCHMARK, last, Stage.NONE):
        challenge(BENCHMARK, last)
    challenge(UNIT, last)
    before = kept(last)
    with reverts("NotChallengeable", UNIT, last, Stage.CHALLENGED):
        challenge(UNIT, last)
    assert kept(last) == before
    decides(True)
    with reverts("NotChallengeable", UNIT, last, Stage.DECIDED):
        challenge(UNIT, last)


def test_a_challenged_statement_is_not_posted_over(report, posted, challenge, last, kept):
    challenge(UNIT, last)
    before = kept(last)
    with reverts("AlreadyPosted", UNIT, last):
        report(last, statement(UNIT, revenue=1)).post()
    assert kept(last) == before


def test_upheld_is_final_at_once(oracle, people, posted, challenge, decides, last):
    challenge(UNIT, last)
    tx = decides(True)
    assert dict(tx.events["StatementDecided"]) == {
        "subject": UNIT,
        "period": last,
        "upheld": True,
        "dispute": 1,
        "arbiter": people.arbiter,
        "ruling": RULING,
        "bondTo": ZERO_ADDRESS,
    }
    assert oracle.stageOf(UNIT, last) == (Stage.DECIDED, Finality.FINAL)
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.FINAL, 1000)


def test_an_undecided_challenge_lapses(oracle, posted, challenge, decides, last, kept):
    challenged = challenge(UNIT, last).timestamp
    go_to(challenged + ARBITRATION - SOON)
    assert oracle.stageOf(UNIT, last) == (Stage.CHALLENGED, Finality.PENDING)
    go_to(challenged + ARBITRATION)
    assert oracle.stageOf(UNIT, last) == (Stage.CHALLENGED, Finality.FINAL)
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.FINAL, 1000)

    before = kept(last)
    for upheld in (True, False):
        with reverts("PeriodFinal", UNIT, last):
            decides(upheld)
    with reverts("NotChallengeable", UNIT, last, Stage.CHALLENGED):
        challenge(UNIT, last)
    assert kept(last) == before


def test_only_challenged_statements_are_decided(posted, challenge, decides, last, kept):
    before = kept(last)
    with reverts("NotChallenged", UNIT, last, Stage.POSTED):
        decides(False)
    with reverts("NotChallenged", BENCHMARK, last, Stage.NONE):
        decides(False, BENCHMARK)
    assert kept(last) == before
    challenge(UNIT, last)
    decides(True)
    with reverts("NotChallenged", UNIT, last, Stage.DECIDED):
        decides(False)


def test_a_void_statement_is_posted_anew(oracle, report, posted, challenge, decides, last):
    challenge(UNIT, last)
    decided = decides(False).timestamp
    stored, since = oracle.statementOf(UNIT, last)
    assert stored[1:6] == (0, 0, 0, 0, 0)
    assert since == decided
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)
    assert oracle.figure(UNIT, Metric.REVENUE, last, True) == (Finality.PENDING, 0)

    again = report(last, statement(UNIT, revenue=990)).post().timestamp
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)
    go_to(again + CHALLENGE)
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.FINAL, 990)


def test_a_void_statement_does_not_come_back(oracle, report, challenge, decides, last, kept):
    """Its signatures are still good, and anyone has them; neither they nor new ones over the same figures help."""
    first = report(last, statement(UNIT))
    attestations = first.attestations()
    first.post(attestations)
    challenge(UNIT, last)
    decides(False)
    before = kept(last)
    for batch in (first, report(last, statement(UNIT, evidence=BENCHMARK))):
        with reverts("DecidedAgainst", UNIT, last):
            batch.post()
    assert kept(last) == before

    # Nor after a second round.
    report(last, statement(UNIT, revenue=990)).post()
    challenge(UNIT, last)
    decides(False)
    before = kept(last)
    for revenue in (1000, 990):
        with reverts("DecidedAgainst", UNIT, last):
            report(last, statement(UNIT, revenue=revenue)).post()
    assert kept(last) == before


@pytest.mark.parametrize(
    "change", [{"revenue": 1}, {"profit": 1}, {"other": 1}, {"otherMetric": Metric.ECOSYSTEM}, {"score": 1}]
)
def test_any_other_figure_makes_another_statement(oracle, report, posted, challenge, decides, last, change):
    challenge(UNIT, last)
    decides(False)
    report(last, statement(UNIT, **change)).post()
    assert oracle.stageOf(UNIT, last)[0] == Stage.POSTED


def test_a_decision_against_one_period_or_subject_binds_no_other(oracle, report, posted, challenge, decides, last):
    challenge(UNIT, last)
    decides(False)
    report(last - 1, statement(UNIT), statement(OTHER_UNIT)).post()
    assert oracle.stageOf(UNIT, last - 1)[0] == Stage.POSTED


def test_there_is_time_to_report_anew_and_then_the_period_is_absent(oracle, report, challenge, decides, last, kept):
    """Posted on the last day, challenged, decided: absentAfter runs from the decision."""
    end = oracle.endOf(last)
    go_to(end + ABSENT_AFTER - SOON)
    report(last, statement(UNIT)).post()
    challenge(UNIT, last)
    go_to(chain[-1].timestamp + ARBITRATION - SOON)
    decided = decides(False).timestamp
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)

    go_to(decided + ABSENT_AFTER - SOON)
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)
    go_to(decided + ABSENT_AFTER)
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.ABSENT)
    before = kept(last)
    with reverts("PeriodFinal", UNIT, last):
        report(last, statement(UNIT, revenue=1)).post()
    assert kept(last) == before
