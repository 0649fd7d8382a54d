import pytest
from brownie import ZERO_ADDRESS
from tests.contracts.oracle.conftest import UNIT, Finality, Stage, by_address, statement
from tests.contracts.support import DAY, reverts

NO_OPERATION = "0x" + "00" * 32


def test_the_timelock_sets_nodes_and_quorum(oracle, report, people, last):
    first, second, third = people.nodes
    nodes = by_address(first, people.newcomer)
    tx = oracle.setNodes(nodes, 2, {"from": people.timelock})

    assert oracle.nodes() == nodes
    assert oracle.quorum() == 2
    assert [oracle.isNode(node) for node in (first, second, third, people.newcomer)] == [True, False, False, True]
    assert dict(tx.events["NodesSet"]) == {"nodes": tuple(nodes), "quorum": 2}
    with reverts("NotNode", second):
        report(last, statement(UNIT), signers=[first, second]).post()
    report(last, statement(UNIT), signers=sorted([first, people.newcomer], key=lambda node: int(str(node), 16))).post()
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)


@pytest.mark.parametrize(
    ("nodes", "quorum"), [(0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 4), (3, 2**255)]
)
def test_a_quorum_is_a_majority_and_at_most_all(oracle, people, nodes, quorum):
    before = (oracle.nodes(), oracle.quorum())
    with reverts("QuorumNotMajority", quorum, nodes):
        oracle.setNodes(people.nodes[:nodes], quorum, {"from": people.timelock})
    assert (oracle.nodes(), oracle.quorum()) == before


@pytest.mark.parametrize(("nodes", "quorum"), [(1, 1), (2, 2), (3, 2), (3, 3)])
def test_any_majority_is_a_quorum(oracle, people, nodes, quorum):
    oracle.setNodes(people.nodes[:nodes], quorum, {"from": people.timelock})
    assert oracle.quorum() == quorum


def test_nodes_ascend(oracle, people):
    first, second, _ = map(str, people.nodes)
    zero = "0x" + "00" * 20
    for nodes, previous, node in (
        ([second, first], second, first),
        ([first, first], first, first),
        ([zero, first], zero, zero),
    ):
        with reverts("NodesNotAscending", previous, node):
            oracle.setNodes(nodes, 2, {"from": people.timelock})
    assert oracle.nodes() == people.nodes


def test_a_change_of_nodes_waits_in_a_timelock(deployed, Timelock, people, accounts, chain):
    """With OpenZeppelin's TimelockController in the role: scheduled, and done two days later, not before."""
    operator = accounts[0]
    timelock = Timelock.deploy(2 * DAY, [operator], [operator], ZERO_ADDRESS, {"from": operator})
    oracle = deployed((DAY, DAY, 45 * DAY), timelock=timelock)
    call = oracle.setNodes.encode_input(people.nodes[:1], 1)
    operation = (oracle, 0, call, NO_OPERATION, NO_OPERATION)
    timelock.schedule(*operation, 2 * DAY, {"from": accounts[0]})
    with pytest.raises(Exception, match="TimelockUnexpectedOperationState"):
        timelock.execute(*operation, {"from": accounts[0]})
    assert oracle.quorum() == 2

    chain.sleep(2 * DAY)
    timelock.execute(*operation, {"from": accounts[0]})
    assert oracle.nodes() == people.nodes[:1]
