"""raw: whatever else terms can say, with a sentence of its author's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from heyi.core.errors import InvalidValue
from heyi.core.terms import (
    ALL_PARTNERS,
    NO_UPPER_BOUND,
    Base,
    Clause,
    Form,
    Gate,
    Leg,
    Metric,
    Nature,
    Point,
    Reference,
    Span,
    Tranche,
    benchmark_id,
    subject_of,
)
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["RawClause", "RawLeg", "RawText", "RawTranche"]

_CONTRACTS = {"service": "ServiceAgreements", "vam": "VamAgreements", "community": "CommunityAgreements"}

ALL = "all partners"
"""The creditor of a leg that goes to every party but the first, by the weights."""


@dataclass(frozen=True)
class RawLeg:
    debtor: str
    creditor: str
    nature: Nature = Nature.Fee
    backers: tuple[str, ...] = ()
    escrow: int = 0


@dataclass(frozen=True)
class RawTranche:
    investor: str
    enterprise: str
    amount: int
    shares: int


@dataclass(frozen=True)
class RawClause:
    """A clause whose subjects are still units: of itself (None: it reads no fact of a unit), and of its gates."""

    clause: Clause
    subject: str | None = None
    gate_subjects: tuple[str, ...] = ()

    def addressed(self, addresses: Addresses) -> Clause:
        gates = tuple(
            replace(gate, subject=subject_of(addresses[unit]))
            for gate, unit in zip(self.clause.gates, self.gate_subjects, strict=True)
        )
        subject = subject_of(addresses[self.subject]) if self.subject else self.clause.subject
        return replace(self.clause, subject=subject, gates=gates)


@dataclass(frozen=True, kw_only=True)
class RawText(Agreement):
    """Anything terms can say, with the sentence that says it."""

    opened_with: str
    sentence: str
    signers: tuple[str, ...]
    legs: tuple[RawLeg, ...]
    clauses: tuple[RawClause, ...]
    tranches: tuple[RawTranche, ...] = ()
    weights: tuple[int, ...] = ()

    kind: ClassVar[str] = "raw"

    @property
    def contract(self) -> str:
        return self.opened_with

    @property
    def parties(self) -> tuple[str, ...]:
        return self.signers

    def draft(self, addresses: Addresses) -> Draft:
        places = {party: index for index, party in enumerate(self.signers)} | {ALL: ALL_PARTNERS}
        return Draft(
            legs=tuple(
                Leg(
                    places[leg.debtor],
                    places[leg.creditor],
                    leg.nature,
                    backers=sum(1 << places[backer] for backer in leg.backers),
                    escrow=leg.escrow,
                )
                for leg in self.legs
            ),
            clauses=tuple(raw.addressed(addresses) for raw in self.clauses),
            tranches=tuple(
                Tranche(places[each.investor], places[each.enterprise], each.amount, each.shares)
                for each in self.tranches
            ),
            weights=self.weights,
        )

    def says(self, words: Words) -> str:
        del words
        return self.sentence

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term = term_of(entry, defaults)
        return cls(
            id=entry.text("id"),
            term=replace(term, corrections=entry.number("corrections")),
            opened_with=_CONTRACTS[entry.text("contract")],
            sentence=entry.text("sentence"),
            signers=tuple(entry.values["parties"]),
            legs=tuple(_leg(leg) for leg in entry.items("legs")),
            clauses=tuple(_clause(clause) for clause in entry.items("clauses")),
            tranches=tuple(
                RawTranche(each.text("investor"), each.text("enterprise"), each.amount("amount"), each.number("shares"))
                for each in entry.items("tranches")
            ),
            weights=tuple(entry.values.get("weights", ())),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        for party in self.signers:
            cast.party(entry, "parties", party)
        for item, field, party in self._named(entry):
            if party not in self.signers:
                item.wrong(field, f"{party} is not one of the parties")
        for clause in entry.items("clauses"):
            if clause.has("subject"):
                cast.unit(clause, "subject", clause.text("subject"))
            for gate in clause.items("gates"):
                cast.unit(gate, "subject", gate.text("subject"))
        if self.contract == "ServiceAgreements":
            self._check_service(entry)
        elif self.contract == "VamAgreements":
            self._check_vam(entry, cast)

    def _named(self, entry: Entry) -> Iterable[tuple[Entry, str, str]]:
        """Every party that a leg or a tranche names, with its field."""
        for leg in entry.items("legs"):
            yield leg, "debtor", leg.text("debtor")
            if leg.text("creditor") != ALL:
                yield leg, "creditor", leg.text("creditor")
            for backer in leg.values.get("backers", ()):
                yield leg, "backers", backer
        for tranche in entry.items("tranches"):
            yield tranche, "investor", tranche.text("investor")
            yield tranche, "enterprise", tranche.text("enterprise")

    def _check_service(self, entry: Entry) -> None:
        """As ServiceAgreements.sol wants it."""
        if len(self.signers) != 2:
            entry.wrong("parties", f"there are {len(self.signers)}, but a service has a client and a supplier")
        elif [(leg.debtor, leg.creditor) for leg in self.legs] != [self.signers]:
            entry.wrong("legs", "a service has one leg, from the first party to the second")
        if self.tranches:
            entry.wrong("tranches", "a service has no investment")

    def _check_vam(self, entry: Entry, cast: Cast) -> None:
        """As VamAgreements.sol wants it."""
        if len(self.signers) < 2 or self.signers[0] not in cast.units:
            entry.wrong("parties", "the first is the unit invested in, the second the investor")
            return
        investee, investor = self.signers[:2]
        if [(tranche.investor, tranche.enterprise) for tranche in self.tranches] != [(investor, investee)]:
            entry.wrong("tranches", f"there must be one, from {investor} to {investee}")
        for leg, item in zip(self.legs, entry.items("legs"), strict=True):
            if leg.nature is Nature.Bonus and leg.creditor != investee:
                item.wrong("creditor", f"a bonus goes to the team of {investee}")
            if leg.nature in (Nature.Fee, Nature.Collection) and investee in (leg.debtor, leg.creditor):
                item.wrong(
                    "debtor", f"{investee} is the unit invested in, which neither pays nor receives compensation"
                )


def _leg(entry: Entry) -> RawLeg:
    return RawLeg(
        entry.text("debtor"),
        entry.text("creditor"),
        Nature[entry.text("nature", "Fee")],
        tuple(entry.values.get("backers", ())),
        entry.amount("escrow"),
    )


def _clause(entry: Entry) -> RawClause:
    """Numbers in raw clauses are the contract's own: minor units, points of score, days, fractions x scale."""
    gates = entry.items("gates")
    try:
        clause = Clause(
            leg=entry.number("leg"),
            subject=benchmark_id(entry.text("benchmark")) if entry.has("benchmark") else bytes(32),
            metric=Metric[entry.text("metric", "Revenue")],
            form=Form[entry.text("form", "Actual")],
            span=Span[entry.text("span", "Window")],
            window=entry.number("window", 1),
            absent_as=entry.number("absent_as"),
            base=_bases(entry),
            gates=tuple(_gate(gate) for gate in gates),
            points=_points(entry.values["points"]),
        )
    except InvalidValue as error:
        entry.wrong("", str(error))
        clause = Clause(points=(Point(0, 0),))
    return RawClause(clause, entry.text("subject") or None, tuple(gate.text("subject") for gate in gates))


