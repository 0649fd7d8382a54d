"""letter: a colleague letter of understanding. What a person takes on, how it is measured, and who counts on it."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Clause, Leg, Point
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.fields import above_zero, term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words, listed

__all__ = ["Activity", "LetterText"]

_YEAR = 12
"""Periods after which it is renewed, where they are months and the letter says nothing else."""


@dataclass(frozen=True)
class Activity:
    """What is done, what tells how well, and for whom."""

    activity: str
    measure: str
    colleagues: tuple[str, ...]

    def says(self, words: Words) -> str:
        whom = f", for {words.all_names(self.colleagues)}" if self.colleagues else ""
        return f"{self.activity}, measured by {self.measure}{whom}"


@dataclass(frozen=True, kw_only=True)
class LetterText(Agreement):
    """A person and the colleagues who count on them. payer, pay: with money; without it nothing moves, and what is
    promised is held up by those to whom it was promised."""

    person: str
    colleagues: tuple[str, ...]
    mission: str
    activities: tuple[Activity, ...]
    time: str = ""
    payer: str = ""
    pay: int = 0

    kind = "letter"

    @property
    def parties(self) -> tuple[str, ...]:
        payer = (self.payer,) if self.payer else ()
        return tuple(dict.fromkeys((*payer, self.person, *self.colleagues)))

    def draft(self, addresses: Addresses) -> Draft:
        del addresses
        if not self.payer:
            return Draft()
        return Draft((Leg(0, 1),), (Clause(points=(Point(0, self.pay),)),))

    def says(self, words: Words) -> str:
        person, colleagues = words.name(self.person), words.all_names(self.colleagues)
        sentences = [
            f"{person}'s mission: {self.mission}.",
            f"{person} takes on {listed([each.says(words) for each in self.activities])}.",
        ]
        if self.time:
            sentences.append(f"Time: {self.time}.")
        sentences.append(
            f"{colleagues} agree{'s' if len(self.colleagues) == 1 else ''} and may raise what is not kept."
        )
        if self.payer:
            sentences.append(f"{words.name(self.payer)} pays {person} {words.money(self.pay)} a {words.period}.")
        sentences.append(f"It is renewed by signing anew after {words.many(self.term.periods)}.")
        return " ".join(sentences)

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        pay = entry.inside("pay")
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults, _YEAR),
            person=entry.text("person"),
            colleagues=tuple(entry.values["colleagues"]),
            mission=entry.text("mission").rstrip("."),
            activities=tuple(
                Activity(each.text("activity"), each.text("measure"), tuple(each.values.get("colleagues", ())))
                for each in entry.items("activities")
            ),
            time=entry.text("time").rstrip("."),
            payer=pay.text("payer"),
            pay=above_zero(pay, "amount") if pay.values else 0,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.person(entry, "person", self.person)
        for colleague in self.colleagues:
            cast.person(entry, "colleagues", colleague)
            if colleague == self.person:
                entry.wrong("colleagues", f"{colleague} is the person whose letter it is")
        for activity, item in zip(self.activities, entry.items("activities"), strict=True):
            for colleague in activity.colleagues:
                if colleague not in self.colleagues:
                    item.wrong("colleagues", f"{colleague} is not one of the letter's colleagues")
        if self.payer and cast.party(entry.inside("pay"), "payer", self.payer) and self.payer == self.person:
            entry.inside("pay").wrong("payer", f"{self.payer} is the person who is paid")
