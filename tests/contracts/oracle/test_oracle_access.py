"""The whole access policy: function x caller. post() and correct() are anyone's, with the nodes' signatures."""

import pytest
from brownie import web3
from tests.contracts.oracle.conftest import OTHER_UNIT, REASON, UNIT, statement
from tests.contracts.support import reverts

CALLERS = ("timelock", "arbiter", "pauser", "agreements", "enterprise", "party", "stranger", "node")
EVERYONE = set(CALLERS)

ADMIN = bytes(32)
ARBITER = bytes(web3.keccak(text="ARBITER_ROLE"))
PAUSER = bytes(web3.keccak(text="PAUSER_ROLE"))

# function: who may, and which role the others miss
TABLE = {
    "post": (EVERYONE, None),
    "correct": (EVERYONE, None),
    "challenge": ({"agreements"}, None),
    "decide": ({"arbiter"}, ARBITER),
    "reclaimBond": ({"party"}, None),
    "nameCommittee": ({"enterprise"}, None),
    "rotateNode": (EVERYONE, None),
    "setNodes": ({"timelock"}, ADMIN),
    "setBand": ({"timelock"}, ADMIN),
    "pause": ({"pauser"}, PAUSER),
    "resume": ({"timelock"}, ADMIN),
    "grantRole": ({"timelock"}, ADMIN),
    "revokeRole": ({"timelock"}, ADMIN),
}
# Takes a role from the caller itself and from nobody else.
HARMLESS = {"renounceRole"}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("function", TABLE)
def test_access(oracle, report, correction, final, people, last, function, caller):
    final(last - 1, statement(UNIT))
    report(last, statement(UNIT)).post()
    if function == "decide":
        challenge(UNIT, last)
    if function == "resume":
        oracle.pause({"from": people.pauser})
    batch = report(last, statement(OTHER_UNIT))
    corrected = correction(last - 1, last + 1, statement(UNIT, revenue=1))
    arguments = {
        "post": (last, batch.statements, batch.attestations()),
        "correct": (last - 1, last + 1, corrected.statements, corrected.attestations()),
        "challenge": (UNIT, last, REASON, people.party),
        "decide": (UNIT, last, False),
        "setNodes": (people.nodes[:1], 1),
        "setBand": (UNIT, (1, 2)),
        "pause": (),
        "resume": (),
        "grantRole": (ARBITER, people.stranger),
        "revokeRole": (ARBITER, people.arbiter),
    }[function]
    sender = {**vars(people), "node": people.nodes[0]}[caller]
    allowed, role = TABLE[function]

    def call():
        getattr(oracle, function)(*arguments, {"from": sender})

    if caller == "node":
        people.timelock.transfer(sender, "1 ether", silent=True)
    if caller in allowed:
        call()
    elif role is None:
        with reverts("NotAgreements", sender):
            call()
    else:
        with reverts("AccessControlUnauthorizedAccount", sender, role):
            call()


def test_these_are_all(RevenueOracle):
    """A function that is added must be added to the table."""
    mutating = {
        item["name"]
        for item in RevenueOracle.abi
        if item["type"] == "function" and item["stateMutability"] == "nonpayable"
    }
    assert mutating == set(TABLE) | HARMLESS
