"""Fields that entries of several kinds have, as values."""

from fractions import Fraction

from heyi.core.errors import InvalidPeriod
from heyi.core.facts import HIGHEST_SCORE
from heyi.core.periods import Calendar
from heyi.core.terms import Metric
from heyi.templates.agreement import Defaults, Term
from heyi.templates.reading.entry import Entry

__all__ = [
    "above_zero",
    "calendar_of",
    "metric_of",
    "one_for_each",
    "one_or_more",
    "period_of",
    "points_for_each",
    "points_of",
    "ratio_of",
    "term_of",
    "windows_of",
]


def term_of(entry: Entry, defaults: Defaults, periods: int = 0) -> Term:
    """Without `from` the term starts with the defaults; without `periods` it lasts that long, or (0) ends with them."""
    calendar, played = defaults.calendar, defaults.periods
    first = period_of(entry, "from", calendar) if entry.has("from") else played[0]
    if first not in played and entry.has("from"):
        start, end = (calendar.format(period) for period in (played[0], played[-1]))
        entry.wrong("from", f"{entry.text('from')} lies outside the periods {start} to {end}")
    return Term(
        first_period=first,
        periods=entry.number("periods", periods or max(1, played.stop - first)),
        notice=entry.number("notice"),
        ceiling=entry.amount("ceiling") if entry.has("ceiling") else None,
    )


def period_of(entry: Entry, field: str, calendar: Calendar) -> int:
    """The period a field names; 0 after a mistake was noted."""
    try:
        return calendar.parse(entry.text(field))
    except InvalidPeriod as error:
        entry.wrong(field, str(error))
        return 0


def calendar_of(entry: Entry) -> tuple[Calendar, int, int]:
    """A calendar, and its periods `first` and `last`."""
    try:
        calendar = Calendar(entry.number("seconds"), entry.number("epoch"))
    except InvalidPeriod:
        entry.wrong("epoch", "is for periods of a fixed length: seconds is missing")
        calendar = Calendar()
    first, last = (period_of(entry, name, calendar) for name in ("first", "last"))
    if last < first and first and last:
        entry.wrong("last", f"{entry.text('last')} comes before {entry.text('first')}")
    return calendar, first, last


def windows_of(entry: Entry, term: Term, window: int) -> int:
    """How many windows the term has, which must be whole ones."""
    windows, rest = divmod(term.periods, window)
    if rest:
        entry.wrong("window", f"windows of {window} periods do not divide the {term.periods} of the agreement")
    return windows


def one_for_each(entry: Entry, field: str, term: Term, window: int) -> tuple[int, ...]:
    """A list of amounts, one for each window."""
    amounts = entry.amounts(field)
    windows, rest = divmod(term.periods, window)
    if not rest and len(amounts) != windows:
        entry.wrong(field, f"has {len(amounts)} for {windows} windows of {window} periods")
    return amounts


def one_or_more(entry: Entry, field: str, term: Term, window: int) -> tuple[int, ...]:
    """An amount for each window: the same in `field`, or each its own in the plural of it."""
    windows, several = windows_of(entry, term, window), f"{field}s"
    if entry.has(field) == entry.has(several):
        entry.wrong(field, f"is needed, or else {several}")
    if entry.has(several):
        return one_for_each(entry, several, term, window)
    return (entry.amount(field),) * max(1, windows)


def above_zero(entry: Entry, field: str) -> int:
    """An amount that must be there."""
    before = len(entry.findings)
    amount = entry.amount(field)
    if amount == 0 and len(entry.findings) == before:
        entry.wrong(field, "must be above 0")
    return amount


def ratio_of(entry: Entry, field: str = "share") -> Fraction:
    """A percentage that must be above 0 %."""
    ratio = entry.percent(field)
    if not ratio:
        entry.wrong(field, "must be above 0 %")
    return ratio


def points_of(entry: Entry, field: str) -> int:
    """A score, which is counted in points and not in money."""
    return _points(entry, field, entry.text(field))


def points_for_each(entry: Entry, field: str, term: Term) -> tuple[int, ...]:
    """A list of scores, one for each period: points of several don't add up, so no window is longer."""
    points = tuple(_points(entry, field, str(text)) for text in entry.values[field])
    if len(points) != term.periods:
        entry.wrong(field, f"has {len(points)} for {term.periods} periods")
    return points


def _points(entry: Entry, field: str, text: str) -> int:
    if not text.isdigit():
        entry.wrong(field, f"is not a whole number of points: {text!r}")
        return 0
    if int(text) > HIGHEST_SCORE:
        entry.wrong(field, f"{text} is more than a score can be: {HIGHEST_SCORE:,}")
    return int(text)


def metric_of(entry: Entry, field: str = "metric") -> Metric:
    """Revenue where the field is left out."""
    return Metric[entry.text(field, "revenue").capitalize()]
