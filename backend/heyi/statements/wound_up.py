"""Enterprises that were wound up: what they owed, what was paid, and how long their members are in the talent pool."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from heyi.core.events import AgreementState
from heyi.core.periods import Calendar
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.table import Column, Table

__all__ = ["free_until", "last_free_day", "wound_up"]

POOL_MONTHS = 3
"""How long members of a unit that was wound up are free to be taken on."""


def wound_up(ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per wound-up enterprise and creditor: what it came to owe, what of that was paid, and what was left."""
    rows = []
    for event in ledger.named("WoundUp"):
        unit, end = event.args["enterprise"], event.args["endPeriod"]
        head = {"unit": directory.name(unit), "last_period": calendar.format(end - 1)}
        for state in ledger.of_party(unit):
            name = directory.agreement(state.agreement)
            for creditor, owed, paid, unpaid in _debts(state, unit):
                amounts = {"owed": owed, "paid": paid, "unpaid": unpaid}
                rows.append({**head, "to": directory.name(creditor), "under": name, **amounts})
        rest = sum(e.args["amount"] for e in ledger.named("RemainderGivenBack") if e.args["enterprise"] == unit)
        if rest:
            rows.append({**head, "to": "its investors or team", "under": "", "owed": rest, "paid": rest, "unpaid": 0})
    columns = (
        Column("unit", "unit"),
        Column("last_period", "last period"),
        Column("to", "owed to"),
        Column("under", "under"),
        Column("owed", "owed", "money"),
        Column("paid", "paid", "money"),
        Column("unpaid", "left unpaid", "money"),
    )
    note = "owed and paid: from its first period on; what is left unpaid is paid if money still comes in"
    return Table("wound_up", "Wound up", columns, tuple(rows), note)


def free_until(ledger: Ledger, calendar: Calendar) -> Mapping[str, str]:
    """By wound-up enterprise: the last day on which its members are in the talent pool, three months after its end."""
    ends = ((event.args["enterprise"], event.args["endPeriod"]) for event in ledger.named("WoundUp"))
    return {unit: last_free_day(calendar.start_of(end)) for unit, end in ends}


def _debts(state: AgreementState, unit: str) -> list[tuple[str, int, int, int]]:
    """Creditor, owed, paid or cancelled, and due, of each leg under which the unit owed money."""
    terms = state.versions[-1]
    debts = []
    for number, leg in enumerate(terms.legs):
        due, paid = state.due[number], state.paid[number] + state.cancelled[number]
        # Below 0 the creditor owes the debtor.
        sign = 1 if terms.parties[leg.debtor] == unit else -1
        if not leg.nature.is_money or sign * (due + paid) <= 0:
            continue
        if sign > 0:
            parts = zip(terms.parts_of(leg, due).items(), terms.parts_of(leg, paid).values(), strict=True)
            debts += [(terms.parties[to], left + settled, settled, left) for (to, left), settled in parts]
        elif unit in {terms.parties[creditor] for creditor in terms.parts_of(leg, 0)}:
            debts.append((terms.parties[leg.debtor], -due - paid, -paid, -due))
    return debts


def last_free_day(timestamp: int) -> str:
    """Until when members are free, ISO 8601. timestamp: when their unit's end begins; three months less a day later."""
    start = datetime.fromtimestamp(timestamp, UTC).date()
    years, month = divmod(start.month - 1 + POOL_MONTHS, 12)
    day = start.replace(year=start.year + years, month=month + 1, day=1) + timedelta(days=start.day - 1)
    return (day - timedelta(days=1)).isoformat()
