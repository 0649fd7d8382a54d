"""Periods: calendar months in UTC, counted from January 1970 = 0, or lengths of time counted from an epoch.

Times are unix seconds. Nothing here asks what time it is.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from heyi.core.errors import InvalidPeriod

__all__ = ["MONTHS", "SECONDS_PER_DAY", "Calendar"]

SECONDS_PER_DAY = 86_400
LAST = 2**32 - 1  # contracts have periods as uint32

_MONTH = re.compile(r"([0-9]{4,9})-([0-9]{2})")
_NUMBER = re.compile(r"#([0-9]{1,10})")
_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Calendar:
    """How time is cut into periods. length: seconds per period, 0 for calendar months; epoch: where period 0 begins.

    The twin of the oracle contract's calendar: period_at, start_of and end_of agree with it for every period.
    """

    length: int = 0
    epoch: int = 0

    def __post_init__(self) -> None:
        if self.length < 0 or self.epoch < 0 or (self.epoch and not self.length):
            raise InvalidPeriod(
                (self.length, self.epoch), "months have no length and no epoch, and neither is negative"
            )

    def period_at(self, timestamp: int) -> int:
        """The period that `timestamp` lies in. Raises InvalidPeriod before period 0."""
        if timestamp < self.epoch:
            raise InvalidPeriod(timestamp, "it lies before the first period")
        if self.length:
            return (timestamp - self.epoch) // self.length
        year, month = _month_of(timestamp // SECONDS_PER_DAY)
        return (year - 1970) * 12 + month - 1

    def start_of(self, period: int) -> int:
        """The period's first second. Raises InvalidPeriod for a negative number."""
        if period < 0:
            raise InvalidPeriod(period, "periods count from 0")
        if self.length:
            return self.epoch + period * self.length
        return _days_to(1970 + period // 12, period % 12 + 1) * SECONDS_PER_DAY

    def end_of(self, period: int) -> int:
        """The first second after the period."""
        return self.start_of(period + 1)

    def days_between(self, first: int, last: int) -> int:
        """Whole days from the first second of period `first` to the end of period `last`: x of Form.Days."""
        return (self.end_of(last) - self.start_of(first)) // SECONDS_PER_DAY

    def parse(self, text: str) -> int:
        """The period written as format() writes it: 2011-03, or #12 where periods have a fixed length.

        Raises InvalidPeriod.
        """
        period = self._parsed(text)
        if period > LAST:
            raise InvalidPeriod(text, "it lies beyond all that contracts can count")
        return period

    def _parsed(self, text: str) -> int:
        if self.length:
            if number := _NUMBER.fullmatch(text):
                return int(number[1])
            raise InvalidPeriod(text, "it is not written like #12")
        month = _MONTH.fullmatch(text)
        if not month or int(month[1]) < 1970 or not 1 <= int(month[2]) <= 12:
            raise InvalidPeriod(text, "it is not a month since 1970 written like 2011-03")
        return (int(month[1]) - 1970) * 12 + int(month[2]) - 1

    def format(self, period: int) -> str:
        """The period as a short text that sorts by time where periods are months."""
        if self.length:
            return f"#{period}"
        return f"{1970 + period // 12}-{period % 12 + 1:02}"

    def format_window(self, first: int, last: int) -> str:
        """From which to which period a window lasts; one period by itself."""
        return self.format(first) if first == last else f"{self.format(first)}..{self.format(last)}"

    def label(self, period: int) -> str:
        """The period for readers: March 2011, or the times in UTC from when to when (exclusive) it runs."""
        if not self.length:
            return f"{_NAMES[period % 12]} {1970 + period // 12}"
        start, end = self.start_of(period), self.end_of(period)
        whole_days = start % SECONDS_PER_DAY == 0 and end % SECONDS_PER_DAY == 0
        form = "%Y-%m-%d" if whole_days else "%Y-%m-%d %H:%M:%S"
        return f"{datetime.fromtimestamp(start, UTC):{form}} to {datetime.fromtimestamp(end, UTC):{form}}"


MONTHS = Calendar()

# Days from and to the proleptic Gregorian calendar in whole numbers: Howard Hinnant, "chrono-Compatible Low-Level Date
# Algorithms" (days_from_civil, civil_from_days). Not datetime, which ends in the year 9999: periods go beyond.
_DAYS_PER_ERA = 146_097  # 400 years
_DAYS_TO_1970 = 719_468  # from 0000-03-01


def _days_to(year: int, month: int) -> int:
    """Days from 1970-01-01 to the first of the month. Years are counted from March, so that leap days come last."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5
    return era * _DAYS_PER_ERA + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _DAYS_TO_1970


def _month_of(day: int) -> tuple[int, int]:
    """Year and month of the day that is `day` days after 1970-01-01."""
    era, day_of_era = divmod(day + _DAYS_TO_1970, _DAYS_PER_ERA)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = ((5 * day_of_year + 2) // 153 + 2) % 12 + 1
    return era * 400 + year_of_era + (month <= 2), month
