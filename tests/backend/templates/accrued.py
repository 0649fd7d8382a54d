"""What a template comes to: its terms accrued by the contract's twin on facts from a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from heyi.core.accrual import entitlements
from heyi.core.checks import check
from heyi.core.facts import Figure, Finality, Metric, benchmark_id, subject_of
from heyi.templates.load import Template
from heyi.templates.terms_of import SOME_TOKEN, placeholders, terms_of


@dataclass
class Facts:
    """Figures by unit (or benchmark), metric and period; whatever is not there is 0."""

    figures: Mapping[tuple[str, Metric, int], int] = field(default_factory=dict)
    names: Mapping[bytes, str] = field(default_factory=dict)

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        del corrected
        return Figure(Finality.Final, self.figures.get((self.names[subject], metric, period), 0))

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        del subject, metric, period, through
        return 0


def accrue(
    template: Template,
    agreement: str,
    figures: Mapping[tuple[str, Metric, int], int],
    benchmarks: Iterable[str] = (),
) -> list[list[int]]:
    """What each leg adds in each period of the term. Periods of figures are counted from the agreement's first (0)."""
    text = next(each for each in template.agreements if each.id == agreement)
    addresses = placeholders(template.words.names)
    terms = terms_of(text, addresses, SOME_TOKEN)
    check(terms)
    names = {subject_of(address): each for each, address in addresses.items()}
    names |= {benchmark_id(each): each for each in benchmarks}
    first = terms.first_period
    facts = Facts({(who, metric, first + at): value for (who, metric, at), value in figures.items()}, names)
    accrual = entitlements(terms, facts, template.words.calendar, terms.end_period)
    rows = []
    for period in accrual.periods:
        legs = [0] * len(terms.legs)
        for clause, added in zip(terms.clauses, period.amounts, strict=True):
            legs[clause.leg] += added
        rows.append(legs)
    return rows


def totals(rows: list[list[int]]) -> list[int]:
    """What each leg adds in all."""
    return [sum(column) for column in zip(*rows, strict=True)]
