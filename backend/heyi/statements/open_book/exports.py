"""The books for other programs: a double-entry journal, and an agreement's account, as CSV or as JSON lines.

Every transfer in the Treasury is two lines: the account that receives is debited, the one that gives is credited.
Amounts are whole numbers of minor units.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from heyi.core.periods import Calendar
from heyi.store.reading.memory.heads import Heads
from heyi.store.reading.memory.names import Names
from heyi.store.reading.payments import Moved
from heyi.store.reading.transfers import Transfer

__all__ = ["ACCOUNT", "JOURNAL", "Format", "account_lines", "journal_lines", "written"]

Format = Literal["csv", "jsonl"]
Line = Mapping[str, str | int | None]

JOURNAL = (
    "entry", "time", "transaction", "state", "account", "account_name", "debit", "credit",
    "kind", "nature", "agreement", "agreement_name", "period",
)  # fmt: skip
ACCOUNT = (
    "time", "transaction", "state", "kind", "period", "leg", "clause", "nature",
    "debtor", "debtor_name", "creditor", "creditor_name", "amount",
)  # fmt: skip

LINES_AT_ONCE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def journal_lines(
    transfers: Iterable[Transfer], names: Names, keys: Mapping[str, tuple[str, str, int]], heads: Heads
) -> Iterator[Line]:
    """keys: what accounts of contracts are for."""
    calendar = names.constants.calendar
    for transfer in transfers:
        place = transfer.place
        shared: dict[str, str | int | None] = {
            "entry": f"{place.block}-{place.log_index}",
            "time": place.time,
            "transaction": place.transaction,
            "state": heads.firmness(place.block),
            "kind": transfer.kind,
            "nature": transfer.nature,
            "agreement": transfer.agreement,
            "agreement_name": None if transfer.agreement is None else names.of(transfer.agreement),
            "period": _period(transfer.period, calendar),
        }
        for account, debit, credit in (
            (transfer.receiver, transfer.amount, 0),
            (transfer.sender, 0, transfer.amount),
        ):
            name = _account_name(account, names, keys)
            yield {**shared, "account": account, "account_name": name, "debit": str(debit), "credit": str(credit)}


def account_lines(moved: Iterable[Moved], names: Names, heads: Heads) -> Iterator[Line]:
    """What an agreement accrued and paid: above 0 the debtor owes or pays, below 0 the other way round."""
    calendar = names.constants.calendar
    for each in moved:
        yield {
            "time": each.place.time,
            "transaction": each.place.transaction,
            "state": heads.firmness(each.place.block),
            "kind": each.kind,
            "period": _period(each.period, calendar),
            "leg": each.leg,
            "clause": each.clause,
            "nature": each.nature.name.lower(),
            "debtor": each.debtor,
            "debtor_name": names.of(each.debtor),
            "creditor": each.creditor,
            "creditor_name": names.of(each.creditor),
            "amount": str(each.amount),
        }


def written(lines: Iterable[Line], columns: Sequence[str], form: Format) -> Iterator[str]:
    """The lines as text, some at a time."""
    if form == "jsonl":
        for line in lines:
            yield json.dumps({column: line[column] for column in columns}, ensure_ascii=False) + "\n"
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for number, line in enumerate(lines, 1):
        writer.writerow([_cell(column, line[column]) for column in columns])
        if number % LINES_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _cell(column: str, value: str | int | None) -> str | int | None:
    """Names are anybody's choice, and a spreadsheet would carry out one that looks like a formula."""
    if column.endswith("_name") and isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def _account_name(account: str, names: Names, keys: Mapping[str, tuple[str, str, int]]) -> str | None:
    if account not in keys:
        return names.of_account(account)
    whose, what, leg = keys[account]
    owner = names.of(whose) or whose
    return f"pool of {owner}" if what == "pool" else f"escrow of {owner}, leg {leg}"


def _period(period: int | None, calendar: Calendar) -> str | None:
    return None if period is None or period < 0 else calendar.format(period)
