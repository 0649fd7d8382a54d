import pytest
from brownie import web3
from eth_abi import encode
from tests.contracts.support import reverts
from tests.contracts.treasury.conftest import id_of

KEY = "0x" + "5e" * 32
OTHER_KEY = "0x" + "5f" * 32


@pytest.fixture(autouse=True)
def escrow(treasury, token, people, wallet, isolate):
    """300 lie under the wallet's KEY."""
    treasury.deposit(token, 300, treasury.keyAccount(wallet, KEY), {"from": people.alice})


def take(wallet, treasury, key, receiver, token, amount, sender):
    call = treasury.transferFromKey.encode_input(key, receiver, id_of(token), amount)
    return wallet.execute(treasury, call, {"from": sender})


def test_a_keys_account_is_the_hash_of_holder_and_key(treasury, wallet):
    expected = web3.keccak(encode(["address", "bytes32"], [str(wallet), bytes.fromhex(KEY[2:])]))[12:]
    assert treasury.keyAccount(wallet, KEY) == web3.to_checksum_address(expected)


def test_the_holder_opens_its_key(treasury, token, people, wallet):
    take(wallet, treasury, KEY, people.bob, token, 120, people.eve)
    assert treasury.balanceOf(people.bob, id_of(token)) == 120
    assert treasury.balanceOf(treasury.keyAccount(wallet, KEY), id_of(token)) == 180


def test_keys_and_holders_are_apart(treasury, token, people, wallet, books):
    account = treasury.keyAccount(wallet, KEY)
    before = books(token, account, people.eve)

    others = treasury.keyAccount(people.eve, KEY)
    with reverts("ERC6909InsufficientBalance", others, 0, 1, id_of(token)):
        treasury.transferFromKey(KEY, people.eve, id_of(token), 1, {"from": people.eve})
    beside = treasury.keyAccount(wallet, OTHER_KEY)
    with reverts("ERC6909InsufficientBalance", beside, 0, 1, id_of(token)):
        take(wallet, treasury, OTHER_KEY, people.eve, token, 1, people.eve)
    with reverts("ERC6909InsufficientBalance", account, 300, 301, id_of(token)):
        take(wallet, treasury, KEY, people.eve, token, 301, people.eve)
    assert books(token, account, people.eve) == before


def test_the_holders_own_balance_is_no_key(treasury, token, people, wallet):
    """Key zero is a key like any other, not the holder itself."""
    treasury.deposit(token, 10, wallet, {"from": people.alice})
    zero = "0x" + "00" * 32
    assert treasury.keyAccount(wallet, zero) != wallet
    with reverts("ERC6909InsufficientBalance", treasury.keyAccount(wallet, zero), 0, 1, id_of(token)):
        take(wallet, treasury, zero, people.eve, token, 1, people.eve)
