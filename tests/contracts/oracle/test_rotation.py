"""A node gets another key: both sign, anyone carries it, and committees keep the node."""

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.oracle.conftest import (
    FOREVER,
    UNIT,
    Stage,
    by_address,
    statement,
    subject_of,
)
from tests.contracts.support import deploy_double, digest_of, go_to, reverts, sign, typed_data

ROTATE = "RotateNode(address node,address newNode,uint256 nonce,uint256 deadline)"


@pytest.fixture
def message(oracle):
    def message(node, new_node, nonce=None, deadline=FOREVER):
        values = {
            "node": str(node),
            "newNode": str(new_node),
            "nonce": oracle.nonces(node) if nonce is None else nonce,
            "deadline": deadline,
        }
        return typed_data(oracle, "Heyi RevenueOracle", ROTATE, values)

    return message


@pytest.fixture
def rotate(oracle, people, message):
    def rotate(node, new_node, signers=None, data=None, deadline=FOREVER):
        data = data or message(node, new_node, deadline=deadline)
        signatures = [sign(signer, data) for signer in signers or (node, new_node)]
        return oracle.rotateNode(node, new_node, deadline, *signatures, {"from": people.stranger})

    return rotate


def test_the_new_key_takes_the_old_one_s_place(oracle, report, people, rotate, last):
    first, second, third = people.nodes
    tx = rotate(first, people.newcomer)
    assert dict(tx.events["NodeRotated"]) == {"node": first, "newNode": people.newcomer}
    assert oracle.nodes() == by_address(second, third, people.newcomer)
    assert (oracle.isNode(first), oracle.isNode(people.newcomer), oracle.quorum()) == (False, True, 2)
    with reverts("NotNode", first):
        report(last, statement(UNIT), signers=[first, second]).post()
    signers = sorted([second, people.newcomer], key=lambda node: int(str(node), 16))
    report(last, statement(UNIT), signers=signers).post()
    assert oracle.stageOf(UNIT, last)[0] == Stage.POSTED


def test_committees_follow(oracle, report, people, rotate, last):
    first, second, _third = people.nodes
    oracle.nameCommittee([first, second], 2, {"from": people.enterprise})
    go_to(oracle.endOf(last + 2))
    rotate(first, people.newcomer)
    unit = subject_of(people.enterprise)
    assert oracle.committeeOf(unit, last + 2) == (by_address(second, people.newcomer), 2)
    signers = sorted([second, people.newcomer], key=lambda node: int(str(node), 16))
    report(last + 2, statement(unit), signers=signers).post()
    assert oracle.stageOf(unit, last + 2)[0] == Stage.POSTED


def test_both_keys_sign(people, rotate, message):
    first, second, _ = people.nodes
    digest = digest_of(message(first, people.newcomer))
    for signers, wrong in (
        ((first, first), people.newcomer),
        ((people.newcomer, people.newcomer), first),
        ((second, people.newcomer), first),
    ):
        with reverts("WrongSignature", wrong, digest):
            rotate(first, people.newcomer, signers=signers)


def test_no_key_comes_in_twice_and_none_from_outside(people, rotate):
    first, second, _ = people.nodes
    with reverts("NodeRegistered", second):
        rotate(first, second)
    with reverts("NodeRegistered", first):
        rotate(first, first)
    with reverts("NotNode", people.newcomer):
        rotate(people.newcomer, first)


def test_nobody_has_the_key_of_zero(oracle, people, message):
    first = people.nodes[0]
    data = message(first, ZERO_ADDRESS)
    with reverts("WrongSignature", ZERO_ADDRESS, digest_of(data)):
        oracle.rotateNode(first, ZERO_ADDRESS, FOREVER, sign(first, data), bytes(65), {"from": people.stranger})


def test_a_rotation_counts_once(people, rotate, message):
    """There and back again: the first message does not work a second time."""
    first = people.nodes[0]
    once = message(first, people.newcomer)
    rotate(first, people.newcomer, data=once)
    rotate(people.newcomer, first)
    with reverts("WrongSignature", first, digest_of(message(first, people.newcomer))):
        rotate(first, people.newcomer, data=once)


def test_it_counts_on_one_chain_for_one_oracle(deployed, people, rotate, message):
    first = people.nodes[0]
    right = digest_of(message(first, people.newcomer))
    elsewhere = message(first, people.newcomer)
    elsewhere["domain"]["chainId"] = chain.id + 1
    other = message(first, people.newcomer)
    other["domain"]["verifyingContract"] = str(people.stranger)
    for data in (elsewhere, other):
        with reverts("WrongSignature", first, right):
            rotate(first, people.newcomer, data=data)


def test_it_expires(people, rotate):
    deadline = chain[-1].timestamp - 1
    with reverts("SignatureExpired", deadline, ...):
        rotate(people.nodes[0], people.newcomer, deadline=deadline)


def test_a_key_that_others_have_is_dropped_by_the_timelock(oracle, people, rotate):
    """Whoever has the key can rotate it as well; the timelock's list has the last word."""
    first, second, third = people.nodes
    rotate(first, people.newcomer)
    oracle.setNodes(by_address(second, third), 2, {"from": people.timelock})
    assert not oracle.isNode(people.newcomer)
    with reverts("NotNode", people.newcomer):
        rotate(people.newcomer, first)


def test_an_old_key_that_is_set_again_is_another_node(oracle, people, rotate, last):
    first, second, third = people.nodes
    oracle.nameCommittee([first, second], 2, {"from": people.enterprise})
    rotate(first, people.newcomer)
    nodes = by_address(first, second, third, people.newcomer)
    oracle.setNodes(nodes, 3, {"from": people.timelock})
    unit = subject_of(people.enterprise)
    assert oracle.committeeOf(unit, last + 2) == (by_address(second, people.newcomer), 2)


def test_one_that_was_dropped_takes_over_a_place_and_leaves_its_own(oracle, people, rotate, last):
    first, second, third = people.nodes
    oracle.nameCommittee([second, third], 2, {"from": people.enterprise})
    oracle.setNodes([first, second], 2, {"from": people.timelock})
    rotate(first, third)
    assert oracle.nodes() == by_address(second, third)
    # `third` sits where `first` did, which is in no committee.
    assert oracle.committeeOf(subject_of(people.enterprise), last + 2) == (by_address(second, third), 2)
    oracle.setNodes(by_address(second, third, people.newcomer), 2, {"from": people.timelock})
    assert oracle.committeeOf(subject_of(people.enterprise), last + 2)[0] == by_address(second, third, people.newcomer)


def test_a_contract_account_is_a_node_too(oracle, people, accounts, message):
    wallet = deploy_double("Wallet", people.newcomer, sender=accounts[0])
    first = people.nodes[0]
    data = message(first, wallet)
    oracle.rotateNode(first, wallet, FOREVER, sign(first, data), sign(people.newcomer, data), {"from": people.stranger})
    assert oracle.isNode(wallet)


def test_places_end(deployed, people):
    """215 in a life: after that keys are rotated, and nobody comes new."""
    oracle = deployed((1, 1, 45))
    nodes = [f"0x{number:040x}" for number in range(1, 213)]
    oracle.setNodes(nodes, 107, {"from": people.timelock})
    assert [node.lower() for node in oracle.nodes()] == nodes
    with reverts("NoSeatLeft", "0x" + "f" * 40, 215):
        oracle.setNodes([nodes[0], "0x" + "f" * 40], 2, {"from": people.timelock})
    oracle.setNodes(nodes[:1], 1, {"from": people.timelock})
