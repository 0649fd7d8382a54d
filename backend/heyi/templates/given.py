"""Terms that were written elsewhere, seen as an agreement, so that they can be previewed like any other."""

from dataclasses import dataclass
from typing import Self

from heyi.core.terms import Terms
from heyi.templates.agreement import Addresses, Agreement, Defaults, Draft, Term
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.words import Words

__all__ = ["GivenTerms", "given"]


@dataclass(frozen=True, kw_only=True)
class GivenTerms(Agreement):
    """Its parties' ids are their addresses. It stands in no file, so it is neither read nor checked there."""

    terms: Terms
    sentence: str
    of_contract: str

    kind = "raw"

    @property
    def contract(self) -> str:
        return self.of_contract

    @property
    def parties(self) -> tuple[str, ...]:
        return self.terms.parties

    def draft(self, addresses: Addresses) -> Draft:
        del addresses  # they are in the terms
        return Draft(self.terms.legs, self.terms.clauses, self.terms.tranches, self.terms.weights)

    def says(self, words: Words) -> str:
        del words
        return self.sentence

    @classmethod
    def read(cls, entry: Entry, defaults: Defaults) -> Self:
        raise NotImplementedError

    def check(self, entry: Entry, cast: Cast) -> None:
        raise NotImplementedError


def given(contract: str, terms: Terms, sentence: str) -> GivenTerms:
    """Terms and a sentence as an agreement that `contract` carries out."""
    term = Term(
        first_period=terms.first_period,
        periods=terms.periods,
        notice=terms.notice_periods,
        ceiling=terms.ceiling,
        corrections=terms.correction_periods,
    )
    return GivenTerms(id="terms", term=term, terms=terms, sentence=sentence, of_contract=contract)
