"""What communities have reached and shared: by window, and by partner."""

from collections import Counter
from collections.abc import Iterator

from heyi.company import Company
from heyi.core.facts import subject_of
from heyi.core.periods import Calendar
from heyi.core.terms import ALL_PARTNERS, Clause, Form, Reference, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.reading import Figures, accruals
from heyi.statements.table import Column, Table

__all__ = ["communities", "community_partners", "shared_in"]


def communities(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per community and window: result against target, and what all partners together got of it."""
    figures = Figures(company, ledger)
    leads = {subject_of(address): address for address in directory.enterprises}
    rows = []
    for agreement, terms, period, amounts in _accrued(ledger):
        clause = _sharing(terms)
        first = period - clause.window + 1
        number, rest = divmod(first - terms.first_period, clause.window)
        if rest or number < 0 or clause.subject not in leads:
            continue
        lead = leads[clause.subject]
        target = _target(clause, number)
        result = figures.sum(lead, clause.metric, range(first, period + 1))
        rows.append(
            {
                "agreement": directory.agreement(agreement),
                "lead": directory.name(lead),
                "window": calendar.format_window(first, period),
                "metric": clause.metric.name.lower(),
                "result": result,
                "target": target,
                "reached": "yes" if result > target else "no",
                "shared": amounts[clause.leg],
            }
        )
    columns = (
        Column("agreement", "agreement"),
        Column("lead", "lead"),
        Column("window", "window"),
        Column("metric", "metric"),
        Column("result", "result", "money"),
        Column("target", "target", "money"),
        Column("reached", "reached"),
        Column("shared", "shared", "money"),
    )
    return Table("communities", "Community: result against target", columns, tuple(rows))


def community_partners(ledger: Ledger, directory: Directory) -> Table:
    """Per community and partner: its part of what was shared, and the costs that the lead covered."""
    shared: Counter[tuple[bytes, int]] = Counter()
    costs: Counter[tuple[bytes, int]] = Counter()
    for agreement, terms, _, amounts in _accrued(ledger):
        for leg, amount in zip(terms.legs, amounts, strict=True):
            into = shared if leg.creditor == ALL_PARTNERS else costs
            for partner, part in terms.parts_of(leg, amount).items():
                into[agreement, partner] += part
    rows = tuple(
        {
            "agreement": directory.agreement(state.agreement),
            "partner": directory.name(partner),
            "parts": weight,
            "shared": shared[state.agreement, place],
            "costs": costs[state.agreement, place],
        }
        for state in ledger.agreements.values()
        if ledger.kind_of(state.agreement) == "CommunityAgreements"
        for place, (partner, weight) in enumerate(
            zip(state.versions[-1].parties[1:], state.versions[-1].weights, strict=True), 1
        )
    )
    columns = (
        Column("agreement", "agreement"),
        Column("partner", "partner"),
        Column("parts", "parts", "count"),
        Column("shared", "shared", "money"),
        Column("costs", "costs covered", "money"),
    )
    note = "shared: by parts, what rounding leaves to the last"
    return Table("community_partners", "Community: shared by partner", columns, rows, note, total=True)


def shared_in(ledger: Ledger, period: int) -> Iterator[tuple[bytes, int, int]]:
    """Each community that shared something in a period: its agreement, how much, and among how many partners."""
    for agreement, terms, accrued_in, amounts in _accrued(ledger):
        amount = amounts[_sharing(terms).leg]
        if accrued_in == period and amount:
            yield agreement, amount, len(terms.weights)


def _accrued(ledger: Ledger) -> Iterator[tuple[bytes, Terms, int, list[int]]]:
    """Of communities that share by weights."""
    for agreement, terms, period, amounts in accruals(ledger):
        if ledger.kind_of(agreement) == "CommunityAgreements" and any(_sharings(terms)):
            yield agreement, terms, period, amounts


def _sharings(terms: Terms) -> Iterator[Clause]:
    return (clause for clause in terms.clauses if terms.legs[clause.leg].creditor == ALL_PARTNERS)


def _sharing(terms: Terms) -> Clause:
    return next(_sharings(terms))


def _target(clause: Clause, window: int) -> int:
    """Above which something is shared: what the window promises, or the last point at which nothing is."""
    zero = max((point.x for point in clause.points if point.y == 0), default=0)
    if clause.form is Form.Variance and clause.base and clause.base[0].from_ is Reference.Promises:
        return clause.base[0].promises[window] + zero
    return zero
