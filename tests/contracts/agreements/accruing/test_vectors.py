"""Solidity agrees with the golden vectors that Python agrees with: hashes, signatures' digests and payoffs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.vectors.real_cases import cases
from world import SERVICES, World, person

from heyi.core.messages import sentence_hash
from heyi.core.terms import Clause, Terms
from heyi.core.typed_data import Message

FOLDER = Path(__file__).parents[3] / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    """The vectors of a file in tests/vectors."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text())["vectors"]
    return found


@pytest.mark.parametrize("vector", vectors("terms"), ids=lambda vector: vector["name"])
def test_terms_hash_as_their_vector_says(world: World, vector: dict[str, Any]) -> None:
    terms = Terms.from_json(vector["terms"])
    for contract in (world.company.services, world.company.vams):
        found = world.chain.call(contract.functions.hashTerms(terms.to_abi()))
        assert "0x" + found.hex() == vector["hash"]


def previews(world: World, asked: list[tuple[Clause, int, int]]) -> list[int]:
    """What the contract itself says."""
    preview = world.company.services.functions.preview
    return [world.chain.call(preview(clause.to_abi(), actual, base)) for clause, actual, base in asked]


def test_previews_give_the_vectors_amounts(world: World) -> None:
    asked, expected = [], []
    for vector in vectors("payoff"):
        clause = Clause.from_json(vector["clause"])
        for one in vector["previews"]:
            asked.append((clause, int(one["actual"]), int(one["base"])))
            expected.append(int(one["amount"]))
    assert previews(world, asked) == expected


def test_contracts_of_record_pay_what_they_paid(world: World) -> None:
    """The cases of payoffs.json by the clauses that express them."""
    asked = [preview for case in cases() for preview in case.previews()]
    assert previews(world, [(clause, actual, base) for clause, actual, base, _ in asked]) == [one[3] for one in asked]


def message_of(world: World, builder: str, **said: Any) -> Message:
    """A vector's message, for this chain's service agreements."""
    vector = next(vector for vector in vectors("messages") if vector["builder"] == builder)
    data = vector["typedData"]
    types = {name: members for name, members in data["types"].items() if name != "EIP712Domain"}
    return Message(world.company.domain(SERVICES), data["primaryType"], types, {**data["message"], **said})


def unsigned(message: Message) -> tuple[bytes, int, bytes]:
    """No signature; the contract answers with the digest that it expected one of."""
    return (sentence_hash(message.message["sentence"]), int(message.message["deadline"]), b"")


def test_the_contract_asks_for_the_vectors_consent(world: World) -> None:
    terms = Terms.from_json(message_of(world, "consent").message["terms"])
    message = message_of(world, "consent", onBehalfOf=terms.parties[0])
    with world.refused("WrongSignature", party=terms.parties[0], digest=message.digest()):
        world.send(world.company.services.functions.open(terms.to_abi(), [unsigned(message)] * len(terms.parties)))


def test_the_contract_asks_for_the_vectors_offer(world: World) -> None:
    offered = Terms.from_json(message_of(world, "offer").message["terms"])
    message = message_of(world, "offer", onBehalfOf=offered.parties[1], acceptor=person("ann").address)
    terms = replace(offered, parties=(person("ann").address, offered.parties[1]), first_period=world.period())
    form = (person("ann").address, int(message.message["times"]), offered.salt)
    with world.refused("WrongSignature", party=offered.parties[1], digest=message.digest()):
        accept = world.company.services.functions.accept
        world.send(accept(terms.to_abi(), form, unsigned(message), unsigned(message)))


def test_the_contract_asks_for_the_vectors_withdrawal(world: World) -> None:
    message = message_of(world, "message_withdrawal")
    party, withdrawn = message.message["onBehalfOf"], message.message["message"]
    with world.refused("WrongSignature", party=party, digest=message.digest()):
        withdraw = world.company.services.functions.withdrawMessage
        world.send(withdraw(party, bytes.fromhex(withdrawn.removeprefix("0x")), unsigned(message)))
