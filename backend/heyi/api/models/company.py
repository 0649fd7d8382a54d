"""The company as a whole."""

from typing import Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Amount, Party, Period, Shown, Time

__all__ = ["CompanyPage", "WindowsPage"]


class Token(BaseModel):
    """The company's credit."""

    address: Address
    name: str = Field(examples=["Gift Wholesaler Credit"])
    symbol: str = Field(examples=["GBPc"])
    decimals: int = Field(description="Digits of the minor unit.", examples=[3])


class CalendarPage(BaseModel):
    """length: seconds per period, 0 for calendar months in UTC. epoch: where period 0 begins."""

    length: int = Field(examples=[0])
    epoch: int = Field(examples=[0])
    present: Period


class WindowsPage(BaseModel):
    """Seconds: from a posting until it is final, from a challenge until it lapses, from a period's end until the period
    is final without a statement."""

    challenge: int = Field(examples=[259200])
    arbitration: int = Field(examples=[604800])
    absent: int = Field(examples=[3888000])


class Reach(BaseModel):
    """How far the book reaches: the last block read, the last that another stands on, the last that can't be undone.

    now: the time of the last block read, which is the present for everything that is told here.
    """

    indexed: int = Field(examples=[479])
    confirmed: int = Field(examples=[478])
    final: int = Field(examples=[470])
    now: Time


class Credit(BaseModel):
    """Every credit that was made is held in the Treasury, withdrawn to wallets, or redeemed for cash.

    unaccounted = capital + issued - held - withdrawn - redeemed, and uncovered = the Treasury's tokens - held: zero.
    """

    capital: Amount
    issued: Amount
    held: Amount
    withdrawn: Amount
    redeemed: Amount
    unaccounted: Amount
    treasury_tokens: Amount
    uncovered: Amount


class CompanyPage(BaseModel):
    """The company: what it consists of, and what it comes to. revenue .. arrears: of all units, to date.

    wallet_rpc_url: where wallets that don't know the chain yet can reach it.
    """

    chain_id: int = Field(examples=[31337])
    wallet_rpc_url: str | None = Field(examples=["http://127.0.0.1:8545"])
    contracts: dict[str, Address] = Field(examples=[{"Treasury": "0x5FbDB2315678afecb367f032d93F642f64180aa3"}])
    token: Token
    calendar: CalendarPage
    windows: WindowsPage
    book: Reach
    clearing: Party
    platform: Party
    units: int = Field(examples=[15])
    people: int = Field(examples=[49])
    agreements: dict[str, int] = Field(
        description="Opened, by kind.", examples=[{"service": 62, "community": 1, "vam": 1}]
    )
    ended_agreements: int = Field(examples=[2])
    credit: Credit
    revenue: Amount
    cost: Amount
    profit: Amount
    shared: Amount
    arrears: Amount

    @classmethod
    def of(cls, shown: Shown, wallet_rpc_url: str | None) -> Self:
        state, constants = shown.state, shown.constants
        totals, heads, calendar = state.totals, state.heads, constants.calendar
        return cls(
            chain_id=constants.chain_id,
            wallet_rpc_url=wallet_rpc_url,
            contracts=dict(constants.addresses),
            token=Token(
                address=constants.token, name=constants.name, symbol=constants.symbol, decimals=constants.decimals
            ),
            calendar=CalendarPage(
                length=calendar.length,
                epoch=calendar.epoch,
                present=shown.period(calendar.period_at(max(heads.now, calendar.epoch))),
            ),
            windows=WindowsPage.model_validate(constants.windows, from_attributes=True),
            book=Reach.model_validate(heads, from_attributes=True),
            clearing=shown.party(constants.clearing),
            platform=shown.party(constants.platform),
            units=totals.units,
            people=totals.people,
            agreements=dict(totals.agreements),
            ended_agreements=totals.ended_agreements,
            credit=Credit.model_validate(totals, from_attributes=True),
            revenue=totals.revenue,
            cost=totals.cost,
            profit=totals.profit,
            shared=totals.shared,
            arrears=totals.arrears,
        )
