"""Any history of changes, sharings and claims, against exact arithmetic and against a twin from which nobody claims."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar

from doubles.company import FIRST_PERIOD, people
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

HOLDERS = [who.address for who in people(4)]
TEAM = ""
TOTAL_SHARES = 100
FINEST = 2**32  # the contract counts in this part of a minor unit

holders = st.sampled_from(HOLDERS)
amounts = st.one_of(st.integers(0, 20), st.integers(0, 10**6), st.just(2**64 - 1))
weights = st.one_of(st.integers(0, 5), st.sampled_from([97, 10**6, 10**9]))


class Schedule:
    """What counts from which period on."""

    def __init__(self, initial: int = 0) -> None:
        self.steps = {0: initial}

    def put(self, period: int, weight: int) -> None:
        self.steps[period] = weight

    def at(self, period: int) -> int:
        return self.steps[max(start for start in self.steps if start <= period)]

    @property
    def last(self) -> int:
        return self.steps[max(self.steps)]


class Model:
    """What every holder should get, in exact fractions; slack: what rounding may cost it at most."""

    def __init__(self, units: dict[str, int]) -> None:
        self.units = {name: Schedule(units.get(name, 0)) for name in HOLDERS}
        self.shares = {name: Schedule() for name in HOLDERS}
        self.exact = dict.fromkeys(HOLDERS, Fraction(0))
        self.slack = dict.fromkeys(HOLDERS, Fraction(1))
        self.came_in = 0
        self.sharings = 0

    def total(self, schedules: dict[str, Schedule], period: int) -> int:
        return sum(schedule.at(period) for schedule in schedules.values())

    def share(self, period: int, amount: int) -> None:
        investors = amount * self.total(self.shares, period) // TOTAL_SHARES
        self._divide(self.shares, period, investors)
        self._divide(self.units, period, amount - investors)
        self._count(amount)

    def share_to_investors(self, period: int, amount: int) -> None:
        shares = self.total(self.shares, period) > 0
        self._divide(self.shares if shares else self.units, period, amount)
        self._count(amount)

    def share_to_team(self, period: int, amount: int) -> None:
        self._divide(self.units, period, amount)
        self._count(amount)

    def _divide(self, schedules: dict[str, Schedule], period: int, amount: int) -> None:
        if amount == 0:
            return
        for name, schedule in schedules.items():
            self.exact[name] += Fraction(amount * schedule.at(period), self.total(schedules, period))
            self.slack[name] += Fraction(schedule.at(period), FINEST)

    def _count(self, amount: int) -> None:
        self.came_in += amount
        self.sharings += 1


class Histories(RuleBasedStateMachine):
    new_pool: ClassVar[Callable[[], Any]]

    def __init__(self) -> None:
        super().__init__()
        self.pool, self.twin = self.new_pool(), self.new_pool()
        units = {HOLDERS[0]: 3, HOLDERS[1]: 7}
        for pool in self.both:
            pool.open(units, TOTAL_SHARES)
        self.model = Model(units)
        self.now = self.unshared = self.passed = FIRST_PERIOD
        self.claimed = dict.fromkeys(HOLDERS, 0)

    @property
    def both(self) -> tuple[Any, Any]:
        return self.pool, self.twin

    @rule(periods=st.integers(1, 3))
    def time_passes(self, periods: int) -> None:
        self.now += periods
        for pool in self.both:
            pool.turn_to(self.now)

    @rule(name=holders, units=weights)
    def units_change(self, name: str, units: int) -> None:
        others = sum(schedule.last for other, schedule in self.model.units.items() if other != name)
        if others + units == 0 or others + units >= FINEST:
            return
        for pool in self.both:
            pool.set_units(name, units)
        self.model.units[name].put(self.now + 1, units)

    @rule(name=holders, shares=st.integers(0, 40))
    def shares_are_issued(self, name: str, shares: int) -> None:
        if sum(schedule.last for schedule in self.model.shares.values()) + shares > TOTAL_SHARES:
            return
        for pool in self.both:
            pool.issue(name, shares)
        self.model.shares[name].put(self.now + 1, self.model.shares[name].last + shares)

    @rule(giver=st.sampled_from([*HOLDERS, TEAM]), taker=st.sampled_from([*HOLDERS, TEAM]), shares=st.integers(0, 120))
    def shares_move(self, giver: str, taker: str, shares: int) -> None:
        for pool in self.both:
            pool.move(giver or pool.around, taker or pool.around, shares)
        if giver == taker:
            return
        held = {name: schedule.last for name, schedule in self.model.shares.items()}
        held[TEAM] = TOTAL_SHARES - sum(held.values())
        moved = min(shares, held[giver])
        for name, change in ((giver, -moved), (taker, moved)):
            if name != TEAM and moved:
                self.model.shares[name].put(self.now + 1, held[name] + change)

    @precondition(lambda self: self.unshared < self.now)
    @rule(amount=amounts, rest=amounts)
    def books_of_a_wound_up_enterprise_are_closed(self, amount: int, rest: int) -> None:
        self.books_are_closed(amount)
        for pool in self.both:
            pool.give_back(self.unshared - 1, rest)
        self.model.share_to_investors(self.passed, rest)

    @precondition(lambda self: self.unshared < self.now)
    @rule(amount=amounts)
    def books_are_closed(self, amount: int) -> None:
        for pool in self.both:
            pool.share(self.unshared, amount)
        self.passed = max(self.passed, self.unshared)
        self.model.share(self.passed, amount)
        self.unshared += 1

    @precondition(lambda self: self.unshared < self.now)
    @rule()
    def books_are_closed_without_a_result(self) -> None:
        self.unshared += 1
        for pool in self.both:
            pool.around.openAt(self.unshared)

    @rule(ago=st.integers(0, 3), amount=amounts)
    def bonus_comes(self, ago: int, amount: int) -> None:
        period = max(FIRST_PERIOD, self.now - ago)
        for pool in self.both:
            pool.credit_team(period, amount)
        self.passed = max(self.passed, min(period, self.unshared))
        self.model.share_to_team(self.passed, amount)

    @rule(name=holders)
    def someone_claims(self, name: str) -> None:
        due = self.pool.due(name)[0]
        assert self.pool.claim(name) == due
        self.claimed[name] += due

    @invariant()
    def each_has_the_exact_share_but_for_rounding(self) -> None:
        for name, due, twin in zip(HOLDERS, self.pool.due(*HOLDERS), self.twin.due(*HOLDERS), strict=True):
            got = self.claimed[name] + due
            assert got <= self.model.exact[name] < got + self.model.slack[name]
            assert got == twin, "how often one claims changed an amount"

    @invariant()
    def pool_holds_what_is_due_and_little_dust(self) -> None:
        due, claimed = sum(self.pool.due(*HOLDERS)), sum(self.claimed.values())
        assert self.pool.money == self.model.came_in - claimed
        assert 0 <= self.pool.money - due < len(HOLDERS) + 2 * self.model.sharings + 1

    @invariant()
    def what_is_scheduled_is_what_is_read(self) -> None:
        contract, around = self.pool.contract, self.pool.around
        units, shares = self.model.units, self.model.shares
        for name in HOLDERS:
            assert contract.unitsOf(around, name) == units[name].last
            assert contract.sharesOf(around, name) == shares[name].last
        assert contract.totalUnitsOf(around) == sum(schedule.last for schedule in units.values())
        assert contract.investorSharesOf(around) == sum(schedule.last for schedule in shares.values())


def test_any_history_shares_exactly(new_pool):
    class HistoriesHere(Histories):
        pass

    HistoriesHere.new_pool = staticmethod(new_pool)
    run_state_machine_as_test(
        HistoriesHere,
        settings=settings(
            max_examples=10, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
