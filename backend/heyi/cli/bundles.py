"""`heyi export`, `verify`, `move` and `audit`: a whole book in a file, and what isn't in it; whether either holds."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from heyi.cli.app import AsJson, app, aside, compiled, screen
from heyi.cli.progress import Steps
from heyi.cli.serving import Config, workplace
from heyi.core.errors import InvalidInput
from heyi.statements.bundle import verified, written
from heyi.store.database import Database
from heyi.store.kept import audit
from heyi.store.moving import move as carry

__all__ = ["BookNotWritable", "KnownWrong", "NothingRead", "export", "move", "verify", "verify_audit"]

SHOWN = 20  # differences; --json has all


@dataclass(eq=False)
class BookNotWritable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "The book cannot be written to {file} ({reason}): name another file."


@dataclass(eq=False)
class NothingRead(InvalidInput):
    """url: of the database."""

    url: str
    sentence: ClassVar[str] = "The database at {url} has read nothing of the chain yet: run `heyi index` first."


@dataclass(eq=False)
class KnownWrong(InvalidInput):
    known: str
    sentence: ClassVar[str] = "{known!r} is no row of the audit log: it looks like 120:8c1f…, with 64 digits."


auditing = typer.Typer(no_args_is_help=True)
app.add_typer(auditing, name="audit", help="The service's audit log: see docs/operations.md.")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write, as in book.jsonl.gz.")], config: Config = None
) -> None:
    """Write the whole book as it was read so far: blocks, logs, and what they add up to."""
    place = workplace(config, "export")
    try:
        target = file.open("ab")  # what is there is overwritten once there is something to write
    except OSError as error:
        raise BookNotWritable(str(file), error.strerror or str(error)) from None
    with Steps(aside) as steps, target:
        if place.book.cursor().next_block == place.book.first_block:
            raise NothingRead(place.database.url)
        target.truncate(0)
        for piece in written(place.company(), place.book):
            target.write(piece)
            steps.tell(f"{target.tell():,} bytes")
    screen.print(f"Written: {file}. Anyone can check it: heyi verify {file}", markup=False)


@app.command()
def move(
    to: Annotated[str, typer.Argument(help="URL of the other database, as in postgresql://heyi@127.0.0.1/heyi")],
    config: Config = None,
) -> None:
    """Carry drafts, names and everything else that no chain holds into another database, which must be empty of them.

    What follows from the chain is read anew there by `heyi index`. Stop the other parts first.
    """
    place, target = workplace(config, "move"), Database(to)

    def tell(table: str, rows: int) -> None:
        screen.print(f"  {table:20} {rows:>9,} rows", highlight=False)

    carry(place.database, target, tell)
    screen.print(f"Carried into {target.url}", markup=False)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A file that `heyi export` or the API has written.")],
    as_json: AsJson = False,
) -> None:
    """Recompute a whole book from the logs in its file alone, without chain and database."""
    artifacts = compiled()
    with Steps(aside) as steps:
        steps.tell("Recomputing")
        found = verified(file, artifacts)
    if as_json:
        differences = [vars(each) for each in found.differences]
        print(
            json.dumps({**vars(found), "deployment": found.deployment.to_json(), "differences": differences}, indent=2)
        )
    else:
        screen.print(
            f"{found.events:,} events up to block {found.last_block:,}; content {found.content_hash}", highlight=False
        )
        for each in found.differences[:SHOWN]:
            screen.print(f"  {each.what}: stated {each.stated}, but it is {each.found}", markup=False, soft_wrap=True)
        more = len(found.differences)
        agreed = f"[green]All {found.figures:,} figures follow from the logs.[/]"
        screen.print(f"[red]{more:,} figures do not follow from the logs.[/]" if more else agreed)
    if found.differences:
        sys.exit(1)


@auditing.command("verify")
def verify_audit(
    known: Annotated[
        str | None,
        typer.Option(help="NUMBER:HASH as an earlier run has printed it: shows whether later rows were cut off."),
    ] = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Check that no row of the audit log was changed, removed or put in between.

    Keep what it prints at the end away from this machine: rows that are cut off at the end show only by that.
    """
    row = None if known is None else _row(known)
    with workplace(config, "audit").database.reading() as connection:
        number, last, broken = audit.verified(connection, row)
    if as_json:
        print(json.dumps({"rows": number, "hash": last, "broken": [vars(each) for each in broken]}, indent=2))
    else:
        for each in broken[:SHOWN]:
            screen.print(f"[red]row {each.number}: {each.problem}[/]", highlight=False)
        if not broken:
            screen.print(f"[green]All {number:,} rows hold.[/]", highlight=False)
        screen.print(f"{number}:{last}", highlight=False, soft_wrap=True)
    if broken:
        sys.exit(1)


def _row(known: str) -> tuple[int, str]:
    found = re.fullmatch(r"(\d{1,18}):([0-9a-f]{64})", known)
    if found is None:
        raise KnownWrong(known[:100])
    return int(found[1]), found[2]
