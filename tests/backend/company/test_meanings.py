"""Every error has a meaning and an advice, none is left over, and their texts cite only what exists."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
from eth_utils.abi import function_abi_to_4byte_selector

import heyi
from heyi.chain.refusals import ContractRefused
from heyi.cli.app import app
from heyi.company.explaining import UnknownCode, explain_code, explain_refusal, meanings
from heyi.company.explaining.meanings import SOLIDITY, explain_data, texts
from heyi.compiler import compile_contracts
from heyi.core.errors import HeyiError

ARTIFACTS = compile_contracts()
ABIS = tuple(artifact.abi for artifact in ARTIFACTS.values())
VERBS = {f"heyi {name}" for name in typer.main.get_command(app).commands}
OTHER_WORDS = {"windUpAfter"} | VERBS


def own_errors() -> list[type[HeyiError]]:
    """All of the package's, wherever in it they are defined."""
    for module in pkgutil.walk_packages(heyi.__path__, "heyi."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)

    def descendants(error: type[HeyiError]) -> Iterator[type[HeyiError]]:
        yield error
        for child in error.__subclasses__():
            yield from descendants(child)

    return [error for error in descendants(HeyiError) if error.__module__.startswith("heyi.")]


def contract_errors() -> list[dict[str, Any]]:
    return [item for abi in ABIS for item in abi if item["type"] == "error"]


def test_every_error_has_a_meaning_and_none_is_left_over() -> None:
    known = {error["name"] for error in contract_errors()} | {error.__name__ for error in own_errors()} | set(SOLIDITY)
    assert sorted(known - set(texts())) == []
    assert sorted(set(texts()) - known) == []


def test_no_code_is_told_twice() -> None:
    files = sorted((Path(meanings.__file__).parent / "texts").glob("*.yaml"))
    codes = Counter(code for file in files for code in re.findall(r"^(\w+):", file.read_text(), re.MULTILINE))
    assert {code: count for code, count in codes.items() if count > 1} == {}
    assert set(codes) == set(texts())


def test_arguments_cited_are_those_of_every_way_the_error_has() -> None:
    """An error that two contracts give different arguments may cite the common ones only."""
    ways: dict[str, list[set[str]]] = {}
    for error in contract_errors():
        ways.setdefault(error["name"], []).append({each["name"] for each in error["inputs"]})
    for own in own_errors():
        ways.setdefault(own.__name__, []).append({field.name for field in fields(own)})
    ways |= {code: [{"reason"}] for code in SOLIDITY}
    wrong = {}
    for code, text in texts().items():
        cited = set(re.findall(r"\{(\w+)\}", text["means"] + text["advice"]))
        if unknown := cited - set.intersection(*ways[code]):
            wrong[code] = unknown
    assert wrong == {}


def test_functions_and_commands_cited_exist() -> None:
    functions = {item["name"] for abi in ABIS for item in abi if item["type"] == "function"}
    for code, text in texts().items():
        for word in re.findall(r"`([^`]+)`", text["means"] + text["advice"]):
            assert word in functions | OTHER_WORDS, f"{code} cites {word}"


@pytest.mark.parametrize("code", sorted(texts()))
def test_texts_are_a_sentence_or_two(code: str) -> None:
    text = texts()[code]
    assert set(text) == {"means", "advice"}
    for part in text.values():
        assert part[0].isupper() or part[0] in "{`"
        assert part[-1] in ".}"
        assert len(part) <= 240


def test_a_code_is_explained_whatever_its_capitals() -> None:
    meaning = explain_code("aboveallowance", ABIS)
    assert meaning.signatures == ("AboveAllowance(uint256 amount, uint256 left)",)
    assert "was to spend <amount> outside its closing, and <left>" in meaning.means
    assert explain_code("0x" + _selector("AboveAllowance"), ABIS) == meaning


def _selector(name: str) -> str:
    return function_abi_to_4byte_selector(next(e for e in contract_errors() if e["name"] == name)).hex()


def test_an_error_with_two_ways_tells_both() -> None:
    assert set(explain_code("NotEnterprise", ABIS).signatures) == {
        "NotEnterprise(address caller)",
        "NotEnterprise(uint256 leg, address account)",
    }


def test_an_own_error_is_explained_with_its_fields() -> None:
    assert explain_code("WrongChain").signatures == ("WrongChain(url, found, expected)",)


@pytest.mark.parametrize(
    ("code", "similar"),
    [("AboveAlowance", "similar ones are AboveAllowance"), ("x", "nothing"), ("0x12345678", "nothing")],
)
def test_an_unknown_code_is_told(code: str, similar: str) -> None:
    with pytest.raises(UnknownCode, match=f"There is no error {code}: {similar}"):
        explain_code(code, ABIS)


def test_a_refusal_is_explained_with_its_values_and_names() -> None:
    shop = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    refused = ContractRefused("NotMember", {"account": shop})
    assert explain_refusal(refused, ABIS, {shop: "Shop"}).means == "Shop is no member of the enterprise."
    assert explain_refusal(ContractRefused("AboveAllowance", {"amount": 12_345, "left": 7}), ABIS).means == (
        "The enterprise was to spend 12,345 outside its closing, and 7 of the period's allowance is left."
    )


def test_what_no_contract_of_ours_says_is_shown_as_it_is() -> None:
    assert explain_refusal(ContractRefused("Panicked", {"reason": "division by zero"})).means.endswith(
        "Here: division by zero"
    )
    assert explain_refusal(ContractRefused("Strange", {"x": 1})).means == "The contract refuses: strange (x 1)"


def test_revert_data_is_explained() -> None:
    data = bytes.fromhex(_selector("AboveAllowance")) + (5).to_bytes(32, "big") + (3).to_bytes(32, "big")
    assert explain_data(data, ABIS).means.startswith("The enterprise was to spend 5 outside")
