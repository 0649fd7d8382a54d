"""The steps of a clause in sentences, for who signed it and wants to know why an amount is what it is."""

from collections.abc import Callable, Iterator, Sequence

from heyi.core.facts import Finality, Metric
from heyi.core.periods import Calendar
from heyi.core.terms import NO_UPPER_BOUND, Form, Reference
from heyi.statements.open_book.why.computing import BaseWhy, ClauseWhy, GateWhy, Read, Segment

__all__ = ["steps_of"]

Name = Callable[[bytes], str]
"""What a subject is called."""

_FORMS = {
    Form.Actual: "x is the actual figure",
    Form.Variance: "x is the actual figure less the base",
    Form.Ratio: "x is the actual figure over the base",
    Form.Inverse: "x is the base over the actual figure",
    Form.Days: "x is the days since the agreement's start",
    Form.Base: "x is the base",
}
_BASES = {
    Reference.Promises: "promised for the window",
    Reference.Earlier: "the same figure earlier",
    Reference.Benchmark: "by the benchmark",
    Reference.Days: "by the days since the start",
    Reference.Accrued: "by what a leg has accrued",
    Reference.Dividends: "by what the investor's shares have earned",
}


def steps_of(why: ClauseWhy, calendar: Calendar, name: Name) -> list[str]:
    """Amounts in minor units, figures as they were attested."""
    return list(_steps(why, calendar, name))


def _steps(why: ClauseWhy, calendar: Calendar, name: Name) -> Iterator[str]:
    if why.outcome == "no window ends":
        yield f"No window of {why.clause.window} periods ends here, so nothing is added."
        return
    if why.outcome == "nothing to restate":
        yield "After the term nothing is added, and no correction changes what was."
        return
    if why.window:
        number, first, last = why.window
        yield f"Window {number + 1} is {calendar.format_window(first, last)}."
    else:
        yield "After the term the figures of all its periods are taken as corrected by now."
    if why.outcome == "constant":
        yield f"The amount is fixed: {why.added}."
        return
    for gate in why.gates:
        yield _gate(gate, calendar, name)
    if why.outcome == "gates fail":
        rest = "; its sums run on" if why.clause.is_cumulative else ""
        yield f"A condition fails, so nothing is added{rest}."
        return
    if len(why.clause.points) == 1 and not why.clause.is_cumulative:
        yield f"The amount is fixed: {why.added}."
        return
    yield from _figures(why, calendar, name)
    yield from _result(why)


def _figures(why: ClauseWhy, calendar: Calendar, name: Name) -> Iterator[str]:
    if why.reads and why.window:
        yield f"Actual: {_sum(why.reads, calendar, name)} = {why.actual}."
    elif why.actual is not None and why.outcome == "restated":
        yield f"Corrections change the actual figure by {why.actual}."
    for base in why.bases:
        yield _base(base, calendar, name)
    if len(why.bases) > 1:
        yield f"Together the base is {why.base}."
    if why.sums:
        yield f"It is cumulative: this comes on top of {why.sums.actual} actual and {why.sums.base} base from before."


def _result(why: ClauseWhy) -> Iterator[str]:
    if why.x is None or why.segment is None:
        return
    numerator, denominator = why.x
    x = str(numerator) if denominator == 1 else f"{numerator} / {denominator}"
    yield f"{_FORMS[why.clause.form]}: {x}."
    yield _segment(why.segment, denominator)
    if why.segment.y.denominator != 1:
        yield f"Rounded down: {why.entitlement}."
    if why.sums:
        yield f"Less {why.sums.accrued} accrued before: {why.added} is added."


def _gate(why: GateWhy, calendar: Calendar, name: Name) -> str:
    gate = why.gate
    lowest = 0 if gate.metric is Metric.Score else -NO_UPPER_BOUND - 1
    bounds = [f"at least {gate.at_least}"] if gate.at_least > lowest else []
    bounds += [f"below {gate.below}"] if gate.below < NO_UPPER_BOUND else []
    asked = f"Condition: {name(gate.subject)}'s {gate.metric.name.lower()} is {' and '.join(bounds) or 'there'}"
    seen = []
    for run in why.windows:
        figure = "absent" if run.figure is None else str(run.figure)
        promise = f" less {run.promise} promised" if gate.promises else ""
        seen.append(f"{figure}{promise} in {calendar.format_window(run.first, run.last)}")
    found = ", ".join(seen) or f"there are no {gate.running} windows yet"
    return f"{asked}. It is {found}: it {'holds' if why.holds else 'fails'}."


def _base(why: BaseWhy, calendar: Calendar, name: Name) -> str:
    words = _BASES[why.base.from_]
    read = f" ({_sum(why.reads, calendar, name)})" if why.reads else ""
    return f"Base, {words}: {why.value}{read}."


def _sum(reads: Sequence[Read], calendar: Calendar, name: Name) -> str:
    first = reads[0]
    head = f"{name(first.subject)}'s {first.metric.name.lower()}"
    parts = []
    for read in reads:
        absent = ", absent" if read.finality is Finality.Absent else ""
        parts.append(f"{read.counted} ({calendar.format(read.period)}{absent})")
    return f"{head} {' + '.join(parts)}"


def _segment(segment: Segment, denominator: int) -> str:
    left, right = segment.left, segment.right
    if left is not None and right is not None:
        where = f"between the points ({left.x}, {left.y}) and ({right.x}, {right.y})"
    elif left is not None:
        where = f"at or beyond the last point ({left.x}, {left.y})"
    else:
        where = f"before the first point ({right.x}, {right.y})" if right else "nowhere"
    limit = ", as the limit of a denominator towards zero" if denominator <= 0 else ""
    return f"That lies {where}{limit}: y = {segment.y}."
