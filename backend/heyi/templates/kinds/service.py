"""service: one unit serves another for a fee, a share of a figure, or both, less a penalty."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from heyi.core.terms import Clause, Gate, Leg, Metric, Point, Span, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.building.points import rising
from heyi.templates.fields import above_zero, metric_of, ratio_of, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["FeeShare", "Penalty", "ServiceText"]


@dataclass(frozen=True, kw_only=True)
class FeeShare:
    """A part of what a unit's figure exceeds `above` by, at most `at_most` per period."""

    ratio: Fraction
    of: str
    metric: Metric
    above: int
    at_most: int

    def clause(self, addresses: Addresses) -> Clause:
        return Clause(
            subject=subject_of(addresses[self.of]),
            metric=self.metric,
            span=Span.WindowCorrected,
            points=rising(self.above, self.ratio, self.at_most),
        )

    def says(self, words: Words) -> str:
        figure = f"{words.name(self.of)}'s {words.metric(self.metric)} above {words.money(self.above)}"
        return f"{words.percent(self.ratio)} of {figure}, at most {words.money(self.at_most)} a {words.period}"

    @classmethod
    def read(cls, entry: Entry, otherwise_of: str) -> Self | None:
        """None where the entry has no share. otherwise_of: whose figure it is, where the entry doesn't say."""
        if not entry.has("share"):
            for field in ("of", "metric", "above", "at_most"):
                if entry.has(field):
                    entry.wrong(field, "belongs to a share, but share is missing")
            return None
        if not entry.has("at_most"):
            entry.wrong("at_most", "is missing: a share needs the most it can come to")
            return None
        return cls(
            ratio=ratio_of(entry),
            of=entry.text("of", otherwise_of),
            metric=metric_of(entry),
            above=entry.amount("above"),
            at_most=above_zero(entry, "at_most"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        if entry.has("of"):
            cast.unit(entry, "of", self.of)
        elif self.of in cast.people:
            entry.wrong("of", f"is missing: {self.of} is a person, of whom there are no figures")


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
        clauses = [Clause(points=(Point(0, self.fee),))] if self.fee else []
        clauses += [part.clause(addresses) for part in (self.share, self.penalty) if part]
        return Draft((Leg(0, 1),), tuple(clauses))

    def says(self, words: Words) -> str:
        parts = [f"{words.money(self.fee)} a {words.period}"] if self.fee else []
        parts += [self.share.says(words)] if self.share else []
        client, supplier = words.name(self.client), words.name(self.supplier)
        text = f"{client} pays {supplier} {' and '.join(parts)}"
        if self.penalty:
            unit, amount = words.name(self.penalty.score_of), words.money(self.penalty.amount)
            text += f", less {amount} for a {words.period} in which {unit}'s score is below {self.penalty.below}"
            if self.penalty.amount > self.fee:
                text += f", which can leave {supplier} owing {client}"
        return f"{text}; {words.absent}." if self.share else f"{text}."

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        fee = entry.amount("fee")
        if not entry.has("share") and not fee:
            entry.wrong("", "needs a fee or a share")
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults),
            client=entry.text("client"),
            supplier=entry.text("supplier"),
            fee=fee,
            share=FeeShare.read(entry, entry.text("client")),
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
            cast.scored_unit(entry.inside("penalty"), "score_of", self.penalty.score_of)
