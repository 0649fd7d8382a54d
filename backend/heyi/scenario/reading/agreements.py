"""agreements.yaml: what was agreed, in human terms."""

from pathlib import Path

from heyi.scenario.reading.settings import Settings
from heyi.templates.agreement import Defaults
from heyi.templates.reading.documents import read_document
from heyi.templates.reading.mistakes import Findings
from heyi.templates.reading.schemas import Schema
from heyi.templates.written import Written, read_written

__all__ = ["FILE", "read_agreements"]

FILE = "agreements.yaml"


def read_agreements(folder: Path, findings: Findings, settings: Settings | None, clearing: str) -> list[Written]:
    """The agreements that can be read; mistakes are noted. clearing: that unit's id.

    Without settings only the schema is held against the file: amounts and periods can't be understood.
    """
    decimals = settings.currency.decimals if settings else 0
    checked = read_document(folder, FILE, Schema("agreements"), findings, decimals)
    if checked is None or settings is None:
        return []
    return read_written(checked, Defaults(settings.calendar, settings.periods, clearing))
