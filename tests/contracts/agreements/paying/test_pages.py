"""Closings of several pages: in any order, by anyone, to the same amounts, nobody in another's way. Invariant 12."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from world import STRANGER, VAMS, Agreement, Unit, World, constant, person

from heyi.core.terms import Leg, Nature

ANN, BOB = person("ann"), person("bob")
FEES = (60, 90, 150)
BONUSES = (40, 80)


class Platform:
    """A unit that owes three fees and two bonuses each month: five agreements of two ranks."""

    def __init__(self, world: World, money: int) -> None:
        self.world = world
        self.unit, self.team = world.found("Platform unit"), world.found("Team")
        world.fund(self.unit, money + 2)
        clauses = [[constant(fee)] for fee in FEES]
        self.services = ascending(
            world.open(world.terms((self.unit, BOB), one, salt=bytes([i]) * 32)) for i, one in enumerate(clauses)
        )
        self.vams = ascending(
            world.open(
                world.vam(
                    self.team, self.unit, ANN, [constant(bonus, leg=1)], amount=1, shares=0, salt=bytes([i]) * 32
                ),
                VAMS,
            )
            for i, bonus in enumerate(BONUSES)
        )

    @property
    def all(self) -> list[Agreement]:
        return [*self.services, *self.vams]

    def outcome(self) -> dict[str, Any]:
        """Everything that must not depend on who closed how."""
        world = self.world
        return {
            "due": [agreement.due() for agreement in self.services] + [agreement.due(1) for agreement in self.vams],
            "accounts": [agreement.account() for agreement in self.all],
            "books": [world.books(unit) for unit in (self.unit, self.team)],
            "money": [world.balance(holder) for holder in (self.unit, self.team, BOB)],
            "claims": [world.claimable(unit, unit.leader) for unit in (self.unit, self.team)],
        }


def ascending(agreements: Any) -> list[Agreement]:
    return sorted(agreements, key=lambda agreement: agreement.id)


def pages(*cuts: Sequence[Agreement]) -> list[Sequence[Agreement]]:
    return [page for page in cuts if page]


@pytest.mark.parametrize("money", [1000, 360, 200, 0], ids=lambda money: f"{money} for 420")
def test_every_way_to_close_gives_the_same_amounts(world: World, money: int) -> None:
    """Pages of one agreement and of many, ranks mixed, backwards, and paid in another order than accrued."""
    platform = Platform(world, money)
    period = world.month(profit={platform.unit: 900})
    services, vams = platform.services, platform.vams
    ways = [
        pages(services, vams),
        pages(vams, services),
        pages(services[2:], vams[:1], services[:2], vams[1:]),
        pages(*([one] for one in reversed(platform.all))),
        pages(services[1:2], vams, services[::2]),
    ]
    outcomes = []
    for way, turned in itertools.product(ways, (False, True)):
        with world.undone():
            for page in way:
                world.settle(platform.unit, period, page)
            for page in reversed(way) if turned else way:
                left = waiting(world, platform.unit, page)
                if world.books(platform.unit)["closing"] and left:
                    world.settle(platform.unit, period, left)
            assert world.books(platform.unit)["nextPeriod"] == period + 1
            outcomes.append(platform.outcome())
    assert all(outcome == outcomes[0] for outcome in outcomes)


def is_passed(unit: Unit, agreement: Agreement) -> bool:
    """Whether the unit's closing has accrued the agreement and not paid it yet."""
    return bool(agreement.account()["passed"] >> agreement.terms.parties.index(unit.address) & 1)


def test_suppliers_are_paid_before_investment_clauses(world: World) -> None:
    """300 of fees come first whatever page came first; the bonuses share the rest: 2/3 of 40 and of 80."""
    platform = Platform(world, 380)
    period = world.month()
    for page in (platform.vams, platform.services, platform.vams):
        world.settle(platform.unit, period, page)
    assert [agreement.due() for agreement in platform.services] == [0, 0, 0]
    assert sorted(agreement.due(1) for agreement in platform.vams) == [14, 27]


