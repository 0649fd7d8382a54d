"""
pause        +7 days: over by itself      +7 days: may pause again
|-- no facts --|------- facts go on ---------|
"""

import pytest
from brownie import chain
from tests.contracts.oracle.conftest import ABSENT_AFTER, SOON, UNIT, Finality, Stage, statement
from tests.contracts.support import DAY, HOUR, go_to, reverts


@pytest.fixture
def paused(oracle, people):
    return oracle.pause({"from": people.pauser}).timestamp + 7 * DAY


def test_a_pause_refuses_new_facts(oracle, final, report, correction, people, last, kept):
    final(last - 1, statement(UNIT))
    tx = oracle.pause({"from": people.pauser})
    until = tx.timestamp + 7 * DAY
    assert dict(tx.events["Paused"]) == {"pauser": people.pauser, "until": until}
    assert oracle.pausedUntil() == until
    before = kept(last)
    with reverts("FactsPaused", until):
        report(last, statement(UNIT)).post()
    with reverts("FactsPaused", until):
        correction(last - 1, last + 1, statement(UNIT, revenue=1)).book()
    assert kept(last) == before


def test_reads_challenges_and_decisions_go_on(oracle, report, challenge, decide, people, last):
    report(last, statement(UNIT)).post()
    oracle.pause({"from": people.pauser})
    challenge(UNIT, last)
    decide(UNIT, last, True)
    assert oracle.stageOf(UNIT, last) == (Stage.DECIDED, Finality.FINAL)


def test_a_pause_ends_by_itself(oracle, report, paused, last):
    go_to(paused - SOON)
    with reverts("FactsPaused", paused):
        report(last, statement(UNIT)).post()
    go_to(paused)
    report(last, statement(UNIT)).post()


def test_the_timelock_ends_a_pause(oracle, report, people, paused, last):
    tx = oracle.resume({"from": people.timelock})
    assert tx.events["Resumed"]["account"] == people.timelock
    report(last, statement(UNIT)).post()
    with reverts("NotPaused"):
        oracle.resume({"from": people.timelock})


def test_pauses_leave_as_much_time_free(oracle, people, paused):
    """Neither a longer pause nor pause after pause can stop the books."""
    with reverts("PausedBefore", paused + 7 * DAY, ...):
        oracle.pause({"from": people.pauser})
    go_to(paused + 7 * DAY - SOON)
    with reverts("PausedBefore", paused + 7 * DAY, ...):
        oracle.pause({"from": people.pauser})
    assert oracle.pausedUntil() == paused
    go_to(paused + 7 * DAY)
    oracle.pause({"from": people.pauser})
    assert oracle.pausedUntil() == chain[-1].timestamp + 7 * DAY


def test_the_pauser_does_not_undo_what_the_timelock_lifted(oracle, people, paused):
    resumed = oracle.resume({"from": people.timelock}).timestamp
    with reverts("PausedBefore", resumed + 7 * DAY, ...):
        oracle.pause({"from": people.pauser})


def test_pauses_do_not_make_a_period_absent(deployed):
    """With four hours to report, a pause is one hour long, and the next one leaves an hour free before it; so
    the two hours that are left when a committee was silent are not all of them paused."""
    other = deployed((DAY, DAY, 4 * HOUR))
    assert other.pauseLength() == HOUR
    assert 2 * 7 * DAY <= ABSENT_AFTER
