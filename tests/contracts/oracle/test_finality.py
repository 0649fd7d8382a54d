"""Finality follows from what is stored and the time; nobody is needed for it."""

import pytest
from brownie import chain
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    ARBITRATION,
    BENCHMARK,
    CHALLENGE,
    OTHER_UNIT,
    SOON,
    UNIT,
    Finality,
    Metric,
    Stage,
    statement,
)
from tests.contracts.support import DAY, go_to, reverts


def test_a_statement_is_final_after_the_challenge_window(oracle, report, last):
    posted = report(last, statement(UNIT)).post().timestamp
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.PENDING, 0)
    go_to(posted + CHALLENGE - SOON)
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.PENDING, 0)
    go_to(posted + CHALLENGE)
    assert oracle.figure(UNIT, Metric.REVENUE, last, False) == (Finality.FINAL, 1000)
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.FINAL)


def test_without_a_statement_a_period_becomes_absent(oracle, last):
    end = oracle.endOf(last)
    go_to(end + ABSENT_AFTER - SOON)
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)
    go_to(end + ABSENT_AFTER)
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.ABSENT)
    for metric in Metric:
        for corrected in (False, True):
            assert oracle.figure(UNIT, metric, last, corrected) == (Finality.ABSENT, 0)


def test_a_statement_posted_on_the_last_day_is_not_absent(oracle, report, last):
    go_to(oracle.endOf(last) + ABSENT_AFTER - SOON)
    posted = report(last, statement(UNIT)).post().timestamp
    go_to(oracle.endOf(last) + ABSENT_AFTER)
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)
    go_to(posted + CHALLENGE)
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.FINAL)


def test_periods_to_come_are_pending(oracle, last):
    for period in (last + 1, last + 2, last + 1000, 2**32 - 2):
        assert oracle.stageOf(UNIT, period) == (Stage.NONE, Finality.PENDING)


def test_with_nobody_left_everything_becomes_final(oracle, report, challenge, decide, people, last):
    """No node, arbiter, pauser or timelock acts from here on: one posted, one challenged, one unreported, one void."""
    report(last, statement(UNIT), statement(OTHER_UNIT)).post()
    report(last - 1, statement(UNIT)).post()
    challenge(OTHER_UNIT, last)
    challenge(UNIT, last - 1)
    decide(UNIT, last - 1, False)
    oracle.pause({"from": people.pauser})

    go_to(chain[-1].timestamp + max(CHALLENGE, ARBITRATION, ABSENT_AFTER) + 31 * DAY)
    assert oracle.stageOf(UNIT, last)[1] == Finality.FINAL
    assert oracle.stageOf(OTHER_UNIT, last)[1] == Finality.FINAL
    assert oracle.stageOf(BENCHMARK, last)[1] == Finality.ABSENT
    assert oracle.stageOf(UNIT, last - 1)[1] == Finality.ABSENT


@pytest.mark.parametrize("windows", [(0, 0, 1), (2**32 - 1,) * 3])
def test_windows_of_any_length(deployed, last, windows):
    """The shortest make a fact final or absent at once; the longest don't overflow."""
    other = deployed(windows)
    assert other.windows() == windows
    assert other.stageOf(UNIT, last)[1] == (Finality.ABSENT if windows[2] == 1 else Finality.PENDING)


def test_there_must_be_time_to_report(deployed):
    with reverts("NoTimeToReport"):
        deployed((1, 1, 0))
