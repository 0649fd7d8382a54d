"""charter: the owner-entrepreneurs of a unit agree who they are, how they share, who signs, when it is wound up."""

from dataclasses import dataclass
from typing import Self

from heyi.core.charter import Charter
from heyi.templates.agreement import Addresses
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.terms_of import salt_of
from heyi.templates.words import Words, listed

__all__ = ["CharterText", "Member"]


@dataclass(frozen=True)
class Member:
    """units: its weight in what the team gets."""

    person: str
    units: int


@dataclass(frozen=True, kw_only=True)
class CharterText:
    """quorum: how many members sign for the unit without its leader. allowance: what may be spent per period outside
    closings. wind_up_after: closings running in arrears; 0: never."""

    id: str
    name: str
    leader: str
    members: tuple[Member, ...]
    quorum: int
    shares: int
    allowance: int = 0
    wind_up_after: int = 0

    kind = "charter"

    def charter(self, addresses: Addresses) -> Charter:
        """Members in the order the registry asks for: by address."""
        members = sorted(self.members, key=lambda each: int(addresses[each.person], 16))
        return Charter(
            name=self.name,
            leader=addresses[self.leader],
            quorum=self.quorum,
            members=tuple(addresses[each.person] for each in members),
            units=tuple(each.units for each in members),
            total_shares=self.shares,
            allowance=self.allowance,
            wind_up_after=self.wind_up_after,
            salt=salt_of(self.id),
        )

    def says(self, words: Words) -> str:
        total = sum(each.units for each in self.members)
        members = listed([f"{words.name(each.person)} ({each.units:,} of {total:,} parts)" for each in self.members])
        sentences = [
            f"{members} found {self.name}. Of what it earns, investors get by their shares, of {self.shares:,} in all, "
            "and the team the rest, by these parts.",
            f"{words.name(self.leader)} leads and signs for it; without the leader {self.quorum} of "
            f"{len(self.members)} members do.",
            f"Outside closings it may spend {words.money(self.allowance)} a {words.period}, and nothing while in "
            "arrears.",
        ]
        if self.wind_up_after:
            sentences.append(f"After {self.wind_up_after} closings running in arrears anyone can have it wound up.")
        sentences.append(f"Amounts are in {words.symbol}.")
        return " ".join(sentences)

    @classmethod
    def read(cls, entry: Entry) -> Self:
        members = tuple(Member(each.text("person"), each.number("units")) for each in entry.items("members"))
        quorum = entry.number("quorum", len(members) // 2 + 1)
        if quorum > len(members):
            entry.wrong("quorum", f"{quorum} is more than the {len(members)} members")
        if entry.number("wind_up_after") == 1:
            entry.wrong("wind_up_after", "must leave a unit time to recover: 2 closings at least")
        return cls(
            id=entry.text("id"),
            name=entry.text("name"),
            leader=entry.text("leader"),
            members=members,
            quorum=quorum,
            shares=entry.number("shares"),
            allowance=entry.amount("allowance"),
            wind_up_after=entry.number("wind_up_after"),
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        seen: set[str] = set()
        for member, item in zip(self.members, entry.items("members"), strict=True):
            cast.person(item, "person", member.person)
            if member.person in seen:
                item.wrong("person", f"{member.person} is a member already")
            seen.add(member.person)
        if self.leader not in seen:
            entry.wrong("leader", f"{self.leader} is not one of the members")
