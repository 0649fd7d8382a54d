"""community: a lead and its partners share what a user scenario earns above a target."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import ALL_PARTNERS, Base, Clause, Form, Leg, Metric, Point, Span, Tranche, subject_of
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import metric_of, one_or_more, term_of
from heyi.templates.kinds.vam.measures import Excess
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["CommunityText", "Partner"]


@dataclass(frozen=True, kw_only=True)
class Partner:
    """contribution: what it brings, in words. weight: its part of what is shared. costs: covered per period, whatever
    is shared. invests, shares: co-investment in the lead, for shares of it."""

    partner: str
    contribution: str
    weight: int
    costs: int = 0
    invests: int = 0
    shares: int = 0

    @classmethod
    def read(cls, entry: Entry) -> Self:
        if entry.has("shares") and not entry.has("invests"):
            entry.wrong("shares", "are for what is invested: invests is missing")
        return cls(
            partner=entry.text("partner"),
            contribution=entry.text("contribution").rstrip("."),
            weight=entry.number("weight"),
            costs=entry.amount("costs"),
            invests=entry.amount("invests"),
            shares=entry.number("shares"),
        )


@dataclass(frozen=True, kw_only=True)
class CommunityText(Agreement):
    """The lead's result of each window above its target is shared by weight; nothing at or below it, or at a loss."""

    lead: str
    partners: tuple[Partner, ...]
    metric: Metric
    window: int
    targets: tuple[int, ...]
    shared: Excess

    kind = "community"
    carried_out_by = "CommunityAgreements"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.lead, *(each.partner for each in self.partners))

    def draft(self, addresses: Addresses) -> Draft:
        legs = [Leg(0, ALL_PARTNERS)]
        clauses = [self._shared(addresses)]
        tranches = []
        for place, partner in enumerate(self.partners, 1):
            if partner.costs:
                clauses.append(Clause(leg=len(legs), points=(Point(0, partner.costs),)))
                legs.append(Leg(0, place))
            if partner.invests:
                tranches.append(Tranche(place, 0, partner.invests, partner.shares))
        return Draft(tuple(legs), tuple(clauses), tuple(tranches), tuple(each.weight for each in self.partners))

    def _shared(self, addresses: Addresses) -> Clause:
        same = len(set(self.targets)) == 1
        return Clause(
            subject=subject_of(addresses[self.lead]),
            metric=self.metric,
            form=Form.Actual if same else Form.Variance,
            span=Span.WindowCorrected,
            window=self.window,
            base=() if same else (Base(promises=self.targets),),
            points=self.shared.points(self.targets[0] if same else 0),
        )

    def says(self, words: Words) -> str:
        lead, total = words.name(self.lead), sum(each.weight for each in self.partners)
        joined = listed(
            [
                f"{words.name(each.partner)} ({each.contribution}; {each.weight:,} of {total:,} parts)"
                for each in self.partners
            ]
        )
        sentences = [f"A community: {lead} leads; partners are {joined}."]
        amount = self.shared.says(words.money(self.shared.fixed), words.money(self.shared.most), words)
        sentences.append(
            f"Of {lead}'s {words.metric(self.metric)} of {self._targets(words)}, {lead} pays all partners together, by "
            f"their parts, {amount}; nothing at or below it; {words.absent}; what rounding leaves goes to "
            f"{words.name(self.partners[-1].partner)}."
        )
        costs = [f"{words.name(each.partner)} {words.money(each.costs)}" for each in self.partners if each.costs]
        if costs:
            sentences.append(
                f"Apart from that {lead} covers costs, whatever is shared: a {words.period} {listed(costs)}."
            )
        sentences += [
            f"{words.name(each.partner)} invests {words.money(each.invests)} in {lead} at the opening, for "
            f"{each.shares:,} of its {words.shares[self.lead]:,} shares."
            for each in self.partners
            if each.invests
        ]
        return " ".join(sentences)

    def _targets(self, words: Words) -> str:
        if len(set(self.targets)) == 1:
            return f"each window of {words.many(self.window)} with a target of {words.money(self.targets[0])}"
        starts = (self.term.first_period + index * self.window for index in range(len(self.targets)))
        targets = [
            f"{words.window(first, self.window)} with a target of {words.money(target)}"
            for first, target in zip(starts, self.targets, strict=True)
        ]
        return listed(targets)

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term, window = term_of(entry, defaults), entry.number("window", 1)
        return cls(
            id=entry.text("id"),
            term=term,
            lead=entry.text("lead"),
            partners=tuple(Partner.read(each) for each in entry.items("partners")),
            metric=metric_of(entry),
            window=window,
            targets=one_or_more(entry, "target", term, window),
            shared=Excess.read(entry.inside("shared"), shares=False),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "lead", self.lead)
        cast.measured(entry, "metric", self.lead, self.metric)
        seen = {self.lead}
        for partner, item in zip(self.partners, entry.items("partners"), strict=True):
            cast.party(item, "partner", partner.partner)
            if partner.partner in seen:
                item.wrong("partner", f"{partner.partner} is in it already")
            seen.add(partner.partner)
