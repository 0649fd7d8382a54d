"""The rules of terms.

The checks run in the contract's order, so the first error is the contract's too. What depends on the chain (time,
books, who is an enterprise) or on the kind of agreement is not checked here. The errors are in `invalid_terms`.
"""

from collections.abc import Sequence

from heyi.core.accrual.readings import reads_actual
from heyi.core.checks.invalid_terms import (
    BackersMisplaced,
    BaseMissing,
    BaseNotPositive,
    BaseNotUsed,
    CeilingBelowClauses,
    ClauseCount,
    ClauseOfNoLeg,
    CorrectionsNotUsed,
    EarlierBeforeStart,
    EscrowMisplaced,
    GateOutOfRange,
    LegCount,
    LegOfNobody,
    LegTakesBack,
    PartyCount,
    PartyTwice,
    PartyZero,
    PointsMissing,
    PointsNotSorted,
    PointTooLarge,
    PromisesMismatch,
    ScaleZero,
    SpanNotWindow,
    TermOutOfRange,
    TooManyBases,
    TooManyFigures,
    TooManyGates,
    TrancheCount,
    WeightsMismatch,
    WeightZero,
    WindowsDoNotFit,
)
from heyi.core.checks.limits import (
    FIGURE_LIMIT,
    FIGURES_AT_ONCE,
    MOST_BASES,
    MOST_CLAUSES,
    MOST_CORRECTION_PERIODS,
    MOST_DEBTORS,
    MOST_GATES,
    MOST_LEGS,
    MOST_PARTIES,
    MOST_PERIODS,
    MOST_POINTS,
    POINT_LIMIT,
)
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import ALL_PARTNERS, Base, Clause, Form, Leg, Nature, Point, Reference, Span, Terms

__all__ = ["check", "figures_of", "most_per_period"]

_ESCROWED = (Nature.Fee, Nature.Bonus, Nature.Tranche)
_ONE_WAY = (Nature.Bonus, Nature.Tranche, Nature.Preferred, Nature.Control)
"""Money that has left for a team, an investment or out of what may be shared doesn't come back; nor does a leader."""


def check(terms: Terms, *, amended: bool = False) -> frozenset[int]:
    """The parties, by index, that may come to owe money, or whose closings have to keep the agreement up to date.

    amended: whether they are to follow on others, whose tranches they do not repeat. Raises the InvalidTerms named
    after the first fact that is wrong. Terms may still be unwise.
    """
    _check_parties(terms.parties)
    if not 1 <= terms.periods <= MOST_PERIODS:
        raise TermOutOfRange(terms.periods, MOST_PERIODS)
    _check_legs(terms)
    is_letter = not terms.legs and not terms.clauses  # a letter of understanding moves nothing
    if not is_letter and not 1 <= len(terms.clauses) <= MOST_CLAUSES:
        raise ClauseCount(len(terms.clauses), MOST_CLAUSES)
    most = [0] * len(terms.legs)
    debtors: set[int] = set()
    for index, clause in enumerate(terms.clauses):
        _check_clause(terms, clause, index)
        most[clause.leg] += most_per_period(clause)
        debtors |= _debtors(clause, terms.legs[clause.leg])
    _check_figures(terms)
    for leg, total in zip(terms.legs, most, strict=True):
        if leg.nature.is_money and total > terms.ceiling:
            raise CeilingBelowClauses(terms.ceiling, total)
    if any(base.from_ is Reference.Dividends for clause in terms.clauses for base in clause.base):
        if not terms.tranches and not amended:
            raise TrancheCount(0, 1)
        debtors.add(0)
    return frozenset(debtors)


def most_per_period(clause: Clause) -> int:
    """The most that the clause can add in one period, either way, in minor units: its part of the least ceiling."""
    up = max(0, *(point.y for point in clause.points))
    down = max(0, *(-point.y for point in clause.points))
    match clause.span:
        case Span.CumulativeGivingBack:
            return up + down
        case Span.Cumulative:
            return up
        case Span.Window | Span.WindowCorrected:
            return max(up, down)


def figures_of(clause: Clause) -> int:
    """How many figures are read when a window of the clause ends."""
    actual = clause.window if reads_actual(clause) else 0
    count = actual + sum(gate.periods * gate.running for gate in clause.gates)
    for base in clause.base:
        if base.from_ is Reference.Earlier:
            count += actual
        elif base.from_ is Reference.Benchmark:
            count += clause.window
    return count


def _check_parties(parties: Sequence[str]) -> None:
    if not 2 <= len(parties) <= MOST_PARTIES:
        raise PartyCount(len(parties), 2, MOST_PARTIES)
    for index, party in enumerate(parties):
        if party == ZERO_ADDRESS:
            raise PartyZero(index)
        if party in parties[:index]:
            raise PartyTwice(party)


def _check_legs(terms: Terms) -> None:
    if len(terms.legs) > MOST_LEGS:
        raise LegCount(len(terms.legs), 0, MOST_LEGS)
    for index, leg in enumerate(terms.legs):
        _check_ends(terms, leg, index)
        if leg.nature not in _ESCROWED if leg.escrow > 0 else leg.nature is Nature.Tranche:
            raise EscrowMisplaced(index)
        if leg.backers:
            _check_backers(terms, leg, index)
    weighted = any(leg.creditor == ALL_PARTNERS for leg in terms.legs)
    partners = len(terms.parties) - 1 if weighted else 0
    if len(terms.weights) != partners:
        raise WeightsMismatch(len(terms.weights), partners)
    for partner, weight in enumerate(terms.weights):
        if weight == 0:
            raise WeightZero(partner)


