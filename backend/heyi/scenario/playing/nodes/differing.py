"""Where oracle nodes read otherwise than what counts: as notes of a month, and as a table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from heyi.core.facts import Metric, Statement
from heyi.core.periods import Calendar
from heyi.processes.attesting.agreeing import Agreed
from heyi.statements.table import Column, Points, Table

__all__ = ["Deviation", "deviations", "deviations_table", "notes_of"]

FIGURES = ("revenue", "profit", "other", "score")


@dataclass(frozen=True)
class Deviation:
    """One node's reading of one subject. counts: what a quorum reads alike, or nothing, if none does."""

    period: int
    subject: str
    node: str
    reads: Statement | None
    counts: Statement | None

    def figures(self) -> Iterator[tuple[str, int | None, int | None]]:
        """Name of each figure that differs, what the node reads, and what counts."""
        for figure in FIGURES:
            mine = None if self.reads is None else getattr(self.reads, figure)
            others = None if self.counts is None else getattr(self.counts, figure)
            if mine != others:
                yield _called(figure, self.reads or self.counts), mine, others


def _called(figure: str, statement: Statement | None) -> str:
    if figure != "other" or statement is None:
        return figure
    return "collected" if statement.other_metric is Metric.Collected else "ecosystem"


def deviations(
    period: int, agreed: Agreed, nodes: Mapping[str, str], name_of: Callable[[bytes], str]
) -> list[Deviation]:
    """nodes: their names, by address; name_of: a subject's."""
    counting = {statement.subject: statement for statement in agreed.statements}
    return [
        Deviation(period, name_of(subject), nodes.get(node, node), read, counting.get(subject))
        for differing in (agreed.outvoted, agreed.apart)
        for subject, found in differing.items()
        for node, read in found.items()
        if read != counting.get(subject)
    ]


def notes_of(agreed: Agreed, found: Sequence[Deviation], name_of: Callable[[bytes], str]) -> list[str]:
    """A line for each subject on which nodes differ."""
    apart = [f"{name_of(subject)}: the nodes differ, set apart" for subject in agreed.apart]
    nodes: dict[str, list[str]] = {name_of(subject): [] for subject in agreed.outvoted}
    for each in found:
        if each.subject in nodes:
            nodes[each.subject].append(each.node)
    return apart + [f"{subject}: {' and '.join(names)} reads otherwise, outvoted" for subject, names in nodes.items()]


def deviations_table(found: Sequence[Deviation], calendar: Calendar) -> Table:
    columns = (
        Column("period", "period"),
        Column("subject", "unit"),
        Column("node", "node"),
        Column("figure", "figure"),
        Column("reads", "reads", "money"),
        Column("counts", "counts", "money"),
        Column("difference", "difference", "money"),
    )
    rows = []
    for each in found:
        for figure, reads, counts in each.figures():
            kind = int if figure in ("revenue", "profit", "collected") else Points
            rows.append(
                {
                    "period": calendar.format(each.period),
                    "subject": each.subject,
                    "node": each.node,
                    "figure": figure,
                    "reads": None if reads is None else kind(reads),
                    "counts": None if counts is None else kind(counts),
                    "difference": None if reads is None or counts is None else kind(reads - counts),
                }
            )
    note = "counts: what a quorum of nodes has read alike and signed; a node that reads otherwise is outvoted"
    return Table("nodes_differ", "Oracle: where a node reads otherwise", columns, tuple(rows), note)
