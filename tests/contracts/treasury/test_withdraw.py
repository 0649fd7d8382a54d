import brownie
import pytest
from brownie import ZERO_ADDRESS
from tests.contracts.support import reverts
from tests.contracts.treasury.conftest import IN_WALLET, id_of


@pytest.fixture(autouse=True)
def deposited(treasury, any_token, people, isolate):
    treasury.deposit(any_token, 400, people.alice, {"from": people.alice})
    treasury.deposit(any_token, 50, people.bob, {"from": people.bob})


def test_withdraw_takes_it_out(treasury, any_token, people):
    tx = treasury.withdraw(any_token, 150, people.eve, {"from": people.alice})

    assert any_token.balanceOf(people.eve) == 150
    assert any_token.balanceOf(treasury) == 300
    assert treasury.balanceOf(people.alice, id_of(any_token)) == 250
    assert treasury.totalSupply(id_of(any_token)) == 300
    assert dict(tx.events["Withdrawn"]) == {
        "account": people.alice,
        "token": any_token,
        "to": people.eve,
        "amount": 150,
    }


def test_everyone_can_withdraw_everything(treasury, any_token, people):
    treasury.withdraw(any_token, 400, people.alice, {"from": people.alice})
    treasury.withdraw(any_token, 50, people.bob, {"from": people.bob})

    assert any_token.balanceOf(people.alice) == any_token.balanceOf(people.bob) == IN_WALLET
    assert any_token.balanceOf(treasury) == treasury.totalSupply(id_of(any_token)) == 0


def test_more_than_ones_own_is_refused(treasury, any_token, people, books):
    before = books(any_token, people.alice, people.bob)
    with reverts("ERC6909InsufficientBalance", people.bob, 50, 51, id_of(any_token)):
        treasury.withdraw(any_token, 51, people.bob, {"from": people.bob})
    assert books(any_token, people.alice, people.bob) == before


def test_withdrawing_to_the_treasury_itself_is_refused(treasury, any_token, people, books):
    """The tokens would stay and belong to nobody."""
    before = books(any_token, people.alice)
    with reverts("TokenDeliversLess", any_token, 150, 0):
        treasury.withdraw(any_token, 150, treasury, {"from": people.alice})
    assert books(any_token, people.alice) == before


def test_withdrawing_to_nobody_is_refused(treasury, token, people, books):
    treasury.deposit(token, 10, people.alice, {"from": people.alice})
    before = books(token, people.alice)
    with reverts("ERC20InvalidReceiver", ZERO_ADDRESS):
        treasury.withdraw(token, 10, ZERO_ADDRESS, {"from": people.alice})
    assert books(token, people.alice) == before


def test_an_operator_moves_inside_the_ledger_only(treasury, any_token, people, books):
    """An operator may transfer; a withdrawal is always the owner's own."""
    treasury.setOperator(people.eve, True, {"from": people.alice})
    before = books(any_token, people.alice)
    with brownie.reverts():
        treasury.withdraw(any_token, 1, people.eve, {"from": people.eve})
    assert books(any_token, people.alice) == before

    treasury.transferFrom(people.alice, people.eve, id_of(any_token), 1, {"from": people.eve})
    treasury.withdraw(any_token, 1, people.eve, {"from": people.eve})
    assert any_token.balanceOf(people.eve) == 1
