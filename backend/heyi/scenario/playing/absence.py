"""Benchmarks that have no figure where an agreement reads one: no books close on a figure that may still come."""

from collections.abc import Collection, Iterable, Iterator

from heyi.core.accrual import figures_read
from heyi.core.events import AgreementState
from heyi.core.facts import enterprise_of

__all__ = ["awaited"]

SubjectAndPeriod = tuple[bytes, int]


def awaited(
    agreements: Iterable[AgreementState], period: int, given: Collection[SubjectAndPeriod]
) -> list[SubjectAndPeriod]:
    """What windows that end in `period` read of benchmarks, but nobody has reported. given: what was reported.

    Only what is read is waited for: of what a stake is worth there is one figure in years.
    """
    read = {(subject, each) for state in agreements for subject, periods in _read(state, period) for each in periods}
    return sorted(read - set(given), key=lambda each: (each[1], each[0]))


def _read(state: AgreementState, period: int) -> Iterator[tuple[bytes, range]]:
    terms = state.terms_at(period)
    if not terms.first_period <= period < min(terms.end_period, state.end_period):
        return
    for clause in terms.clauses:
        window, rest = divmod(period + 1 - terms.first_period, clause.window)
        if not rest:
            found = figures_read(clause, window - 1, period)
            yield from ((subject, periods) for subject, periods in found if enterprise_of(subject) is None)
