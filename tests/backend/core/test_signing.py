"""Signatures in the forms that contracts take."""

import pytest
from eth_abi.abi import decode
from eth_account import Account
from eth_utils.crypto import keccak

from heyi.core.errors import SignerTwice
from heyi.core.messages import Messages, sentence_hash
from heyi.core.signing import (
    Signed,
    ascending,
    enterprise_signature_by_leader,
    enterprise_signature_by_members,
    recover,
    sign,
    signed,
)
from heyi.core.typed_data import Domain, Message
from tests.backend.core.examples import SUPPLIER, UNIT

KEY = keccak(text="a key")


@pytest.fixture
def message(messages: Messages) -> Message:
    return messages.notice(Domain("Heyi ServiceAgreements", 1337, UNIT), "I leave.", UNIT, bytes(32), 99)


def test_a_key_in_any_form_signs_alike(message: Message) -> None:
    signature = sign(message, KEY)
    assert len(signature) == 65
    assert signature == sign(message, "0x" + KEY.hex()) == sign(message, Account.from_key(KEY))
    assert recover(message, signature) == Account.from_key(KEY).address
    assert Account._recover_hash(message.digest(), signature=signature) == Account.from_key(KEY).address


def test_a_signed_message_is_its_sentence_deadline_and_signature(message: Message) -> None:
    assert signed(message, b"\x01") == Signed(sentence_hash("I leave."), 99, b"\x01")


def test_a_leader_signs_behind_a_zero_byte() -> None:
    assert enterprise_signature_by_leader(b"\x05" * 65) == b"\x00" + b"\x05" * 65


def test_members_signatures_ascend_by_address() -> None:
    high, low = "0xFf" + "0" * 38, "0x0a" + "0" * 38
    encoded = enterprise_signature_by_members([(high.lower(), b"2"), (UNIT, b"1"), (low, b"0")])
    assert encoded[:1] == b"\x01"
    (pairs,) = decode(["(address,bytes)[]"], encoded[1:])
    assert pairs == ((low, b"0"), (UNIT, b"1"), (high.lower(), b"2"))


def test_nobody_signs_twice() -> None:
    with pytest.raises(SignerTwice):
        ascending([(UNIT, b"1"), (SUPPLIER, b"2"), (UNIT.lower(), b"3")])
