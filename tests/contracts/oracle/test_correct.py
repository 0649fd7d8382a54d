"""
period          last | now ......... | next
statement       1000   final           300
correction      1100   booked now: +100
figure(last)    1000, with or without corrections: final figures never change
figure(now)      300 without, 400 with corrections
"""

import pytest
from brownie import chain
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    BENCHMARK,
    CHALLENGE,
    OTHER_UNIT,
    UNIT,
    Finality,
    Metric,
    statement,
)
from tests.contracts.support import go_to, reverts

INT64 = st.integers(-(2**63), 2**63 - 1)
LOWEST, HIGHEST = -(2**63), 2**63 - 1


@pytest.fixture
def now(last):
    return last + 1


@pytest.fixture
def read(oracle):
    """read(period): revenue, profit and cash without and with corrections, once they are final."""

    def read(period, subject=UNIT, other=Metric.COLLECTED):
        return [
            tuple(
                oracle.figure(subject, metric, period, corrected)[1]
                for metric in (Metric.REVENUE, Metric.PROFIT, other)
            )
            for corrected in (False, True)
        ]

    return read


@pytest.fixture
def close(oracle, report):
    """Lets the period end, with this statement (or none), and become final."""

    def close(period, *statements):
        go_to(oracle.endOf(period))
        if statements:
            report(period, *statements).post()
            go_to(chain[-1].timestamp + CHALLENGE)
        else:
            go_to(oracle.endOf(period) + ABSENT_AFTER)

    return close


def test_the_difference_is_booked_in_the_open_period(oracle, final, correction, read, close, last, now):
    final(last, statement(UNIT))
    corrected = statement(UNIT, revenue=1100, profit=280, other=900)
    tx = correction(last, now, corrected).book()
    event = tx.events["StatementCorrected"]
    assert (event["subject"], event["period"], event["bookedIn"], event["statement"]) == (UNIT, last, now, corrected)
    assert oracle.correctionNonce() == 1

    assert read(last) == [(1000, 300, 900)] * 2
    assert oracle.figure(UNIT, Metric.REVENUE, now, True) == (Finality.PENDING, 0)
    close(now, statement(UNIT, revenue=300, profit=30, other=3))
    assert read(now) == [(300, 30, 3), (400, 10, 3)]