def _bases(entry: Entry) -> tuple[Base, ...]:
    """The list `bases`; or one of promises or of an earlier window, said in the clause itself."""
    scale = entry.number("scale", 1)
    if entry.has("promises"):
        return (Base(scale=scale, promises=tuple(entry.values["promises"])),)
    if entry.has("lag"):
        return (Base(from_=Reference.Earlier, scale=scale, lag=entry.number("lag")),)
    return tuple(
        Base(
            from_=Reference[each.text("from")],
            scale=each.number("scale", 1),
            promises=tuple(each.values.get("promises", ())),
            lag=each.number("lag"),
            leg=each.number("leg"),
            benchmark=benchmark_id(each.text("benchmark")) if each.has("benchmark") else bytes(32),
            curve=_points(each.values.get("curve", ())),
        )
        for each in entry.items("bases")
    )


def _points(pairs: Iterable[Any]) -> tuple[Point, ...]:
    return tuple(Point(x, y) for x, y in pairs)


def _gate(entry: Entry) -> Gate:
    """Its subject is put in when addresses are known."""
    return Gate(
        bytes(32),
        Metric[entry.text("metric")],
        periods=entry.number("periods", 1),
        running=entry.number("running", 1),
        promises=tuple(entry.values.get("promises", ())),
        at_least=entry.number("at_least"),
        below=entry.number("below", NO_UPPER_BOUND),
    )
