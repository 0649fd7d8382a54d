"""Goals: what the enterprise promises, and what follows from a miss or from doing better; each is settled alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from heyi.core.terms import Clause, Form, Gate, Metric, Nature, Point, Span
from heyi.sources.plan import Measure
from heyi.templates.agreement import Addresses, Term
from heyi.templates.building.condition import Condition, said
from heyi.templates.building.sheet import Sheet, parted
from heyi.templates.fields import above_zero, metric_of, one_for_each, points_for_each, windows_of
from heyi.templates.kinds.vam.measures import Excess, Growth, Promised, Shortfall, base_of
from heyi.templates.kinds.vam.payers import Payers, Share
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["Bonus", "Compensation", "Goal", "ShareMoves"]


@dataclass(frozen=True, kw_only=True)
class Compensation:
    """What investors get for a miss."""

    payers: Payers
    shortfall: Shortfall


@dataclass(frozen=True, kw_only=True)
class Bonus:
    """What the team gets for doing better. payer: None: the investors, by what they invested."""

    excess: Excess
    payer: str | None = None


@dataclass(frozen=True, kw_only=True)
class ShareMoves:
    """Shares between the team and the investors. missed: to the investors; beaten: to the team.

    stake: instead of both, what the investors got for their money, adjusted so that its price over earnings stays the
    same: stake x promise / actual; at most `most_up` more and `most_down` fewer of them.
    """

    missed: Shortfall | None = None
    beaten: Excess | None = None
    stake: int = 0
    most_up: int = 0
    most_down: int = 0

    def clauses(self, promised: Promised) -> list[Clause]:
        """y > 0: from the team to the investors."""
        if self.stake:
            points = (
                Point(self.stake - self.most_down, -self.most_down),
                Point(self.stake + self.most_up, self.most_up),
            )
            form, base = Form.Inverse, base_of(promised, self.stake)
            return [Clause(form=form, span=Span.WindowCorrected, base=(base,), points=points)]
        clauses = [self.missed.clause(promised)] if self.missed else []
        if self.beaten:
            given = self.beaten.clause(promised)
            clauses.append(replace(given, points=tuple(Point(point.x, -point.y) for point in given.points)))
        return clauses

    def says(self, words: Words, investors: str, investee: str) -> list[str]:
        if self.stake:
            return [
                f"So that the price over earnings stays the same, the {self.stake:,} shares become {self.stake:,} "
                f"times what is promised over what is reached: {investors} gets at most {self.most_up:,} more from "
                f"{investee}'s team, and gives at most {self.most_down:,} back."
            ]
        sentences = []
        if missed := self.missed:
            shares = missed.says(_shares(missed.of or missed.fixed), _shares(missed.at_most), words)
            sentences.append(f"For a missed promise {investee}'s team gives {investors} {shares}.")
        if beaten := self.beaten:
            shares = beaten.says(_shares(beaten.fixed), _shares(beaten.most), words)
            sentences.append(f"For a promise that is kept {investors} gives {investee}'s team {shares}.")
        return sentences

    @classmethod
    def read(cls, entry: Entry, promised: Promised) -> Self:
        fair, missed, beaten = (entry.inside(field) for field in ("constant_price_earnings", "missed", "beaten"))
        if entry.has("constant_price_earnings") == bool(missed.values or beaten.values):
            entry.wrong("", "needs missed, beaten or both; or else constant_price_earnings")
        if fair.number("most_down") > fair.number("stake"):
            fair.wrong("most_down", "is more than the stake")
        return cls(
            missed=Shortfall.read(missed, promised, shares=True) if missed.values else None,
            beaten=Excess.read(beaten, shares=True) if beaten.values else None,
            stake=fair.number("stake"),
            most_up=fair.number("most_up"),
            most_down=fair.number("most_down"),
        )


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A unit promises a sum of a metric for each window of periods, or a multiple of a benchmark's growth.

    conditions: without them nothing follows. name: empty where there is one goal only.
    """

    name: str = ""
    of: str
    metric: Metric
    window: int
    promised: Promised
    conditions: tuple[Condition, ...] = ()
    compensation: Compensation | None = None
    bonus: Bonus | None = None
    share_moves: ShareMoves | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        payers = self.compensation.payers.parties if self.compensation else ()
        payer = (self.bonus.payer,) if self.bonus and self.bonus.payer else ()
        return (*payers, *payer)

    def missed(self, addresses: Addresses, running: int) -> Gate:
        """That the promise was missed in so many windows running."""
        assert not isinstance(self.promised, Growth), "read() refuses it"
        gate = Condition(of=self.of, metric=self.metric, below=0, periods=self.window, running=running).gate(addresses)
        return replace(gate, promises=self.promised)

    def write(self, sheet: Sheet, addresses: Addresses, investee: str, investors: Sequence[Share]) -> None:
        gates = tuple(condition.gate(addresses) for condition in self.conditions)
        subject = sheet.subject(self.of)

        def of_goal(clause: Clause) -> Clause:
            return replace(clause, subject=subject, metric=self.metric, window=self.window, gates=gates)

        if self.compensation:
            clause = of_goal(self.compensation.shortfall.clause(self.promised))
            self.compensation.payers.write(sheet, investee, investors, clause)
        if self.bonus:
            payers = [Share(self.bonus.payer)] if self.bonus.payer else investors
            clause = of_goal(self.bonus.excess.clause(self.promised))
            for payer, points in zip(payers, parted(clause.points, [each.part for each in payers]), strict=True):
                leg = sheet.leg(payer.party, investee, Nature.Bonus)
                sheet.clause(leg, replace(clause, points=points))
        if self.share_moves:
            legs = [sheet.leg(investee, investor.party, Nature.Shares) for investor in investors]
            for clause in map(of_goal, self.share_moves.clauses(self.promised)):
                parts = parted(clause.points, [investor.part for investor in investors])
                for leg, points in zip(legs, parts, strict=True):
                    sheet.clause(leg, replace(clause, points=points))

    def says(self, words: Words, term: Term, investee: str, investors: Sequence[Share]) -> str:
        names = words.all_names([investor.party for investor in investors])
        head = f"{self.name.capitalize()} goal: " if self.name else ""
        whose = words.name(investee) + (f" promises {words.name(self.of)}'s" if self.of != investee else " promises")
        conditions = said(self.conditions, words)
        sentences = [f"{head}{whose} {words.metric(self.metric)} of {self._promises(words, term)}; {words.absent}."]
        if conditions:
            sentences.append(f"What follows counts for a window only{conditions}.")
        if self.compensation:
            shortfall, payers = self.compensation.shortfall, self.compensation.payers
            amount = shortfall.says(words.money(shortfall.of or shortfall.fixed), words.money(shortfall.at_most), words)
            pays = payers.says(words, investee)
            sentences.append(f"For a missed promise {pays} {names} {amount}.{payers.behind(words)}")
        if self.bonus:
            excess = self.bonus.excess
            payer = words.name(self.bonus.payer) if self.bonus.payer else names
            amount = excess.says(words.money(excess.fixed), words.money(excess.most), words)
            verb = "pay" if not self.bonus.payer and len(investors) > 1 else "pays"
            kept = "a beaten one" if self.compensation else "a beaten promise"
            kept = "a promise that is kept" if excess.fixed else kept
            sentences.append(f"For {kept} {payer} {verb} {words.name(investee)}'s team {amount}.")
        if self.share_moves:
            sentences += self.share_moves.says(words, names, words.name(investee))
        return " ".join(sentences)

    def _promises(self, words: Words, term: Term) -> str:
        if isinstance(self.promised, Growth):
            return f"{self.promised.says(words)} of {words.many(self.window)}"
        starts = (term.first_period + index * self.window for index in range(len(self.promised)))
        return listed(
            [
                f"{words.figure(self.metric, promise)} for {words.window(first, self.window)}"
                for first, promise in zip(starts, self.promised, strict=True)
            ]
        )

    @classmethod
    def read(cls, entry: Entry, term: Term, investee: str) -> Self:
        window = entry.number("window")
        promised = _promised(entry, term, window)
        if not any(entry.has(field) for field in ("compensation", "bonus", "team_shares")):
            entry.wrong("", "needs a compensation or a bonus")
        compensation, bonus = entry.inside("compensation"), entry.inside("bonus")
        return cls(
            name=entry.text("name"),
            of=entry.text("of", investee),
            metric=metric_of(entry),
            window=window,
            promised=promised,
            conditions=tuple(Condition.read(each, investee) for each in entry.items("only_if")),
            compensation=Compensation(
                payers=Payers.read(compensation), shortfall=Shortfall.read(compensation, promised, shares=False)
            )
            if compensation.values
            else None,
            bonus=Bonus(excess=Excess.read(bonus, shares=False), payer=bonus.text("payer") or None)
            if bonus.values
            else None,
            share_moves=ShareMoves.read(entry.inside("team_shares"), promised) if entry.has("team_shares") else None,
        )

    def check(self, entry: Entry, cast: Cast, investee: str, investors: Sequence[Share]) -> None:
        cast.measured(entry, "of", self.of, self.metric)
        cast.benchmark(entry.inside("leading"), "benchmark", Measure.BASIS_POINTS)
        for condition, item in zip(self.conditions, entry.items("only_if"), strict=True):
            condition.check(item, cast)
            if condition.periods > self.window:
                item.wrong("periods", f"{condition.periods} is more than the window of {self.window}")
        if self.compensation:
            self.compensation.payers.check(entry.inside("compensation"), cast, investee, investors)
        if self.bonus and self.bonus.payer:
            bonus = entry.inside("bonus")
            if cast.party(bonus, "payer", self.bonus.payer) and self.bonus.payer == investee:
                bonus.wrong("payer", f"{investee} is the unit whose team is paid")


