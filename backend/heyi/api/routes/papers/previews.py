"""Previews: what would be signed, and what it would pay, by the contract that will pay it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter

from heyi.api.identity.looking import Looking
from heyi.api.identity.masking import TheEyes
from heyi.api.identity.permissions import Verb, permit
from heyi.api.papers.asking import TooMuchToPreview, by_contract
from heyi.api.papers.calls import unhexed
from heyi.api.papers.drafting import drafted
from heyi.api.papers.models import Hash
from heyi.api.papers.preview_models import (
    AgreementPreview,
    Assumed,
    FigureGiven,
    LegView,
    PeriodView,
    PreviewGiven,
    PreviewView,
    Supposition,
    WhatIf,
)
from heyi.api.papers.refusals import NoSuchAgreement
from heyi.api.service import Service, TheService
from heyi.company.constants import Constants
from heyi.core.errors import InvalidValue
from heyi.core.facts import Facts, Metric, benchmark_id, enterprise_of, subject_of
from heyi.core.terms import Terms
from heyi.store.booked import BookedFacts, sentence_of_agreement, versions_of
from heyi.store.projection import hexed
from heyi.templates.previewing.preview import preview_of_terms
from heyi.templates.previewing.supposed import Nothing, Supposed, SupposedPeriod, figures_of, supposed_periods

__all__ = ["router"]

router = APIRouter(prefix="/api/v1/previews", tags=["previews"])

MOST_FIGURES = 100_000  # that the periods of one agreement read


@router.post("")
def preview(service: TheService, given: PreviewGiven) -> PreviewView:
    """Everything there is to see about terms before anybody signs; nothing is stored."""
    company, constants = service.company, service.constants
    wanted = given.template or given.raw
    if wanted is None or (given.template and given.raw):
        raise InvalidValue("template", "or raw is needed, and not both")
    now = company.chain.timestamp()
    with service.database.reading() as connection:
        read = drafted(connection, constants, wanted, now, amends=given.amends)
    found = by_contract(
        company,
        lambda ask: preview_of_terms(read.agreement, read.terms, read.sentence, read.words, read.addresses, ask),
    ).to_json()
    supposed = None
    if given.figures is not None:
        figures = _figures(constants, given.figures, read.addresses)
        supposed = _supposed(service, [read.terms], figures, Nothing())
    return PreviewView(
        contract=read.contract,
        terms=read.terms.to_json(),
        terms_hash=hexed(company.messages.terms_hash(read.terms)),
        sentence=read.sentence,
        payoffs=found["payoffs"],
        parties=found["parties"],
        cautions=found["cautions"],
        supposed=supposed,
    )


@router.post("/agreements/{agreement}")
def what_if(service: TheService, eyes: TheEyes, agreement: Hash, given: WhatIf) -> AgreementPreview:
    """An agreement of the book, all its versions, at figures that the book knows and others that are supposed.

    Where pay is hidden, an agreement with people is asked by those who may see what they get.
    """
    if eyes.viewer is not None:
        parties = Looking(service).parties(agreement)
        if not eyes.see(parties):
            permit(eyes.viewer, Verb.READ_PAY, parties.persons | parties.units)
    figures = _figures(service.constants, given.figures, {})
    with service.database.reading() as connection:
        versions = versions_of(connection, agreement)
        if not versions:
            raise NoSuchAgreement(agreement)
        known = BookedFacts.read(connection, _subjects(versions))
        sentence = sentence_of_agreement(connection, agreement)
    return AgreementPreview(
        agreement=agreement, sentence=sentence, supposed=_supposed(service, versions, figures, known)
    )


# --- FIGURES ---

Figures = Mapping[tuple[bytes, Metric, int], int]


def _figures(constants: Constants, given: Iterable[FigureGiven], addresses: Mapping[str, str]) -> Figures:
    figures: dict[tuple[bytes, Metric, int], int] = {}
    for each in given:
        subject, period = _subject(each.of, addresses), constants.calendar.parse(each.period)
        figures |= {(subject, metric, period): value for metric, value in each.by_metric().items()}
    return figures


def _subject(of: str, addresses: Mapping[str, str]) -> bytes:
    if of in addresses:
        return subject_of(addresses[of])
    if of.startswith("0x") and len(of) == 66:
        return _hash(of)
    return subject_of(of) if of.startswith("0x") else benchmark_id(of)


def _hash(text: str) -> bytes:
    try:
        return unhexed(text)
    except ValueError:
        raise InvalidValue("figures.of", f"is no subject: {text}") from None


def _subjects(versions: Sequence[Terms]) -> set[bytes]:
    """Whose figures are read."""
    return {subject for terms in versions for subject in terms.subjects}


# --- AMOUNTS ---


def _supposed(service: Service, versions: Sequence[Terms], figures: Figures, known: Facts) -> Supposition:
    for subject in {subject for subject, _, _ in figures} - _subjects(versions):
        raise InvalidValue("figures", f"are said of {enterprise_of(subject) or hexed(subject)}, which is not read")
    if sum(figures_of(terms) for terms in versions) > MOST_FIGURES:
        raise TooMuchToPreview(MOST_FIGURES)
    calendar, facts = service.constants.calendar, Supposed(figures, known)
    periods = by_contract(service.company, lambda worth: supposed_periods(versions, facts, calendar, worth))
    totals: dict[str, int] = {}
    shown = []
    for each in periods:
        terms = next(version for version in reversed(versions) if version.first_period <= each.period)
        legs = list(_legs(terms, each, totals))
        shown.append(
            PeriodView(period=calendar.format(each.period), clauses=[str(amount) for amount in each.clauses], legs=legs)
        )
    assumed = [
        Assumed(subject=enterprise_of(subject) or hexed(subject), metric=metric.name, period=calendar.format(period))
        for subject, metric, period in facts.assumed
    ]
    return Supposition(periods=shown, in_all={party: str(amount) for party, amount in totals.items()}, assumed=assumed)


def _legs(terms: Terms, period: SupposedPeriod, totals: dict[str, int]) -> Iterable[LegView]:
    """The legs of a period; their money is added to what each party gets in all."""
    for each in period.legs:
        leg = terms.legs[each.leg]
        debtor = terms.parties[leg.debtor]
        if leg.nature.is_money:
            totals[debtor] = totals.get(debtor, 0) - each.amount
        to: dict[str, Any] = {}
        for party, part in each.parts.items():
            account = terms.parties[party]
            to[account] = str(part)
            if leg.nature.is_money:
                totals[account] = totals.get(account, 0) + part
        yield LegView(leg=each.leg, nature=leg.nature.name, debtor=debtor, amount=str(each.amount), to=to)
