"""The whole access policy: function x caller. post(), correct(), rotateNode() are anyone's, with nodes' signatures."""

import pytest
from brownie import web3
from tests.contracts.oracle.conftest import AGREEMENT, FOREVER, OTHER_UNIT, REASON, RULING, UNIT, statement
from tests.contracts.support import digest_of, reverts, sign, typed_data

CALLERS = ("timelock", "arbiter", "pauser", "agreements", "enterprise", "party", "stranger", "node")
EVERYONE = set(CALLERS)

ADMIN = bytes(32)
DECISION = "Decision(bytes32 subject,uint32 period,uint256 dispute,bool upheld,bytes32 ruling,uint256 deadline)"
WORDS = ("subject", "period", "dispute", "upheld", "ruling", "deadline")
ARBITER = bytes(web3.keccak(text="ARBITER_ROLE"))
PAUSER = bytes(web3.keccak(text="PAUSER_ROLE"))

# function: who may, and which role the others miss
TABLE = {
    "post": (EVERYONE, None),
    "correct": (EVERYONE, None),
    "challenge": ({"agreements"}, None),
    # By its own call; by a signature of the arbiter's it is anyone's.
    "decide": ({"arbiter"}, None),
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
def test_access(
    oracle, report, correction, challenge, final, treasury, registry, people, accounts, last, function, caller
):
    final(last - 1, statement(UNIT))
    report(last, statement(UNIT)).post()
    if function == "decide":
        challenge(UNIT, last)
    if function == "resume":
        oracle.pause({"from": people.pauser})
    if function == "reclaimBond":
        registry.mint(accounts[0], 1, {"from": accounts[0]})
        registry.approve(treasury, 1, {"from": accounts[0]})
        treasury.deposit(registry, 1, oracle.bondAccount(UNIT, last, people.party), {"from": accounts[0]})
    first = people.nodes[0]
    rotation = typed_data(
        oracle,
        "Heyi RevenueOracle",
        "RotateNode(address node,address newNode,uint256 nonce,uint256 deadline)",
        {"node": str(first), "newNode": str(people.newcomer), "nonce": 0, "deadline": FOREVER},
    )
    decision = typed_data(
        oracle, "Heyi RevenueOracle", DECISION, dict(zip(WORDS, (UNIT, last, 1, False, RULING, FOREVER), strict=True))
    )
    batch = report(last, statement(OTHER_UNIT))
    corrected = correction(last - 1, last + 1, statement(UNIT, revenue=1))
    arguments = {
        "post": (last, batch.statements, batch.attestations()),
        "correct": (last - 1, last + 1, corrected.statements, corrected.attestations()),
        "challenge": (UNIT, last, REASON, people.party, AGREEMENT, [people.party, people.other_party]),
        "decide": ((UNIT, last, 1, False, RULING, FOREVER), [people.party, people.other_party], people.arbiter, b""),
        "reclaimBond": (UNIT, last, people.party),
        "nameCommittee": (people.nodes[:2], 2),
        "rotateNode": (first, people.newcomer, FOREVER, sign(first, rotation), sign(people.newcomer, rotation)),
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
    refusal = {
        "decide": lambda: reverts("WrongSignature", people.arbiter, digest_of(decision)),
        "challenge": lambda: reverts("NotAgreements", sender),
        "reclaimBond": lambda: reverts("BondWaiting", UNIT, last, people.party),
        "nameCommittee": lambda: reverts("NotEnterprise", sender),
    }.get(function, lambda: reverts("AccessControlUnauthorizedAccount", sender, role))
    if caller in allowed:
        call()
    else:
        with refusal():
            call()


def test_these_are_all(RevenueOracle):
    """A function that is added must be added to the table."""
    mutating = {
        item["name"]
        for item in RevenueOracle.abi
        if item["type"] == "function" and item["stateMutability"] == "nonpayable"
    }
    assert mutating == set(TABLE) | HARMLESS
