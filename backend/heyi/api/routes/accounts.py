"""An account as the chain has it now: what can be claimed, withdrawn and spent. Only the contracts know to the unit."""

from typing import Self

from fastapi import APIRouter
from pydantic import Field

from heyi.api.identity.masking import Masked
from heyi.api.models.base import Amount, Party, Shown
from heyi.api.models.privacy import Look, PayAmount, Personal, Whose
from heyi.api.routes.book.asking import AddressPath, TheBook, address_given
from heyi.api.service import Service, TheService
from heyi.store.reading.people import pools_of

__all__ = ["router"]

router = APIRouter(prefix="/api/v1", tags=["accounts"], route_class=Masked)


class PoolShare(Personal):
    """What waits for the account in one unit's pool. Anybody may carry a claim to the chain; it goes to its owner."""

    unit: Party
    claimable: PayAmount


class AccountNow(Personal):
    """An account at the latest block.

    is_contract: whether there is code at the address; of units there always is. held: in the Treasury. in_wallet: of
    the token, outside it. pools: of all units in which the account has, or had, a part. allowance, allowance_left: what
    a unit's leader may spend in a period, and in this one still; null of a person.
    """

    account: Party
    is_contract: bool = Field(examples=[False])
    held: PayAmount
    in_wallet: PayAmount
    claimable: PayAmount
    pools: list[PoolShare]
    allowance: Amount | None
    allowance_left: Amount | None

    def whose(self, _outer: Whose, look: Look, /) -> Whose:
        address = self.account.address
        return Whose(frozenset({address})) if look.is_person(address) else Whose()

    @classmethod
    def of(cls, service: Service, book: Shown, account: str) -> Self:
        company = service.company
        with service.database.reading() as connection:
            units = pools_of(connection, account)
        claimable = company.profit_share.functions.claimable
        waiting = company.chain.call_all([claimable(unit, account) for unit in units])
        party = book.party(account)
        allowance = left = None
        if party.kind == "unit":
            spending = company.enterprise(account).functions
            allowance, left = company.chain.call_all([spending.allowance(), spending.allowanceLeft()])
        return cls(
            account=party,
            is_contract=bool(company.chain.code_at(account)),
            held=company.balance_of(account),
            in_wallet=company.chain.call(company.token.functions.balanceOf(account)),
            claimable=sum(waiting),
            pools=[
                PoolShare(unit=book.party(unit), claimable=amount) for unit, amount in zip(units, waiting, strict=True)
            ],
            allowance=allowance,
            allowance_left=left,
        )


@router.get("/accounts/{address}")
def account_now(service: TheService, book: TheBook, address: AddressPath) -> AccountNow:
    """What an account can claim, withdraw and spend now, read from the chain: of anybody, known here or not."""
    return AccountNow.of(service, book, address_given(address))
