"""The types of events that webhooks tell: what the chain has made final, by their names in the contracts, and notices.

A type's name is what happened to what, as in `agreement.opened`. docs/webhooks.md is written from this table.
"""

from dataclasses import dataclass

__all__ = ["NOTICE", "OF_EVENTS", "TYPES", "UNTOLD", "EventType", "matches", "matches_something", "noticed"]

NOTICE = "notice"
"""Stands for all types of notices where types are chosen."""


@dataclass(frozen=True)
class EventType:
    """event: the contracts' name for it; None of a notice. meaning: one sentence."""

    name: str
    event: str | None
    meaning: str

    @property
    def is_notice(self) -> bool:
        return self.event is None


_OF_EVENTS = (
    # Agreements
    ("agreement.opened", "Opened", "All parties have signed, and an agreement is in force from its first period on."),
    ("agreement.amended", "Amended", "All parties have signed other terms for periods to come."),
    ("agreement.noticed", "Noticed", "A party has given notice."),
    ("agreement.ended_by_all", "EndedByAll", "All parties have signed that it ends."),
    ("agreement.released", "Released", "An agreement ends because a party was wound up."),
    ("agreement.ended", "Ended", "An agreement is over, and everything under it is paid or cancelled."),
    ("agreement.accrued", "Accrued", "What is owed for a period follows from final figures."),
    ("offer.accepted", "Accepted", "A client has taken up an offer, which opened an agreement."),
    ("consent.withdrawn", "MessageWithdrawn", "A party has withdrawn what it had signed, before it was used."),
    ("investment.made", "Invested", "Money was put into a unit for shares."),
    # Money
    ("payment.made", "Paid", "A leg of an agreement was paid; below zero, it was paid back."),
    ("payment.backed", "PaidByBacker", "A backer has paid in a debtor's place."),
    ("debt.cancelled", "Cancelled", "What is owed was cancelled around a circle, or by a winding-up."),
    ("circle.cancelled", "CircleCancelled", "Arrears around a circle have cancelled one another out."),
    ("escrow.filled", "Escrowed", "Money was locked for a leg, or let go if it is below zero."),
    ("escrow.paid", "PaidFromEscrow", "A payment came out of locked money."),
    ("money.spent", "Spent", "A unit has spent outside its closings, within its allowance."),
    ("money.deposited", "Deposited", "Tokens came into the Treasury."),
    ("money.withdrawn", "Withdrawn", "Tokens left the Treasury for a wallet."),
    ("credit.issued", "Issued", "Credit was made against a period's final revenue."),
    ("credit.capital", "OpeningCapital", "The platform was given its opening capital."),
    ("credit.redeemed", "Redeemed", "Credit was paid out in cash, and is no more."),
    # Figures
    ("statement.posted", "StatementPosted", "A quorum has posted a unit's figures, which can be challenged now."),
    ("statement.set_apart", "StatementSetApart", "Figures outside their band were set apart and count for nothing."),
    ("statement.challenged", "StatementChallenged", "Somebody disputes posted figures."),
    ("statement.decided", "StatementDecided", "The arbiter has decided about disputed figures."),
    ("statement.corrected", "StatementCorrected", "A quorum has corrected final figures, booked in an open period."),
    ("statement.committee_missing", "CommitteeMissing", "Too few of a unit's own committee have signed its figures."),
    ("dispute.bond_returned", "BondReturned", "The challenger has the bond back, since nobody has decided in time."),
    ("oracle.nodes_set", "NodesSet", "The oracle has other nodes, or another quorum."),
    ("oracle.node_rotated", "NodeRotated", "An oracle node signs with another key."),
    ("oracle.committee_named", "CommitteeNamed", "A unit has named its own committee, or none any more."),
    ("oracle.band_set", "BandSet", "Figures of a unit are held against another band."),
    ("oracle.paused", "Paused", "No new figures are taken for a while."),
    ("oracle.resumed", "Resumed", "New figures are taken again."),
    # Closings and profit
    ("closing.begun", "ClosingBegun", "The closing of a unit's period has begun."),
    ("closing.completed", "BooksClosed", "A unit's period is closed: what was owed, paid and shared."),
    ("profit.shared", "Distributed", "A unit has shared a period's result among team and investors."),
    ("profit.credited", "TeamCredited", "A bonus came into a team's pool."),
    ("profit.claimed", "Claimed", "Somebody has claimed what is theirs of a pool."),
    ("profit.given_back", "RemainderGivenBack", "What a pool could not divide went back to the unit."),
    # Units and their people
    ("unit.founded", "Founded", "An enterprise was founded."),
    ("unit.books_opened", "BooksOpened", "A unit has books from a period on."),
    ("unit.wound_up", "WoundUp", "A unit was wound up."),
    ("unit.leader_elected", "Elected", "Members have elected another leader."),
    ("unit.leader_succeeded", "Succeeded", "A supplier's offer has made somebody the leader."),
    ("unit.allowance_set", "AllowanceSet", "Members have set another allowance."),
    ("unit.quorum_lowered", "QuorumLowered", "A unit's quorum fell with the number of its members."),
    ("member.admitted", "Admitted", "A unit has a new member."),
    ("member.left", "Left", "A member has left a unit."),
    ("member.units_changed", "UnitsChanged", "Members have agreed on other units of one of them."),
    ("member.units_scheduled", "UnitsScheduled", "A member's part in the team changes from a period on."),
    ("investor.shares_scheduled", "SharesScheduled", "An investor's shares change from a period on."),
    # Tenders
    ("tender.published", "TenderPublished", "A client asks for offers."),
    ("tender.bid", "BidPosted", "A supplier bids."),
    ("tender.awarded", "TenderAwarded", "A tender has a winner, and an agreement is open."),
    ("tender.withdrawn", "TenderWithdrawn", "A client no longer asks."),
)

