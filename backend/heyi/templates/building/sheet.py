"""A sheet on which a kind writes its legs and clauses, party by party."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from heyi.core.terms import Clause, Leg, Nature, Point, Tranche, subject_of
from heyi.templates.agreement import Addresses, Draft

__all__ = ["Sheet", "parted"]


class Sheet:
    """Collects what becomes a Draft. Parties are named by id."""

    def __init__(self, parties: Sequence[str], addresses: Addresses) -> None:
        self._places: Mapping[str, int] = {party: place for place, party in enumerate(parties)}
        self._addresses = addresses
        self._legs: list[Leg] = []
        self._clauses: list[Clause] = []
        self._tranches: list[Tranche] = []

    def subject(self, unit: str) -> bytes:
        return subject_of(self._addresses[unit])

    def place(self, party: str) -> int:
        return self._places[party]

    def leg(
        self,
        debtor: str,
        creditor: str,
        nature: Nature = Nature.Fee,
        backers: Sequence[str] = (),
        escrow: int = 0,
    ) -> int:
        """A new leg; its number."""
        backing = sum(1 << self._places[backer] for backer in backers)
        self._legs.append(Leg(self._places[debtor], self._places[creditor], nature, backers=backing, escrow=escrow))
        return len(self._legs) - 1

    @property
    def next_leg(self) -> int:
        return len(self._legs)

    def clause(self, leg: int, clause: Clause) -> None:
        """Puts the clause on the leg."""
        self._clauses.append(replace(clause, leg=leg))

    def tranche(self, investor: str, enterprise: str, amount: int, shares: int) -> None:
        self._tranches.append(Tranche(self._places[investor], self._places[enterprise], amount, shares))

    def legs_to(self, party: str) -> tuple[int, ...]:
        """Numbers of the legs so far that pay money to the party."""
        place = self._places[party]
        natures = (Nature.Fee, Nature.Preferred)
        return tuple(n for n, leg in enumerate(self._legs) if leg.creditor == place and leg.nature in natures)

    def draft(self, weights: tuple[int, ...] = ()) -> Draft:
        return Draft(tuple(self._legs), tuple(self._clauses), tuple(self._tranches), weights)


def parted(points: Sequence[Point], parts: Sequence[Fraction]) -> list[tuple[Point, ...]]:
    """A polyline in parts that add up to it at every corner: each rounded down, the last one takes the rest."""
    if len(parts) == 1:
        return [tuple(points)]
    rounded = [tuple(Point(p.x, p.y * part.numerator // part.denominator) for p in points) for part in parts[:-1]]
    rest = tuple(
        Point(point.x, point.y - sum(part[number].y for part in rounded)) for number, point in enumerate(points)
    )
    return [*rounded, rest]
