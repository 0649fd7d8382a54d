import brownie
import pytest
from brownie import chain
from tests.contracts.support import HOUR, deploy_double, reverts
from tests.contracts.treasury.conftest import IN_WALLET, id_of


@pytest.fixture
def deadline():
    return chain.time() + HOUR


@pytest.fixture
def unapproved(token, people, treasury):
    """alice has approved nothing."""
    token.approve(treasury, 0, {"from": people.alice})
    return token


def test_a_permit_deposits_without_gas_of_the_owner(treasury, unapproved, people, permit, deadline):
    vrs, _ = permit(unapproved, people.alice, 400, deadline)
    tx = treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.relayer})

    assert treasury.balanceOf(people.alice, id_of(unapproved)) == 400
    assert unapproved.balanceOf(people.alice) == IN_WALLET - 400
    assert unapproved.allowance(people.alice, treasury) == 0
    assert dict(tx.events["Deposited"]) == {
        "account": people.alice,
        "token": unapproved,
        "from": people.alice,
        "amount": 400,
    }


def test_a_permit_that_somebody_carried_first_still_deposits(treasury, unapproved, people, permit, deadline):
    """eve sees the relayer's transaction and spends the permit in the token, to make the deposit fail."""
    vrs, _ = permit(unapproved, people.alice, 400, deadline)
    unapproved.permit(people.alice, treasury, 400, deadline, *vrs, {"from": people.eve})

    treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.relayer})
    assert treasury.balanceOf(people.alice, id_of(unapproved)) == 400


def test_an_approval_is_no_invitation(treasury, token, people, permit, deadline, books):
    """alice has approved the Treasury without end, for deposits of her own. eve can't make them for her."""
    vrs, _ = permit(token, people.alice, 400, deadline, signer=people.eve)
    _, digest = permit(token, people.alice, 400, deadline, nonce=0)
    token.permit(
        people.alice,
        people.bob,
        1,
        deadline,
        *permit(token, people.alice, 1, deadline, spender=people.bob)[0],
        {"from": people.bob},
    )
    before = books(token, people.alice)

    with reverts("WrongSignature", people.alice, digest):
        treasury.depositWithPermit(token, people.alice, 400, deadline, *vrs, {"from": people.eve})
    assert books(token, people.alice) == before


def test_an_approval_is_no_invitation_on_tokens_that_accept_any_call(
    treasury, people, accounts, permit, token, deadline
):
    """permit() passes on wrapped ether's like without doing anything."""
    any_call = deploy_double("AnyCallToken", sender=accounts[0])
    any_call.mint(people.alice, 500, {"from": people.alice})
    any_call.approve(treasury, 2**256 - 1, {"from": people.alice})
    vrs, _ = permit(token, people.alice, 400, deadline, signer=people.eve)

    with brownie.reverts():
        treasury.depositWithPermit(any_call, people.alice, 400, deadline, *vrs, {"from": people.eve})
    assert any_call.balanceOf(people.alice) == 500


def test_a_permit_deposits_once(treasury, unapproved, people, permit, deadline, books):
    """After the deposit alice approves for another purpose; her old permit doesn't open that."""
    vrs, _ = permit(unapproved, people.alice, 400, deadline)
    treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.relayer})
    unapproved.approve(treasury, 400, {"from": people.alice})
    before = books(unapproved, people.alice)

    with reverts("PermitSpent", unapproved, people.alice, 1):
        treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.eve})
    assert books(unapproved, people.alice) == before


def test_the_next_permit_deposits_again(treasury, unapproved, people, permit, deadline):
    for nonce in range(2):
        vrs, _ = permit(unapproved, people.alice, 400, deadline, nonce=nonce)
        treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.relayer})
    assert treasury.balanceOf(people.alice, id_of(unapproved)) == 800


def test_a_permit_is_for_its_amount(treasury, token, people, permit, deadline, books):
    vrs, _ = permit(token, people.alice, 400, deadline)
    token.permit(people.alice, treasury, 400, deadline, *vrs, {"from": people.eve})
    _, digest = permit(token, people.alice, 399, deadline, nonce=0)
    before = books(token, people.alice)

    with reverts("WrongSignature", people.alice, digest):
        treasury.depositWithPermit(token, people.alice, 399, deadline, *vrs, {"from": people.eve})
    assert books(token, people.alice) == before


def test_a_permit_is_not_for_its_carrier(treasury, unapproved, people, permit, deadline):
    """Whoever carries it, in whichever way, only its owner is credited."""
    vrs, _ = permit(unapproved, people.alice, 400, deadline)
    treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.eve})
    assert treasury.balanceOf(people.eve, id_of(unapproved)) == 0


def test_an_expired_permit_is_refused_even_if_it_was_used_in_time(
    treasury, unapproved, people, permit, deadline, books
):
    vrs, _ = permit(unapproved, people.alice, 400, deadline)
    unapproved.permit(people.alice, treasury, 400, deadline, *vrs, {"from": people.relayer})
    before = books(unapproved, people.alice)
    chain.sleep(2 * HOUR)
    chain.mine()

    with reverts("SignatureExpired", deadline, ...):
        treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.relayer})
    assert books(unapproved, people.alice) == before


def test_an_unused_permit_of_somebody_else_is_refused(treasury, unapproved, people, permit, deadline, books):
    vrs, _ = permit(unapproved, people.alice, 400, deadline, signer=people.eve)
    before = books(unapproved, people.alice)
    with reverts("PermitSpent", unapproved, people.alice, 0):
        treasury.depositWithPermit(unapproved, people.alice, 400, deadline, *vrs, {"from": people.eve})
    assert books(unapproved, people.alice) == before
