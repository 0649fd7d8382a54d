"""How an agreement stands: whether it has begun, whether somebody is behind with it, whether figures are disputed."""

from collections.abc import Iterator, Sequence
from typing import Literal

from heyi.api.models.base import Shown
from heyi.core.events import AgreementState
from heyi.core.terms import Nature, Status
from heyi.store.projection import hexed
from heyi.store.reading.disputes import Dispute
from heyi.store.reading.events import Happened

__all__ = ["Standing", "disputed_in", "in_arrears", "standing_of"]

Standing = Literal["waiting", "active", "arrears", "disputed", "ended"]


def standing_of(state: AgreementState, arrears: Sequence[str], disputed: Sequence[int], shown: Shown) -> Standing:
    """One word. What is over owes nothing; a dispute comes before arrears, for it may change them."""
    if state.status is Status.Ended:
        return "ended"
    if disputed:
        return "disputed"
    if arrears:
        return "arrears"
    has_begun = state.versions[0].first_period <= shown.constants.calendar.period_at(shown.state.heads.now)
    return "active" if has_begun else "waiting"


def in_arrears(state: AgreementState, events: Sequence[Happened], shown: Shown) -> list[str]:
    """Parties that owe what a closing of theirs should have paid already; of people: what they owe at all."""
    terms = state.versions[-1]
    found: dict[str, None] = {}
    for number, leg in enumerate(terms.legs):
        if not leg.nature.is_money or leg.nature is Nature.Preferred or not state.due[number]:
            continue  # what is carried is no arrear
        debtor_owes = state.due[number] > 0
        owing = [leg.debtor] if debtor_owes else list(terms.parts_of(leg, 0))
        for party in (terms.parties[each] for each in owing):
            left = state.due[number] - sum(_accrued_after(_closed_through(party, shown), state, events, number))
            if (left > 0) if debtor_owes else (left < 0):
                found[party] = None
    return list(found)


def disputed_in(state: AgreementState, disputes: Sequence[Dispute]) -> list[int]:
    """Open disputes over figures that the agreement reads, by number."""
    subjects = {hexed(each) for terms in state.versions for each in terms.subjects}
    own, first = hexed(state.agreement), state.versions[0].first_period
    return [
        each.number
        for each in disputes
        if each.agreement == own or (each.subject in subjects and first <= each.period < state.end_period)
    ]


def _closed_through(party: str, shown: Shown) -> int | None:
    """The last period that a unit has closed; None: nothing of a person's has to wait for a closing."""
    unit = shown.state.units.get(party)
    if unit is None:
        return None
    return -1 if unit.closed_through is None else unit.closed_through


def _accrued_after(
    period: int | None, state: AgreementState, events: Sequence[Happened], leg_number: int
) -> Iterator[int]:
    """What a leg accrued in periods that whoever owes it has not closed yet."""
    if period is None:
        return
    for happened in events:
        args = happened.event.args
        if happened.event.name == "Accrued" and args["period"] > period:
            clauses = enumerate(state.terms_at(args["period"]).clauses)
            yield sum(args["amounts"][number] for number, clause in clauses if clause.leg == leg_number)
