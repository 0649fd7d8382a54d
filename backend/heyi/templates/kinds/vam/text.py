"""The whole agreement: who invests how much, what is promised, what follows, and how it may end."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from heyi.sources.plan import Measure
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft, Term
from heyi.templates.building.sheet import Sheet
from heyi.templates.fields import period_of, term_of
from heyi.templates.kinds.vam.exits import Bought, Impairment, LeaderChange, Redemption
from heyi.templates.kinds.vam.funding import Allowance, Investment, Later, Loss
from heyi.templates.kinds.vam.goals import Goal
from heyi.templates.kinds.vam.payers import Share
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["VamText"]


@dataclass(frozen=True, kw_only=True)
class VamText(Agreement):
    """Investors pay for shares of a unit, now or later; what it promises adjusts the price.

    What goes to or comes from several investors is divided by what each invests, now and later.
    """

    investee: str
    investments: tuple[Investment, ...] = ()
    later: tuple[Later, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    losses: tuple[Loss, ...] = ()
    goals: tuple[Goal, ...] = ()
    redemption: Redemption | None = None
    impairment: Impairment | None = None
    leader: LeaderChange | None = None

    kind = "vam"
    carried_out_by = "VamAgreements"

    @property
    def bought(self) -> Bought:
        invested: dict[str, int] = defaultdict(int)
        money: tuple[Investment | Later, ...] = (*self.investments, *self.later)
        for each in money:
            invested[each.investor] += each.amount
        whole = sum(invested.values())
        return Bought(
            investee=self.investee,
            investors=tuple(Share(party, Fraction(amount, whole or 1)) for party, amount in invested.items()),
            amounts=tuple(invested.values()),
        )

    @property
    def parties(self) -> tuple[str, ...]:
        named = [self.investee, *(investor.party for investor in self.bought.investors)]
        named += [party for goal in self.goals for party in goal.parties]
        named += [allowance.investor for allowance in self.allowances] + [loss.bearer for loss in self.losses]
        named += [party for part in (self.redemption, self.impairment) if part for party in part.payers.parties]
        named += [self.leader.successor] if self.leader else []
        return tuple(dict.fromkeys(named))

    def draft(self, addresses: Addresses) -> Draft:
        sheet = Sheet(self.parties, addresses)
        investors = self.bought.investors
        for investment in self.investments:
            sheet.tranche(investment.investor, self.investee, investment.amount, investment.shares)
        for goal in self.goals:
            goal.write(sheet, addresses, self.investee, investors)
        for later in self.later:
            later.write(sheet, addresses, self.investee)
        for allowance in self.allowances:
            allowance.write(sheet, self.investee)
        for loss in self.losses:
            loss.write(sheet, self.investee)
        # After the goals: what a goal adds in a period counts in the same period for what looks at it.
        if self.impairment:
            self.impairment.write(sheet, self.investee, investors, self.term.periods)
        if self.redemption:
            self.redemption.write(sheet, addresses, self.bought, self.term.periods, self.goals)
        if self.leader:
            self.leader.write(sheet, addresses, self.investee, self.goals)
        return sheet.draft()

    def says(self, words: Words) -> str:
        investors = self.bought.investors
        sentences = [self._invests(words, each) for each in self.investments]
        later: tuple[Later | Allowance | Loss, ...] = (*self.later, *self.allowances, *self.losses)
        sentences += [each.says(words, self.investee) for each in later]
        sentences += [goal.says(words, self.term, self.investee, investors) for goal in self.goals]
        if self.redemption:
            sentences.append(self.redemption.says(words, self.bought, self.goals))
        if self.impairment:
            sentences.append(self.impairment.says(words, self.investee, investors))
        if self.leader:
            sentences.append(self.leader.says(words, self.investee, self.goals))
        return " ".join(sentences)

    def _invests(self, words: Words, each: Investment) -> str:
        return (
            f"{words.name(each.investor)} invests {words.money(each.amount)} in {words.name(self.investee)} at the "
            f"opening, for {each.shares:,} of its {words.shares[self.investee]:,} shares."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        term = _corrected(entry, term_of(entry, defaults), defaults)
        investee = entry.text("investee")
        investments = tuple(Investment.read(each) for each in _investments(entry))
        later = tuple(Later.read(each, term, defaults, investee) for each in entry.items("later"))
        if not investments and not later:
            entry.wrong("", "needs an investor")
        goals = tuple(Goal.read(each, term, investee) for each in _goals(entry))
        if not goals and not any(entry.has(field) for field in ("redemption", "impairment", "leader", "losses")):
            entry.wrong("", "needs a compensation or a bonus")
        invested = sum(each.amount for each in investments) + sum(each.amount for each in later)
        redemption, impairment, leader = (entry.inside(field) for field in ("redemption", "impairment", "leader"))
        return cls(
            id=entry.text("id"),
            term=term,
            investee=investee,
            investments=investments,
            later=later,
            allowances=tuple(Allowance.read(each) for each in entry.items("allowances")),
            losses=Loss.read_all(list(entry.items("losses"))),
            goals=goals,
            redemption=Redemption.read(redemption, term, defaults, investee, goals) if redemption.values else None,
            impairment=Impairment.read(impairment, invested) if impairment.values else None,
            leader=LeaderChange.read(leader, term, investee, goals) if leader.values else None,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "investee", self.investee)
        for item in _investments(entry):
            self._check_investor(item, cast)
        for later, item in zip(self.later, entry.items("later"), strict=True):
            later.check(item, cast)
            self._check_investor(item, cast)
        for goal, item in zip(self.goals, _goals(entry), strict=True):
            goal.check(item, cast, self.investee, self.bought.investors)
        for field, party in (("allowances", "investor"), ("losses", "bearer")):
            for item in entry.items(field):
                cast.party(item, party, item.text(party))
        for field, part in (("redemption", self.redemption), ("impairment", self.impairment)):
            if part:
                cast.benchmark(entry.inside(field), "value", Measure.MONEY)
                part.payers.check(entry.inside(field), cast, self.investee, self.bought.investors)
        if self.leader:
            self.leader.check(entry.inside("leader"), cast)

    def _check_investor(self, item: Entry, cast: Cast) -> None:
        investor = item.text("investor")
        cast.party(item, "investor", investor)
        if investor == self.investee:
            item.wrong("investor", f"{investor} is the unit invested in")


def _corrected(entry: Entry, term: Term, defaults: Defaults) -> Term:
    if not entry.has("corrections_until"):
        return term
    until = period_of(entry, "corrections_until", defaults.calendar)
    if until <= term.last_period:
        entry.wrong("corrections_until", "does not lie after the last period")
    return replace(term, corrections=max(0, until - term.last_period))


def _investments(entry: Entry) -> Sequence[Entry]:
    """The list of investors; or the only one, said in the entry itself."""
    if entry.has("investors"):
        for field in ("investor", "amount", "shares"):
            if entry.has(field):
                entry.wrong(field, "stands beside investors")
        return entry.items("investors")
    missing = [field for field in ("investor", "amount", "shares") if not entry.has(field)]
    if missing and len(missing) < 3:
        for field in missing:
            entry.wrong(field, "is missing")
    return () if missing else (entry,)


def _goals(entry: Entry) -> Sequence[Entry]:
    """The list of goals; or the only one, said in the entry itself."""
    own = ("metric", "window", "promises", "growth", "leading", "only_if", "compensation", "bonus", "team_shares")
    if entry.has("goals"):
        for field in own:
            if entry.has(field):
                entry.wrong(field, "stands beside goals")
        return entry.items("goals")
    if not any(entry.has(field) for field in own):
        return ()
    if not entry.has("window"):
        entry.wrong("window", "is missing")
        return ()
    return (entry,)
