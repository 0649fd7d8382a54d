"""service: one unit serves another for a fee, a share of a figure, or both, less a penalty."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Clause, Gate, Leg, Metric, Point, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.building.fee import FeeShare, clauses_of_fee, fee_and_share_of, says_fee
from heyi.templates.fields import above_zero, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["Penalty", "ServiceText"]


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """What the supplier forgoes, or owes, for a period in which a unit's score is below `below`."""

    score_of: str
    below: int
    amount: int

    def clause(self, addresses: Addresses) -> Clause:
        missed = Gate(subject_of(addresses[self.score_of]), Metric.Score, at_least=0, below=self.below)
        return Clause(gates=(missed,), points=(Point(0, -self.amount),))

    @classmethod
    def read(cls, entry: Entry) -> Self:
        return cls(score_of=entry.text("score_of"), below=entry.number("below"), amount=above_zero(entry, "amount"))


@dataclass(frozen=True, kw_only=True)
class ServiceText(Agreement):
    """A client pays a supplier `fee` per period, and a share of a figure, less a penalty."""

    client: str
    supplier: str
    fee: int = 0
    share: FeeShare | None = None
    penalty: Penalty | None = None

    kind = "service"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.client, self.supplier)

    def draft(self, addresses: Addresses) -> Draft:
        clauses = clauses_of_fee(self.fee, self.share, addresses)
        clauses += [self.penalty.clause(addresses)] if self.penalty else []
        return Draft((Leg(0, 1),), tuple(clauses))

    def says(self, words: Words) -> str:
        client, supplier = words.name(self.client), words.name(self.supplier)
        text = f"{client} pays {supplier} {says_fee(self.fee, self.share, words)}"
        if self.penalty:
            unit, amount = words.name(self.penalty.score_of), words.money(self.penalty.amount)
            text += f", less {amount} for a {words.period} in which {unit}'s score is below {self.penalty.below}"
            if self.penalty.amount > self.fee:
                text += f", which can leave {supplier} owing {client}"
        return f"{text}; {words.absent}." if self.share else f"{text}."

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        fee, share = fee_and_share_of(entry, otherwise_of=entry.text("client"))
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults),
            client=entry.text("client"),
            supplier=entry.text("supplier"),
            fee=fee,
            share=share,
            penalty=Penalty.read(entry.inside("penalty")) if entry.has("penalty") else None,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.party(entry, "client", self.client)
        cast.party(entry, "supplier", self.supplier)
        if self.client == self.supplier:
            entry.wrong("supplier", f"{self.supplier} is the client")
        if self.share:
            self.share.check(entry, cast)
        if self.penalty:
            cast.measured(entry.inside("penalty"), "score_of", self.penalty.score_of, Metric.Score)
