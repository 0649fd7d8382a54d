"""`heyi evidence`: whether rows that somebody holds are those behind a figure. It asks nobody."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from heyi.cli.app import app, screen
from heyi.core.errors import HeyiError, InvalidInput, InvalidValue
from heyi.core.solidity import from_json
from heyi.sources.evidence import evidence_hash

__all__ = ["OtherRows", "RowsUnreadable", "check"]

evidence_app = typer.Typer(help="Rows behind figures.", no_args_is_help=True)
app.add_typer(evidence_app, name="evidence")


@dataclass(eq=False)
class RowsUnreadable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "The rows in {file} cannot be read: {reason}."


@dataclass(eq=False)
class OtherRows(HeyiError):  # noqa: N818 - named after the fact
    """hash: expected. found: of the rows. rows: how many."""

    hash: bytes
    found: bytes
    rows: int
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "These {rows} rows are not the evidence {hash}: theirs is {found}."


@evidence_app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The rows, one a line; or .json as of the API.")],
    evidence: Annotated[str, typer.Argument(metavar="HASH", help="The evidence that a statement names.")],
) -> None:
    """Whether rows are the evidence of a figure: the same, all of them, in their order."""
    try:
        expected = from_json("bytes32", evidence)
    except InvalidValue as error:
        raise error.inside("HASH") from None
    rows = _rows(file)
    found = evidence_hash(rows)
    if found != expected:
        raise OtherRows(expected, found, len(rows))
    screen.print(f"[green]These are the {len(rows)} rows behind the figure.[/]", highlight=False)


def _rows(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise RowsUnreadable(str(file), error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise RowsUnreadable(str(file), "they are no text in UTF-8") from None
    if file.suffix.lower() == ".json":
        return _listed(file, text)
    return text.removesuffix("\n").split("\n") if text else []


def _listed(file: Path, text: str) -> list[str]:
    """The rows of a JSON list of texts, or of what the API gives and takes."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RowsUnreadable(str(file), f"it is no JSON: {error}") from None
    if isinstance(found, dict):
        found = found.get("items", found.get("rows"))
    if not isinstance(found, list) or not all(isinstance(row, str) for row in found):
        raise RowsUnreadable(str(file), "it holds no list of texts")
    return found
