"""agreements.yaml: what was agreed, in human terms."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from heyi.core.errors import InvalidValue
from heyi.core.periods import Calendar
from heyi.core.terms import NO_UPPER_BOUND, Base, Clause, Form, Gate, Metric, Nature, Point, Reference, Span
from heyi.scenario.mistakes import Findings
from heyi.scenario.model import (
    AgreementText,
    Bonus,
    ClearingText,
    Compensation,
    FeeShare,
    Penalty,
    RawClause,
    RawLeg,
    RawText,
    RawTranche,
    ScoreGate,
    ServiceText,
    Term,
    VamText,
)
from heyi.scenario.reading.entry import Entry
from heyi.scenario.reading.files import read_document
from heyi.scenario.reading.settings import Settings, period_of

__all__ = ["FILE", "Written", "read_agreements"]

FILE = "agreements.yaml"

_CONTRACTS = {"service": "ServiceAgreements", "vam": "VamAgreements"}


@dataclass(frozen=True)
class Written:
    """An agreement and the entry it was read from."""

    agreement: AgreementText
    entry: Entry


def read_agreements(folder: Path, findings: Findings, settings: Settings | None, clearing: str) -> list[Written]:
    """The agreements that can be read; mistakes are noted. clearing: that unit's id.

    Without settings only the schema is held against the file: amounts and periods can't be understood.
    """
    decimals = settings.currency.decimals if settings else 0
    checked = read_document(folder, FILE, "agreements", findings, decimals)
    if checked is None or settings is None:
        return []
    reader = _Reader(settings.calendar, settings.periods, clearing)
    written = []
    for kind, read in reader.kinds().items():
        for entry in checked.entries(kind):
            before = len(findings)
            agreement = read(entry)
            if len(findings) == before:
                written.append(Written(agreement, entry))
    return written


class _Reader:
    """Entries -> agreements. What is read after a mistake was noted is not used."""

    def __init__(self, calendar: Calendar, periods: range, clearing: str) -> None:
        self._calendar = calendar
        self._periods = periods
        self._clearing = clearing

    def kinds(self) -> dict[str, Callable[[Entry], AgreementText]]:
        return {"clearing": self.clearing, "service": self.service, "vam": self.vam, "raw": self.raw}

    def term(self, entry: Entry) -> Term:
        """Without `from` the term starts with the scenario; without `periods` it ends with it."""
        first = period_of(entry, "from", self._calendar) if entry.has("from") else self._periods[0]
        if first not in self._periods and entry.has("from"):
            start, end = (self._calendar.format(period) for period in (self._periods[0], self._periods[-1]))
            entry.wrong("from", f"{entry.text('from')} lies outside the periods {start} to {end}")
        return Term(
            first_period=first,
            periods=entry.number("periods", max(1, self._periods.stop - first)),
            notice=entry.number("notice"),
            ceiling=entry.amount("ceiling") if entry.has("ceiling") else None,
        )

    def clearing(self, entry: Entry) -> ClearingText:
        return ClearingText(
            id=entry.text("id"),
            term=self.term(entry),
            clearing=self._clearing,
            unit=entry.text("unit"),
            at_most=_above_zero(entry, "at_most"),
        )

    def service(self, entry: Entry) -> ServiceText:
        fee = entry.amount("fee")
        if not entry.has("share") and not fee:
            entry.wrong("", "needs a fee or a share")
        return ServiceText(
            id=entry.text("id"),
            term=self.term(entry),
            client=entry.text("client"),
            supplier=entry.text("supplier"),
            fee=fee,
            share=self._share(entry),
            penalty=self._penalty(entry.inside("penalty")) if entry.has("penalty") else None,
        )

    def _share(self, entry: Entry) -> FeeShare | None:
        if not entry.has("share"):
            for field in ("of", "metric", "above", "at_most"):
                if entry.has(field):
                    entry.wrong(field, "belongs to a share, but share is missing")
            return None
        if not entry.has("at_most"):
            entry.wrong("at_most", "is missing: a share needs the most it can come to")
            return None
        return FeeShare(
            ratio=_ratio(entry),
            of=entry.text("of", entry.text("client")),
            metric=_metric(entry),
            above=entry.amount("above"),
            at_most=_above_zero(entry, "at_most"),
        )

    def _penalty(self, entry: Entry) -> Penalty:
        return Penalty(
            score_of=entry.text("score_of"), below=entry.number("below"), amount=_above_zero(entry, "amount")
        )

    def vam(self, entry: Entry) -> VamText:
        term = self.term(entry)
        window, promises = entry.number("window"), entry.amounts("promises")
        if term.periods % window:
            entry.wrong("window", f"windows of {window} periods do not divide the {term.periods} of the agreement")
        elif len(promises) != term.periods // window:
            windows = f"{term.periods // window} windows of {window} periods"
            entry.wrong("promises", f"has {len(promises)} for {windows}")
        if not entry.has("compensation") and not entry.has("bonus"):
            entry.wrong("", "needs a compensation or a bonus")
        compensation, bonus = entry.inside("compensation"), entry.inside("bonus")
        return VamText(
            id=entry.text("id"),
            term=term,
            investor=entry.text("investor"),
            investee=entry.text("investee"),
            amount=_above_zero(entry, "amount"),
            shares=entry.number("shares"),
            metric=_metric(entry),
            window=window,
            promises=promises,
            compensation=_compensation(compensation) if compensation.values else None,
            bonus=_bonus(bonus) if bonus.values else None,
        )

    def raw(self, entry: Entry) -> RawText:
        legs = (
            RawLeg(leg.text("debtor"), leg.text("creditor"), Nature[leg.text("nature", "Fee")])
            for leg in entry.items("legs")
        )
        tranches = (
            RawTranche(
                tranche.text("investor"), tranche.text("enterprise"), tranche.amount("amount"), tranche.number("shares")
            )
            for tranche in entry.items("tranches")
        )
        return RawText(
            id=entry.text("id"),
            term=self.term(entry),
            contract=_CONTRACTS[entry.text("contract")],
            sentence=entry.text("sentence"),
            parties=tuple(entry.values["parties"]),
            legs=tuple(legs),
            clauses=tuple(_raw_clause(clause) for clause in entry.items("clauses")),
            tranches=tuple(tranches),
        )


def _above_zero(entry: Entry, field: str) -> int:
    before = len(entry.findings)
    amount = entry.amount(field)
    if amount == 0 and len(entry.findings) == before:
        entry.wrong(field, "must be above 0")
    return amount


def _compensation(entry: Entry) -> Compensation:
    return Compensation(
        payer=entry.text("payer"), ratio=_ratio(entry), at_most=_above_zero(entry, "at_most"), gate=_score_gate(entry)
    )


def _bonus(entry: Entry) -> Bonus:
    return Bonus(ratio=_ratio(entry), at_most=_above_zero(entry, "at_most"), gate=_score_gate(entry))


def _score_gate(entry: Entry) -> ScoreGate | None:
    gate = entry.inside("gate")
    return ScoreGate(score_of=gate.text("score_of"), at_least=gate.number("at_least")) if gate.values else None


def _ratio(entry: Entry) -> Fraction:
    ratio = entry.percent("share")
    if not ratio:
        entry.wrong("share", "must be above 0 %")
    return ratio


def _metric(entry: Entry) -> Metric:
    return Metric[entry.text("metric", "revenue").capitalize()]


def _raw_clause(entry: Entry) -> RawClause:
    """Numbers in raw clauses are the contract's own: minor units, points of score, days, fractions x scale."""
    gates = entry.items("gates")
    base: tuple[Base, ...] = ()
    try:
        if entry.has("promises"):
            base = (Base(scale=entry.number("scale", 1), promises=tuple(entry.values["promises"])),)
        elif entry.has("lag"):
            base = (Base(from_=Reference.Earlier, scale=entry.number("scale", 1), lag=entry.number("lag")),)
        clause = Clause(
            leg=entry.number("leg"),
            metric=Metric[entry.text("metric", "Revenue")],
            form=Form[entry.text("form", "Actual")],
            span=Span[entry.text("span", "Window")],
            window=entry.number("window", 1),
            absent_as=entry.number("absent_as"),
            base=base,
            gates=tuple(_gate(gate) for gate in gates),
            points=tuple(Point(x, y) for x, y in entry.values["points"]),
        )
    except InvalidValue as error:
        entry.wrong("", str(error))
        clause = Clause(points=(Point(0, 0),))
    return RawClause(clause, entry.text("subject") or None, tuple(gate.text("subject") for gate in gates))


def _gate(entry: Entry) -> Gate:
    """Its subject is put in when addresses are known."""
    below = entry.number("below", NO_UPPER_BOUND)
    return Gate(bytes(32), Metric[entry.text("metric")], entry.number("at_least"), below)
