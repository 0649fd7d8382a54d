"""What is common to the three verbs that work on the owner's signature, and what each then does."""

import pytest
from brownie import chain
from tests.contracts.support import HOUR, reverts
from tests.contracts.treasury.conftest import IN_WALLET, SET_OPERATOR, TRANSFER, WITHDRAWAL, id_of

VERBS = ("withdrawBySig", "transferBySig", "setOperatorBySig")


@pytest.fixture(autouse=True)
def deposited(treasury, token, people, wallet, isolate):
    treasury.deposit(token, 400, people.alice, {"from": people.alice})
    treasury.deposit(token, 400, wallet, {"from": people.bob})


@pytest.fixture
def deadline():
    return chain.time() + HOUR


@pytest.fixture
def act(treasury, token, people, signed, deadline):
    """act(verb, owner, signer): carries `signer`'s signature for `owner` to the verb; returns the digest signed."""

    def message_of(verb, owner):
        if verb == "withdrawBySig":
            return WITHDRAWAL, {"owner": owner, "token": token, "amount": 150, "to": people.bob}
        if verb == "transferBySig":
            return TRANSFER, {"owner": owner, "receiver": people.bob, "id": id_of(token), "amount": 150}
        return SET_OPERATOR, {"owner": owner, "operator": people.bob, "approved": True}

    def act(verb, owner, signer, carried=None, **changed):
        types, message = message_of(verb, owner)
        signature, _ = signed(types, signer, **{**message, "deadline": deadline, **changed})
        _, digest = signed(types, signer, **message, deadline=deadline)
        arguments = (*message.values(), deadline, carried or signature)
        return lambda: getattr(treasury, verb)(*arguments, {"from": people.relayer}), digest, signature

    return act


@pytest.mark.parametrize("verb", VERBS)
def test_the_owners_signature_works_once(treasury, token, people, act, books, verb):
    carry, _, signature = act(verb, people.alice, people.alice)
    carry()
    assert treasury.nonces(people.alice) == 1

    before = books(token, people.alice, people.bob)
    again, digest, _ = act(verb, people.alice, people.alice, carried=signature)
    with reverts("WrongSignature", people.alice, digest):
        again()
    assert books(token, people.alice, people.bob) == before


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_can_sign(token, people, act, books, verb):
    before = books(token, people.alice, people.bob)
    carry, digest, _ = act(verb, people.alice, people.eve)
    with reverts("WrongSignature", people.alice, digest):
        carry()
    assert books(token, people.alice, people.bob) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_contract_signs_by_erc1271(treasury, token, people, wallet, act, verb):
    act(verb, wallet, people.alice)[0]()
    assert treasury.nonces(wallet) == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_contract_that_does_not_agree_has_not_signed(token, people, wallet, act, books, verb):
    before = books(token, wallet)
    carry, digest, _ = act(verb, wallet, people.bob)
    with reverts("WrongSignature", wallet, digest):
        carry()
    assert books(token, wallet) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_signature_expires(token, people, act, books, deadline, verb):
    carry, _, _ = act(verb, people.alice, people.alice)
    before = books(token, people.alice, people.bob)
    chain.sleep(2 * HOUR)
    chain.mine()

    with reverts("SignatureExpired", deadline, ...):
        carry()
    assert books(token, people.alice, people.bob) == before


@pytest.mark.parametrize(
    ("verb", "field"),
    [
        ("withdrawBySig", "amount"),
        ("withdrawBySig", "to"),
        ("withdrawBySig", "token"),
        ("withdrawBySig", "nonce"),
        ("transferBySig", "amount"),
        ("transferBySig", "receiver"),
        ("transferBySig", "id"),
        ("transferBySig", "nonce"),
        ("setOperatorBySig", "operator"),
        ("setOperatorBySig", "approved"),
        ("setOperatorBySig", "nonce"),
        ("withdrawBySig", "deadline"),
        ("transferBySig", "deadline"),
        ("setOperatorBySig", "deadline"),
    ],
)
def test_every_word_of_the_message_is_signed(token, people, act, books, verb, field):
    """What alice signed differs in one field from what is carried out."""
    other = {"amount": 149, "id": 7, "nonce": 1, "deadline": 2**40, "approved": False}.get(field, people.eve)
    before = books(token, people.alice, people.bob)
    carry, digest, _ = act(verb, people.alice, people.alice, **{field: other})
    with reverts("WrongSignature", people.alice, digest):
        carry()
    assert books(token, people.alice, people.bob) == before


def test_withdraw_by_signature_takes_it_out(treasury, token, people, act):
    tx = act("withdrawBySig", people.alice, people.alice)[0]()
    assert token.balanceOf(people.bob) == IN_WALLET - 400 + 150
    assert treasury.balanceOf(people.alice, id_of(token)) == 250
    assert dict(tx.events["Withdrawn"]) == {
        "account": people.alice,
        "token": token,
        "to": people.bob,
        "amount": 150,
    }


def test_transfer_by_signature_moves_it(treasury, token, people, act):
    tx = act("transferBySig", people.alice, people.alice)[0]()
    assert treasury.balanceOf(people.bob, id_of(token)) == 150
    assert treasury.balanceOf(people.alice, id_of(token)) == 250
    assert dict(tx.events["Transfer"]) == {
        "caller": people.relayer,
        "sender": people.alice,
        "receiver": people.bob,
        "id": id_of(token),
        "amount": 150,
    }


def test_set_operator_by_signature_approves_and_revokes(treasury, token, people, act, signed, deadline):
    act("setOperatorBySig", people.alice, people.alice)[0]()
    assert treasury.isOperator(people.alice, people.bob)

    signature, _ = signed(
        SET_OPERATOR, people.alice, owner=people.alice, operator=people.bob, approved=False, deadline=deadline
    )
    treasury.setOperatorBySig(people.alice, people.bob, False, deadline, signature, {"from": people.relayer})
    assert not treasury.isOperator(people.alice, people.bob)
