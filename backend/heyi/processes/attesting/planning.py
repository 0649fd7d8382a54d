"""What a node would do with its figures of one period, and why: nothing here changes anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from heyi.company import Company
from heyi.core.facts import Metric, Statement
from heyi.processes.attesting.agreeing import Committee
from heyi.processes.attesting.exchange import Batch, CorrectionBatch, Exchange, Figures
from heyi.processes.attesting.rules import Rules, rules_of
from heyi.processes.attesting.standing import Standing, standings_of
from heyi.store.kept.oracle import Offered

__all__ = ["Line", "Plan", "Reading", "Signed", "Why", "batches_of", "plan_of"]

LARGEST_BATCH = 100  # statements: some 3 million gas, which every chain has room for

Reading = Mapping[bytes, Statement]
"""What a node reads of a period, by subject."""

Signed = Mapping[bytes, frozenset[Statement]]
"""What a node has signed of a period, by subject."""


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
    SCORE = "final with another score, which stays"
    METRIC = "final with another metric, which stays"


LATE = (Why.LATE, Why.SIGNED, Why.CORRECTION, Why.SCORE, Why.METRIC)
"""Figures that came too late to be posted."""


@dataclass(frozen=True)
class Line:
    """offered: what this node tells the others of the subject; None for nothing. A figure that it may not sign would
    only keep them from agreeing, and a correction repeats the score that counts."""

    statement: Statement
    why: Why
    offered: Statement | None

    @property
    def is_offered(self) -> bool:
        return self.offered is not None


@dataclass(frozen=True)
class Plan:
    """lines: a node's whole reading of a period, by subject. figures, batches, corrections: what the exchange has of
    it, under the rules of the chain."""

    node: str
    period: int
    lines: tuple[Line, ...]
    standings: Mapping[bytes, Standing]
    rules: Rules
    figures: Figures
    batches: tuple[Batch, ...]
    corrections: tuple[CorrectionBatch, ...]

    @cached_property
    def offering(self) -> Reading:
        return {line.statement.subject: line.offered for line in self.lines if line.offered is not None}

    @property
    def sequence(self) -> int:
        """Of the next offer."""
        return self.last.sequence + 1 if self.last else 1

    @property
    def last(self) -> Offered | None:
        """The node's last offer."""
        offers = self.figures.offers.get(self.node, ())
        return offers[-1] if offers else None

    @cached_property
    def offered(self) -> Reading:
        """What the last offer says."""
        return self.figures.said(self.node)

    @property
    def has_news(self) -> bool:
        """Whether the others should be offered something new."""
        return self.offered != self.offering

    def knows_posted(self, statements: Iterable[Statement]) -> bool:
        """Whether the chain, as it stood for this plan, has something of a subject among them already."""
        found = (self.standings.get(each.subject) for each in statements)
        return any(standing is not None and not standing.is_open for standing in found)

    def after_offer(self, exchange: Exchange, signed: Signed) -> "Plan":
        """The same reading as the chain stood, with what the exchange has by now. Raises what the exchange raises."""
        reading = {line.statement.subject: line.statement for line in self.lines}
        return _planned(exchange, self.node, self.period, reading, signed, self.standings, self.rules)

    @property
    def is_final(self) -> bool:
        return all(standing.is_final for standing in self.standings.values())

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do as long as neither the reading changes nor somebody's correction is booked."""
        return self.is_final and not self.has_news and all(line.why is not Why.CORRECTION for line in self.lines)


def plan_of(company: Company, exchange: Exchange, node: str, period: int, reading: Reading, remembered: Signed) -> Plan:
    """remembered: what the node knows it has signed, whatever the exchange has of that. Raises NoNode, and what the
    exchange raises."""
    standings, rules = standings_of(company, period, reading), rules_of(company, reading, period)
    return _planned(exchange, node, period, reading, remembered, standings, rules)


def _planned(
    exchange: Exchange,
    node: str,
    period: int,
    reading: Reading,
    remembered: Signed,
    standings: Mapping[bytes, Standing],
    rules: Rules,
) -> Plan:
    figures = exchange.figures(period)
    figures = replace(figures, nodes=rules.nodes, quorum=rules.quorum, committees=rules.committees)
    batches = tuple(exchange.batches(period))
    offered, signed = figures.said(node), _signed(node, batches, remembered)
    lines = tuple(
        _line(each, standings[subject], offered.get(subject), signed.get(subject, frozenset()))
        for subject, each in sorted(reading.items())
    )
    corrections = tuple(exchange.corrections(period)) if any(line.why is Why.CORRECTION for line in lines) else ()
    return Plan(node, period, lines, standings, rules, figures, batches, corrections)


def _signed(node: str, batches: Iterable[Batch], remembered: Signed) -> Signed:
    signed = dict(remembered)
    for batch in batches:
        for statement in batch.statements if node in batch.signatures else ():
            signed[statement.subject] = signed.get(statement.subject, frozenset()) | {statement}
    return signed


def _line(mine: Statement, standing: Standing, offered: Statement | None, signed: frozenset[Statement]) -> Line:
    if standing.is_final:
        return _final_line(mine, standing, offered)
    if not standing.is_open:
        return Line(mine, Why.LATE if standing.differs(mine) else Why.POSTED, mine)
    if signed - {mine} and not standing.is_void:
        # A signature stays good until the subject is posted: with two of them whoever collects signatures could choose.
        return Line(mine, Why.SIGNED, None)
    if offered is None:
        return Line(mine, Why.NEW, mine)
    return Line(mine, Why.SAME if offered == mine else Why.CHANGED, mine)


def _final_line(mine: Statement, standing: Standing, offered: Statement | None) -> Line:
    """Of figures that are final the others need to hear only what corrects them, or takes such a correction back."""
    correction, counts = standing.correction(mine), standing.counts
    if correction is None:
        recalled = offered is not None and standing.correction(offered) is not None
        again = replace(mine, score=counts.score) if recalled else offered
        return Line(mine, Why.FINAL if mine.score == counts.score else Why.SCORE, again)
    if counts.other_metric is not Metric.Revenue and counts.other_metric is not mine.other_metric:
        return Line(mine, Why.METRIC, offered)
    return Line(mine, Why.CORRECTION, correction)


def batches_of(
    statements: Iterable[Statement], standings: Mapping[bytes, Standing], committees: Mapping[bytes, Committee]
) -> Iterator[Sequence[Statement]]:
    """Statements as they are signed together: every node cuts them alike, and one committee never waits for another.

    One that the contract may set apart, or refuse because the arbiter has decided against it, is alone in its batch.
    """
    together: dict[Committee | None, list[Statement]] = {}
    for each in statements:
        if standings[each.subject].is_void or standings[each.subject].sets_apart(each):
            yield [each]
        else:
            together.setdefault(committees.get(each.subject), []).append(each)
    for some in together.values():
        for start in range(0, len(some), LARGEST_BATCH):
            yield some[start : start + LARGEST_BATCH]
