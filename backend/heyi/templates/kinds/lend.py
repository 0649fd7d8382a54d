"""lend: a unit lends a person to another unit for a time."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Leg
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft
from heyi.templates.building.fee import FeeShare, clauses_of_fee, fee_and_share_of, says_fee
from heyi.templates.fields import term_of
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["LendText"]


@dataclass(frozen=True, kw_only=True)
class LendText(Agreement):
    """The borrower pays the lender a fee per period, and perhaps a share of a figure; the person stays the lender's
    member, and signs as well."""

    lender: str
    borrower: str
    person: str
    fee: int
    share: FeeShare | None = None

    kind = "lend"

    @property
    def parties(self) -> tuple[str, ...]:
        return (self.borrower, self.lender, self.person)

    def draft(self, addresses: Addresses) -> Draft:
        return Draft((Leg(0, 1),), tuple(clauses_of_fee(self.fee, self.share, addresses)))

    def says(self, words: Words) -> str:
        lender, borrower, person = (words.name(each) for each in (self.lender, self.borrower, self.person))
        absent = f"; {words.absent}" if self.share else ""
        return (
            f"{lender} lends {person} to {borrower} for the term; {person} stays a member of {lender}. {borrower} pays "
            f"{lender} {says_fee(self.fee, self.share, words)}{absent}."
        )

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        fee, share = fee_and_share_of(entry, otherwise_of=entry.text("borrower"))
        return cls(
            id=entry.text("id"),
            term=term_of(entry, defaults),
            lender=entry.text("lender"),
            borrower=entry.text("borrower"),
            person=entry.text("person"),
            fee=fee,
            share=share,
        )

    def check(self, entry: Entry, cast: Cast) -> None:
        cast.unit(entry, "borrower", self.borrower)
        if cast.unit(entry, "lender", self.lender):
            cast.member(entry, "person", self.person, self.lender)
        else:
            cast.person(entry, "person", self.person)
        if self.lender == self.borrower:
            entry.wrong("borrower", f"{self.borrower} is the lender")
        if self.share:
            self.share.check(entry, cast)
