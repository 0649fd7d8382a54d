"""With nodes, keeper, backend and every role holder gone, anyone closes and everyone leaves with what is theirs.

From the moment the story says so, only a stranger sends transactions, and nobody but their owners signs. Invariant 18.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from eth_account.signers.local import LocalAccount
from world import ABSENT_AFTER, FOREVER, STRANGER, VAMS, Agreement, Unit, World, clause, constant, person, share

from heyi.core.signing import sign

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@dataclass
class Company:
    """Ann's unit buys from Bob's, and an investor holds an eighth of Ann's; 5,000 are in it."""

    world: World
    client: Unit
    supplier: Unit
    service: Agreement
    vam: Agreement

    def by_stranger(self, function: object) -> None:
        self.world.sender(STRANGER).send(function)

    def close(self, unit: Unit, *agreements: Agreement) -> None:
        period = self.world.books(unit)["nextPeriod"]
        if not agreements:
            return self.by_stranger(self.world.company.books.functions.close(unit.address, period))
        ids, terms = [a.id for a in agreements], [a.terms.to_abi() for a in agreements]
        return self.by_stranger(agreements[0].contract.functions.settle(unit.address, period, ids, terms))

    def leave(self, unit: Unit, who: LocalAccount) -> int:
        """Claims and withdraws all to the person's own wallet, outside everything; returns what arrived."""
        world, company = self.world, self.world.company
        self.by_stranger(company.profit_share.functions.claim(unit.address, who.address))
        amount = world.balance(who)
        nonce = world.chain.call(company.treasury.functions.nonces(who.address))
        message = company.messages.treasury_withdrawal(
            company.domain("Treasury"), who.address, world.token, amount, who.address, nonce, FOREVER
        )
        withdraw = company.treasury.functions.withdrawBySig
        self.by_stranger(withdraw(who.address, world.token, amount, who.address, FOREVER, sign(message, who)))
        return int(world.chain.call(company.token.functions.balanceOf(who.address)))


@pytest.fixture
def company(world: World) -> Company:
    client, supplier = world.found("Client", ("ann",), total_shares=1024), world.found("Supplier", ("bob",))
    world.fund(CEM, 5000)
    world.let_pay(CEM, VAMS)
    service = world.open(world.terms((client, supplier), [constant(100), share(client.subject, 10)]))
    bonus = clause([(0, 0), (1000, 100)], client.subject, leg=1)
    vam = world.open(world.vam(client, CEM, person("dia"), [bonus], amount=5000, shares=128), VAMS)
    return Company(world, client, supplier, service, vam)


def test_final_money_is_paid_claimed_and_withdrawn(company: Company) -> None:
    world, client, supplier = company.world, company.client, company.supplier
    world.fund(client, 1000)
    world.month(revenue={client: 2000}, profit={client: 1100, supplier: 40})
    company.close(client, company.service)
    company.close(supplier)
    assert world.balance(client) == 5000 + 1000 - 300 - 700
    assert company.leave(supplier, BOB) == 300
    assert company.leave(client, ANN) == 700
    assert world.books(client)["undistributed"] == 100


def test_without_oracle_periods_become_absent_and_books_go_on(company: Company) -> None:
    """Half a year without a statement: fixed fees are paid, variable ones as the terms state; income is shared."""
    world = company.world
    for _ in range(6):
        last = world.end_month()
    world.chain.advance_to(world.calendar.end_of(last) + ABSENT_AFTER)
    for _ in range(6):
        company.close(company.client, company.service)
        company.close(company.supplier)
    assert company.leave(company.supplier, BOB) == 600
    assert company.service.due() == 0
    assert world.books(company.supplier)["undistributed"] == 0


def test_a_pause_and_a_challenge_do_not_keep_money_for_ever(company: Company) -> None:
    """The last thing the role holders did was to pause and to dispute; neither is ever lifted nor decided."""
    world, client = company.world, company.client
    period = world.end_month()
    world.post(period, [world.statement(unit, revenue=1000, profit=500) for unit in world.units])
    company.vam.challenge(1, client.subject, period)
    world.pause()
    world.chain.advance_to(world.calendar.end_of(period) + ABSENT_AFTER)
    world.fund(client, 500)
    company.close(client, company.service)
    assert world.balance(company.supplier) == 200
    assert company.leave(client, ANN) == 300


def test_a_quarrel_about_a_unit_keeps_nobody_else_s_money(company: Company) -> None:
    """The client's statement is disputed; the supplier's other client and its own books go on."""
    world = company.world
    other = world.found("Other client")
    world.fund(other, 100)
    service = world.open(world.terms((other, company.supplier), [constant(70)]))
    period = world.end_month()
    world.post(period, [world.statement(unit) for unit in world.units])
    company.vam.challenge(1, company.client.subject, period)
    world.finalize()
    company.close(other, service)
    company.close(company.supplier)
    assert company.leave(company.supplier, BOB) == 70


def test_a_party_that_is_gone_ends_nothing_for_the_other(company: Company) -> None:
    """Bob gives notice by a signature that anyone carries; Ann need not answer."""
    company.service.notice(1)
    world = company.world
    for _ in range(3):
        world.month()
        company.close(company.client, *([company.service] if world.books(company.client)["live"] else []))
    assert world.books(company.client)["live"] == 0