def test_the_next_correction_starts_from_the_last(final, correction, read, close, last, now):
    final(last, statement(UNIT))
    correction(last, now, statement(UNIT, revenue=1100)).book()
    correction(last, now, statement(UNIT, revenue=1070)).book()
    close(now, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 70

    correction(last, now + 1, statement(UNIT, revenue=1000)).book()
    close(now + 1, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 70
    assert read(now + 1)[1][0] == -70


def test_several_periods_are_corrected_in_one(final, correction, read, close, last, now):
    final(last - 1, statement(UNIT))
    final(last, statement(UNIT))
    correction(last - 1, now, statement(UNIT, revenue=1005)).book()
    correction(last, now, statement(UNIT, revenue=1020)).book()
    close(now, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 25


def test_an_absent_period_counted_zeros(oracle, correction, read, close, last, now):
    go_to(oracle.endOf(last) + ABSENT_AFTER)
    booked_in = oracle.currentPeriod()
    correction(last, booked_in, statement(UNIT, score=0)).book()
    correction(last, booked_in, statement(UNIT, revenue=1010, score=0)).book()

    assert oracle.figure(UNIT, Metric.REVENUE, last, True) == (Finality.ABSENT, 0)
    close(booked_in, statement(UNIT, revenue=1, profit=1, other=1))
    assert read(booked_in)[1] == (1011, 301, 901)


def test_what_is_booked_in_a_period_counts_even_if_the_period_is_absent(oracle, final, correction, close, last, now):
    final(last, statement(UNIT))
    correction(last, now, statement(UNIT, revenue=1100)).book()
    close(now)
    assert oracle.figure(UNIT, Metric.REVENUE, now, False) == (Finality.ABSENT, 0)
    assert oracle.figure(UNIT, Metric.REVENUE, now, True) == (Finality.ABSENT, 100)


def test_a_later_period_may_take_it(oracle, final, correction, read, close, last, now):
    final(last, statement(UNIT))
    correction(last, now + 1, statement(UNIT, revenue=1100)).book()
    close(now, statement(UNIT, revenue=0))
    close(now + 1, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 0
    assert read(now + 1)[1][0] == 100


def test_a_period_that_has_ended_takes_no_more(oracle, final, correction, last, now, kept):
    final(last, statement(UNIT))
    go_to(oracle.endOf(now))
    before = kept(last, now)
    for ended in (last - 1, last, now):
        with reverts("BookedInPast", UNIT, ended, now + 1):
            correction(last, ended, statement(UNIT, revenue=1100)).book()
    assert kept(last, now) == before


def test_what_is_not_final_is_not_corrected(report, challenge, correction, last, now, kept):
    report(last, statement(UNIT), statement(OTHER_UNIT)).post()
    challenge(OTHER_UNIT, last)
    before = kept(last, now)
    for subject in (UNIT, OTHER_UNIT, BENCHMARK):
        with reverts("NotFinal", subject, last):
            correction(last, now, statement(subject, revenue=1)).book()
    with reverts("NotFinal", UNIT, now):
        correction(now, now + 1, statement(UNIT, revenue=1)).book()
    assert kept(last, now) == before


def test_the_same_figures_correct_nothing(final, correction, last, now, kept):
    final(last, statement(UNIT))
    before = kept(last, now)
    with reverts("NothingToCorrect", UNIT, last):
        correction(last, now, statement(UNIT, evidence=BENCHMARK)).book()
    assert kept(last, now) == before

    correction(last, now, statement(UNIT, revenue=1100)).book()
    with reverts("NothingToCorrect", UNIT, last):
        correction(last, now, statement(UNIT, revenue=1100)).book()


def test_a_correction_is_booked_once(final, correction, last, now, kept):
    """The nonce is signed: the same attestations are worth nothing after it was counted up."""
    final(last, statement(UNIT))
    first = correction(last, now, statement(UNIT, revenue=1100))
    attestations = first.attestations()
    first.book(attestations)
    correction(last, now, statement(UNIT, revenue=1000)).book()
    before = kept(last, now)
    again = correction(last, now, statement(UNIT, revenue=1100))
    with reverts("WrongSignature", again.signers[0], again.digest()):
        again.book(attestations)
    assert kept(last, now) == before


def test_a_correction_needs_a_quorum_over_all_its_words(final, correction, people, last, now, kept):
    final(last, statement(UNIT))
    final(last - 1, statement(UNIT))
    signed = correction(last, now, statement(UNIT, revenue=1100)).attestations()
    before = kept(last, now)
    for other in (
        correction(last - 1, now, statement(UNIT, revenue=1100)),
        correction(last, now + 1, statement(UNIT, revenue=1100)),
        correction(last, now, statement(UNIT, revenue=1101)),
    ):
        with reverts("WrongSignature", people.nodes[0], other.digest()):
            other.book(signed)
    with reverts("BelowQuorum", 1, 2):
        correction(last, now, statement(UNIT, revenue=1100)).book(signed[:1])
    assert kept(last, now) == before


def test_a_report_is_no_correction(final, report, correction, people, last, now, kept):
    final(last, statement(UNIT))
    batch = correction(last, now, statement(UNIT, revenue=1100))
    before = kept(last, now)
    with reverts("WrongSignature", people.nodes[0], batch.digest()):
        batch.book(report(last, statement(UNIT, revenue=1100)).attestations())
    assert kept(last, now) == before


def test_a_score_is_not_corrected(oracle, final, correction, last, now, kept):
    final(last, statement(UNIT))
    before = kept(last, now)
    with reverts("ScoreNotCorrectable", UNIT, last, 80):
        correction(last, now, statement(UNIT, revenue=1100, score=81)).book()
    assert kept(last, now) == before

    go_to(oracle.endOf(last) + ABSENT_AFTER)
    with reverts("ScoreNotCorrectable", OTHER_UNIT, last, 0):
        correction(last, oracle.currentPeriod(), statement(OTHER_UNIT, score=80)).book()


def test_a_period_is_corrected_sixteen_times(final, correction, read, close, last, now, kept):
    """All of them are gone through when one is booked or read; other periods and subjects have sixteen of their own."""
    final(last, statement(UNIT), statement(OTHER_UNIT))
    final(last - 1, statement(UNIT))
    correction(last, now, *[statement(UNIT, revenue=1000 + number) for number in range(1, 16)]).book()
    before = kept(last, now)
    with reverts("CorrectedTooOften", UNIT, last, 16):
        correction(last, now, statement(UNIT, revenue=1100), statement(UNIT, revenue=1200)).book()
    assert kept(last, now) == before

    correction(last, now, statement(UNIT, revenue=1100)).book()
    before = kept(last, now)
    with reverts("CorrectedTooOften", UNIT, last, 16):
        correction(last, now + 1, statement(UNIT, revenue=1200)).book()
    assert kept(last, now) == before
    correction(last, now, statement(OTHER_UNIT, revenue=1001)).book()
    correction(last - 1, now, statement(UNIT, revenue=1001)).book()
    close(now, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 100 + 1


def test_cash_and_ecosystem_are_not_added_up(oracle, final, correction, read, close, last, now, kept):
    final(last, statement(UNIT))
    final(last - 1, statement(UNIT, otherMetric=Metric.ECOSYSTEM))
    before = kept(last, now)
    for metric in (Metric.ECOSYSTEM, Metric.REVENUE, Metric.SCORE):
        with reverts("NotOtherMetric", UNIT, int(metric)):
            correction(last, now, statement(UNIT, other=1, otherMetric=metric)).book()
    assert kept(last, now) == before

    correction(last, now, statement(UNIT, other=905)).book()
    before = kept(last, now)
    with reverts("NotOtherMetric", UNIT, int(Metric.ECOSYSTEM)):
        correction(last - 1, now, statement(UNIT, other=901, otherMetric=Metric.ECOSYSTEM)).book()
    assert kept(last, now) == before

    # Another period takes it; and each is read where it belongs.
    correction(last - 1, now + 1, statement(UNIT, other=901, otherMetric=Metric.ECOSYSTEM)).book()
    close(now, statement(UNIT, other=7, otherMetric=Metric.ECOSYSTEM))
    assert oracle.figure(UNIT, Metric.ECOSYSTEM, now, True) == (Finality.FINAL, 7)
    assert oracle.figure(UNIT, Metric.COLLECTED, now, True) == (Finality.ABSENT, 5)


def test_a_subject_may_stand_twice_and_the_last_counts(final, correction, read, close, last, now):
    final(last, statement(UNIT))
    correction(last, now, statement(UNIT, revenue=1100), statement(UNIT, revenue=1050)).book()
    close(now, statement(UNIT, revenue=0))
    assert read(now)[1][0] == 50


def test_the_largest_differences_fit(final, correction, read, close, last, now):
    low = statement(UNIT, LOWEST, LOWEST, LOWEST)
    high = statement(UNIT, HIGHEST, HIGHEST, HIGHEST)
    final(last, low)
    correction(last, now, *[high, low] * 7, high).book()
    close(now, statement(UNIT, HIGHEST, HIGHEST, HIGHEST))
    assert read(now)[1] == (2**65 - 2**63 - 2,) * 3 == (HIGHEST + HIGHEST - LOWEST,) * 3


@given(
    first=st.tuples(INT64, INT64, INT64),
    corrections=st.lists(st.tuples(INT64, INT64, INT64), min_size=1, max_size=4, unique=True),
)
@settings(max_examples=10)
def test_sums_with_corrections_are_sums_of_the_last_word(oracle, report, final, correction, last, first, corrections):
    """sum over p of figure(p, corrected) = sum over p of what was last said about p."""
    final(last, statement(UNIT, *first))
    said = first
    for figures in corrections:
        if figures != said:
            correction(last, last + 1, statement(UNIT, *figures)).book()
        said = figures
    go_to(oracle.endOf(last + 1))
    final(last + 1, statement(UNIT, 5, 6, 7))

    for number, metric in enumerate((Metric.REVENUE, Metric.PROFIT, Metric.COLLECTED)):
        total = sum(oracle.figure(UNIT, metric, period, True)[1] for period in (last, last + 1))
        assert total == said[number] + (5, 6, 7)[number]


def test_a_final_figure_never_changes(oracle, final, report, correction, challenge, decide, people, last, now, kept):
    """Whatever is done later, by whomever: every figure of a final period, with corrections too, stays."""
    final(last - 1, statement(UNIT), statement(OTHER_UNIT), statement(BENCHMARK))
    correction(last - 1, now, statement(UNIT, revenue=1100)).book()
    final(last, statement(UNIT), statement(OTHER_UNIT), statement(BENCHMARK))
    _, *before = kept(last - 1, last)

    correction(last, now, statement(UNIT, revenue=5), statement(OTHER_UNIT, profit=-9)).book()
    correction(last - 1, now, statement(UNIT, other=5)).book()
    oracle.setBand(UNIT, (1, 2), {"from": people.timelock})
    oracle.setNodes(people.nodes[:1], 1, {"from": people.timelock})
    oracle.pause({"from": people.pauser})
    go_to(oracle.endOf(now))
    oracle.resume({"from": people.timelock}) if oracle.pausedUntil() > chain[-1].timestamp else None
    report(now, statement(OTHER_UNIT), signers=people.nodes[:1]).post()
    challenge(OTHER_UNIT, now)
    decide(OTHER_UNIT, now, False)
    go_to(oracle.endOf(now) + 2 * ABSENT_AFTER)
    _, *after = kept(last - 1, last)
    assert after == before
