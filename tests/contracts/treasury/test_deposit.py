import brownie
import pytest
from brownie import ZERO_ADDRESS
from tests.contracts.support import reverts
from tests.contracts.treasury.conftest import IN_WALLET, id_of


def test_deposit_moves_tokens_in_and_credits_the_account(treasury, any_token, people):
    tx = treasury.deposit(any_token, 400, people.bob, {"from": people.alice})

    assert any_token.balanceOf(people.alice) == IN_WALLET - 400
    assert any_token.balanceOf(treasury) == 400
    assert treasury.balanceOf(people.bob, id_of(any_token)) == 400
    assert treasury.balanceOf(people.alice, id_of(any_token)) == 0
    assert treasury.totalSupply(id_of(any_token)) == 400
    assert dict(tx.events["Deposited"]) == {
        "account": people.bob,
        "token": any_token,
        "from": people.alice,
        "amount": 400,
    }
    assert tx.events["Transfer"][-1]["receiver"] == people.bob


def test_deposits_add_up(treasury, token, people):
    treasury.deposit(token, 400, people.bob, {"from": people.alice})
    treasury.deposit(token, 1, people.bob, {"from": people.bob})

    assert treasury.balanceOf(people.bob, id_of(token)) == 401
    assert treasury.totalSupply(id_of(token)) == 401


def test_everything_can_be_deposited(treasury, any_token, people):
    treasury.deposit(any_token, IN_WALLET, people.alice, {"from": people.alice})

    assert any_token.balanceOf(people.alice) == 0
    assert treasury.balanceOf(people.alice, id_of(any_token)) == IN_WALLET


def test_what_was_sent_without_deposit_is_nobodys(treasury, token, people):
    """A bare transfer to the Treasury credits nobody, and no later deposit picks it up."""
    token.transfer(treasury, 50, {"from": people.alice})
    treasury.deposit(token, 10, people.bob, {"from": people.bob})

    assert treasury.totalSupply(id_of(token)) == 10
    assert token.balanceOf(treasury) == 60


@pytest.mark.parametrize("amount", [IN_WALLET + 1, 2**256 - 1])
def test_more_than_the_wallet_holds_is_refused(treasury, any_token, people, books, amount):
    before = books(any_token, people.alice)
    with brownie.reverts():
        treasury.deposit(any_token, amount, people.alice, {"from": people.alice})
    assert books(any_token, people.alice) == before


def test_nobody_is_credited_for_money_sent_to_nobody(treasury, token, people, books):
    before = books(token, people.alice)
    with reverts("ERC6909InvalidReceiver", ZERO_ADDRESS):
        treasury.deposit(token, 1, ZERO_ADDRESS, {"from": people.alice})
    assert books(token, people.alice) == before


def test_an_address_without_code_is_no_token(treasury, people):
    with brownie.reverts():
        treasury.deposit(people.bob, 1, people.alice, {"from": people.alice})
    assert treasury.totalSupply(id_of(people.bob)) == 0
