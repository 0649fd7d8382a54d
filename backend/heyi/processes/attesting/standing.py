"""What the chain says already of the figures that a node reads."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from heyi.company import Company
from heyi.core.facts import Finality, Metric, Stage, Statement, enterprise_of
from heyi.core.solidity import ZERO_BYTES32

__all__ = ["Standing", "standings_of"]


@dataclass(frozen=True)
class Standing:
    """Of one subject in one period. figures: as stored, without evidence; zeros if there are none.

    since: when they were posted, challenged or decided against, unix seconds. least, most: the subject's band, both
    zero for none.
    """

    stage: Stage
    finality: Finality
    figures: Statement
    since: int
    least: int
    most: int

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
        """Whether other figures are stored, whatever their evidence; none at all count as zeros once that is final."""
        mine = replace(statement, evidence=ZERO_BYTES32)
        if self.stage is Stage.None_:
            zeros = Statement(subject=statement.subject, other_metric=statement.other_metric)
            return self.is_final and mine != zeros
        return mine != self.figures

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
    return {
        subject: _standing(stage, statement, band)
        for subject, stage, statement, band in zip(wanted, answers, answers, answers, strict=True)
    }


def _standing(stage: tuple[int, int], statement: tuple[object, int], band: dict[str, int]) -> Standing:
    figures, since = statement
    return Standing(
        Stage(stage[0]), Finality(stage[1]), Statement.from_abi(figures), since, band["least"], band["most"]
    )