def test_who_passes_the_last_agreement_first_is_in_nobody_s_way(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    stranger = world.sender(STRANGER)
    for agreement in (platform.services[2], platform.vams[1]):
        settle = agreement.contract.functions.settle
        stranger.send(settle(platform.unit.address, period, [agreement.id], [agreement.terms.to_abi()]))
    finish(world, platform, period)
    assert world.balance(BOB) == sum(FEES)


def test_a_half_done_closing_is_continued_by_somebody_else(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    world.settle(platform.unit, period, platform.services[:1])
    stranger = world.sender(STRANGER)
    for page in (platform.services[1:], platform.vams, platform.services[:1], platform.services[1:]):
        ids, terms = [a.id for a in page], [a.terms.to_abi() for a in page]
        stranger.send(page[0].contract.functions.settle(platform.unit.address, period, ids, terms))
    assert world.books(platform.unit)["nextPeriod"] == period + 1
    assert world.balance(BOB) == sum(FEES)


def test_no_agreement_is_passed_twice(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    one = platform.services[0]
    world.settle(platform.unit, period, [one])
    with world.refused("PassedBefore", agreement=one.id, enterprise=platform.unit.address):
        world.settle(platform.unit, period, [one])
    with world.refused("PassedBefore", agreement=one.id, enterprise=platform.unit.address):
        world.settle(platform.unit, period, platform.services)


def test_no_agreement_is_paid_twice(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    world.settle(platform.unit, period, platform.services)
    world.settle(platform.unit, period, platform.vams)
    one = platform.services[0]
    world.settle(platform.unit, period, [one])
    with world.refused("NotPassed", agreement=one.id, enterprise=platform.unit.address):
        world.settle(platform.unit, period, [one])


def test_nothing_is_paid_before_all_were_passed(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    world.settle(platform.unit, period, platform.services)
    assert world.balance(BOB) == 0
    assert world.books(platform.unit)["closing"] is False
    world.settle(platform.unit, period, platform.vams)
    assert world.books(platform.unit)["closing"] is True
    assert world.balance(BOB) == 0
    world.settle(platform.unit, period, platform.services)
    assert world.balance(BOB) == sum(FEES)


def test_an_empty_page_does_nothing(world: World) -> None:
    """It neither begins a closing nor completes one."""
    platform = Platform(world, 1000)
    period = world.month()
    before = world.picture()
    world.settle(platform.unit, period, [])
    assert world.picture() == before
    world.settle(platform.unit, period, platform.services)
    before = world.picture()
    world.settle(platform.unit, period, [])
    assert world.picture() == before


def test_an_empty_page_closes_books_that_owe_nothing(world: World) -> None:
    unit, period = world.found("Unit"), world.month()
    world.settle(unit, period, [])
    assert world.books(unit)["nextPeriod"] == period + 1


def test_closing_by_itself_does_not_leave_out_what_is_left(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    for page in (platform.services, platform.vams):
        with world.refused("AgreementsLeft", enterprise=platform.unit.address, period=period, live=5):
            world.send(world.company.books.functions.close(platform.unit.address, period))
        world.settle(platform.unit, period, page)


def test_a_closing_that_has_only_begun_holds_nothing_up(world: World) -> None:
    """A stranger passes a page while another's statement is missing: the unit goes on signing and spending.

    Were it otherwise, one page a month would stop a unit for as long as any fact it depends on is late.
    """
    platform = Platform(world, 1000)
    period = world.month(silent=[platform.team])
    world.settle(platform.unit, period, platform.services[:1])
    world.spend(platform.unit, ANN, 5)
    agreement = world.open(world.terms((platform.unit, BOB), [constant(7)], salt=b"n" * 32))
    assert world.balance(ANN) == 5
    finish(world, platform, period, agreement)
    assert world.books(platform.unit)["live"] == 6


def test_one_opened_in_between_counts_as_passed_and_owes_nothing(world: World) -> None:
    platform = Platform(world, 1000)
    period = world.month()
    world.settle(platform.unit, period, platform.services[:2])
    late = world.open(world.terms((platform.unit, BOB), [constant(999)], salt=b"n" * 32))
    with world.refused("PassedBefore", agreement=late.id, enterprise=platform.unit.address):
        world.settle(platform.unit, period, [late])
    world.settle(platform.unit, period, platform.services[2:])
    world.settle(platform.unit, period, platform.vams)
    assert world.books(platform.unit)["closing"] is True
    finish(world, platform, period, late)
    assert (world.balance(BOB), late.due(), late.account()["passed"]) == (sum(FEES), 0, 0)
    period = world.month()
    world.close(platform.unit)
    assert late.accrued() == [(period, (999,))]


def test_opening_agreements_does_not_put_off_a_closing(world: World) -> None:
    """Whoever signs for the unit opens one more before each page; the last page still completes it."""
    platform = Platform(world, 1000)
    period = world.month()
    late = []
    for number, page in enumerate((platform.services, platform.vams)):
        salt = bytes([number]) * 32
        late.append(world.open(world.terms((platform.unit, ANN), [constant(1)], salt=salt)))
        world.settle(platform.unit, period, page)
    first = late.pop(0)
    world.settle(platform.unit, period, [first])
    assert world.books(platform.unit)["closing"] is True
    finish(world, platform, period, *late, first)


def test_while_it_is_being_paid_an_enterprise_neither_opens_nor_spends(world: World) -> None:
    """For as long as anyone likes: only pages are missing, and nothing can refuse them."""
    platform = Platform(world, 1000)
    period = world.month()
    for page in (platform.services, platform.vams):
        world.settle(platform.unit, period, page)
    with world.refused("ClosingHasBegun", enterprise=platform.unit.address, period=period):
        world.open(world.terms((platform.unit, BOB), [constant(1)], salt=b"n" * 32))
    with world.refused("BooksClosing", enterprise=platform.unit.address):
        world.spend(platform.unit, ANN, 1)
    world.settle(platform.unit, period, platform.services)
    world.open(world.terms((platform.unit, BOB), [constant(1)], salt=b"n" * 32))


def test_the_closing_process_finds_its_way_through_both_ranks(world: World) -> None:
    platform = Platform(world, 1000)
    world.month()
    world.close(platform.unit)
    assert world.balance(BOB) == sum(FEES)


def test_a_collection_and_a_bonus_may_stand_in_one_page(world: World) -> None:
    unit, team = world.found("Unit"), world.found("Team")
    world.fund(unit, 100)
    legs = [Leg(0, 1, nature) for nature in (Nature.Fee, Nature.Collection, Nature.Bonus)]
    page = ascending(world.open(world.terms((unit, team), [constant(10)], legs=(leg,))) for leg in legs)
    period = world.month()
    world.settle(unit, period, page)
    assert (world.balance(team), world.claimable(team, team.leader)) == (20, 10)
    assert (world.books(unit)["undistributed"], world.books(team)["undistributed"]) == (-20, 10)


def waiting(world: World, unit: Unit, agreements: Sequence[Agreement]) -> list[Agreement]:
    """What the closing waits for: agreements to be passed or, once all were, to be paid."""
    paying = world.books(unit)["closing"]
    return [agreement for agreement in agreements if is_passed(unit, agreement) == paying]


def finish(world: World, platform: Platform, period: int, *more: Agreement) -> None:
    """Completes the closing one agreement at a time, whatever happened before."""
    while world.books(platform.unit)["nextPeriod"] == period:
        world.settle(platform.unit, period, waiting(world, platform.unit, [*platform.all, *more])[:1])
