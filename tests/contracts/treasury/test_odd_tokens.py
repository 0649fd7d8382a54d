"""Tokens that do not what they say, and tokens that call back: only their own id can suffer, and it does not either."""

import pytest
from tests.contracts.support import deploy_double, reverts
from tests.contracts.treasury.conftest import IN_WALLET, id_of


@pytest.fixture
def attacker(accounts, treasury, token):
    """A contract that makes any call; it has 1000 in its wallet and 500 in the ledger."""
    attacker = deploy_double("Wallet", accounts[0], sender=accounts[0])
    token.mint(attacker, 1500, {"from": accounts[0]})
    attacker.execute(token, token.approve.encode_input(treasury, 2**256 - 1), {"from": accounts[0]})
    attacker.execute(treasury, treasury.deposit.encode_input(token, 500, attacker), {"from": accounts[0]})
    return attacker


@pytest.fixture(autouse=True)
def deposited(treasury, token, people, isolate):
    """What there is to steal."""
    treasury.deposit(token, 10_000, people.alice, {"from": people.alice})


def hooked(token, attacker, target, call, people, skip=0):
    """At a transfer the token lets `attacker` make `call` to `target`."""
    token.setHook(attacker, attacker.execute.encode_input(target, call), skip, {"from": people.eve})


def test_a_fee_on_transfer_is_refused_at_deposit(treasury, token, people, books):
    token.setFees(3, 0, {"from": people.eve})
    before = books(token, people.alice)
    with reverts("TokenDeliversLess", token, 400, 397):
        treasury.deposit(token, 400, people.alice, {"from": people.alice})
    assert books(token, people.alice) == before


def test_a_fee_that_comes_later_locks_nothing_up(treasury, token, people):
    """The receiver bears it; every owner still gets out."""
    token.setFees(3, 0, {"from": people.eve})
    treasury.withdraw(token, 10_000, people.bob, {"from": people.alice})
    assert token.balanceOf(people.bob) == IN_WALLET + 10_000 - 3
    assert treasury.totalSupply(id_of(token)) == token.balanceOf(treasury) == 0


def test_a_fee_on_top_is_not_taken_from_other_owners(treasury, token, people, books):
    treasury.deposit(token, 50, people.bob, {"from": people.bob})
    token.setFees(0, 3, {"from": people.eve})
    before = books(token, people.alice, people.bob)
    with reverts("TokenDeliversLess", token, 40, 43):
        treasury.withdraw(token, 40, people.bob, {"from": people.bob})
    assert books(token, people.alice, people.bob) == before


def test_an_uncovered_ledger_takes_no_new_deposit(treasury, token, people, books):
    """The token took 1 from the Treasury: bob's deposit would pay alice."""
    token.seize(treasury, 1, {"from": people.eve})
    before = books(token, people.alice, people.bob)
    with reverts("NotCovered", token, 10_400, 10_399):
        treasury.deposit(token, 400, people.bob, {"from": people.bob})
    assert books(token, people.alice, people.bob) == before


def test_a_deposit_inside_a_deposit_does_not_count_twice(treasury, token, people, attacker, books):
    hooked(token, attacker, treasury, treasury.deposit.encode_input(token, 400, attacker), people)
    before = books(token, people.alice, attacker)
    with reverts("TokenDeliversLess", token, 400, 800):
        attacker.execute(treasury, treasury.deposit.encode_input(token, 400, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_a_withdrawal_inside_a_deposit_is_refused(treasury, token, people, attacker, books):
    hooked(token, attacker, treasury, treasury.withdraw.encode_input(token, 400, attacker), people)
    before = books(token, people.alice, attacker)
    with reverts("TokenDeliversLess", token, 400, 0):
        attacker.execute(treasury, treasury.deposit.encode_input(token, 400, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_a_deposit_inside_a_withdrawal_is_refused(treasury, token, people, attacker, books):
    hooked(token, attacker, treasury, treasury.deposit.encode_input(token, 400, attacker), people)
    before = books(token, people.alice, attacker)
    with reverts("TokenDeliversLess", token, 400, 0):
        attacker.execute(treasury, treasury.withdraw.encode_input(token, 400, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_a_balance_is_gone_before_its_tokens_leave(treasury, token, people, attacker, books):
    """The classic: the same 500 withdrawn again from inside their transfer."""
    hooked(token, attacker, treasury, treasury.withdraw.encode_input(token, 500, attacker), people)
    before = books(token, people.alice, attacker)
    with reverts("ERC6909InsufficientBalance", attacker, 0, 500, id_of(token)):
        attacker.execute(treasury, treasury.withdraw.encode_input(token, 500, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_nothing_is_credited_while_it_is_on_its_way(treasury, token, people, attacker, books):
    """A deposit can't be spent from inside its own transfer."""
    hooked(token, attacker, treasury, treasury.transfer.encode_input(people.eve, id_of(token), 501), people)
    before = books(token, people.alice, attacker)
    with reverts("ERC6909InsufficientBalance", attacker, 500, 501, id_of(token)):
        attacker.execute(treasury, treasury.deposit.encode_input(token, 400, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_a_nested_deposit_does_not_make_up_for_a_fee(treasury, token, people, attacker, books):
    """Of 400 the token keeps 3; a nested deposit of 3, which it lets off the fee, fills the gap. Both deposits see what
    they expect, but the ledger would owe 403 more and hold 400 more.
    """
    token.setFees(3, 0, {"from": people.eve})
    hooked(token, attacker, treasury, treasury.deposit.encode_input(token, 3, attacker), people)
    before = books(token, people.alice, attacker)
    with reverts("NotCovered", token, 10_500 + 403, 10_500 + 400):
        attacker.execute(treasury, treasury.deposit.encode_input(token, 400, attacker), {"from": people.eve})
    assert books(token, people.alice, attacker) == before


def test_a_token_that_prints_itself_spoils_only_its_own_id(treasury, token, people, accounts, books):
    """A worthless token makes the ledger owe any amount of itself, and re-enters for another's: alice's stays."""
    before = books(token, people.alice)
    bad = deploy_double("OddToken", sender=people.eve)
    bad.mint(bad, 2**200, {"from": people.eve})
    bad.execute(bad, bad.approve.encode_input(treasury, 2**256 - 1), {"from": people.eve})
    bad.execute(treasury, treasury.deposit.encode_input(bad, 2**100, people.eve), {"from": people.eve})

    for call in (
        treasury.withdraw.encode_input(token, 1, people.eve),
        treasury.transferFrom.encode_input(people.alice, people.eve, id_of(token), 1),
        treasury.transferFromKey.encode_input("0x" + "00" * 32, people.eve, id_of(token), 1),
    ):
        bad.setHook(treasury, call, 0, {"from": people.eve})
        with pytest.raises(Exception, match="ERC6909Insufficient"):
            treasury.withdraw(bad, 1, people.eve, {"from": people.eve})
    assert books(token, people.alice) == before