_NOTICES = (
    ("draft.waiting", "A draft waits for somebody's signature."),
    ("amendment.waiting", "Other terms for an agreement wait for somebody's signature."),
    ("consent.expiring", "What somebody has signed will expire before all have."),
    ("offer.waiting", "An offer waits for whom it was made to."),
    ("tender.to_award", "Bidding is over, and the tender waits for its award."),
    ("figures.challengeable", "Posted figures can still be challenged."),
    ("dispute.undecided", "Challenged figures wait for the arbiter."),
    ("figures.apart", "Oracle nodes have read different figures."),
    ("figures.late", "A period ended some time ago, and a unit's figures are not there."),
    ("node.silent", "An oracle node has offered nothing for a period for which others have."),
    ("closing.overdue", "A unit's period could have been closed for some time."),
    ("arrears.owed", "A unit's last closing could not pay everything."),
    ("profit.claimable", "Shared profit waits to be claimed."),
    ("money.withdrawable", "A person has money in the Treasury that could be withdrawn."),
)

_OWN = (
    ("endpoint.paused", "Nothing has reached another endpoint for long, and it is only tried hourly now."),
    ("book.undone", "Blocks that counted as final were replaced: everything from a block on is told anew."),
    ("endpoint.test", "Somebody has asked for a test of this endpoint."),
)

TYPES: dict[str, EventType] = {
    **{name: EventType(name, event, meaning) for name, event, meaning in _OF_EVENTS},
    **{name: EventType(name, None, meaning) for name, meaning in _NOTICES},
    **{name: EventType(name, "", meaning) for name, meaning in _OWN},
}
"""By name. Of those that are about webhooks themselves, `event` is empty."""

OF_EVENTS: dict[str, EventType] = {each.event: each for each in TYPES.values() if each.event}
"""By the contracts' name for what happened."""

UNTOLD = frozenset(
    {
        # Every one is part of something that is told.
        *("Transfer", "Approval", "OperatorSet", "PoolOpened", "EIP712DomainChanged"),
        # The oracle's access control and the timelock: told by their effects, NodesSet and BandSet.
        *("RoleAdminChanged", "RoleGranted", "RoleRevoked"),
        *("CallExecuted", "CallSalt", "CallScheduled", "MinDelayChange"),
    }
)
"""Events that no type is for."""


def noticed(kind: str) -> EventType:
    """The type of notices of a kind."""
    found = TYPES[kind]
    assert found.is_notice
    return found


def matches(chosen: str, name: str) -> bool:
    """Whether a choice of types, as settings have them, takes in a type: by name, `agreement.*`, `notice` or `*`."""
    if chosen == NOTICE:
        return TYPES[name].is_notice
    if chosen == "*":
        return True
    return name.startswith(chosen[:-1]) if chosen.endswith(".*") else name == chosen


def matches_something(chosen: str) -> bool:
    """Whether there is anything that a choice takes in."""
    return any(matches(chosen, name) for name in TYPES)