def _promised(entry: Entry, term: Term, window: int) -> Promised:
    """Figures, one per window: as they stand, or a base that grows at a rate; or a multiple of a market's growth."""
    given = [field for field in ("promises", "growth", "leading") if entry.has(field)]
    if len(given) != 1:
        entry.wrong("promises" if not given else given[1], "is missing" if not given else f"stands beside {given[0]}")
        return (0,)
    if metric_of(entry) is Metric.Score:
        return _promised_score(entry, term, window)
    windows = windows_of(entry, term, window)
    if entry.has("leading"):
        return Growth.read(entry.inside("leading"))
    if entry.has("growth"):
        growth = entry.inside("growth")
        base, rate, years = above_zero(growth, "base"), growth.percent("rate"), growth.number("years")
        # A whole figure reaches base x (1 + rate)**years exactly when it reaches the next whole number above.
        return tuple(-(-base * (1 + rate) ** (years + window_) // 1) for window_ in range(windows))
    return one_for_each(entry, "promises", term, window)


def _promised_score(entry: Entry, term: Term, window: int) -> Promised:
    """Points for each period; what follows is a part of an amount or a fixed one, as points are no money."""
    if window != 1:
        entry.wrong("window", "must be 1 for a score: points of several periods don't add up")
    shares = entry.inside("team_shares")
    for block in (
        entry.inside("compensation"),
        entry.inside("bonus"),
        shares.inside("missed"),
        shares.inside("beaten"),
    ):
        for field in ("share", "tiers", "cumulative"):
            if block.has(field):
                block.wrong(field, "is of money, and a score is in points: take `of` or `fixed`")
    if shares.has("constant_price_earnings"):
        shares.wrong("constant_price_earnings", "is of earnings, and a score is in points")
    if not entry.has("promises"):
        entry.wrong("leading" if entry.has("leading") else "growth", "is of money, and a score is in points")
        return (0,)
    return points_for_each(entry, "promises", term)


def _shares(count: int) -> str:
    return f"{count:,} shares"
