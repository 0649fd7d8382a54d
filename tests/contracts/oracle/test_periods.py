"""Periods against Python's datetime, 1970 to 2200."""

from datetime import UTC, datetime

import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st
from tests.contracts.oracle.conftest import MONTHS
from tests.contracts.support import DAY, deploy_double, reverts

MONTHS_TO_2200 = 12 * 230
END_OF_2200 = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
SECONDS = st.integers(0, END_OF_2200 - 1)


def first_second(month):
    return int(datetime(1970 + month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp())


def month_of(timestamp):
    moment = datetime.fromtimestamp(timestamp, UTC)
    return (moment.year - 1970) * 12 + moment.month - 1


@pytest.fixture(scope="module")
def table(accounts):
    return deploy_double("PeriodsTable", sender=accounts[0])


def test_every_month_starts_when_it_starts(table):
    """All 2,760 months; the start of each is the end of the one before."""
    starts = [start for first in range(0, MONTHS_TO_2200, 690) for start in table.startsOf(MONTHS, first, 690)]
    assert starts == [first_second(month) for month in range(MONTHS_TO_2200)]


def test_the_first_and_last_second_of_every_month_lie_in_it(table):
    seconds = [
        second for month in range(MONTHS_TO_2200) for second in (first_second(month), first_second(month + 1) - 1)
    ]
    periods = [period for i in range(0, len(seconds), 690) for period in table.periodsAt(MONTHS, seconds[i : i + 690])]
    assert periods == [month for month in range(MONTHS_TO_2200) for _ in range(2)]


@pytest.mark.parametrize(
    ("year", "days"), [(1970, 28), (1972, 29), (2000, 29), (2024, 29), (2026, 28), (2100, 28), (2196, 29)]
)
def test_leap_years(oracle, year, days):
    february = (year - 1970) * 12 + 1
    assert oracle.endOf(february) - oracle.startOf(february) == days * DAY


@given(timestamps=st.lists(SECONDS, min_size=20, max_size=20))
@settings(max_examples=25)
def test_any_second_lies_in_its_month(table, timestamps):
    assert list(table.periodsAt(MONTHS, timestamps)) == [month_of(timestamp) for timestamp in timestamps]


@given(
    epoch=st.integers(0, 2**64 - 1),
    length=st.integers(1, 2**64 - 1),
    period=st.integers(0, 2**32 - 2),
    part=st.floats(0, 1),
)
@settings(max_examples=25)
def test_fixed_lengths_fill_time_without_gaps(table, epoch, length, period, part):
    calendar = (epoch, length)
    start, end = table.startsOf(calendar, period, 2)
    assert (start, end) == (epoch + period * length, epoch + (period + 1) * length)
    inside = min(end - 1, start + int(part * length))
    assert list(table.periodsAt(calendar, [start, inside, end - 1])) == [period] * 3


def test_before_the_epoch_there_is_no_period(table):
    with reverts("BeforeEpoch", 999, 1000):
        table.periodsAt((1000, 10), [999])
    assert table.periodsAt((1000, 10), [1000]) == (0,)


def test_the_oracle_asks_the_same_calendar(deployed, oracle, table, chain):
    now = chain[-1].timestamp
    assert oracle.currentPeriod() == month_of(now)
    assert oracle.calendar() == MONTHS
    weeks = deployed((DAY, DAY, DAY), (345_600, 7 * DAY))
    assert weeks.periodAt(now) == (now - 345_600) // (7 * DAY)
    assert weeks.endOf(3) == weeks.startOf(4) == 345_600 + 4 * 7 * DAY


def test_a_time_too_far_away_is_refused(oracle):
    with reverts("SafeCastOverflowedUintDowncast", 32, ...):
        oracle.periodAt(2**256 - 1)
