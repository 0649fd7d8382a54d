"""Disputes with real enterprises: bonds out of an allowance or a wallet's money, arbiters, committees."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak
from world import ARBITER, FOREVER, PAUSER, Agreement, Unit, World, person, share

from heyi.core.facts import Stage
from heyi.core.signing import sign

ANN = person("ann")
BOND = 500


@pytest.fixture(scope="module")
def bond() -> int:
    return BOND


@pytest.fixture
def unit(world: World) -> Unit:
    return world.found("Unit")


def agreed(world: World, unit: Unit, other: Unit) -> Agreement:
    """`other` owes `unit` a part of `unit`'s revenue."""
    return world.open(world.terms((other, unit), [share(unit.subject, 10)]))


def reported(world: World, unit: Unit) -> int:
    period = world.end_month()
    world.post(period, [world.statement(unit, revenue=100)])
    return period


def stage(world: World, unit: Unit, period: int) -> Stage:
    return Stage(world.chain.call(world.company.oracle.functions.stageOf(unit.subject, period))[0])


def put_in_by_signature(world: World, unit: Unit, period: int) -> None:
    """Ann's own money, for a challenge of hers: no gas, no call of hers."""
    treasury, token_id = world.company.treasury.functions, world.company.token_id
    account, nonce = world.bond_account(unit.subject, period, ANN), world.chain.call(treasury.nonces(ANN.address))
    domain = world.company.domain("Treasury")
    message = world.company.messages.transfer(domain, ANN.address, account, token_id, BOND, nonce, FOREVER)
    world.send(treasury.transferBySig(ANN.address, account, token_id, BOND, FOREVER, sign(message, ANN)))


def test_a_person_s_bond_comes_back_when_right(world: World, unit: Unit) -> None:
    agreement = world.open(world.terms((ANN, unit), [share(unit.subject, 10)]))
    world.fund(ANN, BOND)
    period = reported(world, unit)
    with world.refused("BondMissing", held=0, bond=BOND):
        agreement.challenge(0, unit.subject, period)
    put_in_by_signature(world, unit, period)
    assert world.balance(ANN) == 0
    agreement.challenge(0, unit.subject, period)
    world.decide(unit.subject, period, upheld=False, ruling=keccak(text="The refunds are missing."))
    assert (stage(world, unit, period), world.balance(ANN)) == (Stage.None_, BOND)


def test_an_enterprise_s_bond_is_spent_within_its_allowance_and_lost_to_whom_it_wronged(
    world: World, unit: Unit
) -> None:
    other = world.found("Other")
    agreement = agreed(world, unit, other)
    world.fund(other, BOND)
    period = reported(world, unit)
    world.spend(other, world.bond_account(unit.subject, period, other), BOND)
    agreement.challenge(0, unit.subject, period)
    world.decide(unit.subject, period, upheld=True)
    assert (stage(world, unit, period), world.balance(unit), world.balance(other)) == (Stage.Decided, BOND, 0)


def test_a_lost_bond_is_no_profit_of_who_gets_it(world: World, unit: Unit) -> None:
    """Money without a result: the enterprise can pay with it, and shares none of it."""
    other = world.found("Other")
    agreement = agreed(world, unit, other)
    world.fund(other, BOND)
    period = reported(world, unit)
    world.spend(other, world.bond_account(unit.subject, period, other), BOND)
    agreement.challenge(0, unit.subject, period)
    world.decide(unit.subject, period, upheld=True)
    assert (world.balance(unit), world.shareable(unit)) == (BOND, 0)


def test_a_unit_that_disputes_its_own_figures_loses_it_to_the_platform(world: World, unit: Unit) -> None:
    agreement = world.open(world.terms((unit, ANN), [share(unit.subject, 10)]))
    world.fund(unit, BOND)
    period = reported(world, unit)
    world.spend(unit, world.bond_account(unit.subject, period, unit), BOND)
    before = world.balance(world.platform)
    agreement.challenge(0, unit.subject, period)
    world.decide(unit.subject, period, upheld=True)
    assert (world.balance(world.platform) - before, world.balance(ANN)) == (BOND, 0)


