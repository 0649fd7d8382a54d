"""Disputes over figures."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, Field

from heyi.api.models.base import Address, Amount, Hash, Party, Period, Place, Shown, Subject, Time
from heyi.store.reading.disputes import Dispute, DisputeState

__all__ = ["BondPage", "DisputePage"]


class BondPage(BaseModel):
    """Where the bond belongs before a challenge. A person moves it there by transferBySig, an enterprise by spend, and
    anybody may do so for the challenger; what lies there goes back to the challenger, unless it is lost."""

    account: Address
    bond: Amount = Field(description="What has to lie there; 0: nothing.")
    held: Amount


class WordsPage(BaseModel):
    """Words of which the chain holds the hash. text: null until somebody publishes it."""

    hash: Hash
    text: str | None = Field(examples=["May's refunds are missing."])


class RulingPage(BaseModel):
    """bond_to: who got the bond; null if there was none."""

    upheld: bool = Field(description="Whether the figures stand.", examples=[False])
    arbiter: Party
    words: WordsPage
    bond_to: Party | None
    place: Place


class DisputePage(BaseModel):
    """A challenge of one subject's figures of one period, by a party of an agreement that reads them.

    state: open (an arbiter decides it until lapses_at), upheld (the figures stand), void (they count for nothing, and
    others can be posted) or lapsed (nobody decided in time, so they stand). parties: of the agreement, in the order in
    which a decision names them; no arbiter is one of them, or leads one, is a member of it or invests in it. bond: put
    in by the challenger; bond_returned: where it went back after a challenge that lapsed.
    """

    dispute: int = Field(description="Its number.", examples=[3])
    state: DisputeState = Field(examples=["open"])
    subject: Subject
    period: Period
    agreement: Hash
    challenger: Party
    parties: list[Party]
    reason: WordsPage
    bond: Amount
    lapses_at: Time
    challenged: Place
    ruling: RulingPage | None
    bond_returned: Place | None

    @classmethod
    def of(cls, dispute: Dispute, texts: Mapping[str, str], shown: Shown) -> Self:
        """texts: words by hash, those that were published."""
        returned = dispute.returned
        return cls(
            dispute=dispute.number,
            state=dispute.state(shown.state.heads.now),
            subject=shown.subject(dispute.subject),
            period=shown.period(dispute.period),
            agreement=dispute.agreement,
            challenger=shown.party(dispute.challenger),
            parties=[shown.party(party) for party in dispute.parties],
            reason=_words(dispute.reason, texts),
            bond=dispute.bond,
            lapses_at=dispute.lapses_at,
            challenged=shown.place(dispute.challenged),
            ruling=_ruling(dispute, texts, shown),
            bond_returned=None if returned is None else shown.place(returned),
        )


def _ruling(dispute: Dispute, texts: Mapping[str, str], shown: Shown) -> RulingPage | None:
    upheld, arbiter, ruling, decided = dispute.upheld, dispute.arbiter, dispute.ruling, dispute.decided
    if upheld is None or arbiter is None or ruling is None or decided is None:
        return None
    return RulingPage(
        upheld=upheld,
        arbiter=shown.party(arbiter),
        words=_words(ruling, texts),
        bond_to=None if dispute.bond_to is None else shown.party(dispute.bond_to),
        place=shown.place(decided),
    )


def _words(hashed: str, texts: Mapping[str, str]) -> WordsPage:
    return WordsPage(hash=hashed, text=texts.get(hashed))
