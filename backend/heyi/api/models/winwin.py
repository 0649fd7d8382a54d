"""The Win-Win Value Added statement."""

from typing import Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Amount, Exact, Party, Period, Shown
from heyi.statements.open_book.winwin import WinWin

__all__ = ["WinWinPage"]

NO_USERS = "No contract counts users; what they say is in the score."
NOT_TO_USERS = "What users get, they get outside the chain; refunds are taken off the revenue."
NO_METRIC = "No oracle node reported the ecosystem metric for it."


class Line(BaseModel):
    """An amount of money; null where the chain doesn't have it, and then why."""

    amount: Amount | None
    why: str | None = Field(examples=[None])


class Count(BaseModel):
    """A number that is no money; null where the chain doesn't have it, and then why."""

    value: Exact | None
    why: str | None = Field(examples=[NO_USERS])


class UserResources(BaseModel):
    """users: how many there are. score: points from them, the mean over units and periods that have one."""

    users: Count
    score: int | None = Field(examples=[968])


class Income(BaseModel):
    """traditional: revenue with customers; ecosystem: accrued by others under agreements; total: both."""

    traditional: Amount
    ecosystem: Amount
    total: Amount


class SharedOut(BaseModel):
    """Among whom the value added was shared; retained: waits for cash, makes up for losses, or is still to be shared.

    The lines add up to the value added.
    """

    users: Line
    resource_providers: Amount
    co_investors: Amount
    teams: Amount
    platform: Amount
    retained: Amount


class WinWinPage(BaseModel):
    """The fourth statement: of a unit, or of the company (unit null); of a period, or of all to date (period null).

    income - costs = value_added = the sum of what is shared. pending: units whose figures are not final, and left out.
    platform_value: the ecosystem metric. resource_providers: how many others were owed for work.
    """

    unit: Party | None
    period: Period | None
    pending: int = Field(examples=[0])
    user_resources: UserResources
    resource_providers: int = Field(examples=[5])
    platform_value: Count
    income: Income
    costs: Amount
    value_added: Amount
    shared: SharedOut
    marginal_income: Line = Field(description="Value added per user.")

    @classmethod
    def of(cls, statement: WinWin, unit: str | None, period: int | None, shown: Shown) -> Self:
        metric = statement.ecosystem_metric
        return cls(
            unit=None if unit is None else shown.party(unit),
            period=shown.period_or_none(period),
            pending=statement.pending,
            user_resources=UserResources(users=Count(value=None, why=NO_USERS), score=statement.score),
            resource_providers=statement.resource_providers,
            platform_value=Count(value=metric, why=NO_METRIC if metric is None else None),
            income=Income(traditional=statement.traditional, ecosystem=statement.ecosystem, total=statement.income),
            costs=statement.costs,
            value_added=statement.value_added,
            shared=SharedOut(
                users=Line(amount=None, why=NOT_TO_USERS),
                resource_providers=statement.to_resource_providers,
                co_investors=statement.to_co_investors,
                teams=statement.to_teams,
                platform=statement.to_platform,
                retained=statement.retained,
            ),
            marginal_income=Line(amount=None, why=NO_USERS),
        )
