"""scenario.yaml: the company, its currency, its calendar and its oracle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heyi.core.periods import SECONDS_PER_DAY, Calendar
from heyi.scenario.model import Books, Currency, KeptIn, Node, Oracle, Slip
from heyi.templates.fields import calendar_of
from heyi.templates.reading.documents import read_document
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings
from heyi.templates.reading.schemas import Schema

__all__ = ["FILE", "Settings", "read_settings"]

FILE = "scenario.yaml"


@dataclass(frozen=True)
class Settings:
    """What the file says; see model.Scenario."""

    company: str
    currency: Currency
    opening_capital: int
    calendar: Calendar
    first_period: int
    last_period: int
    oracle: Oracle
    assumptions: tuple[str, ...]

    @property
    def periods(self) -> range:
        return range(self.first_period, self.last_period + 1)


def read_settings(folder: Path, findings: Findings) -> Settings | None:
    """The settings; None, with the mistakes noted, if there is any."""
    before = len(findings)
    checked = read_document(folder, FILE, Schema("scenario", "heyi.scenario"), findings)
    if checked is None or not checked.sound():
        return None
    root = checked.entry()
    currency = _currency(root.inside("currency"))
    calendar, first, last = calendar_of(root.inside("periods"))
    money = Entry(root.values, findings, root.at, root.name, currency.decimals)
    settings = Settings(
        company=root.text("company"),
        currency=currency,
        opening_capital=money.amount("opening_capital"),
        calendar=calendar,
        first_period=first,
        last_period=last,
        oracle=_oracle(folder, root.inside("oracle"), money.inside("oracle")),
        assumptions=tuple(root.values.get("assumptions", ())),
    )
    return settings if len(findings) == before else None


def _currency(entry: Entry) -> Currency:
    return Currency(entry.text("name"), entry.text("symbol"), entry.number("decimals"))


def _oracle(folder: Path, entry: Entry, money: Entry) -> Oracle:
    """money: the same entry, reading amounts in the company's currency."""
    names, quorum = tuple(entry.values["nodes"]), entry.number("quorum")
    if not len(names) < 2 * quorum <= 2 * len(names):
        entry.wrong("quorum", f"{quorum} of {len(names)} nodes is not more than half of them")
    books = _books(folder, names, entry.items("books"))
    return Oracle(
        nodes=tuple(Node(name, books.get(name)) for name in names),
        quorum=quorum,
        challenge_window=entry.number("challenge_days") * SECONDS_PER_DAY,
        arbitration_window=entry.number("arbitration_days") * SECONDS_PER_DAY,
        absent_after=entry.number("absent_after_days") * SECONDS_PER_DAY,
        bond=money.amount("bond"),
    )


def _books(folder: Path, nodes: Sequence[str], entries: Sequence[Entry]) -> Mapping[str, Books]:
    """What nodes read in place of the scenario's files, by node."""
    found: dict[str, Books] = {}
    for entry in entries:
        node, source = entry.text("node"), folder / entry.text("source")
        if node not in nodes:
            entry.wrong("node", f'no node "{node}" in oracle.nodes')
        elif node in found:
            entry.wrong("node", f'"{node}" is there twice')
        if not source.is_file():
            entry.wrong("source", f"there is no file {entry.text('source')}")
        slips = tuple(Slip(_cells(each, "of"), _cells(each, "written")) for each in entry.items("slips"))
        if slips and not entry.has("kept_in"):
            entry.wrong("slips", "are in a copy, and kept_in is missing, which says of which kind")
        found[node] = Books(source, KeptIn(entry.text("kept_in")) if entry.has("kept_in") else None, slips)
    return found


def _cells(entry: Entry, field: str) -> Mapping[str, str]:
    return {column: str(cell) for column, cell in entry.values[field].items()}
