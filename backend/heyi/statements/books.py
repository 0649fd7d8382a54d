"""Reads a company's books off its chain and lays them out as tables.

Everything here follows from events and final figures; a second reader with the same chain gets the same tables.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from heyi.company import Company
from heyi.core.events import AgreementState
from heyi.core.facts import Finality, Metric, subject_of
from heyi.core.periods import Calendar
from heyi.core.terms import ALL_PARTNERS, Base, Clause, Form, Leg, Nature, Reference, Terms
from heyi.processes.ledger import Ledger
from heyi.statements.table import Column, Table

__all__ = [
    "Directory",
    "Figures",
    "accruals",
    "agreement_months",
    "closings",
    "held_by",
    "people",
    "short_closings",
    "sum_check",
    "unit_months",
    "units",
    "vam_windows",
]


@dataclass(frozen=True)
class Directory:
    """Who is who: names of enterprises, people and agreements by address or id, and who is a member where.

    clearing: the enterprise whose revenue is the sum of the others'.
    """

    enterprises: Mapping[str, str]
    people: Mapping[str, str]
    agreements: Mapping[bytes, str]
    homes: Mapping[str, str]
    clearing: str

    def name(self, address: str) -> str:
        """The name of a party; its address if it has none."""
        return self.enterprises.get(address) or self.people.get(address) or address


def units(company: Company, ledger: Ledger, directory: Directory, balances: Mapping[str, int], periods: range) -> Table:
    """Per enterprise: revenue, external cost and profit, paid, received, arrears, shared, and what it holds."""
    figures = Figures(company, ledger)
    paid, received = _flows(ledger)
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
            "agreement": directory.agreements.get(agreement, agreement.hex()),
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


def vam_windows(company: Company, ledger: Ledger, directory: Directory, calendar: Calendar) -> Table:
    """Per VAM and window: promised against actual, and what each leg moved."""
    rows: list[Mapping[str, Any]] = []
    for state in ledger.agreements.values():
        if ledger.kind_of(state.agreement) == "VamAgreements":
            rows += _windows(company, ledger, directory, calendar, state)
    columns = (
        Column("agreement", "agreement"),
        Column("unit", "unit"),
        Column("window", "window"),
        Column("metric", "metric"),
        Column("promised", "promised", "money"),
        Column("actual", "actual", "money"),
        Column("result", "result"),
        Column("compensation", "compensation", "money"),
        Column("bonus", "bonus", "money"),
    )
    return Table("vam_windows", "VAM: promised against actual", columns, tuple(rows))


def people(ledger: Ledger, directory: Directory, balances: Mapping[str, int], free: Mapping[str, str]) -> Table:
    """Per person: earned from pools, received and paid under agreements, withdrawn, and held.

    free: until when members of an enterprise that was wound up are in the talent pool, by its address.
    """
    free_at_home = {directory.name(unit): until for unit, until in free.items()}
    paid, received = _flows(ledger)
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


def held_by(company: Company, ledger: Ledger) -> Mapping[str, int]:
    """What every account that ever had something in the Treasury has there now, as it says itself; others have 0."""
    receivers = {event.args["receiver"] for event in ledger.named("Transfer") if "receiver" in event.args}
    accounts = receivers | {event.args["account"] for event in ledger.named("Deposited")}
    return defaultdict(int, company.balances_of(sorted(accounts)))


# --- READING ---


class Figures:
    """Final figures, corrections included. Where none was ever disputed or corrected, the posted ones are final."""

    def __init__(self, company: Company, ledger: Ledger) -> None:
        self._company = company
        self._plain = not any(ledger.named("StatementCorrected", "StatementChallenged"))
        posted = ledger.named("StatementPosted")
        self._posted = {(e.args["subject"], e.args["period"]): e.args["statement"] for e in posted}

    def of(self, address: str, metric: Metric, period: int) -> int:
        """One figure; 0 for an absent period."""
        subject = subject_of(address)
        if self._plain and metric in (Metric.Revenue, Metric.Profit, Metric.Score):
            return int(self._posted.get((subject, period), {}).get(metric.name.lower(), 0))
        function = self._company.oracle.functions.figure(subject, metric, period, True)
        return int(self._company.chain.call(function)[1])

    def given(self, address: str, period: int) -> bool:
        """Whether the period's figures are final, and not as absent."""
        if self._plain:
            return (subject_of(address), period) in self._posted
        function = self._company.oracle.functions.figure(subject_of(address), Metric.Revenue, period, True)
        return Finality(self._company.chain.call(function)[0]) is Finality.Final

    def sum(self, address: str, metric: Metric, periods: range) -> int:
        """The sum over periods."""
        return sum(self.of(address, metric, period) for period in periods)


