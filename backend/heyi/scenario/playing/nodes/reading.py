"""What each oracle node of a played scenario reads: its own books, as its TOML file says, or the scenario's files."""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from heyi.scenario.definition import source_at
from heyi.scenario.model import Books, KeptIn, Scenario
from heyi.scenario.playing.nodes.copies import (
    Lines,
    read_lines,
    served,
    slipped,
    write_csv,
    write_parquet,
    write_sql,
)
from heyi.sources.source import FactsSource

__all__ = ["opened"]

LINES_URL, LINES_TOKEN = "LINES_URL", "LINES_TOKEN"  # where a TOML file finds the server and its token


@contextmanager
def opened(scenario: Scenario, addresses: Mapping[str, str]) -> Iterator[list[FactsSource]]:
    """The source of every node, in their order, for the length of a `with` block.

    addresses: of units, by id; they may be filled in later. Raises SourceError, SlipNotFound and what `source_at` does.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="heyi-")))
        written = [node.books for node in scenario.oracle.nodes if node.books]
        lines = read_lines(scenario.facts.files) if written else Lines((), ())
        sources = []
        for number, node in enumerate(scenario.oracle.nodes):
            if node.books is None:
                sources.append(FactsSource(scenario.facts, scenario.frame, addresses))
                continue
            copy = folder / str(number)
            shutil.copytree(scenario.folder, copy)
            toml = copy / node.books.source.relative_to(scenario.folder)
            environment = stack.enter_context(_kept(slipped(lines, node.books.slips), node.books, toml.parent))
            sources.append(source_at(toml, environment).source(addresses))
        yield sources


@contextmanager
def _kept(lines: Lines, books: Books, folder: Path) -> Iterator[Mapping[str, str]]:
    """Puts the lines where the TOML file in the folder looks for them; yields the environment it looks in."""
    match books.kept_in:
        case KeptIn.CSV:
            write_csv(lines, folder / "lines.csv")
        case KeptIn.PARQUET:
            write_parquet(lines, folder / "lines.parquet")
        case KeptIn.SQL:
            write_sql(lines, folder / "lines.sqlite")
        case KeptIn.HTTP:
            token = secrets.token_urlsafe()
            with served(lines, token) as url:
                yield {LINES_URL: url, LINES_TOKEN: token}
            return
        case None:
            pass  # it reads the scenario's files, in its own way
    yield {}
