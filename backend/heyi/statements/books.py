"""A company's books as tables: what its units and people have earned, paid and kept, closing by closing.

Everything here follows from events and final figures; a second reader with the same chain gets the same tables.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from heyi.company import Company
from heyi.core.facts import Metric
from heyi.core.periods import Calendar
from heyi.core.terms import ALL_PARTNERS, Leg, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.directory import Directory
from heyi.statements.reading import Figures, accruals, flows
from heyi.statements.table import Column, Table

__all__ = ["agreement_months", "closings", "people", "short_closings", "sum_check", "unit_months", "units"]


def units(company: Company, ledger: Ledger, directory: Directory, balances: Mapping[str, int], periods: range) -> Table:
    """Per enterprise: revenue, external cost and profit, paid, received, arrears, shared, and what it holds."""
    figures = Figures(company, ledger)
    paid, received = flows(ledger)
    shared: dict[str, int] = defaultdict(int)
    for event in ledger.named("BooksClosed"):
        shared[event.args["enterprise"]] += event.args["shared"]
    rows = []
    for address, name in directory.enterprises.items():
        books = company.chain.call(company.books.functions.booksOf(address))
        revenue, profit = (figures.sum(address, metric, periods) for metric in (Metric.Revenue, Metric.Profit))
        rows.append(
            {
                "unit": name,
                "revenue": None if address == directory.clearing else revenue,
                "cost": None if address == directory.clearing else revenue - profit,
                "profit": profit,
                "received": received[address],
                "paid": paid[address],
                "arrears": books["arrears"],
                "shared": shared[address],
                "held": balances[address],
            }
        )
    money = ("revenue", "cost", "profit", "received", "paid", "arrears", "shared", "held")
    columns = (Column("unit", "unit"), *(Column(key, key, "money") for key in money))
    note = "revenue, cost, profit: attested; received, paid: under agreements; held: in the Treasury at the end"
    return Table("units", "Units", columns, tuple(rows), note, total=True)


def unit_months(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar, periods: range) -> Table:
    """Per enterprise and period: the attested figures; none where it is absent."""
    figures = Figures(company, ledger)
    rows = []
    for address, name in directory.enterprises.items():
        for period in periods:
            revenue, profit, score = (
                figures.of(address, metric, period) for metric in (Metric.Revenue, Metric.Profit, Metric.Score)
            )
            found = {"revenue": revenue, "cost": revenue - profit, "profit": profit, "score": score}
            given = figures.given(address, period)
            shown = found if given else dict.fromkeys(found)
            rows.append({"unit": name, "period": calendar.format(period), **shown})
    columns = (
        Column("unit", "unit"),
        Column("period", "period"),
        *(Column(key, key, "money") for key in ("revenue", "cost", "profit")),
        Column("score", "score", "count"),
    )
    return Table("unit_months", "Attested figures", columns, tuple(rows))


def closings(ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per closing: what was owed, paid, left in arrears, and shared."""
    rows = tuple(
        {
            "unit": directory.name(event.args["enterprise"]),
            "period": calendar.format(event.args["period"]),
            "owed": event.args["owed"],
            "paid": event.args["paid"],
            "arrears": event.args["owed"] - event.args["paid"],
            "shared": event.args["shared"],
            "undistributed": event.args["undistributed"],
        }
        for event in ledger.named("BooksClosed")
    )
    money = ("owed", "paid", "arrears", "shared", "undistributed")
    columns = (Column("unit", "unit"), Column("period", "period"), *(Column(key, key, "money") for key in money))
    return Table("closings", "Closings", columns, rows)


def short_closings(ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """The closings that could not pay everything."""
    whole = closings(ledger, directory, calendar)
    rows = tuple(row for row in whole.rows if row["arrears"])
    note = "each creditor of a rank was paid the same proportion; the rest is carried"
    return replace(whole, name="short_closings", title="Closings that fell short", rows=rows, note=note)


def agreement_months(ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per agreement, leg and period: what it accrued. Above 0 the leg's debtor owes it."""
    rows = [
        {
            "agreement": directory.agreement(agreement),
            "debtor": directory.name(terms.parties[terms.legs[leg].debtor]),
            "creditor": _creditor(directory, terms, terms.legs[leg]),
            "period": calendar.format(period),
            "accrued": amount,
        }
        for agreement, terms, period, amounts in accruals(ledger)
        for leg, amount in enumerate(amounts)
    ]
    columns = (
        Column("agreement", "agreement"),
        Column("debtor", "debtor"),
        Column("creditor", "creditor"),
        Column("period", "period"),
        Column("accrued", "accrued", "money"),
    )
    return Table("agreement_months", "Accrued under agreements", columns, tuple(rows))


def _creditor(directory: Directory, terms: Terms, leg: Leg) -> str:
    return "all partners" if leg.creditor == ALL_PARTNERS else directory.name(terms.parties[leg.creditor])


def people(ledger: Ledger, directory: Directory, balances: Mapping[str, int], free: Mapping[str, str]) -> Table:
    """Per person: earned from pools, received and paid under agreements, withdrawn, and held.

    free: until when members of an enterprise that was wound up are in the talent pool, by its address.
    """
    free_at_home = {directory.name(unit): until for unit, until in free.items()}
    paid, received = flows(ledger)
    earned: dict[str, int] = defaultdict(int)
    withdrawn: dict[str, int] = defaultdict(int)
    for event in ledger.named("Claimed"):
        earned[event.args["account"]] += event.args["amount"]
    for event in ledger.named("Withdrawn"):
        withdrawn[event.args["account"]] += event.args["amount"]
    rows = tuple(
        {
            "person": name,
            "unit": directory.homes.get(address, ""),
            "free_until": free_at_home.get(directory.homes.get(address, ""), ""),
            "earned": earned[address],
            "received": received[address],
            "paid": paid[address],
            "withdrawn": withdrawn[address],
            "held": balances[address],
        }
        for address, name in directory.people.items()
    )
    money = ("earned", "received", "paid", "withdrawn", "held")
    texts = (Column("person", "person"), Column("unit", "unit"), Column("free_until", "free until"))
    columns = (*texts, *(Column(k, k, "money") for k in money))
    note = "earned: claimed from the pools of their units; free until: their unit was wound up, others can take them on"
    return Table("people", "People", columns, rows, note, total=True)


def sum_check(company: Company, ledger: Ledger, balances: Mapping[str, int]) -> Table:
    """Every credit issued is held or withdrawn. The difference must be zero, in both lines."""
    chain, token, treasury = company.chain, company.token.functions, company.treasury.functions
    capital = sum(event.args["amount"] for event in ledger.named("OpeningCapital"))
    issued = sum(event.args["amount"] for event in ledger.named("Issued"))
    redeemed = sum(event.args["amount"] for event in ledger.named("Redeemed"))
    in_treasury = chain.call(token.balanceOf(treasury.address))
    supply = chain.call(token.totalSupply())
    held = sum(balances.values())
    outside = supply - in_treasury
    rows = (
        {"what": "opening capital", "amount": capital},
        {"what": "issued against final revenue", "amount": issued},
        {"what": "held in the Treasury, by account", "amount": held},
        {"what": "withdrawn to wallets", "amount": outside},
        {"what": "withdrawn and paid out in cash", "amount": redeemed},
        {"what": "issued less held less withdrawn", "amount": capital + issued - held - outside - redeemed},
        {"what": "Treasury's tokens less what it owes", "amount": in_treasury - held},
    )
    columns = (Column("what", "every credit"), Column("amount", "amount", "money"))
    return Table("sum_check", "Sum check", columns, rows, "the last two lines must be zero")
