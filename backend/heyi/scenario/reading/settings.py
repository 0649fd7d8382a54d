"""scenario.yaml: the company, its currency, its calendar and its oracle."""

from dataclasses import dataclass
from pathlib import Path

from heyi.core.periods import SECONDS_PER_DAY, Calendar
from heyi.scenario.model import Currency, Oracle
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
        oracle=_oracle(root.inside("oracle"), money.inside("oracle")),
        assumptions=tuple(root.values.get("assumptions", ())),
    )
    return settings if len(findings) == before else None


def _currency(entry: Entry) -> Currency:
    return Currency(entry.text("name"), entry.text("symbol"), entry.number("decimals"))


def _oracle(entry: Entry, money: Entry) -> Oracle:
    """money: the same entry, reading amounts in the company's currency."""
    nodes, quorum = tuple(entry.values["nodes"]), entry.number("quorum")
    if not len(nodes) < 2 * quorum <= 2 * len(nodes):
        entry.wrong("quorum", f"{quorum} of {len(nodes)} nodes is not more than half of them")
    return Oracle(
        nodes=nodes,
        quorum=quorum,
        challenge_window=entry.number("challenge_days") * SECONDS_PER_DAY,
        arbitration_window=entry.number("arbitration_days") * SECONDS_PER_DAY,
        absent_after=entry.number("absent_after_days") * SECONDS_PER_DAY,
        bond=money.amount("bond"),
    )
