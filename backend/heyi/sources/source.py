"""What an oracle node reads: the statements of a period, and the rows behind them, out of a source of its own.

`read_facts` is one whole reading; a `FactsSource` belongs to one node, keeps its reading, and reads again when rows
have changed. rows (kinds) -> entries (reading.mapping) -> figures (reading.lines) -> statements.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from heyi.core.facts import Metric, Statement, benchmark_id, subject_of
from heyi.sources.errors import SourceError
from heyi.sources.figures import Figures, Key, Lines, Reading
from heyi.sources.kinds.files import Files, opened
from heyi.sources.kinds.kind import Kind
from heyi.sources.plan import FactsPlan, Frame, LinesPlan, TablePlan
from heyi.sources.reading.benchmarks import read_benchmarks
from heyi.sources.reading.figures_table import read_table
from heyi.sources.reading.lines import Tell, read_lines, untold
from heyi.sources.rows.cells import BITS, fits

__all__ = ["FactsSource", "read_facts"]


def read_facts(plan: FactsPlan, frame: Frame, kind: Kind | None = None, tell: Tell = untold) -> Reading:
    """Everything that the rows say, by the plan. kind: where they are; None: in the plan's own files. tell: is told how
    many rows were read so far.

    Raises SourceError, naming the place, and SourceUnreachable.
    """
    tables = (kind or Files(plan.files)).tables()
    match plan:
        case LinesPlan():
            reading = read_lines(plan, frame, tables, tell)
        case TablePlan():
            reading = read_table(frame, tables, strict=kind is None)
        case _:
            assert_never(plan)
    _check_sums(reading.figures, ", ".join(table.name for table in tables), frame)
    benchmarks = read_benchmarks(plan.benchmarks, _until(frame, reading), opened)
    files = ", ".join(file.name for benchmark in plan.benchmarks for file in benchmark.source.files)
    _check_sums(benchmarks.figures, files, frame)
    return replace(reading, benchmarks=benchmarks.figures, benchmark_lines=benchmarks.lines)


def _until(frame: Frame, reading: Reading) -> Frame:
    """The periods that the reading tells of."""
    if frame.last is not None:
        return frame
    return replace(frame, last=max((period for _, period in reading.figures), default=frame.first))


def _check_sums(figures: Mapping[Key, Figures], where: str, frame: Frame) -> None:
    """Refuses figures that only became too large by adding up rows: each row alone was checked when it was read."""
    for (subject, period), found in figures.items():
        if not all(fits(value) for value in (found.revenue, found.profit, found.collected, found.ecosystem or 0)):
            when = frame.calendar.format(period)
            raise SourceError(where, 0, "", f"the figures of {subject} in {when} are too large: they have {BITS} bits")


class FactsSource:
    """One node's own reading. Nothing is read before it is asked for."""

    def __init__(self, plan: FactsPlan, frame: Frame, addresses: Mapping[str, str], kind: Kind | None = None) -> None:
        """addresses: of the units and the clearing enterprise, by id. kind: as in `read_facts`."""
        self._plan = plan
        self._frame = frame
        self._addresses = addresses
        self._kind = kind or Files(plan.files)
        self._given_kind = kind
        self._beside = Files(tuple(file for benchmark in plan.benchmarks for file in benchmark.source.files))
        self._stamp: object = None
        self._reading: Reading | None = None

    def reading(self) -> Reading:
        """All figures, as the rows are now. Raises SourceError and SourceUnreachable."""
        self._kind.refresh()
        stamp = self._stamped()
        if self._reading is None or stamp is None or stamp != self._stamp:
            self._reading = read_facts(self._plan, self._frame, self._given_kind)
            self._stamp = stamp
        return self._reading

    def statements(self, period: int) -> list[Statement]:
        """One statement for each unit, clearing enterprise and benchmark that has figures in the period.

        Raises SourceError and SourceUnreachable, and then gives none.
        """
        reading = self.reading()
        return [
            _statement(subject, (reading.benchmarks if is_benchmark else reading.figures)[key])
            for subject, key, is_benchmark in self._stated(reading, period)
        ]

    def evidence(self, period: int) -> Mapping[bytes, Sequence[str]]:
        """By the statements' subjects, the rows behind each: `evidence_hash` of them is what the statement says.

        The rows of a subject are fetched when they are asked for. Raises as `statements` does.
        """
        reading = self.reading()
        return _Evidence(
            {
                subject: (reading.benchmark_lines if is_benchmark else reading.lines, key)
                for subject, key, is_benchmark in self._stated(reading, period)
            }
        )

    def _stated(self, reading: Reading, period: int) -> Iterator[tuple[bytes, Key, bool]]:
        """Subject and key of all that is stated of a period, and whether it is a benchmark."""
        units = dict.fromkeys((*self._frame.units, self._frame.clearing))
        found = [unit for unit, when in reading.figures if when == period and unit not in units]
        for unit in (*units, *sorted(found)):
            if (unit, period) in reading.figures:
                yield subject_of(self._addresses[unit]), (unit, period), False
        for benchmark in self._plan.benchmarks:
            if (benchmark.name, period) in reading.benchmarks:
                yield benchmark_id(benchmark.name), (benchmark.name, period), True

    def _stamped(self) -> object:
        """None if it can't be told whether rows have changed."""
        stamps = self._kind.stamp(), self._beside.stamp()
        return None if None in stamps else stamps


class _Evidence(Mapping[bytes, Sequence[str]]):
    """Rows by subject."""

    def __init__(self, places: Mapping[bytes, tuple[Lines, Key]]) -> None:
        self._places = places

    def __getitem__(self, subject: bytes) -> Sequence[str]:
        lines, key = self._places[subject]
        return lines(key)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _statement(subject: bytes, figures: Figures) -> Statement:
    cash = figures.ecosystem is None
    return Statement(
        subject=subject,
        revenue=figures.revenue,
        profit=figures.profit,
        other=figures.collected if figures.ecosystem is None else figures.ecosystem,
        other_metric=Metric.Collected if cash else Metric.Ecosystem,
        score=figures.score,
        evidence=figures.evidence,
    )
