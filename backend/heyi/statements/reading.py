"""What tables are made from: final figures, what was accrued, who paid whom, and what everybody has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from heyi.company import Company
from heyi.core.facts import Figure, Finality, Metric, subject_of
from heyi.core.terms import Terms
from heyi.processes.ledger import Ledger

__all__ = ["ChainFacts", "Figures", "accruals", "flows", "held_by"]


class Figures:
    """Final figures, corrections included. Where none was ever disputed or corrected, the posted ones are final."""

    def __init__(self, company: Company, ledger: Ledger) -> None:
        self._company = company
        self._plain = not any(ledger.named("StatementCorrected", "StatementChallenged"))
        posted = ledger.named("StatementPosted")
        self._posted = {(e.args["subject"], e.args["period"]): e.args["statement"] for e in posted}

    def of(self, address: str, metric: Metric, period: int) -> int:
        """One figure; 0 for an absent period."""
        return self.of_subject(subject_of(address), metric, period)

    def of_subject(self, subject: bytes, metric: Metric, period: int) -> int:
        """As `of`, also for a benchmark."""
        if self._plain and metric in (Metric.Revenue, Metric.Profit, Metric.Score):
            return int(self._posted.get((subject, period), {}).get(metric.name.lower(), 0))
        function = self._company.oracle.functions.figure(subject, metric, period, True)
        return int(self._company.chain.call(function)[1])

    def given(self, address: str, period: int) -> bool:
        """Whether the period's figures are final, and not as absent."""
        return self.given_subject(subject_of(address), period)

    def given_subject(self, subject: bytes, period: int) -> bool:
        """As `given`, also for a benchmark."""
        if self._plain:
            return (subject, period) in self._posted
        function = self._company.oracle.functions.figure(subject, Metric.Revenue, period, True)
        return Finality(self._company.chain.call(function)[0]) is Finality.Final

    def sum(self, address: str, metric: Metric, periods: range) -> int:
        """The sum over periods."""
        return sum(self.of(address, metric, period) for period in periods)


class ChainFacts:
    """Final figures as the oracle has them: what the twin of the contracts computes from."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        function = self._company.oracle.functions.figure(subject, metric, period, corrected)
        finality, value = self._company.chain.call(function)
        return Figure(Finality(finality), value)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        function = self._company.oracle.functions.correctionOf(subject, metric, period, through)
        return int(self._company.chain.call(function))


def flows(ledger: Ledger) -> tuple[dict[str, int], dict[str, int]]:
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


def held_by(company: Company, ledger: Ledger) -> Mapping[str, int]:
    """What every account that ever had something in the Treasury has there now, as it says itself; others have 0."""
    receivers = {event.args["receiver"] for event in ledger.named("Transfer") if "receiver" in event.args}
    accounts = receivers | {event.args["account"] for event in ledger.named("Deposited")}
    return defaultdict(int, company.balances_of(sorted(accounts)))
