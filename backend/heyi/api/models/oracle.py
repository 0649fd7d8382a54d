"""Who makes facts: nodes, windows, bands, arbiters and committees."""

from typing import Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Amount, Exact, Party, Period, Shown, Subject
from heyi.api.models.company import WindowsPage
from heyi.store.reading.oracle import Committee, Configuration

__all__ = ["CommitteePage", "OraclePage"]


class CommitteePage(BaseModel):
    """The nodes that sign a unit's figures from a period on, `quorum` of them; no nodes: the company's do.

    nodes: by their keys of today. A committee of which too few nodes are left, or that is silent for half of the time
    there is to report, is not waited for: the company's quorum is enough then.
    """

    from_period: Period
    nodes: list[Address]
    quorum: int = Field(examples=[3])

    @classmethod
    def of(cls, committee: Committee, shown: Shown) -> Self:
        return cls(
            from_period=shown.period(committee.from_period), nodes=list(committee.nodes), quorum=committee.quorum
        )


class UnitCommittee(CommitteePage):
    unit: Party


class BandPage(BaseModel):
    """Figures of money outside of it need all nodes' signatures."""

    subject: Subject
    least: Exact
    most: Exact


class OraclePage(BaseModel):
    """nodes: any `quorum` of them make a fact. arbiters: who may decide a challenge, unless a party to it. bond: what a
    challenge costs who loses it."""

    nodes: list[Address]
    quorum: int = Field(examples=[3])
    bond: Amount
    windows: WindowsPage
    arbiters: list[Party]
    bands: list[BandPage]
    committees: list[UnitCommittee]

    @classmethod
    def of(cls, found: Configuration, shown: Shown) -> Self:
        return cls(
            nodes=list(found.nodes),
            quorum=found.quorum,
            bond=shown.constants.bond,
            windows=WindowsPage.model_validate(shown.constants.windows, from_attributes=True),
            arbiters=[shown.party(arbiter) for arbiter in found.arbiters],
            bands=[
                BandPage(subject=shown.subject(subject), least=low, most=high) for subject, low, high in found.bands
            ],
            committees=[
                UnitCommittee(unit=shown.party(each.enterprise), **dict(CommitteePage.of(each, shown)))
                for each in found.committees
            ],
        )
