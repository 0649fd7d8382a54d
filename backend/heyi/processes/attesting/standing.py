"""What the chain says already of the figures that a node reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from heyi.company import Company
from heyi.core.facts import Finality, Metric, Stage, Statement, enterprise_of
from heyi.core.solidity import ZERO_BYTES32

__all__ = ["Standing", "standings_of"]

ALWAYS = 2**32 - 1  # the last period there can be
CORRECTED = (Metric.Revenue, Metric.Profit, Metric.Collected, Metric.Ecosystem)


@dataclass(frozen=True)
class Standing:
    """Of one subject in one period. figures: as stored, without evidence; zeros if there are none.

    since: when they were posted, challenged or decided against, unix seconds. least, most: the subject's band, both
    zero for none. counts: the figures with all corrections of them, once they are final.
    """

    stage: Stage
    finality: Finality
    figures: Statement
    since: int
    least: int
    most: int
    counts: Statement

    @property
    def is_open(self) -> bool:
        """Whether a statement may be posted."""
        return self.stage is Stage.None_ and self.finality is Finality.Pending

    @property
    def is_final(self) -> bool:
        return self.finality is not Finality.Pending

    @property
    def is_void(self) -> bool:
        """Whether the arbiter has decided against a statement, and others may follow."""
        return self.is_open and self.since > 0

    def differs(self, statement: Statement) -> bool:
        """Whether other figures are stored, or count by now, whatever their evidence; after silence zeros count."""
        if self.is_final:
            return self.correction(statement) is not None or statement.score != self.counts.score
        return replace(statement, evidence=ZERO_BYTES32) != self.figures

    def correction(self, statement: Statement) -> Statement | None:
        """The statement as it would correct what counts; None if it differs in nothing that can be corrected.

        A score isn't corrected, so the one that counts is repeated.
        """
        before, after = self.counts, replace(statement, score=self.counts.score)
        alike = (before.revenue, before.profit, before.other) == (after.revenue, after.profit, after.other)
        return None if alike else after

    def sets_apart(self, statement: Statement) -> bool:
        """Whether the contract would take the statement only from all nodes, because it lies outside its band."""
        if self.least == 0 and self.most == 0:
            return False
        money = [statement.revenue]
        if enterprise_of(statement.subject) is not None:
            money.append(statement.profit)
            money += [statement.other] if statement.other_metric is Metric.Collected else []
        return any(not self.least <= amount <= self.most for amount in money)


def standings_of(company: Company, period: int, subjects: Iterable[bytes]) -> dict[bytes, Standing]:
    """By subject. Raises NoNode."""
    oracle, wanted = company.oracle.functions, list(subjects)
    asked = [
        function
        for subject in wanted
        for function in (
            oracle.stageOf(subject, period),
            oracle.statementOf(subject, period),
            oracle.bandOf(subject),
        )
    ]
    answers = iter(company.chain.call_all(asked))
    found = {
        subject: _standing(stage, statement, band)
        for subject, stage, statement, band in zip(wanted, answers, answers, answers, strict=True)
    }
    return _corrected(company, period, found)


def _standing(stage: tuple[int, int], statement: tuple[object, int], band: dict[str, int]) -> Standing:
    stored, since = statement
    figures = Statement.from_abi(stored)
    return Standing(Stage(stage[0]), Finality(stage[1]), figures, since, band["least"], band["most"], figures)


def _corrected(company: Company, period: int, found: Mapping[bytes, Standing]) -> dict[bytes, Standing]:
    """The same, with what corrections have made of figures that are final."""
    difference = company.oracle.functions.correctionOf
    final = [subject for subject, standing in found.items() if standing.is_final]
    # It counts what was booked, so where it is 0 there is nothing to add up.
    if not final or company.chain.call(company.oracle.functions.correctionNonce()) == 0:
        return dict(found)
    asked = [difference(subject, metric, period, ALWAYS) for subject in final for metric in CORRECTED]
    answers = iter(company.chain.call_all(asked))
    counts = {
        subject: _counts(found[subject].figures, differences)
        for subject, *differences in zip(final, answers, answers, answers, answers, strict=True)
    }
    return {subject: replace(each, counts=counts.get(subject, each.figures)) for subject, each in found.items()}


def _counts(figures: Statement, differences: list[int]) -> Statement:
    revenue, profit, collected, ecosystem = differences
    other_metric = figures.other_metric
    if ecosystem:  # of an absent period only its corrections say what `other` measures
        other_metric = Metric.Ecosystem
    elif collected:
        other_metric = Metric.Collected
    return replace(
        figures,
        revenue=figures.revenue + revenue,
        profit=figures.profit + profit,
        other=figures.other + collected + ecosystem,
        other_metric=other_metric,
    )
