"""How one agreement's page is made out of its events."""

from collections.abc import Mapping, Sequence

from heyi.api.models.agreements.items import (
    AgreementPage,
    Difference,
    EventItem,
    LegPage,
    SentencePage,
    VersionPage,
)
from heyi.api.models.agreements.standing import disputed_in, in_arrears, standing_of
from heyi.api.models.base import Shown
from heyi.core.events import AgreementState
from heyi.core.terms import Status, Terms
from heyi.statements.open_book.differences import differences
from heyi.store.projection import hexed
from heyi.store.reading.disputes import Dispute
from heyi.store.reading.events import Happened, plain_args

__all__ = ["agreement_page", "event_item"]

LATEST = 1_000  # events shown with an agreement


def agreement_page(
    state: AgreementState,
    events: Sequence[Happened],
    texts: Mapping[str, str],
    disputes: Sequence[Dispute],
    shown: Shown,
) -> AgreementPage:
    """events: all of the agreement's, in order. texts: sentences by hash. disputes: the company's open ones."""
    terms, agreement = state.versions[-1], hexed(state.agreement)
    arrears, disputed = in_arrears(state, events, shown), disputed_in(state, disputes)
    return AgreementPage(
        agreement=agreement,
        name=shown.state.names.of(agreement),
        kind=shown.constants.kind_of(state.contract),
        status="ended" if state.status is Status.Ended else "open",
        versions=len(state.versions),
        first_period=shown.period(state.versions[0].first_period),
        end_period=shown.period(state.end_period),
        parties=[shown.party(address) for address in state.parties],
        opened=shown.place(next(each.place for each in events if each.event.name == "Opened")),
        standing=standing_of(state, arrears, disputed, shown),
        in_arrears=[shown.party(each) for each in arrears],
        disputes=disputed,
        contract=state.contract,
        token=terms.token,
        ceiling=terms.ceiling,
        next_period=shown.period(state.next_period),
        legs=[LegPage.of(state, number, shown) for number in range(len(terms.legs))],
        terms=_versions(state, events, texts, shown),
        events=len(events),
        timeline=[event_item(each, shown) for each in events[-LATEST:]],
    )


def event_item(happened: Happened, shown: Shown) -> EventItem:
    """One event as the API has it."""
    event = happened.event
    names = (name for name, address in shown.constants.addresses.items() if address == event.contract)
    return EventItem(
        name=event.name,
        contract=event.contract,
        contract_name=next(names, None) or shown.state.names.of(event.contract),
        agreement=happened.agreement,
        args=plain_args(event),
        place=shown.place(happened.place),
    )


def _versions(
    state: AgreementState, events: Sequence[Happened], texts: Mapping[str, str], shown: Shown
) -> list[VersionPage]:
    signed = [each for each in events if each.event.name in ("Opened", "Amended")]
    pages = []
    before: Terms | None = None
    for number, (terms, happened) in enumerate(zip(state.versions, signed, strict=True)):
        args = happened.event.args
        hashes = [hexed(each) for each in args["sentences"]]
        changed = [] if before is None else differences(before.to_json(), terms.to_json())
        pages.append(
            VersionPage(
                number=number,
                terms_hash=hexed(args.get("termsHash", state.agreement)),
                first_period=shown.period(terms.first_period),
                end_period=shown.period(terms.last_end),
                terms=terms.to_json(),
                differences=[Difference(where=w, before=b, after=a) for w, b, a in changed],
                sentences=[
                    SentencePage(party=shown.party(party), hash=each, text=texts.get(each))
                    for party, each in zip(terms.parties, hashes, strict=True)
                ],
                signed=shown.place(happened.place),
            )
        )
        before = terms
    return pages
