"""agreements.yaml: what was agreed, in human terms."""

from dataclasses import dataclass
from pathlib import Path

from heyi.scenario.reading.settings import Settings
from heyi.templates.agreement import Defaults
from heyi.templates.kinds.tender import TenderText
from heyi.templates.reading.documents import Checked, read_document
from heyi.templates.reading.entry import Entry
from heyi.templates.reading.mistakes import Findings
from heyi.templates.reading.schemas import Schema
from heyi.templates.written import Written, read_written

__all__ = ["FILE", "WrittenTender", "read_agreements"]

FILE = "agreements.yaml"


@dataclass(frozen=True)
class WrittenTender:
    """A tender and the entry it was read from."""

    tender: TenderText
    entry: Entry


def read_agreements(
    folder: Path, findings: Findings, settings: Settings | None, clearing: str, file: str = FILE
) -> tuple[list[Written], list[WrittenTender]]:
    """The agreements and tenders that can be read; mistakes are noted. clearing: that unit's id.

    Without settings only the schema is held against the file: amounts and periods can't be understood.
    """
    decimals = settings.currency.decimals if settings else 0
    checked = read_document(folder, file, Schema("agreements"), findings, decimals)
    if checked is None or settings is None:
        return [], []
    defaults = Defaults(settings.calendar, settings.periods, clearing)
    return read_written(checked, defaults), _read_tenders(checked, defaults)


def _read_tenders(checked: Checked, defaults: Defaults) -> list[WrittenTender]:
    written = []
    for entry in checked.entries(TenderText.kind):
        before = len(entry.findings)
        tender = TenderText.read(entry, defaults)
        if len(entry.findings) == before and tender.closes not in defaults.periods:
            entry.wrong("closes", f"{entry.text('closes')} lies outside the scenario's periods")
        if len(entry.findings) == before:
            written.append(WrittenTender(tender, entry))
    return written
