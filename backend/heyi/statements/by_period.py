"""One figure of every unit, a column for each period: profit, and what customers say."""

from collections.abc import Iterable, Mapping

from heyi.company import Company
from heyi.core.facts import Metric
from heyi.core.periods import Calendar
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.reading import Figures
from heyi.statements.table import Column, Kind, Table

__all__ = ["profits_by_period", "scores_by_period"]

Row = Mapping[str, str | int | None]


def profits_by_period(
    company: Company, ledger: Ledger, directory: Directory, calendar: Calendar, periods: range
) -> Table:
    """Attested external profit. The clearing enterprise has none and is left out."""
    figures = Figures(company, ledger)
    rows = tuple(
        _row(figures, address, name, Metric.Profit, calendar, periods)
        for address, name in directory.enterprises.items()
        if address != directory.clearing
    )
    return Table(
        "profits_by_period", "Profit by period", _columns(calendar, periods, "money"), rows, _note(rows), total=True
    )


def scores_by_period(
    company: Company, ledger: Ledger, directory: Directory, calendar: Calendar, periods: range
) -> Table:
    """Attested scores, of the units that ever had one above 0."""
    figures = Figures(company, ledger)
    rows = tuple(
        _row(figures, address, name, Metric.Score, calendar, periods)
        for address, name in directory.enterprises.items()
        if any(figures.of(address, Metric.Score, period) for period in periods)
    )
    return Table(
        "scores_by_period", "Customer scores by period", _columns(calendar, periods, "count"), rows, _note(rows)
    )


def _columns(calendar: Calendar, periods: range, kind: Kind) -> tuple[Column, ...]:
    names = [calendar.format(period) for period in periods]
    return (Column("unit", "unit"), *(Column(name, name, kind) for name in names))


def _note(rows: Iterable[Row]) -> str:
    return "empty: no figures, final as absent" if any(None in row.values() for row in rows) else ""


def _row(figures: Figures, address: str, name: str, metric: Metric, calendar: Calendar, periods: range) -> Row:
    cells = {
        calendar.format(period): figures.of(address, metric, period) if figures.given(address, period) else None
        for period in periods
    }
    return {"unit": name, **cells}
