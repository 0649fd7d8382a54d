"""Calendars: months in UTC and fixed lengths, there and back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.errors import InvalidPeriod
from heyi.core.periods import MONTHS, SECONDS_PER_DAY, Calendar

WEEKS = Calendar(length=7 * SECONDS_PER_DAY, epoch=4 * SECONDS_PER_DAY)  # from Monday, 5 January 1970
HOURS = Calendar(length=3_600, epoch=1_700_000_000)


def at(*date: int) -> int:
    return int(datetime(*date, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


def test_months_count_from_january_1970() -> None:
    assert MONTHS.period_at(0) == 0
    assert MONTHS.start_of(0) == 0
    assert MONTHS.end_of(0) == 31 * SECONDS_PER_DAY
    assert MONTHS.period_at(at(2011, 3, 31, 23, 59, 59)) == 494
    assert MONTHS.period_at(at(2011, 4, 1)) == 495


def test_months_start_where_the_standard_library_says() -> None:
    for period in range(1, (9999 - 1970) * 12):
        start = at(1970 + period // 12, period % 12 + 1, 1)
        assert MONTHS.start_of(period) == start
        assert MONTHS.period_at(start) == period
        assert MONTHS.period_at(start - 1) == period - 1


@pytest.mark.parametrize("calendar", [MONTHS, WEEKS, HOURS], ids=["months", "weeks", "hours"])
@given(period=st.integers(0, 2**24))
def test_periods_follow_one_another_without_a_gap(calendar: Calendar, period: int) -> None:
    start, end = calendar.start_of(period), calendar.end_of(period)
    assert start < end == calendar.start_of(period + 1)
    assert calendar.period_at(start) == calendar.period_at(end - 1) == period
    assert calendar.parse(calendar.format(period)) == period


def test_leap_days_are_in_february() -> None:
    days = {year: MONTHS.days_between(*2 * [MONTHS.parse(f"{year}-02")]) for year in (2000, 2011, 2012, 2100, 2400)}
    assert days == {2000: 29, 2011: 28, 2012: 29, 2100: 28, 2400: 29}


def test_days_are_whole() -> None:
    assert MONTHS.days_between(MONTHS.parse("2011-01"), MONTHS.parse("2013-12")) == 1_096
    assert HOURS.days_between(0, 22) == 0
    assert HOURS.days_between(0, 23) == 1


def test_texts() -> None:
    assert MONTHS.parse("2011-03") == 494
    assert MONTHS.format(494) == "2011-03"
    assert MONTHS.label(494) == "March 2011"
    assert WEEKS.parse("#2139") == 2_139
    assert WEEKS.format(2_139) == "#2139"
    assert WEEKS.label(2_139) == "2011-01-03 to 2011-01-10"
    assert Calendar(length=SECONDS_PER_DAY // 2).label(0) == "1970-01-01 00:00:00 to 1970-01-01 12:00:00"
    assert HOURS.label(0) == "2023-11-14 22:13:20 to 2023-11-14 23:13:20"


@pytest.mark.parametrize("text", ["2011-13", "2011-00", "2011-3", "1969-12", "March 2011", "", "#494", "2011-03-01"])
def test_what_is_no_month_is_an_error(text: str) -> None:
    with pytest.raises(InvalidPeriod):
        MONTHS.parse(text)


@pytest.mark.parametrize("text", ["2011-03", "12", "#-1", "#"])
def test_what_is_no_number_is_an_error(text: str) -> None:
    with pytest.raises(InvalidPeriod):
        WEEKS.parse(text)


def test_before_the_first_period_there_is_nothing() -> None:
    for calendar in (MONTHS, WEEKS):
        with pytest.raises(InvalidPeriod):
            calendar.period_at(calendar.epoch - 1)
        with pytest.raises(InvalidPeriod):
            calendar.start_of(-1)


def test_months_have_neither_length_nor_epoch() -> None:
    for length, epoch in ((-1, 0), (1, -1), (0, 1)):
        with pytest.raises(InvalidPeriod):
            Calendar(length, epoch)
