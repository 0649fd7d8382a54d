"""Terms of an agreement: human terms and addresses -> the core Terms that parties sign.

A share of a figure is a line up to its cap. It is exact, rounded down to the minor unit, except on the last few minor
units of the figure below the cap (fewer than the share's denominator), where it may be one less.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import assert_never

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from heyi.core.checks import most_per_period
from heyi.core.terms import (
    NO_UPPER_BOUND,
    Base,
    Clause,
    Form,
    Gate,
    Leg,
    Metric,
    Nature,
    Point,
    Span,
    Terms,
    Tranche,
    subject_of,
)
from heyi.scenario.model import AgreementText, ClearingText, RawText, ScoreGate, ServiceText, VamText

__all__ = ["SOME_TOKEN", "ceiling_of", "parties_of", "placeholders", "salt_of", "terms_of"]

SOME_TOKEN = to_checksum_address("0x" + 40 * "7")

# Places in parties, as the contracts of each kind want them.
_CLIENT, _SUPPLIER = 0, 1
_INVESTEE, _INVESTOR, _PAYER = 0, 1, 2


def terms_of(agreement: AgreementText, addresses: Mapping[str, str], token: str) -> Terms:
    """The terms, with each party's address by its id, in the company's token.

    Raises KeyError for a party without an address, and InvalidValue where a number does not fit its type.
    """
    match agreement:
        case ClearingText():
            return _clearing(agreement, addresses, token)
        case ServiceText():
            return _service(agreement, addresses, token)
        case VamText():
            return _vam(agreement, addresses, token)
        case RawText():
            return _raw(agreement, addresses, token)
        case _:
            assert_never(agreement)


def parties_of(agreement: AgreementText) -> tuple[str, ...]:
    """Ids of the parties in the terms' order: who has to sign."""
    match agreement:
        case ClearingText():
            return (agreement.clearing, agreement.unit)
        case ServiceText():
            return (agreement.client, agreement.supplier)
        case VamText():
            payers = (agreement.compensation.payer,) if agreement.compensation else ()
            return (agreement.investee, agreement.investor, *payers)
        case RawText():
            return agreement.parties
        case _:
            assert_never(agreement)


def ceiling_of(agreement: AgreementText) -> int:
    """The most that one leg moves per period: as the agreement states, or else what its clauses can come to."""
    if agreement.term.ceiling is not None:
        return agreement.term.ceiling
    return terms_of(agreement, _Anyone(), SOME_TOKEN).ceiling


def placeholders(ids: Iterable[str]) -> dict[str, str]:
    """An address for each id, different from one another: for terms that are looked at but not sent."""
    return {each: to_checksum_address(keccak(text=each)[-20:]) for each in ids}


class _Anyone(dict[str, str]):
    """A placeholder for whoever is asked for: terms may read the figures of units that are no party to them."""

    def __missing__(self, each: str) -> str:
        return placeholders([each])[each]


def salt_of(agreement: str) -> bytes:
    """What sets agreements apart that are equal but for their ids: keccak256 of the id."""
    return keccak(text=agreement)


def _clearing(agreement: ClearingText, addresses: Mapping[str, str], token: str) -> Terms:
    """The sum of all revenue to date, cumulative and given back: a negative month is owed back by the unit."""
    most = agreement.at_most
    clause = Clause(
        subject=subject_of(addresses[agreement.unit]),
        metric=Metric.Revenue,
        span=Span.CumulativeGivingBack,
        points=(Point(-most, -most), Point(most, most)),
    )
    return _terms(agreement, addresses, token, (Leg(_CLIENT, _SUPPLIER, Nature.Collection),), (clause,))


def _service(agreement: ServiceText, addresses: Mapping[str, str], token: str) -> Terms:
    clauses = []
    if agreement.fee:
        clauses.append(Clause(points=(Point(0, agreement.fee),)))
    if share := agreement.share:
        clauses.append(
            Clause(
                subject=subject_of(addresses[share.of]),
                metric=share.metric,
                span=Span.WindowCorrected,
                points=_rising(share.above, share.ratio, share.at_most),
            )
        )
    if penalty := agreement.penalty:
        subject = subject_of(addresses[penalty.score_of])
        missed = Gate(subject, Metric.Score, at_least=0, below=penalty.below)
        clauses.append(Clause(gates=(missed,), points=(Point(0, -penalty.amount),)))
    return _terms(agreement, addresses, token, (Leg(_CLIENT, _SUPPLIER),), tuple(clauses))


