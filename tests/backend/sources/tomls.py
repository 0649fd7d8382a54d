"""Sources described in TOML, opened as a node would."""

from collections.abc import Mapping
from pathlib import Path

from heyi.scenario.definition import NamedSource, source_at
from heyi.sources.figures import Reading
from heyi.sources.journal import Journal
from heyi.sources.source import FactsSource, read_facts

HEAD = """\
[periods]
first = "2024-01"
[currency]
decimals = 2
"""

ROWS = """\
[rows]
key = ["number"]
time = "day"
amount = ["pieces", "price"]
"""

FIGURES = """\
[[figures]]
unit = "shop"
where = {who = "shop"}
[[figures]]
unit = "shop"
metric = "cost"
ratio = "33.5 %"
[[figures]]
unit = "mill"
where = {who = ["mill", 7]}
[[figures]]
unit = "mill"
metric = "score"
[score]
good = {kind = "sale"}
bad = {kind = "return"}
count = "pieces"
scale = 1000
"""

CSV = '[source]\nkind = "csv"\nfiles = ["lines.csv"]\n'

LINES = """\
number,day,who,kind,pieces,price
1,2024-01-03T09:30,shop,sale,10,1234
2,2024-01-31T23:59:59,mill,sale,1,5001
10,2024-01-03T09:30,shop,sale,10,1234
3,2024-02-01,shop,return,-4,1234
4,2024-02-29,7,sale,3,-7
"""


def opened(file: Path, environment: Mapping[str, str] | None = None) -> NamedSource:
    """With a journal beside the file."""
    return source_at(file, environment or {}, lambda name: Journal(file.parent / "journal.db", name))


def written(folder: Path, text: str, environment: Mapping[str, str] | None = None) -> NamedSource:
    file = folder / "source.toml"
    file.write_text(text)
    return opened(file, environment)


def read(source: NamedSource) -> Reading:
    if source.kind is not None:
        source.kind.refresh()
    return read_facts(source.plan, source.frame, source.kind)


class Addresses(dict[str, str]):
    """An address for whatever unit there is."""

    def __missing__(self, unit: str) -> str:
        return "0x" + unit.encode().hex().rjust(40, "0")


def stated(source: NamedSource) -> FactsSource:
    return source.source(Addresses())
