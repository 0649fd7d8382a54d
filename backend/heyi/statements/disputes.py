"""Disputes: who challenges which figures, for what bond, until when, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from heyi.core.periods import Calendar
from heyi.statements.table import Column, Table
from heyi.store.reading.disputes import Dispute
from heyi.store.reading.memory.names import Names

__all__ = ["dispute_table"]


def dispute_table(
    found: Sequence[Dispute], texts: Mapping[str, str], names: Names, calendar: Calendar, now: int
) -> Table:
    """texts: words by hash, those that were published; of others the hash is shown."""

    def said(hashed: str | None) -> str:
        return "" if hashed is None else texts.get(hashed, hashed)

    def of(account: str | None) -> str:
        return "" if account is None else names.of(account) or account

    rows = tuple(
        {
            "dispute": each.number,
            "state": each.state(now),
            "subject": names.of_subject(each.subject) or each.subject,
            "period": calendar.format(each.period),
            "challenger": of(each.challenger),
            "agreement": each.agreement,
            "reason": said(each.reason),
            "bond": each.bond,
            "lapses_at": datetime.fromtimestamp(each.lapses_at, UTC).strftime("%Y-%m-%d %H:%M"),
            "arbiter": of(each.arbiter),
            "ruling": said(each.ruling),
            "bond_to": of(each.bond_to),
        }
        for each in found
    )
    columns = (
        Column("dispute", "no.", "count"),
        Column("state", "state"),
        Column("subject", "subject"),
        Column("period", "period"),
        Column("challenger", "challenger"),
        Column("agreement", "agreement"),
        Column("reason", "reason"),
        Column("bond", "bond", "money"),
        Column("lapses_at", "lapses at (UTC)"),
        Column("arbiter", "arbiter"),
        Column("ruling", "ruling"),
        Column("bond_to", "bond to"),
    )
    note = "void: the figures count for nothing; upheld, lapsed: they stand"
    return Table("disputes", "Disputes", columns, rows, note)
