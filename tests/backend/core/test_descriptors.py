"""ERC-7730 descriptors (web/descriptors) say how every message that people sign reads: nothing more, nothing less."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from heyi.api.papers.gasless import VERBS
from heyi.company import abis_of
from heyi.compiler import compile_contracts
from heyi.core.facts import Metric
from heyi.core.messages import Messages, types_of
from heyi.core.messages.types import TYPES
from heyi.core.terms import Form, Nature, Reference, Span
from heyi.core.typed_data import Types
from heyi.processes.relaying.verbs import verbs_of

FOLDER = Path(__file__).resolve().parents[3] / "web" / "descriptors"
KINDS = ("ServiceAgreements", "CommunityAgreements", "VamAgreements")
OF_AGREEMENTS = ("consent", "amendment", "notice", "ending", "message_withdrawal", "challenge", "offer")
BUILDERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(KINDS, OF_AGREEMENTS),
    "Tenders": ("publication", "tender_withdrawal", "bid"),
    "RevenueOracle": ("report", "correction", "decision", "rotate_node"),
    "EnterpriseRegistry": ("found",),
    "Enterprise": (
        *("admit", "change_units", "leave", "elect", "succeed", "set_allowance", "name_committee", "spend"),
        "endorsement",
    ),
    "Treasury": ("treasury_withdrawal", "transfer", "set_operator"),
    "SettlementToken": ("permit", "redemption"),
}
"""By the contract that verifies them."""

FORMATS = {"raw", "addressName", "tokenAmount", "tokenTicker", "date", "unit", "enum"}
A_TEXT = ("label", "intent", "interpolatedIntent", "base")


@cache
def files() -> Mapping[str, dict[str, Any]]:
    return {path.name: json.loads(path.read_text()) for path in sorted((FOLDER / "erc7730").glob("*.json"))}


def descriptor_of(contract: str) -> dict[str, Any]:
    """With what it includes, as wallets merge it."""
    (found,) = (each for each in files().values() if each["metadata"].get("contractName") == contract)
    shared = files()[found["includes"].removeprefix("./")] if "includes" in found else {"metadata": {}}
    return {**shared, **found, "metadata": {**shared["metadata"], **found["metadata"]}}


@cache
def messages() -> Messages:
    return Messages(*abis_of(compile_contracts()))


def encode_type(primary: str, types: Types) -> str:
    def one(name: str) -> str:
        return f"{name}({','.join(member['type'] + ' ' + member['name'] for member in types[name])})"

    return "".join(map(one, [primary, *sorted(name for name in types if name != primary)]))


def leaves(types: Types, struct: str) -> Iterator[str]:
    """Every path into a message that ends at a value: terms.legs.[].debtor."""
    for member in types[struct]:
        name, is_list = member["type"].removesuffix("[]"), member["type"].endswith("[]")
        path = member["name"] + (".[]" if is_list else "")
        yield from (f"{path}.{inner}" for inner in leaves(types, name)) if name in types else (path,)


def fields(entries: Sequence[Mapping[str, Any]], before: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in entries:
        path = f"{before}.{entry['path']}".removeprefix(".")
        if "fields" in entry:
            yield from fields(entry["fields"], path)
        else:
            yield path, entry


EACH = [(contract, builder) for contract, builders in BUILDERS.items() for builder in builders]


def test_every_message_is_listed_here() -> None:
    assert {builder for _, builder in EACH} == set(TYPES)
    relayed = {(verb.contract, builder) for verb in verbs_of(compile_contracts()).values() for builder in verb.messages}
    # The Treasury takes what is signed for the token.
    assert relayed - {("Treasury", "permit")} <= set(EACH)
    assert {contract for contract, _ in VERBS} <= set(BUILDERS)


@pytest.mark.parametrize("contract", BUILDERS)
def test_a_contract_s_descriptor_has_its_messages_and_no_others(contract: str) -> None:
    expected = {encode_type(*types_of(messages(), builder)) for builder in BUILDERS[contract]}
    assert set(descriptor_of(contract)["display"]["formats"]) == expected
    domain = descriptor_of(contract)["context"]["eip712"]["domain"]
    named = {} if contract == "SettlementToken" else {"name": f"Heyi {contract}"}  # a token has its own name
    assert domain == {**named, "version": "1"}


@pytest.mark.parametrize(("contract", "builder"), EACH)
def test_every_value_is_shown_or_left_out_for_a_reason(contract: str, builder: str) -> None:
    primary, types = types_of(messages(), builder)
    descriptor = descriptor_of(contract)
    shown = descriptor["display"]["formats"][encode_type(primary, types)]
    read = list(fields(shown["fields"]))
    assert sorted(path for path, _ in read) == sorted(leaves(types, primary))
    for path, field in read:
        assert field["format"] in FORMATS, path
        if field.get("visible") == "never":
            assert len(field.get("$id", "")) > 20, f"no reason why {path} is never shown"
        params = field.get("params", {})
        if field["format"] == "enum":
            _, _, *way = params["$ref"].split(".")
            assert descriptor["metadata"]["enums"][way[-1]]
        if field["format"] == "tokenAmount":
            assert len(params.keys() & {"token", "tokenPath"}) == 1
            assert params.get("token", "$.metadata.constants.token") == "$.metadata.constants.token"
    paths = {path for path, field in read if field.get("visible") is None}
    said = [part.split("}")[0] for part in shown["interpolatedIntent"].split("{")[1:]]
    assert set(said) <= paths, "what a sentence names is always shown as well"


def texts(value: Any) -> Iterator[str]:
    """What people read of a descriptor."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "enums":
                yield from (text for names in inner.values() for text in names.values())
            elif name in A_TEXT and isinstance(inner, str):
                yield inner
            yield from texts(inner)


def test_everything_has_chinese_words_that_name_the_same_values() -> None:
    chinese = json.loads((FOLDER / "words.zh.json").read_text())
    english = {text for each in files().values() for text in texts(each)}
    assert set(chinese) == english
    for text, translated in chinese.items():
        placed = [part.split("}")[0] for part in text.split("{")[1:]]
        assert sorted(part.split("}")[0] for part in translated.split("{")[1:]) == sorted(placed), text


def test_enums_are_the_contracts_own() -> None:

    ours = {"metric": Metric, "form": Form, "nature": Nature, "reference": Reference, "span": Span}
    for each in files().values():
        for name, words in each["metadata"].get("enums", {}).items():
            assert [int(number) for number in words] == list(ours[name]), name
