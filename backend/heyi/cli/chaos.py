"""`heyi chaos`: kills, cuts off, reorganises and misleads a service of its own, and says what did not hold."""

import json
import secrets
import sys
from typing import Annotated

import typer
from rich.table import Table

from heyi.cli.app import AsJson, app, aside, compiled, screen
from heyi.cli.progress import Steps
from heyi.service import logs
from heyi.service.chaos.acts import acts_of
from heyi.service.chaos.run import Chaos, Report
from heyi.service.settings.sections import LogSettings

__all__ = ["chaos"]

ROUNDS = 27  # each fault with something else at once, and everything alone
SEEDS = 1_000_000
QUIET = LogSettings(level="error")  # what is killed is meant to be


@app.command()
def chaos(
    rounds: Annotated[int | None, typer.Option(min=1, help=f"How many times to disturb; {ROUNDS} if not told.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0, help="How long to go on, in place of --rounds.")] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Number that decides what comes when; any if not told.")
    ] = None,
    in_a_row: Annotated[int, typer.Option(min=1, help="Disturbances before everything may recover.")] = 1,
    database: Annotated[
        str | None, typer.Option(help="URL of an empty database; without it a SQLite file that is thrown away.")
    ] = None,
    replicas: Annotated[int, typer.Option(min=1, max=4, help="How many processes of each part there are.")] = 1,
    only: Annotated[str | None, typer.Option(help="One sort of disturbance, by its name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Disturb a private company in every way that services meet, and check that no payment is lost or doubled.

    Processes are killed, the node is restarted, misled and reorganised while people pay and books close. Afterwards
    everything must recover by itself, and the cache equal a rebuild. A seed repeats the plan, not every moment of it.
    """
    acts = acts_of(only)
    chosen = secrets.randbelow(SEEDS) if seed is None else seed
    times = rounds or (0 if minutes else ROUNDS)
    artifacts = compiled()
    logs.configure(QUIET, "chaos", ())
    with Steps(aside) as steps:
        run = Chaos(artifacts, acts, chosen, times, (minutes or 0) * 60, in_a_row, replicas, database, steps.tell)
        report = run.run()
    if as_json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        _show(report)
    if not report.holds:
        again = (
            f"heyi chaos --seed {chosen} --rounds {len(report.rounds) - 1} --in-a-row {in_a_row} --replicas {replicas}"
        )
        aside.print(f"To repeat it: {again}{f' --only {only}' if only else ''}", highlight=False, soft_wrap=True)
        sys.exit(1)


def _show(report: Report) -> None:
    table = Table("disturbance", title="Chaos", title_justify="left")
    for heading in ("times", "recovered in s, median", "at most", "did not hold"):
        table.add_column(heading, justify="right")
    for name, times, middle, most, count in report.by_act():
        took = ["never" if seconds is None else f"{seconds:.1f}" for seconds in (middle, most)]
        table.add_row(name, str(times), *took, str(count) if count else "")
    screen.print(table)
    screen.print(
        f"{report.deeds} signed deeds, {report.months} months and {report.blocks} blocks in {report.seconds:.0f} s; "
        f"seed {report.seed}",
        highlight=False,
    )
    for problem in dict.fromkeys(problem for each in report.rounds for problem in each.problems):
        screen.print(problem, style="red", markup=False, highlight=False)
    for part, words in report.words.items():
        for line in words:
            aside.print(f"{part} | {line}", markup=False, highlight=False, soft_wrap=True)
    if report.holds:
        screen.print("[green]No payment was lost or doubled, and the cache equals a rebuild.[/]")
