"""[rows], [currency] and [rates]: how cells are read, beside or instead of what the company's own definition says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from heyi.core.errors import InvalidPeriod
from heyi.core.periods import Calendar
from heyi.sources.described.document import Document, seconds_of
from heyi.sources.described.figures import match_of
from heyi.sources.plan import Frame, Rates, RowRules, Taking

__all__ = ["RowsRead", "calendar_of", "first_of", "rows_of"]

MODES = {
    "half-even": "ROUND_HALF_EVEN",
    "half-up": "ROUND_HALF_UP",
    "half-down": "ROUND_HALF_DOWN",
    "up": "ROUND_UP",
    "down": "ROUND_DOWN",
    "floor": "ROUND_FLOOR",
    "ceiling": "ROUND_CEILING",
}


@dataclass(frozen=True)
class RowsRead:
    """What is read of each row."""

    date: str
    amount: tuple[str, ...]
    rules: RowRules


def calendar_of(document: Document) -> Calendar:
    """Months, or lengths of time. Raises SourceWrong."""
    given = document.table("periods")
    if "epoch" in given and "seconds" not in given:
        raise document.wrong("[periods] epoch", "is given without seconds, the length of a period")
    return Calendar(given.get("seconds", 0), given.get("epoch", 0))


def first_of(document: Document, calendar: Calendar) -> int | None:
    """The first period, if it is given. Raises SourceWrong."""
    written = document.table("periods").get("first")
    if written is None:
        return None
    try:
        return calendar.parse(written)
    except InvalidPeriod as error:
        raise document.wrong("[periods] first", str(error)) from None


def rows_of(document: Document, frame: Frame, defined: RowsRead | None) -> RowsRead:
    """defined: what the company's definition says, of which the description may say otherwise. Raises SourceWrong."""
    given = document.table("rows")
    when = document.one_of("rows", ("time", "period"), needed=defined is None)
    if "amount" not in given and defined is None:
        raise document.wrong("[rows] amount", "is missing")
    before = defined.rules if defined else RowRules()
    rules = replace(
        before,
        key=tuple(given.get("key", before.key)),
        by_period=when == "period" if when else before.by_period,
        time_zone=_zone(document, given),
        double_time=given.get("double_time", "earlier"),
        missing_time=given.get("missing_time", "refuse"),
        recorded=given.get("recorded", ""),
        late_after=_late_after(document, given),
        major=given.get("amounts_in", "minor") == "major",
        only=match_of(given.get("only")),
        taking=_taking(given, defined),
    )
    rules = _with_currency(document, rules, frame)
    if rules.by_period and rules.recorded:
        raise document.wrong("[rows] recorded", "needs a time column: a period column says itself where rows belong")
    date = str(given[when]) if when else (defined.date if defined else "")
    return RowsRead(date, tuple(given.get("amount", defined.amount if defined else ())), rules)


def _taking(given: Mapping[str, Any], defined: RowsRead | None) -> Taking:
    if given.get("others") == "leave out":
        return Taking.ANYTHING
    return Taking.REVENUE if defined else Taking.SOMETHING


def _zone(document: Document, given: Mapping[str, Any]) -> str:
    name = str(given.get("time_zone", "UTC"))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise document.wrong("[rows] time_zone", f"is no time zone such as Europe/London: {name!r}") from None
    return name


def _late_after(document: Document, given: Mapping[str, Any]) -> int:
    if ("late_after" in given) != ("recorded" in given):
        key = "recorded" if "late_after" in given else "late_after"
        raise document.wrong(f"[rows] {key}", "is missing: recorded and late_after go together")
    return seconds_of(given["late_after"]) if "late_after" in given else 0


def _with_currency(document: Document, rules: RowRules, frame: Frame) -> RowRules:
    given, rates = document.table("currency"), document.table("rates")
    column, code = given.get("column", ""), given.get("code", "")
    if column and not code:
        raise document.wrong("[currency] code", "is missing: column says which currency a row is in")
    if rates and not column:
        raise document.wrong("[rates]", "are given, but no [currency] column says which currency a row is in")
    if not rates:
        return replace(rules, currency=code, currency_column=column)
    by_currency: dict[str, dict[int, Decimal]] = {}
    for currency, by_period in rates.items():
        if currency == "rounding":
            continue
        if currency == code:
            raise document.wrong(f"[rates.{currency}]", "is the company's own currency")
        by_currency[currency] = {}
        for label, rate in by_period.items():
            try:
                by_currency[currency][frame.calendar.parse(label)] = Decimal(rate)
            except InvalidPeriod as error:
                raise document.wrong(f"[rates.{currency}]", str(error)) from None
    return replace(rules, currency=code, currency_column=column, rates=Rates(by_currency, MODES[rates["rounding"]]))
