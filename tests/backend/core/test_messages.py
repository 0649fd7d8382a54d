"""Messages hash as the vectors and the interfaces' NatSpec say, however they are written down."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from heyi.core.errors import InvalidValue
from heyi.core.messages import SERVICE_AGREEMENTS, Messages, sentence_hash
from heyi.core.signing import recover, sign
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Terms
from heyi.core.typed_data import Domain
from tests.backend.core.examples import SUPPLIER, UNIT, service
from tests.vectors.interfaces import ROOT

VECTORS = ROOT / "tests" / "vectors"
MESSAGES = json.loads((VECTORS / "messages.json").read_text())
TERMS = json.loads((VECTORS / "terms.json").read_text())["vectors"]
DOMAIN = Domain(SERVICE_AGREEMENTS, 1337, UNIT)


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_vectors", ROOT / "scripts" / "make_vectors.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


@pytest.mark.parametrize("name", ["terms.json", "messages.json", "payoff.json", "real_cases.json"])
def test_vectors_are_reproducible(name: str) -> None:
    # `python scripts/make_vectors.py` writes them anew when a struct, a type or a rule has changed on purpose.
    assert load_script().vectors()[name] == (VECTORS / name).read_text()


@pytest.mark.parametrize("vector", TERMS, ids=[vector["name"] for vector in TERMS])
def test_terms_hash_as_in_the_vectors(messages: Messages, vector: dict[str, Any]) -> None:
    terms = Terms.from_json(vector["terms"])
    assert "0x" + messages.terms_hash(terms).hex() == vector["hash"]
    assert terms.to_json() == vector["terms"]


@pytest.mark.parametrize("vector", MESSAGES["vectors"], ids=[vector["builder"] for vector in MESSAGES["vectors"]])
def test_what_a_wallet_gets_hashes_to_the_digest(vector: dict[str, Any]) -> None:
    signable = encode_typed_data(full_message=vector["typedData"])
    assert "0x" + signable.header.hex() == vector["domainSeparator"]
    assert "0x" + signable.body.hex() == vector["structHash"]
    assert Account.recover_message(signable, signature=vector["signature"]) == MESSAGES["signer"]


def test_every_type_in_the_natspec_has_a_builder() -> None:
    built = {
        f"{kind}({','.join(member['type'] + ' ' + member['name'] for member in vector['typedData']['types'][kind])})"
        for vector in MESSAGES["vectors"]
        for kind in [vector["typedData"]["primaryType"]]
    }
    stated = {text for texts in load_script().natspec_types().values() for text in texts}
    assert built == stated


def test_every_builder_has_a_vector() -> None:
    builders = {name for name in vars(Messages) if not name.startswith("_")} - {"terms_hash", "tender_id"}
    assert builders == {vector["builder"] for vector in MESSAGES["vectors"]}


def test_every_part_of_a_message_is_in_its_hash(messages: Messages) -> None:
    first = ("A pays B.", UNIT, service(), 99)
    others = [("A pays b.", *first[1:]), (first[0], SUPPLIER, *first[2:])]
    others += [(*first[:2], service(ceiling=1_001), 99), (*first[:3], 100)]
    digests = {messages.consent(DOMAIN, *values).digest() for values in [first, *others]}
    changes = ({"name": "Heyi VamAgreements"}, {"chain_id": 1}, {"contract": SUPPLIER}, {"version": "2"})
    digests |= {messages.consent(replace(DOMAIN, **change), *first).digest() for change in changes}
    assert len(digests) == 9


def test_an_offer_names_neither_client_nor_start(messages: Messages) -> None:
    offered = service(parties=(ZERO_ADDRESS, SUPPLIER), first_period=0)
    message = messages.offer(DOMAIN, "I serve.", SUPPLIER, offered, ZERO_ADDRESS, 3, 99)
    assert message.primary_type == "Offer"
    with pytest.raises(InvalidValue, match=r"terms.parties\[0\]"):
        messages.offer(DOMAIN, "I serve.", SUPPLIER, service(first_period=0), ZERO_ADDRESS, 3, 99)
    with pytest.raises(InvalidValue, match=r"terms.firstPeriod"):
        messages.offer(DOMAIN, "I serve.", SUPPLIER, replace(offered, first_period=1), ZERO_ADDRESS, 3, 99)


def test_values_are_checked_against_their_types(messages: Messages) -> None:
    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: messages.notice(DOMAIN, "I leave.", UNIT, b"short", 99), "agreement"),
        (lambda: messages.notice(DOMAIN, "I leave.", "me", bytes(32), 99), "onBehalfOf"),
        (lambda: messages.ending(DOMAIN, "We end.", UNIT, bytes(32), 2**24, 99), "endPeriod"),
        (lambda: messages.change_units(DOMAIN, [UNIT, "x"], [1, 1], 0, 99), "members[1]"),
        (lambda: messages.set_operator(DOMAIN, UNIT, SUPPLIER, 1, 0, 99), "approved"),  # type: ignore[arg-type]
    ]
    for build, path in cases:
        with pytest.raises(InvalidValue) as caught:
            build()
        assert caught.value.where == path


def test_withdrawing_a_message_names_its_struct_hash(messages: Messages) -> None:
    consent = messages.consent(DOMAIN, "A pays B.", UNIT, service(), 99)
    withdrawal = messages.message_withdrawal(DOMAIN, "I do not.", UNIT, consent.struct_hash(), 99)
    assert withdrawal.message["message"] == consent.struct_hash()
    assert replace(consent, domain=replace(DOMAIN, chain_id=1)).struct_hash() == consent.struct_hash()


def test_typed_data_is_plain_json(messages: Messages) -> None:
    message = messages.consent(DOMAIN, "合一", UNIT, service(), 2**256 - 1)
    data = json.loads(json.dumps(message.typed_data()))
    assert data["message"]["deadline"] == str(2**256 - 1)
    assert data["message"]["terms"] == service().to_json()
    assert data["domain"]["verifyingContract"] == UNIT
    assert data["types"]["EIP712Domain"][3] == {"name": "verifyingContract", "type": "address"}
    key = keccak(text="a key")
    assert recover(message, sign(message, key)) == Account.from_key(key).address


def test_the_chain_sees_a_sentence_as_its_hash() -> None:
    assert sentence_hash("合一") == keccak("合一".encode())
