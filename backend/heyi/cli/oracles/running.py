"""`heyi oracle`: one oracle node, which reads its own source and signs what it has read itself."""

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from heyi.cli.app import app, screen
from heyi.cli.serving import Config, workplace
from heyi.core.facts import Metric, enterprise_of
from heyi.processes.attesting import Plan
from heyi.processes.attesting.planning import Line, Why
from heyi.service.metrics import Metrics
from heyi.service.parts.attesting import OraclePlace, attest, step_of
from heyi.service.stopping import stopping_on_signals
from heyi.statements.table import Column, Money, Points, Table

__all__ = ["oracle", "oracle_app"]

LATE = {Why.LATE: "late", Why.CORRECTION: "late"}
"""What rows that came after their period was posted have changed."""


oracle_app = typer.Typer(invoke_without_command=True)
app.add_typer(oracle_app, name="oracle")


@oracle_app.callback()
def oracle(
    context: typer.Context,
    config: Config = None,
    once: Annotated[bool, typer.Option("--once", help="Do what there is to do now, and end.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be offered, and why.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --dry-run, print JSON instead of a table.")] = False,
) -> None:
    """Run an oracle node: read figures, offer them to the other nodes, sign and post what a quorum reads alike."""
    if context.invoked_subcommand is not None:
        return
    place = workplace(config, "oracle")
    if dry_run:
        _show(OraclePlace(place), as_json)
    elif once:
        place.check()
        step_of(OraclePlace(place).node(), Metrics())
    else:
        with stopping_on_signals() as stop:
            attest(place, stop)


def _show(place: OraclePlace, as_json: bool) -> None:
    place.workplace.check()
    money = Money(place.read.symbol, place.read.frame.decimals)
    node = place.node()
    table = _table(place, node.plans(), "" if node.is_registered() else f"; {node.address} is no node of the oracle")
    if as_json:
        print(json.dumps(table.to_json(money), indent=2))
    else:
        screen.print(table.on_screen(money))


def _table(place: OraclePlace, plans: Iterable[Plan], more: str) -> Table:
    columns = (
        Column("period", "period"),
        Column("subject", "subject"),
        Column("revenue", "revenue", "money"),
        Column("profit", "profit", "money"),
        Column("other", "other", "money"),
        Column("score", "score", "count"),
        Column("offered", "offered"),
        Column("why", "why"),
    )
    rows = tuple(row for plan in plans for row in _rows(place, plan))
    note = "offered: whether the figures are, or would be, part of this node's offer; nothing was sent" + more
    return Table("oracle", "What this node reads", columns, rows, note)


def _rows(place: OraclePlace, plan: Plan) -> Iterator[dict[str, Any]]:
    period = place.read.frame.calendar.format(plan.period)
    for line in plan.lines:
        yield {"period": period, "subject": place.name_of(line.statement.subject), **_figures(line, plan, period)}


def _figures(line: Line, plan: Plan, period: str) -> dict[str, Any]:
    said = line.statement
    # What a benchmark measures, and an ecosystem's metric, need not be money.
    revenue = said.revenue if enterprise_of(said.subject) else Points(said.revenue)
    other = said.other if said.other_metric is Metric.Collected else Points(said.other)
    amounts = {"revenue": revenue, "profit": said.profit, "other": other, "score": said.score}
    why = f"{LATE[line.why]}: changes {period}, {line.why.value}" if line.why in LATE else line.why.value
    return {**amounts, "offered": "yes" if line.is_offered and not plan.is_final else "no", "why": why}
