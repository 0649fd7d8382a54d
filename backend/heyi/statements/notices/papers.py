"""Papers that wait: drafts and amendments to sign, consents that will expire, offers to accept, tenders to award."""

from collections.abc import Iterator

import sqlalchemy as sa

from heyi.core.solidity import ZERO_ADDRESS, as_bytes
from heyi.statements.notices.notice import Notice, one_line, when
from heyi.statements.notices.scene import DAY, Scene
from heyi.store import cached
from heyi.store.kept import drafts as kept
from heyi.store.kept.drafts import Draft
from heyi.store.kept.offers import offers_for, was_withdrawn
from heyi.store.reading.tenders import tenders

__all__ = ["papers"]

EXPIRES_SOON = 3 * DAY
MOST = 10_000  # papers that are looked at


def papers(scene: Scene) -> Iterator[Notice]:
    """What waits for a signature, an answer or an award."""
    for draft in kept.drafts_of(scene.connection, None, None, None, None, MOST):
        if draft.is_open(scene.constants.calendar, scene.now):
            yield from _of_draft(scene, draft)
    yield from _offers(scene)
    yield from _tenders(scene)


def _of_draft(scene: Scene, draft: Draft) -> Iterator[Notice]:
    signed, expires = draft.whole(scene.now), draft.expires_at(scene.constants.calendar, scene.now)
    missing = [party for party in draft.parties if party not in signed]
    among = " and ".join(scene.name(party) for party in draft.parties)
    kind, what = ("amendment.waiting", "Other terms") if draft.amends else ("draft.waiting", "An agreement")
    for party in missing:
        others = [scene.name(each) for each in signed]
        yield scene.notice(
            kind,
            party,
            [draft.id],
            subject=f"{what} among {among} waits for your signature",
            what=f"{what} among {among} was drafted: {one_line_of(draft)}\n"
            + (f"Signed already by {', '.join(others)}." if others else "Nobody has signed yet."),
            otherwise="Otherwise the draft lapses, and nothing has changed.",
            due=expires,
            path=f"drafts/{draft.id}",
            public=False,
        )
    if missing and signed and expires - scene.now <= EXPIRES_SOON:
        waits_for = ", ".join(scene.name(party) for party in missing)
        for party in signed:
            yield scene.notice(
                "consent.expiring",
                party,
                [draft.id, expires],
                subject=f"What you have signed with {waits_for} is about to expire",
                what=f"You have signed: {one_line_of(draft)}\nStill missing: {waits_for}. "
                f"The first signature expires on {when(expires)}.",
                otherwise="Otherwise everybody has to sign anew.",
                due=expires,
                path=f"drafts/{draft.id}",
                public=False,
            )


def one_line_of(draft: Draft) -> str:
    """Its sentence, in one line of any length."""
    return " ".join(one_line(word) for word in draft.sentence.split())


def _offers(scene: Scene) -> Iterator[Notice]:
    contract = scene.constants.addresses["ServiceAgreements"]
    for offer in offers_for(scene.connection, None, None, None, scene.now, None, MOST):
        if offer.acceptor == ZERO_ADDRESS:
            continue
        if was_withdrawn(scene.connection, contract, offer.supplier, as_bytes(offer.hash)):
            continue
        supplier = scene.name(offer.supplier)
        yield scene.notice(
            "offer.waiting",
            offer.acceptor,
            [offer.hash],
            subject=f"An offer of {supplier} waits for you",
            what=f"{supplier} offers: {' '.join(one_line(word) for word in offer.sentence.split())}",
            otherwise="Otherwise the offer expires.",
            due=offer.deadline,
            path=f"market/offers/{offer.hash}",
            public=False,
        )


def _tenders(scene: Scene) -> Iterator[Notice]:
    tender, award = cached.tender.c, cached.award.c
    left = sa.select(sa.func.count()).where(~sa.exists().where(award.tender == tender.tender))
    if not scene.connection.scalar(left.select_from(cached.tender)):
        return
    for each in tenders(scene.connection, None, None, MOST):
        if each.state(scene.now) != "closed" or not each.bids:
            continue
        best, goal = min(bid.price for bid in each.bids), one_line(each.goal)
        yield scene.notice(
            "tender.to_award",
            each.client,
            [each.tender],
            subject=f"Your tender for {goal} can be awarded",
            what=f"{len(each.bids)} bids have come for {goal}; the lowest is {scene.money(best)} per period.",
            otherwise="Anybody may award it, to the lowest bid that still can be accepted; you may also withdraw it.",
            path=f"market/tenders/{each.tender}",
        )
