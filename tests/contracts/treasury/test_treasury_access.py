"""The whole access policy: who may make alice's 400 fall, by which function, and that nobody may by any other way."""

import brownie
import pytest
from brownie import chain
from tests.contracts.support import HOUR
from tests.contracts.treasury.conftest import SET_OPERATOR, TRANSFER, WITHDRAWAL, id_of

CALLERS = ("alice", "operator", "spender", "stranger")

# function: who may
TABLE = {
    "withdraw": {"alice"},
    "transfer": {"alice"},
    "transferFrom": {"alice", "operator", "spender"},
    "transferFromKey": set(),
    "withdrawBySig without her signature": set(),
    "transferBySig without her signature": set(),
    "setOperatorBySig without her signature": set(),
    "withdrawBySig with her signature": {"alice", "operator", "spender", "stranger"},
    "transferBySig with her signature": {"alice", "operator", "spender", "stranger"},
    "setOperatorBySig with her signature": {"alice", "operator", "spender", "stranger"},
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("function", TABLE)
def test_access(treasury, token, people, accounts, signed, function, caller):
    callers = {"alice": people.alice, "operator": people.bob, "spender": accounts[1], "stranger": people.eve}
    treasury.deposit(token, 400, people.alice, {"from": people.alice})
    treasury.setOperator(callers["operator"], True, {"from": people.alice})
    treasury.approve(callers["spender"], id_of(token), 5, {"from": people.alice})
    sender = callers[caller]
    deadline = chain.time() + HOUR
    verb, _, condition = function.partition(" ")
    signer = people.alice if condition == "with her signature" else people.eve
    to = people.relayer
    signatures = {
        "withdrawBySig": (WITHDRAWAL, {"owner": people.alice, "token": token, "amount": 5, "to": to}),
        "transferBySig": (TRANSFER, {"owner": people.alice, "receiver": to, "id": id_of(token), "amount": 5}),
        "setOperatorBySig": (SET_OPERATOR, {"owner": people.alice, "operator": to, "approved": True}),
    }
    if verb in signatures:
        types, message = signatures[verb]
        arguments = (*message.values(), deadline, signed(types, signer, **message, deadline=deadline)[0])
    else:
        arguments = {
            "withdraw": (token, 5, to),
            "transfer": (to, id_of(token), 5),
            "transferFrom": (people.alice, to, id_of(token), 5),
            "transferFromKey": ("0x" + "00" * 32, to, id_of(token), 5),
        }[verb]

    def call():
        getattr(treasury, verb)(*arguments, {"from": sender})

    if caller in TABLE[function]:
        call()
        if verb == "setOperatorBySig":
            assert treasury.isOperator(people.alice, to)
        else:
            assert treasury.balanceOf(people.alice, id_of(token)) == 395
    else:
        with brownie.reverts():
            call()
        assert treasury.balanceOf(people.alice, id_of(token)) == 400
        assert not treasury.isOperator(people.alice, to)


def test_these_are_all_ways(treasury, Treasury):
    """A function that is added must be added to the table, or named here as one that can't make a balance fall."""
    harmless = {"deposit", "depositWithPermit", "approve", "setOperator"}
    mutating = {
        item["name"] for item in Treasury.abi if item["type"] == "function" and item["stateMutability"] == "nonpayable"
    }
    assert mutating == harmless | {function.partition(" ")[0] for function in TABLE}
