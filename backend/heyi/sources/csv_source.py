"""What an oracle node reads: the statements of a period, out of files of its own.

`read_facts` is one whole reading; a `CsvSource` belongs to one node, keeps its reading, and reads again when a file has
changed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from heyi.core.facts import Metric, Statement, benchmark_id, subject_of
from heyi.sources.csv_benchmarks import read_benchmarks
from heyi.sources.csv_files import BITS, SourceError, fits
from heyi.sources.csv_lines import read_lines
from heyi.sources.csv_table import read_table
from heyi.sources.figures import Figures, Reading
from heyi.sources.plan import FactsPlan, Frame, LinesPlan, TablePlan, files_of

__all__ = ["CsvSource", "read_facts"]


def read_facts(plan: FactsPlan, frame: Frame) -> Reading:
    """Everything the plan's files say. Raises SourceError, naming file, row and column."""
    match plan:
        case LinesPlan():
            reading = read_lines(plan, frame)
        case TablePlan():
            reading = read_table(plan, frame)
        case _:
            assert_never(plan)
    reading = replace(reading, benchmarks=read_benchmarks(plan.benchmarks, frame))
    _check_sums(plan, frame, reading)
    return reading


def _check_sums(plan: FactsPlan, frame: Frame, reading: Reading) -> None:
    """Refuses figures that only became too large by adding up rows: each row alone was checked when it was read."""
    for (subject, period), found in (*reading.figures.items(), *reading.benchmarks.items()):
        if not all(fits(value) for value in (found.revenue, found.profit, found.collected, found.ecosystem or 0)):
            files = ", ".join(file.name for file in files_of(plan))
            problem = (
                f"the figures of {subject} in {frame.calendar.format(period)} are too large: they have {BITS} bits"
            )
            raise SourceError(files, 0, "", problem)


class CsvSource:
    """One node's own reading. Nothing is read before it is asked for."""

    def __init__(self, plan: FactsPlan, frame: Frame, addresses: Mapping[str, str]) -> None:
        """addresses: of the units and the clearing enterprise, by id."""
        self._plan = plan
        self._frame = frame
        self._addresses = addresses
        self._stamp: tuple[tuple[int, int], ...] | None = None
        self._reading: Reading | None = None

    def reading(self) -> Reading:
        """All figures, as the files are now. Raises SourceError."""
        stamp = self._stamped()
        if self._reading is None or stamp is None or stamp != self._stamp:
            self._reading = read_facts(self._plan, self._frame)
            self._stamp = stamp
        return self._reading

    def statements(self, period: int) -> list[Statement]:
        """One statement for each unit, clearing enterprise and benchmark that has figures in the period.

        Raises SourceError, and then gives none.
        """
        reading = self.reading()
        units = (*self._frame.units, self._frame.clearing)
        found = [(subject_of(self._addresses[unit]), reading.figures.get((unit, period))) for unit in units]
        names = [benchmark.name for benchmark in self._plan.benchmarks]
        found += [(benchmark_id(name), reading.benchmarks.get((name, period))) for name in names]
        return [_statement(subject, figures) for subject, figures in found if figures is not None]

    def _stamped(self) -> tuple[tuple[int, int], ...] | None:
        """Size and time of change of every file; None if one is not there, which reading will say."""
        try:
            stats = [file.stat() for file in files_of(self._plan)]
        except OSError:
            return None
        return tuple((stat.st_size, stat.st_mtime_ns) for stat in stats)


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
