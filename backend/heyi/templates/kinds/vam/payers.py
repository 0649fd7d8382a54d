"""Who pays what is due for a miss, and what stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from heyi.core.terms import Clause, Nature
from heyi.templates.building.sheet import Sheet, parted
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["Payers", "Share"]


@dataclass(frozen=True)
class Share:
    """A party and its part of a whole."""

    party: str
    part: Fraction = Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Payers:
    """shares: who pays, each its part; of an enterprise invested in: nobody, and it pays out of what may be shared.

    backed_by: persons and outside parties who pay what these do not, each for all of it. escrow: what the payers lock.
    """

    shares: tuple[Share, ...] = ()
    backed_by: tuple[str, ...] = ()
    escrow: int = 0

    @property
    def from_profit(self) -> bool:
        return not self.shares

    @property
    def parties(self) -> tuple[str, ...]:
        return (*(share.party for share in self.shares), *self.backed_by)

    def write(self, sheet: Sheet, investee: str, investors: Sequence[Share], clause: Clause) -> list[int]:
        """A leg for each payer and investor, with its part of the clause; the legs' numbers."""
        payers = self.shares or (Share(investee),)
        pairs = [(payer, investor) for payer in payers for investor in investors]
        parts = [payer.part * investor.part for payer, investor in pairs]
        nature = Nature.Preferred if self.from_profit else Nature.Fee
        legs = []
        for (payer, investor), part, points in zip(pairs, parts, parted(clause.points, parts), strict=True):
            escrow = self.escrow * part.numerator // part.denominator
            leg = sheet.leg(payer.party, investor.party, nature, self.backed_by, escrow)
            sheet.clause(leg, replace(clause, points=points))
            legs.append(leg)
        return legs

    def says(self, words: Words, investee: str) -> str:
        """Who pays, with a verb: Olga pays."""
        if self.from_profit:
            return f"{words.name(investee)}, out of what it may share and ahead of it, pays"
        if len(self.shares) == 1:
            return f"{words.name(self.shares[0].party)} pays"
        return f"{listed([f'{words.name(each.party)} ({words.percent(each.part)})' for each in self.shares])} pay"

    def behind(self, words: Words) -> str:
        """What stands behind them, as sentences."""
        text = f" For it {words.money(self.escrow)} are locked." if self.escrow else ""
        if self.backed_by:
            names = words.all_names(self.backed_by)
            text += (
                f" What is not paid so {names} {'pays' if len(self.backed_by) == 1 else 'pay jointly, each for all'}."
            )
        return text

    @classmethod
    def read(cls, entry: Entry) -> Self:
        given = [field for field in ("payer", "payers", "from_profit") if entry.has(field)]
        if len(given) > 1:
            entry.wrong(given[1], f"stands beside {given[0]}")
        elif not given:
            entry.wrong("payer", "is missing: who pays? One of payer, payers and from_profit")
        shares = tuple(Share(each.text("payer"), each.percent("part")) for each in entry.items("payers"))
        if entry.has("payer"):
            shares = (Share(entry.text("payer")),)
        elif shares and sum(share.part for share in shares) != 1:
            entry.wrong("payers", "have parts that are not 100 % together")
        if entry.has("from_profit") and (entry.has("escrow") or entry.has("backed_by")):
            entry.wrong("from_profit", "needs nothing locked and nobody behind it: what can't be paid is carried")
        return cls(shares=shares, backed_by=tuple(entry.values.get("backed_by", ())), escrow=entry.amount("escrow"))

    def check(self, entry: Entry, cast: Cast, investee: str, investors: Sequence[Share]) -> None:
        named = [(entry, "payer", share.party) for share in self.shares if entry.has("payer")]
        named += [(item, "payer", item.text("payer")) for item in entry.items("payers")]
        for item, field, payer in named:
            cast.party(item, field, payer)
            if payer == investee:
                item.wrong(field, f"{payer} is the unit invested in, and compensation never comes out of it")
            elif payer in {investor.party for investor in investors}:
                item.wrong(field, f"{payer} is the investor, whom the compensation is for")
        for backer in self.backed_by:
            cast.person(entry, "backed_by", backer)
