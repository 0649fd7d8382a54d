"""Gas in the steady state: every slot that is written was in use before, and stays in use.

Two floors. Bare: the token's own transferFrom or transfer, which keeps no ledger. Ledger: a contract that trusts the
token, writes a balance and what it owes in all, and emits one event. Beyond that the Treasury emits ERC-6909's event
beside its own, and looks at its token balance before and after.
"""

import pytest
from brownie import chain
from tests.contracts.support import HOUR, deploy_double
from tests.contracts.treasury.conftest import WITHDRAWAL


@pytest.fixture
def measured(treasury, people, accounts):
    token = deploy_double("PlainToken", sender=accounts[0])
    floor = deploy_double("FloorLedger", sender=accounts[0])
    for person in (people.alice, people.bob, people.relayer):
        token.mint(person, 10**12, {"from": person})
        token.approve(people.bob, 2**256 - 1, {"from": person})
        for ledger in (treasury, floor):
            token.approve(ledger, 2**256 - 1, {"from": person})
            ledger.deposit(token, 10**6, person, {"from": person})
    return token, floor


def test_deposit_and_withdraw(treasury, people, measured):
    token, floor = measured
    alice, bob = people.alice, people.bob
    gas = {
        "transferFrom": token.transferFrom(alice, bob, 1000, {"from": bob}).gas_used,
        "transfer": token.transfer(bob, 1000, {"from": alice}).gas_used,
        "floor deposit": floor.deposit(token, 1000, alice, {"from": alice}).gas_used,
        "floor withdraw": floor.withdraw(token, 1000, alice, {"from": alice}).gas_used,
        "deposit": treasury.deposit(token, 1000, alice, {"from": alice}).gas_used,
        "withdraw": treasury.withdraw(token, 1000, alice, {"from": alice}).gas_used,
    }
    print(gas)
    assert gas["deposit"] <= 1.15 * gas["floor deposit"]
    assert gas["withdraw"] <= 1.15 * gas["floor withdraw"]


def test_by_signature(treasury, people, measured, permit, signed):
    token, _ = measured
    deadline = chain.time() + HOUR
    # Twice, so that nonces are in use.
    for _ in range(2):
        vrs, _ = permit(token, people.alice, 1000, deadline)
        deposited = treasury.depositWithPermit(token, people.alice, 1000, deadline, *vrs, {"from": people.relayer})
        message = {"owner": people.alice, "token": token, "amount": 1000, "to": people.alice}
        signature, _ = signed(WITHDRAWAL, people.alice, **message, deadline=deadline)
        withdrawn = treasury.withdrawBySig(*message.values(), deadline, signature, {"from": people.relayer})
    print({"depositWithPermit": deposited.gas_used, "withdrawBySig": withdrawn.gas_used})
    assert deposited.gas_used <= 110_000
    assert withdrawn.gas_used <= 75_000