def _vam(agreement: VamText, addresses: Mapping[str, str], token: str) -> Terms:
    measured = Clause(
        subject=subject_of(addresses[agreement.investee]),
        metric=agreement.metric,
        form=Form.Variance,
        span=Span.WindowCorrected,
        window=agreement.window,
        base=(Base(promises=agreement.promises),),
        points=(Point(0, 0),),
    )
    legs: list[Leg] = []
    clauses: list[Clause] = []
    if compensation := agreement.compensation:
        falling = tuple(
            Point(-point.x, point.y) for point in reversed(_rising(0, compensation.ratio, compensation.at_most))
        )
        gates = _gates(compensation.gate, addresses)
        clauses.append(replace(measured, leg=len(legs), gates=gates, points=falling))
        legs.append(Leg(_PAYER, _INVESTOR))
    if bonus := agreement.bonus:
        points = _rising(0, bonus.ratio, bonus.at_most)
        clauses.append(replace(measured, leg=len(legs), gates=_gates(bonus.gate, addresses), points=points))
        legs.append(Leg(_INVESTOR, _INVESTEE, Nature.Bonus))
    tranche = Tranche(_INVESTOR, _INVESTEE, agreement.amount, agreement.shares)
    terms = _terms(agreement, addresses, token, tuple(legs), tuple(clauses))
    return replace(terms, tranches=(tranche,))


def _gates(gate: ScoreGate | None, addresses: Mapping[str, str]) -> tuple[Gate, ...]:
    if gate is None:
        return ()
    return (Gate(subject_of(addresses[gate.score_of]), Metric.Score, gate.at_least, NO_UPPER_BOUND),)


def _raw(agreement: RawText, addresses: Mapping[str, str], token: str) -> Terms:
    places = {party: index for index, party in enumerate(agreement.parties)}
    legs = tuple(Leg(places[leg.debtor], places[leg.creditor], leg.nature) for leg in agreement.legs)
    clauses = []
    for raw in agreement.clauses:
        gates = tuple(
            replace(gate, subject=subject_of(addresses[unit]))
            for gate, unit in zip(raw.clause.gates, raw.gate_subjects, strict=True)
        )
        subject = subject_of(addresses[raw.subject]) if raw.subject else raw.clause.subject
        clauses.append(replace(raw.clause, subject=subject, gates=gates))
    tranches = tuple(
        Tranche(places[tranche.investor], places[tranche.enterprise], tranche.amount, tranche.shares)
        for tranche in agreement.tranches
    )
    terms = _terms(agreement, addresses, token, legs, tuple(clauses))
    return replace(terms, tranches=tranches)


def _terms(
    agreement: AgreementText,
    addresses: Mapping[str, str],
    token: str,
    legs: tuple[Leg, ...],
    clauses: tuple[Clause, ...],
) -> Terms:
    term = agreement.term
    most = [sum(most_per_period(clause) for clause in clauses if clause.leg == leg) for leg in range(len(legs))]
    return Terms(
        parties=tuple(addresses[party] for party in parties_of(agreement)),
        token=token,
        ceiling=max(most, default=0) if term.ceiling is None else term.ceiling,
        first_period=term.first_period,
        periods=term.periods,
        notice_periods=term.notice,
        legs=legs,
        clauses=clauses,
        salt=salt_of(agreement.id),
    )


def _rising(above: int, ratio: Fraction, at_most: int) -> tuple[Point, ...]:
    """From 0 at `above` to the cap, at the first whole x where the ratio has reached it; flat beyond both.

    The corner before the cap is the last one below it through which the line goes exactly.
    """
    steps, rest = divmod(at_most, ratio.numerator)
    corner = Point(above + steps * ratio.denominator, steps * ratio.numerator)
    cap = Point(above + ceil(at_most / ratio), at_most)
    return (Point(above, 0), *((corner,) if steps and rest else ()), cap)
