"""Loads a template file: agreements with the parties they name, in a file of their own that needs no company."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heyi.templates.agreement import Agreement, Defaults
from heyi.templates.fields import calendar_of
from heyi.templates.kinds.charter import CharterText
from heyi.templates.kinds.tender import TenderText
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.documents import Checked, checked_document, read_document
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings, Place
from heyi.templates.reading.schemas import Schema
from heyi.templates.reading.yaml_lines import Document
from heyi.templates.words import Words
from heyi.templates.written import check_written, read_written

__all__ = ["Template", "load", "load_data"]

_SHARES = 100
"""Of a unit whose file doesn't say how many it has."""


@dataclass(frozen=True)
class Template:
    """What a file says: agreements, units to be founded, tenders, and the words to speak of them."""

    agreements: tuple[Agreement, ...]
    words: Words
    charters: tuple[CharterText, ...] = ()
    tenders: tuple[TenderText, ...] = ()


def load(file: Path) -> Template:
    """The agreements of a file. Raises MistakesFound with every mistake found."""
    findings = Findings(file)
    decimals = _decimals(file)
    checked = read_document(file.parent, file.name, Schema("template"), findings, decimals)
    findings.raise_any()
    assert checked is not None, "a file that can't be read is a mistake"
    return _template(checked, file.name)


def load_data(data: Mapping[str, Any], name: str) -> Template:
    """The agreements of what a file would say, from elsewhere; `name` is said in its place.

    Amounts in it are whole numbers or text, never floats. Raises MistakesFound with every mistake found.
    """
    findings, decimals = Findings(Path(name)), int(data["currency"]["decimals"])
    checked = checked_document(Document(data), name, Schema("template"), findings, decimals)
    findings.raise_any()
    return _template(checked, name)


def _template(checked: Checked, name: str) -> Template:
    """Of a file that its schema accepts."""
    findings, decimals, root = checked.findings, checked.decimals, checked.entry()
    calendar, first, last = calendar_of(root.inside("periods"))
    findings.raise_any()
    parties = {party: _party(root.inside("parties"), party) for party in root.values["parties"]}
    people = frozenset(party for party, entry in parties.items() if entry.values.get("person"))
    clearing = next((party for party, entry in parties.items() if entry.values.get("clearing")), "")
    defaults = Defaults(calendar, range(first, last + 1), clearing)
    cast = Cast(frozenset(parties) - people, people, "parties", "parties")
    written = read_written(checked, defaults)
    check_written(written, cast, decimals)
    charters = [(CharterText.read(entry), entry) for entry in checked.entries("charter")]
    tenders = [(TenderText.read(entry, defaults), entry) for entry in checked.entries("tender")]
    for charter, entry in charters:
        charter.check(entry, cast)
    for tender, entry in tenders:
        tender.check(entry, cast)
    if not (written or charters or tenders or findings):
        findings.add(Place(name), "", "names no agreement, charter or tender")
    findings.raise_any()
    words = Words(
        names={party: entry.text("name") for party, entry in parties.items()},
        shares={party: entry.number("shares", _SHARES) for party, entry in parties.items() if party not in people},
        calendar=calendar,
        symbol=root.inside("currency").text("symbol"),
        decimals=decimals,
        has={party: entry.amount("has") for party, entry in parties.items() if entry.has("has")},
    )
    return Template(
        tuple(each.agreement for each in written),
        words,
        tuple(charter for charter, _ in charters),
        tuple(tender for tender, _ in tenders),
    )


def _decimals(file: Path) -> int:
    """Of the currency; 0 where the file can't be read, which is told when it is read for good."""
    aside = Findings(file)
    checked = read_document(file.parent, file.name, Schema("template"), aside)
    if checked is None or not checked.sound(("currency",)) or not isinstance(checked.document.data, Mapping):
        return 0
    return int(checked.document.data.get("currency", {}).get("decimals", 0))


def _party(parties: Entry, party: str) -> Entry:
    """A party's entry; one that is only a name stands for a unit called so."""
    found = parties.values[party]
    if isinstance(found, Mapping):
        return parties.inside(party)
    return Entry({"name": found}, parties.findings, parties.at, parties.name, parties.decimals)