def _check_ends(terms: Terms, leg: Leg, index: int) -> None:
    if leg.creditor == ALL_PARTNERS:
        fits = leg.debtor == 0 and leg.nature is Nature.Fee
    else:
        # Who may owe has one of few bits in the contract; whoever else is paid has none.
        fits = leg.debtor < min(len(terms.parties), MOST_DEBTORS) and leg.creditor < len(terms.parties)
    if not fits or leg.debtor == leg.creditor:
        raise LegOfNobody(index)


def _check_backers(terms: Terms, leg: Leg, index: int) -> None:
    """Others may answer for a fee; not who owes it, and not who is paid."""
    fits = leg.nature is Nature.Fee and leg.creditor != ALL_PARTNERS and leg.backers >> len(terms.parties) == 0
    if not fits or leg.is_backed_by(leg.debtor) or leg.is_backed_by(leg.creditor):
        raise BackersMisplaced(index)


def _check_clause(terms: Terms, clause: Clause, index: int) -> None:
    if clause.leg >= len(terms.legs):
        raise ClauseOfNoLeg(index, clause.leg)
    if clause.window == 0 or terms.periods % clause.window != 0:
        raise WindowsDoNotFit(index, clause.window, terms.periods)
    _check_bases(terms, clause, index)
    _check_gates(clause, terms.periods // clause.window, index)
    _check_points(clause, terms.legs[clause.leg], index)


def _check_bases(terms: Terms, clause: Clause, index: int) -> None:
    if clause.form in (Form.Actual, Form.Days):
        if clause.base:
            raise BaseNotUsed(index)
        return
    if not clause.base:
        raise BaseMissing(index)
    if len(clause.base) > MOST_BASES:
        raise TooManyBases(index, len(clause.base))
    if clause.base[0].scale == 0:
        raise ScaleZero(index)
    for base in clause.base:
        _check_base(terms, clause, base, index)


def _check_base(terms: Terms, clause: Clause, base: Base, index: int) -> None:
    if base.from_ is Reference.Promises:
        _check_promises(base, terms.periods // clause.window, clause.form, index)
        return
    if base.from_ is Reference.Earlier:
        if clause.form is Form.Base:
            raise BaseNotUsed(index)  # it reads no figure, and would take an earlier one for 0
        if base.lag == 0 or base.lag * clause.window > terms.first_period:
            raise EarlierBeforeStart(index)
        return
    _check_sorted(base.curve, FIGURE_LIMIT, index)
    if base.from_ is Reference.Benchmark:
        return
    if clause.is_cumulative:
        raise SpanNotWindow(index)
    if base.from_ is Reference.Accrued and base.leg >= len(terms.legs):
        raise ClauseOfNoLeg(index, base.leg)


def _check_promises(base: Base, windows: int, form: Form, index: int) -> None:
    if len(base.promises) != windows:
        raise PromisesMismatch(index, len(base.promises), windows)
    if form is not Form.Ratio:
        return  # only Ratio divides by the base
    for window, promise in enumerate(base.promises):
        if promise <= 0:
            raise BaseNotPositive(index, window)


def _check_gates(clause: Clause, windows: int, index: int) -> None:
    if len(clause.gates) > MOST_GATES:
        raise TooManyGates(index, len(clause.gates))
    for number, gate in enumerate(clause.gates):
        if not 1 <= gate.periods <= clause.window or gate.running == 0:
            raise GateOutOfRange(index, number)
        if gate.promises and len(gate.promises) != windows:
            raise PromisesMismatch(index, len(gate.promises), windows)


def _check_points(clause: Clause, leg: Leg, index: int) -> None:
    _check_sorted(clause.points, POINT_LIMIT, index)
    # Who has no bit in the contract can't owe.
    if leg.nature not in _ONE_WAY and leg.creditor < MOST_DEBTORS:
        return
    for number, point in enumerate(clause.points):
        if point.y < 0:
            raise LegTakesBack(index, number)
    if clause.span is Span.CumulativeGivingBack:
        raise LegTakesBack(index, len(clause.points))


def _check_sorted(points: Sequence[Point], limit: int, index: int) -> None:
    if not 1 <= len(points) <= MOST_POINTS:
        raise PointsMissing(index)
    for number, point in enumerate(points):
        if abs(point.x) >= POINT_LIMIT or abs(point.y) >= limit:
            raise PointTooLarge(index, number)
        if number > 0 and points[number - 1].x > point.x:
            raise PointsNotSorted(index, number)
        # Of three points at one x the middle one could never count: a slip of the pen.
        if number > 1 and points[number - 2].x == point.x:
            raise PointsNotSorted(index, number)


def _check_figures(terms: Terms) -> None:
    """All that is read when windows of all clauses end at once, or figures are taken anew after the term."""
    figures = sum(figures_of(clause) for clause in terms.clauses)
    if terms.correction_periods > 0:
        anew = sum(3 * terms.periods for clause in terms.clauses if clause.is_cumulative)
        if anew == 0 or terms.correction_periods > MOST_CORRECTION_PERIODS:
            raise CorrectionsNotUsed(terms.correction_periods, MOST_CORRECTION_PERIODS)
        figures = max(figures, anew)
    if figures > FIGURES_AT_ONCE:
        raise TooManyFigures(figures, FIGURES_AT_ONCE)


def _debtors(clause: Clause, leg: Leg) -> set[int]:
    """What may rise may fall again where it is given back, so both sides may come to owe."""
    if leg.nature is Nature.Tranche or not leg.nature.is_money:
        return set()  # out of escrow, or no money: nothing for the books
    if clause.span is Span.CumulativeGivingBack:
        return {leg.debtor, leg.creditor}
    debtors = {leg.debtor} if any(point.y > 0 for point in clause.points) else set()
    if clause.span is not Span.Cumulative and any(point.y < 0 for point in clause.points):
        debtors.add(leg.creditor)
    return debtors