def test_an_enterprise_gets_a_lapsed_challenge_s_bond_back_by_anyone(world: World, unit: Unit) -> None:
    other = world.found("Other")
    agreement = agreed(world, unit, other)
    world.fund(other, BOND)
    period = reported(world, unit)
    world.spend(other, world.bond_account(unit.subject, period, other), BOND)
    agreement.challenge(0, unit.subject, period)
    reclaim = world.company.oracle.functions.reclaimBond(unit.subject, period, other.address)
    with world.refused("BondAtStake", dispute=1):
        world.send(reclaim)
    world.chain.advance_to(world.chain.timestamp() + 6 * 86_400)
    world.send(reclaim)
    assert world.balance(other) == BOND


@pytest.mark.parametrize("role", ["leader", "member"])
def test_no_arbiter_decides_for_an_enterprise_it_is_in(world: World, role: str) -> None:
    """Person "judge" is an arbiter, and of the enterprise that challenges."""
    judge = person("judge")
    members = ("judge", "cook") if role == "leader" else ("cook", "judge")
    unit, other = world.found("Unit"), world.found("Other", members)
    agreement = agreed(world, unit, other)
    world.fund(other, BOND)
    _make_arbiter(world, judge.address)
    period = reported(world, unit)
    world.spend(other, world.bond_account(unit.subject, period, other), BOND)
    agreement.challenge(0, unit.subject, period)
    with world.refused("ArbiterNotNeutral", arbiter=judge.address, party=other.address):
        world.decide(unit.subject, period, upheld=False, arbiter=judge)
    world.decide(unit.subject, period, upheld=False, arbiter=ARBITER)


def test_an_enterprise_is_no_arbiter(world: World, unit: Unit) -> None:
    """It answers agreement contracts and its own company's registry, not the oracle: nobody decides behind its name."""
    court = world.found("Court")
    agreement = world.open(world.terms((ANN, unit), [share(unit.subject, 10)]))
    world.fund(ANN, BOND)
    _make_arbiter(world, court.address)
    period = reported(world, unit)
    put_in_by_signature(world, unit, period)
    agreement.challenge(0, unit.subject, period)
    decision = (unit.subject, period, 1, True, bytes(32), FOREVER)
    domain = world.company.domain("RevenueOracle")
    signature = b"\0" + sign(world.company.messages.decision(domain, *decision), court.leader)
    with world.refused("WrongSignature", party=court.address, digest=...):
        world.send(world.company.oracle.functions.decide(decision, agreement.terms.parties, court.address, signature))


def test_a_unit_s_committee_is_the_oracle_s(world: World) -> None:
    unit = world.found("Team", ("ann", "ben", "eve"))
    first, second, third = world.nodes
    world.name_committee(unit, [first, second], 2)
    world.month()
    period = world.end_month()
    world.post(period, [world.statement(unit), world.statement(world.platform)], nodes=[second, third])
    assert stage(world, unit, period) is Stage.None_
    assert stage(world, world.platform, period) is Stage.Posted
    world.post(period, [world.statement(unit)], nodes=[first, second])
    assert stage(world, unit, period) is Stage.Posted
    named = world.events("CommitteeNamed")[-1]
    assert (named["enterprise"], named["nodes"]) == (unit.address, [first.address, second.address])


def _make_arbiter(world: World, account: str) -> None:
    """Through the timelock, as on any chain."""
    oracle, timelock = world.company.oracle, world.company.contract("Timelock")
    call = oracle.encode_abi("grantRole", [keccak(text="ARBITER_ROLE"), account])
    operation = (oracle.address, 0, bytes.fromhex(call[2:]), bytes(32), bytes(32))
    delay = world.chain.call(timelock.functions.getMinDelay())
    pauser = world.sender(PAUSER)
    pauser.send(timelock.functions.schedule(*operation, delay))
    world.chain.advance_to(world.chain.timestamp() + delay + 1)
    pauser.send(timelock.functions.execute(*operation))
