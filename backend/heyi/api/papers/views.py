"""What is shown of drafts."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.api.papers.calls import message_of, ready
from heyi.api.papers.models import (
    Caution,
    Change,
    Difference,
    DraftSummary,
    DraftView,
    PartyView,
    SignatureView,
)
from heyi.company import Company
from heyi.company.constants import Constants
from heyi.store.kept.drafts import OPEN, Draft, draft_of
from heyi.store.kept.sentences import leader_of, name_of, sentence_of_hash, terms_of_hash
from heyi.store.projection import hexed

__all__ = ["changes", "state_of", "summary", "view"]

State = Literal["open", "superseded", "withdrawn", "opened", "expired"]


def state_of(draft: Draft, constants: Constants, now: int) -> State:
    if draft.opened:
        return "opened"
    if draft.state != OPEN:
        return draft.state  # type: ignore[return-value]  # the store writes no others
    return "open" if draft.is_open(constants.calendar, now) else "expired"


def summary(draft: Draft, constants: Constants, now: int) -> DraftSummary:
    return DraftSummary(**_summed(draft, constants, now))


def view(connection: sa.Connection, company: Company, constants: Constants, draft: Draft, now: int) -> DraftView:
    """Everything there is to a draft; asks the chain only when all have signed."""
    summed = _summed(draft, constants, now)
    return DraftView(
        **summed,
        terms=dict(draft.terms),
        terms_hash=draft.terms_hash,
        sentence_hash=hexed(keccak(text=draft.sentence)),
        template=None if draft.template is None else dict(draft.template),
        deadline=draft.deadline,
        cautions=[Caution(**each) for each in draft.cautions],
        signers=[_party(connection, company, draft, party, now) for party in draft.parties],
        difference=_difference(connection, draft),
        ready=ready(connection, company, draft, now) if summed["state"] == OPEN else None,
    )


def _summed(draft: Draft, constants: Constants, now: int) -> dict[str, Any]:
    signed = draft.whole(0 if draft.opened else now)
    missing = [party for party in draft.parties if party not in signed]
    names = ("id", "contract", "agreement", "amends", "parent", "sentence", "proposed_by", "created_at")
    return {
        **{name: getattr(draft, name) for name in names},
        "parties": list(draft.parties),
        "state": state_of(draft, constants, now),
        "expires_at": draft.expires_at(constants.calendar, now),
        "missing": [] if draft.opened else missing,
        "next": None if draft.opened or not missing else missing[0],
    }


def _party(connection: sa.Connection, company: Company, draft: Draft, party: str, now: int) -> PartyView:
    message = message_of(company, draft, party, draft.deadline)
    leader, quorum = leader_of(connection, party) or (None, None)
    return PartyView(
        party=party,
        name=name_of(connection, party) or party,
        is_enterprise=leader is not None,
        leader=leader,
        quorum=quorum,
        signed=party in draft.whole(now),
        signatures=[
            SignatureView(
                signer=each.signer,
                deadline=each.deadline,
                expired=each.deadline < now,
                whole=each.whole,
                added_at=each.added_at,
            )
            for each in draft.signatures
            if each.party == party
        ],
        digest=hexed(message.digest()),
        typed_data=message.typed_data(),
    )


# --- DIFFERENCE ---


def _difference(connection: sa.Connection, draft: Draft) -> Difference | None:
    """To the draft it answers; of an amendment that answers none, to the terms it changes."""
    parent = draft_of(connection, draft.parent) if draft.parent else None
    sentence: str | None
    if parent is not None:
        before, sentence, template = parent.terms, parent.sentence, parent.template
    elif draft.in_force is not None and (terms := terms_of_hash(connection, draft.in_force)) is not None:
        before, sentence, template = terms, sentence_of_hash(connection, draft.in_force), None
    else:
        return None
    both = template is not None and draft.template is not None
    return Difference(
        sentence_before=sentence,
        sentence_after=draft.sentence,
        terms=list(changes(before, draft.terms)),
        template=list(changes(template, draft.template)) if both else [],
    )


def changes(before: Any, after: Any, where: str = "") -> Iterator[Change]:
    """Where two values differ, in the order of their fields; a list's items are held against each other by place."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys([*before, *after]):
            yield from changes(before.get(name), after.get(name), f"{where}.{name}" if where else name)
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            old, new = (each[index] if index < len(each) else None for each in (before, after))
            yield from changes(old, new, f"{where}[{index}]")
    elif before != after:
        yield Change(where=where, before=before, after=after)
