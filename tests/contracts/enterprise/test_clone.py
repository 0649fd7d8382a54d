"""What a clone is, and what neither a bare clone nor the code behind it can do."""

import pytest
from brownie import ZERO_ADDRESS
from doubles.company import BY_LEADER, BY_QUORUM, INVALID, NO_DEADLINE, people, reverts
from eth_abi import encode


def stray_clone(company):
    """A minimal proxy to the same code that the registry did not create."""
    code = bytes.fromhex(
        f"3d602d80600a3d3981f3363d3d373d3d3d363d73{company.implementation.address[2:]}5af43d82803e903d91602b57fd5bf3"
    )
    return company.enterprise_at(company.sender.transfer(data=code).contract_address)


def test_registry_alone_initializes(company, laundry, trio, accounts):
    for enterprise in (laundry, company.implementation, stray_clone(company)):
        for caller in (accounts[3], company.agreements):
            with reverts("NotRegistry", caller):
                enterprise.initialize(caller, 1, 1, 2**96 - 1, 0, {"from": caller})
    assert laundry.leader() == trio[0].address


@pytest.mark.parametrize("which", ["implementation", "stray clone"])
def test_without_a_registry_nobody_speaks_for_it(company, which):
    """Both have quorum 0: an empty list must not be a quorum of it."""
    bare = company.implementation if which == "implementation" else stray_clone(company)
    empty = BY_QUORUM + encode(["(address,bytes)[]"], [[]])
    for signature in (empty, BY_LEADER + bytes(65), BY_LEADER):
        answer = bare.isValidSignature.call(bytes(32), signature, {"from": company.agreements})
        assert str(answer) == INVALID
    with reverts("BelowQuorum", 0, 0):
        bare.setAllowance(1, NO_DEADLINE, [], [])
    with reverts("BelowQuorum", 0, 0):
        bare.nameCommittee([], 0, NO_DEADLINE, [], [])
    with reverts("BelowQuorum", 0, 0):
        bare.changeUnits([], [], NO_DEADLINE, [])
    with reverts("NotMember", ZERO_ADDRESS):
        bare.elect(ZERO_ADDRESS, NO_DEADLINE, [])
    assert not company.registry.isEnterprise(bare)


def test_domain_is_the_clones_own(company, laundry):
    fields, name, version, chain_id, contract, _, extensions = laundry.eip712Domain()
    assert (str(fields), name, version, extensions) == ("0x0f", "Heyi Enterprise", "1", ())
    assert contract == laundry.address
    assert chain_id == company.domain(laundry)["chainId"]


def test_enterprises_keep_nothing_in_common(company, laundry, trio):
    kitchen = company.found(people(1), allowance=5)
    assert (kitchen.memberCount(), kitchen.quorum(), kitchen.allowance()) == (1, 1, 5)
    assert (laundry.memberCount(), laundry.quorum(), laundry.allowance()) == (3, 2, 1_000)
