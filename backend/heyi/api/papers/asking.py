"""Amounts out of the contract's own `preview`, many to a request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from heyi.company import Company
from heyi.core import payoff
from heyi.core.errors import InvalidInput
from heyi.core.terms import Clause
from heyi.templates.previewing.outcomes import Ask

__all__ = ["TooMuchToPreview", "by_contract"]

MOST_ASKED = 5_000  # amounts of one preview

T = TypeVar("T")


@dataclass(eq=False)
class TooMuchToPreview(InvalidInput):
    most: int
    sentence: ClassVar[str] = (
        "a preview looks at no more than {most} amounts or figures: ask for fewer periods, or simpler terms"
    )


def by_contract(company: Company, compute: Callable[[Ask], T]) -> T:
    """What `compute` makes of amounts that the contract computes.

    It is run twice: once with the contract's twin, which tells what will be asked, and then with the contract's answers
    to that. Raises TooMuchToPreview.
    """
    asked: dict[tuple[Clause, int, int], None] = {}

    def note(clause: Clause, actual: int, base: int) -> int:
        asked[clause, actual, base] = None
        if len(asked) > MOST_ASKED:
            raise TooMuchToPreview(MOST_ASKED)
        return payoff.amount(clause, actual, base)

    compute(note)
    preview = company.services.functions.preview
    answers = company.chain.call_all([preview(clause.to_abi(), actual, base) for clause, actual, base in asked])
    known = dict(zip(asked, answers, strict=True))

    def answer(clause: Clause, actual: int, base: int) -> int:
        key = (clause, actual, base)
        # Asked for only if the twin had been wrong about an amount that another one depends on.
        return int(known[key] if key in known else company.chain.call(preview(clause.to_abi(), actual, base)))

    return compute(answer)
