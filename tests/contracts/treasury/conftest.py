"""A Treasury, a token, and people with private keys who hold some of it in their wallets."""

from types import SimpleNamespace

import pytest
from tests.contracts.support import deploy_double, digest_of, sign, typed_data

IN_WALLET = 1_000_000

WITHDRAWAL = "Withdrawal(address owner,address token,uint256 amount,address to,uint256 nonce,uint256 deadline)"
TRANSFER = "Transfer(address owner,address receiver,uint256 id,uint256 amount,uint256 nonce,uint256 deadline)"
SET_OPERATOR = "SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)"
PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"


@pytest.fixture(autouse=True)
def isolate(fn_isolation):
    pass


@pytest.fixture(scope="module")
def people(accounts):
    """alice and bob own; eve is a stranger; relayer carries signatures."""
    made = {}
    for number, name in enumerate(("alice", "bob", "eve", "relayer"), start=1):
        made[name] = accounts.add(f"0x{number:064x}")
        accounts[0].transfer(made[name], "10 ether", silent=True)
    return SimpleNamespace(**made)


@pytest.fixture(scope="module")
def treasury(Treasury, accounts):
    return Treasury.deploy({"from": accounts[0]})


@pytest.fixture(scope="module")
def token(accounts, people, treasury):
    """A plain ERC-20 with permit; odd only once a test makes it so."""
    return _handed_out(deploy_double("OddToken", sender=accounts[0]), people, treasury)


@pytest.fixture(scope="module", params=["OddToken", "NoReturnToken"])
def any_token(request, accounts, people, treasury):
    """Each kind of token that the Treasury takes."""
    return _handed_out(deploy_double(request.param, sender=accounts[0]), people, treasury)


def _handed_out(token, people, treasury):
    for person in (people.alice, people.bob):
        token.mint(person, IN_WALLET, {"from": person})
        token.approve(treasury, 2**256 - 1, {"from": person})
    return token


@pytest.fixture(scope="module")
def wallet(accounts, people, treasury, token):
    """A contract account that alice signs for."""
    wallet = deploy_double("Wallet", people.alice, sender=accounts[0])
    token.mint(wallet, IN_WALLET, {"from": accounts[0]})
    wallet.execute(token, token.approve.encode_input(treasury, 2**256 - 1), {"from": accounts[0]})
    return wallet


@pytest.fixture
def books(treasury):
    """Everything about `token` that a refused call must leave as it was."""

    def books(token, *accounts):
        accounts_there = [treasury, *accounts]
        return {
            "wallets": [token.balanceOf(account) for account in accounts_there],
            "ledger": [treasury.balanceOf(account, id_of(token)) for account in accounts_there],
            "owed": treasury.totalSupply(id_of(token)),
            "nonces": [treasury.nonces(account) for account in accounts],
        }

    return books


@pytest.fixture
def signed(treasury):
    """signed(TYPES, signer, **message): the signature and the digest it is over, with the owner's next nonce."""

    def signed(types, signer, **message):
        message.setdefault("nonce", treasury.nonces(message["owner"]))
        shown = {name: str(value) if hasattr(value, "address") else value for name, value in message.items()}
        data = typed_data(treasury, "Heyi Treasury", types, shown)
        return sign(signer, data), digest_of(data)

    return signed


@pytest.fixture
def permit(treasury):
    """permit(token, owner, amount, deadline): v, r and s of an ERC-2612 permit for the Treasury, and its digest."""

    def permit(token, owner, amount, deadline, nonce=None, signer=None, spender=None):
        message = {
            "owner": str(owner),
            "spender": str(spender or treasury),
            "value": amount,
            "nonce": token.nonces(owner) if nonce is None else nonce,
            "deadline": deadline,
        }
        data = typed_data(token, "Odd", PERMIT, message)
        signature = sign(signer or owner, data)
        return (signature[64], signature[:32], signature[32:64]), digest_of(data)

    return permit


def id_of(token):
    return int(str(token), 16)