def _flows(ledger: Ledger) -> tuple[dict[str, int], dict[str, int]]:
    """What each address paid and received under agreements; a bonus, by the enterprise whose team it is for.

    What backers paid is theirs, and not the debtor's whose place they took. Legs of shares are no money.
    """
    paid: dict[str, int] = defaultdict(int)
    received: dict[str, int] = defaultdict(int)
    last: dict[bytes, int] = {}
    for event in ledger.named("Accrued", "Paid", "PaidByBacker"):
        agreement = event.args["agreement"]
        if event.name == "Accrued":
            last[agreement] = event.args["period"]
            continue
        terms = ledger.agreements[agreement].terms_at(last.get(agreement, 0))
        leg, amount = terms.legs[event.args["leg"]], event.args["amount"]
        debtor = terms.parties[leg.debtor]
        if event.name == "PaidByBacker":
            paid[event.args["backer"]] += amount
            paid[debtor] -= amount
        elif amount < 0 and leg.nature.is_money:
            paid[terms.parties[leg.creditor]] -= amount
            received[debtor] -= amount
        elif leg.nature.is_money:
            paid[debtor] += amount
            for creditor, part in terms.parts_of(leg, amount).items():
                received[terms.parties[creditor]] += part
    return paid, received


def accruals(ledger: Ledger) -> Iterator[tuple[bytes, Terms, int, list[int]]]:
    """Per agreement and period: the terms that counted and the amounts by leg."""
    for event in ledger.named("Accrued"):
        terms = ledger.agreements[event.args["agreement"]].terms_at(event.args["period"])
        amounts = [0] * len(terms.legs)
        for clause, amount in zip(terms.clauses, event.args["amounts"], strict=True):
            amounts[clause.leg] += amount
        yield event.args["agreement"], terms, event.args["period"], amounts


def _windows(
    company: Company, ledger: Ledger, directory: Directory, calendar: Calendar, state: AgreementState
) -> Iterator[dict[str, Any]]:
    accrued = {p: amounts for agreement, _, p, amounts in accruals(ledger) if agreement == state.agreement}
    figures = Figures(company, ledger)
    terms = state.versions[0]
    clause, base = _promise(terms)
    for number, promised in enumerate(base.promises):
        first = terms.first_period + number * clause.window
        last = first + clause.window - 1
        if last not in accrued:
            continue
        actual = figures.sum(terms.parties[0], clause.metric, range(first, last + 1))
        yield {
            "agreement": directory.agreements.get(state.agreement, state.agreement.hex()),
            "unit": directory.name(terms.parties[0]),
            "window": calendar.format(first) if first == last else f"{calendar.format(first)}..{calendar.format(last)}",
            "metric": clause.metric.name.lower(),
            "promised": promised,
            "actual": actual,
            "result": "met" if actual >= promised else "missed",
            "compensation": _by_nature(terms, accrued[last], Nature.Fee),
            "bonus": _by_nature(terms, accrued[last], Nature.Bonus),
        }


def _promise(terms: Terms) -> tuple[Clause, Base]:
    """The first clause that holds an actual against promises."""
    for clause in terms.clauses:
        if clause.form in (Form.Variance, Form.Ratio) and clause.base[0].from_ == Reference.Promises:
            return clause, clause.base[0]
    return terms.clauses[0], Base()


def _by_nature(terms: Terms, amounts: Sequence[int], nature: Nature) -> int:
    return sum(amount for leg, amount in zip(terms.legs, amounts, strict=True) if leg.nature == nature)
