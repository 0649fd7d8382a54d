"""What a node would do with its figures of one period, and why: nothing here changes anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from heyi.company import Company
from heyi.core.facts import Statement
from heyi.processes.attesting.exchange import Batch, Exchange, Figures
from heyi.processes.attesting.standing import Standing, standings_of
from heyi.store.kept.oracle import Offered

__all__ = ["Line", "Plan", "Reading", "Why", "batches_of", "plan_of"]

LARGEST_BATCH = 100  # statements: some 3 million gas, which every chain has room for

Reading = Mapping[bytes, Statement]
"""What a node reads of a period, by subject."""


class Why(StrEnum):
    """Why a statement is offered, or not."""

    NEW = "not offered yet"
    CHANGED = "read otherwise than offered"
    SAME = "offered already"
    POSTED = "posted alike"
    LATE = "posted otherwise"
    SIGNED = "signed otherwise, which a node does once"
    FINAL = "final alike"
    CORRECTION = "final otherwise"


@dataclass(frozen=True)
class Line:
    statement: Statement
    why: Why

    @property
    def is_offered(self) -> bool:
        """A figure that this node may not sign would only keep others from agreeing."""
        return self.why is not Why.SIGNED


@dataclass(frozen=True)
class Plan:
    """lines: a node's whole reading of a period, by subject. figures, batches: what the exchange has of it."""

    node: str
    period: int
    lines: tuple[Line, ...]
    standings: Mapping[bytes, Standing]
    figures: Figures
    batches: tuple[Batch, ...]

    @cached_property
    def offering(self) -> Reading:
        return {line.statement.subject: line.statement for line in self.lines if line.is_offered}

    @property
    def sequence(self) -> int:
        """Of the next offer."""
        return self.last.sequence + 1 if self.last else 1

    @property
    def last(self) -> Offered | None:
        """The node's last offer."""
        offers = self.figures.offers.get(self.node, ())
        return offers[-1] if offers else None

    @property
    def has_news(self) -> bool:
        """Whether the others should be offered something new. Of a period that is final they need nothing more."""
        before = {each.subject: each for each in self.last.statements} if self.last else {}
        return not self.is_final and before != self.offering

    @property
    def is_final(self) -> bool:
        return all(standing.is_final for standing in self.standings.values())


def plan_of(company: Company, exchange: Exchange, node: str, period: int, reading: Reading) -> Plan:
    """Raises NoNode, and what the exchange raises."""
    standings = standings_of(company, period, reading)
    figures, batches = exchange.figures(period), tuple(exchange.batches(period))
    offers = figures.offers.get(node, ())
    offered = {each.subject: each for each in offers[-1].statements} if offers else {}
    signed: dict[bytes, set[Statement]] = {}
    for batch in batches:
        for statement in batch.statements if node in batch.signatures else ():
            signed.setdefault(statement.subject, set()).add(statement)
    lines = tuple(
        Line(each, _why(each, standings[subject], offered.get(subject), signed.get(subject, set())))
        for subject, each in sorted(reading.items())
    )
    return Plan(node, period, lines, standings, figures, batches)


def _why(mine: Statement, standing: Standing, offered: Statement | None, signed: set[Statement]) -> Why:
    if standing.is_final:
        return Why.CORRECTION if standing.differs(mine) else Why.FINAL
    if not standing.is_open:
        return Why.LATE if standing.differs(mine) else Why.POSTED
    if signed - {mine} and not standing.is_void:
        # A signature stays good until the subject is posted: with two of them whoever collects signatures could choose.
        return Why.SIGNED
    if offered is None:
        return Why.NEW
    return Why.SAME if offered == mine else Why.CHANGED


def batches_of(statements: Iterable[Statement], standings: Mapping[bytes, Standing]) -> Iterator[Sequence[Statement]]:
    """Statements as they are signed together, all that may still be posted: every node cuts them alike.

    One that the contract may set apart, or refuse because the arbiter has decided against it, is alone in its batch.
    """
    may_be_posted = [each for each in statements if standings[each.subject].is_open]
    alone = [
        each for each in may_be_posted if standings[each.subject].is_void or standings[each.subject].sets_apart(each)
    ]
    others = [each for each in may_be_posted if each not in alone]
    yield from ([each] for each in alone)
    for start in range(0, len(others), LARGEST_BATCH):
        yield others[start : start + LARGEST_BATCH]
