"""Agreements as they stand when they have just been opened."""

from heyi.core.events import AgreementState
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Status, Terms


def opened(terms: Terms) -> AgreementState:
    """Nothing is accrued, due or paid yet."""
    nothing = (0,) * len(terms.legs)
    return AgreementState(
        agreement=bytes(32),
        contract=ZERO_ADDRESS,
        status=Status.Open,
        versions=(terms,),
        next_period=terms.first_period,
        end_period=terms.last_end,
        accrued=(0,) * len(terms.clauses),
        due=nothing,
        paid=nothing,
        cancelled=nothing,
        escrow=nothing,
        from_escrow=nothing,
        from_backers=nothing,
    )
