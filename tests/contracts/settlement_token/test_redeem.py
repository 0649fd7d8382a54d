import pytest
from brownie import chain
from tests.contracts.settlement_token.conftest import CAPITAL
from tests.contracts.support import HOUR, digest_of, reverts, sign, typed_data

REDEMPTION = "Redemption(address owner,uint256 amount,bytes32 reference,uint256 nonce,uint256 deadline)"
PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
PAYROLL = "0x" + "9a" * 32


@pytest.fixture(autouse=True)
def earned(token, people, isolate):
    token.transfer(people.worker, 200, {"from": people.treasurer})


@pytest.fixture
def deadline():
    return chain[-1].timestamp + HOUR


@pytest.fixture
def signed(token):
    def signed(signer, owner, amount=150, reference=PAYROLL, nonce=0, deadline=0):
        message = {"owner": str(owner), "amount": amount, "reference": reference, "nonce": nonce, "deadline": deadline}
        data = typed_data(token, "Credit", REDEMPTION, message)
        return sign(signer, data), digest_of(data)

    return signed


def test_redeem_burns_ones_own_credit(token, people):
    tx = token.redeem(100, PAYROLL, {"from": people.treasurer})
    assert token.balanceOf(people.treasurer) == CAPITAL - 200 - 100
    assert token.totalSupply() == CAPITAL - 100
    assert token.redeemedToDate() == 100
    assert dict(tx.events["Redeemed"]) == {"account": people.treasurer, "amount": 100, "reference_": PAYROLL}


def test_redeemed_credit_is_not_issued_again(token, people):
    token.redeem(100, PAYROLL, {"from": people.treasurer})
    assert token.issuedToDate() == 0
    assert token.openingCapital() == CAPITAL


def test_more_than_ones_own_is_refused(token, people, books):
    before = books()
    with reverts("ERC20InsufficientBalance", people.treasurer, CAPITAL - 200, CAPITAL - 199):
        token.redeem(CAPITAL - 199, PAYROLL, {"from": people.treasurer})
    assert books() == before


def test_a_signature_redeems_without_gas_of_the_owner(token, people, signed, deadline):
    signature, _ = signed(people.worker, people.worker, deadline=deadline)
    tx = token.redeemBySig(people.worker, 150, PAYROLL, deadline, signature, {"from": people.stranger})
    assert token.balanceOf(people.worker) == 50
    assert (token.redeemedToDate(), token.nonces(people.worker)) == (150, 1)
    assert dict(tx.events["Redeemed"]) == {"account": people.worker, "amount": 150, "reference_": PAYROLL}


def test_a_signature_redeems_once(token, people, signed, books, deadline):
    signature, _ = signed(people.worker, people.worker, amount=10, deadline=deadline)
    token.redeemBySig(people.worker, 10, PAYROLL, deadline, signature, {"from": people.stranger})
    _, digest = signed(people.worker, people.worker, amount=10, nonce=1, deadline=deadline)
    before = books()
    with reverts("WrongSignature", people.worker, digest):
        token.redeemBySig(people.worker, 10, PAYROLL, deadline, signature, {"from": people.stranger})
    assert books() == before


def test_nobody_else_can_sign(token, people, signed, books, deadline):
    signature, digest = signed(people.node, people.worker, deadline=deadline)
    before = books()
    with reverts("WrongSignature", people.worker, digest):
        token.redeemBySig(people.worker, 150, PAYROLL, deadline, signature, {"from": people.stranger})
    assert books() == before


@pytest.mark.parametrize(
    "change", [{"amount": 149}, {"reference": "0x" + "9b" * 32}, {"nonce": 1}, {"deadline": 2**40}]
)
def test_every_word_of_the_message_is_signed(token, people, signed, books, deadline, change):
    signature, _ = signed(people.worker, people.worker, **{"deadline": deadline, **change})
    _, digest = signed(people.worker, people.worker, deadline=deadline)
    before = books()
    with reverts("WrongSignature", people.worker, digest):
        token.redeemBySig(people.worker, 150, PAYROLL, deadline, signature, {"from": people.stranger})
    assert books() == before


def test_a_signature_expires(token, people, signed, books, deadline):
    signature, _ = signed(people.worker, people.worker, deadline=deadline)
    before = books()
    chain.sleep(2 * HOUR)
    chain.mine()
    with reverts("SignatureExpired", deadline, ...):
        token.redeemBySig(people.worker, 150, PAYROLL, deadline, signature, {"from": people.stranger})
    assert books() == before


def test_the_token_has_permit(token, people, deadline):
    """Permits and redemptions count one nonce."""
    message = {
        "owner": str(people.worker),
        "spender": str(people.stranger),
        "value": 7,
        "nonce": 0,
        "deadline": deadline,
    }
    signature = sign(people.worker, typed_data(token, "Credit", PERMIT, message))
    token.permit(
        people.worker,
        people.stranger,
        7,
        deadline,
        signature[64],
        signature[:32],
        signature[32:64],
        {"from": people.stranger},
    )
    assert token.allowance(people.worker, people.stranger) == 7
    assert token.nonces(people.worker) == 1


def test_nobody_can_do_anything_else(SettlementToken):
    """No role: nothing mints but issue(), nothing burns another's credit. A new function must be named here."""
    mutating = {
        item["name"]
        for item in SettlementToken.abi
        if item["type"] == "function" and item["stateMutability"] == "nonpayable"
    }
    assert mutating == {
        "issue",
        "issueCapital",
        "redeem",
        "redeemBySig",
        "transfer",
        "transferFrom",
        "approve",
        "permit",
    }
