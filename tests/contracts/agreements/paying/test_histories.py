"""Any history of months, accruals, closings and claims by anyone: what is owed follows from facts and terms alone.

Three enterprises and two people owe one another under agreements of both ranks; who calls what, when and in which order
is drawn. Invariants 1, 3, 6, 7 and 12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

import pytest
from world import STRANGER, VAMS, Agreement, World, clause, constant, person, share

from heyi.chain.refusals import ContractRefused
from heyi.core.terms import Base, Form, Leg, Nature, Span, Tranche

ANN, BOB = person("ann"), person("bob")
CAPITAL, SHARES = 1_000, 100

MONTHS, ACTS = 6, 7


class History:
    """What happens to three units and what they have signed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.units = [world.found(name) for name in ("A", "B", "C")]
        self.first = self.last = world.period()
        world.let_pay(ANN)
        world.let_pay(ANN, VAMS)
        world.fund(ANN, 2 * CAPITAL)
        self.agreements = self._agreements()

    def _agreements(self) -> list[Agreement]:
        """Of each unit to the next, from a person and to one, and an investment in the first unit."""
        a, b, c = self.units
        to_date = clause(
            [(-300, 90), (0, 0), (300, -60)],
            b.subject,
            form=Form.Variance,
            span=Span.CumulativeGivingBack,
            base=(Base(promises=(50,) * 12),),
        )
        kept = clause([(-300, 0), (600, 150)], a.subject, span=Span.Cumulative)
        invested = self.world.terms(
            (a, ANN, b),
            [
                clause([(-100, 40), (100, 0)], a.subject, span=Span.WindowCorrected, window=2),
                constant(7, leg=1),
                clause([(0, 30), (100, -30)], c.subject, leg=2),
            ],
            legs=(Leg(2, 1), Leg(0, 1, Nature.Preferred), Leg(0, 1, Nature.Shares)),
            tranches=(Tranche(1, 0, CAPITAL, SHARES),),
        )
        world = self.world
        return [
            world.open(world.terms((a, b), [share(a.subject, 20), to_date])),
            world.open(world.terms((b, c), [constant(40), share(c.subject, 10)])),
            world.open(world.terms((c, a), [clause([(-200, -30), (200, 70)], b.subject)])),
            world.open(world.terms((a, BOB), [constant(25), kept])),
            world.open(world.terms((ANN, c), [share(c.subject, 30)])),
            world.open(invested, VAMS),
        ]

    def month(self, revenue: Sequence[int], profit: Sequence[int]) -> None:
        by_unit = (dict(zip(self.units, each, strict=True)) for each in (revenue, profit))
        self.world.month(*by_unit)
        self.last = self.world.period()

    def accrue(self, which: int) -> None:
        agreement = self.agreements[which]
        function = agreement.contract.functions.accrue(agreement.id, agreement.terms.to_abi())
        self._attempt(partial(self.world.sender(STRANGER).send, function))

    def close(self, which: int) -> None:
        unit = self.units[which % 3]
        if self.world.books(unit)["nextPeriod"] < self.last:
            self._attempt(partial(self.world.close, unit))

    def fund(self, which: int) -> None:
        self.world.fund(self.units[which % 3], 100)

    def claim(self, which: int) -> None:
        unit = self.units[which % 3]
        for who in (unit.leader, ANN):
            due = self.world.claimable(unit, who)
            assert self.world.claim(unit, who) == due

    def _attempt(self, call: Callable[[], object]) -> None:
        """Books of enterprises that may owe one another wait for each other; nothing else is refused."""
        try:
            call()
        except ContractRefused as refusal:
            if refusal.name != "BooksBehind":
                raise

    def accrued_follows_from_facts_and_terms(self) -> None:
        for agreement in self.agreements:
            accrued = agreement.accrued()
            periods = [period for period, _ in accrued]
            assert periods == list(range(self.first, self.first + len(periods)))
            assert accrued == (agreement.entitled(periods[-1]) if periods else [])

    def due_is_accrued_less_paid(self) -> None:
        due: Counter[tuple[bytes, int]] = Counter()
        for agreement in self.agreements:
            for _, amounts in agreement.accrued():
                for each, amount in zip(agreement.terms.clauses, amounts, strict=True):
                    due[agreement.id, each.leg] += amount
        for event in self.world.events("Paid"):
            due[event["agreement"], event["leg"]] -= event["amount"]
        for agreement in self.agreements:
            for leg in range(len(agreement.terms.legs)):
                assert agreement.due(leg) == due[agreement.id, leg]

    def money_only_moves(self) -> None:
        """Everybody has what came to them less what they gave; all of it together is what the Treasury holds."""
        company = self.world.company
        logs = company.treasury.events.Transfer().get_logs(from_block=company.deployment.first_block)
        net: Counter[str] = Counter()
        for log in logs:
            net[log.args.sender] -= log.args.amount
            net[log.args.receiver] += log.args.amount
        held = {account: self.world.balance(account) for account in net if int(account, 16)}
        assert all(net[account] == amount >= 0 for account, amount in held.items())
        treasury = company.deployment.addresses["Treasury"]
        assert sum(held.values()) == self.world.chain.call(company.token.functions.balanceOf(treasury))

    def shares_are_never_more_than_there_are(self) -> None:
        for unit in self.units:
            assert 0 <= self.world.shares(unit, ANN) <= 1_000


@pytest.mark.parametrize("seed", range(5))
def test_any_history(world: World, seed: int) -> None:
    draw = Random(seed)
    history = History(world)
    for _ in range(MONTHS):
        history.month(*([draw.randint(-400, 400) for _ in history.units] for _ in range(2)))
        for _ in range(ACTS):
            draw.choice((history.accrue, history.close, history.close, history.fund, history.claim))(draw.randrange(6))
        history.accrued_follows_from_facts_and_terms()
        history.due_is_accrued_less_paid()
        history.money_only_moves()
        history.shares_are_never_more_than_there_are()
    assert history.world.events("Accrued")
    assert history.world.events("Paid")
