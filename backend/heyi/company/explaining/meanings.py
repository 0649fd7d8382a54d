"""What error codes mean, and what to do: texts from the files in texts/, arguments from ABIs and error classes.

A code is the name of a contract's custom error or of a HeyiError; where both have it, they have the same arguments.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml
from eth_utils.abi import function_abi_to_4byte_selector

from heyi.chain.refusals import ContractRefused, Refusals
from heyi.company.explaining.words import shown
from heyi.core.errors import HeyiError
from heyi.core.typed_data import Abi

__all__ = ["SOLIDITY", "Meaning", "UnknownCode", "explain_code", "explain_data", "explain_refusal"]

SOLIDITY = {"Reverted": "Reverted(string reason)", "Panicked": "Panicked(string reason)"}
"""What `Refusals` calls the two errors that Solidity has by itself."""

Names = Mapping[str, str]
"""Names of accounts by checksummed address."""

_TEXTS = Path(__file__).parent / "texts"
_ARGUMENT = re.compile(r"\{(\w+)\}")
_SELECTOR = re.compile(r"0x[0-9a-fA-F]{8}")


@dataclass(eq=False)
class UnknownCode(HeyiError):  # noqa: N818 - named after the fact
    code_given: str
    similar: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "There is no error {code_given}: {similar}."


@dataclass(frozen=True)
class Meaning:
    """What a code means. signatures: the code with its arguments; several where contracts differ.

    means, advice: in plain sentences; an argument stands in angle brackets where no value is known.
    """

    code: str
    signatures: tuple[str, ...]
    means: str
    advice: str

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "signatures": list(self.signatures)}


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """`means` and `advice` of every code, with {argument} where a value belongs."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(_TEXTS.glob("*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def explain_code(code: str, abis: Collection[Abi] = ()) -> Meaning:
    """What an error code means; capitals don't matter, and a selector such as 0x1234abcd serves as well.

    abis: of the contracts whose errors are looked for. Raises UnknownCode.
    """
    known = _signatures(abis)
    name = _named_by_selector(code, abis) if _SELECTOR.fullmatch(code) else _spelt(code)
    if name is None:
        raise UnknownCode(code, _similar(code))
    return _meaning(name, known.get(name, ()), {})


def explain_refusal(
    refused: ContractRefused, abis: Collection[Abi] = (), names: Mapping[str, str] | None = None
) -> Meaning:
    """What a contract's refusal means, with the values of its arguments. names: by address, for accounts."""
    values = {name: shown(value, names or {}) for name, value in refused.arguments.items()}
    signatures = _signatures(abis).get(refused.name, ())
    if refused.name not in texts():
        return Meaning(refused.name, tuple(signatures), str(refused), texts()["Reverted"]["advice"])
    meaning = _meaning(refused.name, signatures, values)
    if refused.name not in SOLIDITY:
        return meaning
    (why,) = values.values()
    return Meaning(meaning.code, meaning.signatures, f"{meaning.means} Here: {why}", meaning.advice)


def explain_data(data: bytes, abis: Collection[Abi], names: Names | None = None) -> Meaning:
    """What revert data means, as nodes and wallets show it."""
    return explain_refusal(Refusals(abis).decode(data), abis, names)


def _meaning(code: str, signatures: Iterable[str], values: Mapping[str, str]) -> Meaning:
    text = texts()[code]

    def filled(template: str) -> str:
        return _ARGUMENT.sub(lambda match: values.get(match[1], f"<{match[1]}>"), template)

    return Meaning(code, tuple(signatures), filled(text["means"]), filled(text["advice"]))


def _spelt(code: str) -> str | None:
    by_lower = {known.lower(): known for known in texts()}
    return by_lower.get(code.strip().lower())


def _similar(code: str) -> str:
    by_lower = {known.lower(): known for known in texts()}
    near = difflib.get_close_matches(code.lower(), by_lower, n=3)
    return f"similar ones are {', '.join(by_lower[each] for each in near)}" if near else "nothing is called like that"


def _errors(abis: Collection[Abi]) -> Iterator[Mapping[str, Any]]:
    return (item for abi in abis for item in abi if item["type"] == "error")


def _named_by_selector(selector: str, abis: Collection[Abi]) -> str | None:
    wanted = bytes.fromhex(selector[2:])
    found = (error["name"] for error in _errors(abis) if function_abi_to_4byte_selector(error) == wanted)  # type: ignore[arg-type]
    return next(found, None)


def _signatures(abis: Collection[Abi]) -> dict[str, list[str]]:
    """Every code's arguments, each way of them once: as contracts have them, or else as the program has."""
    found: dict[str, list[str]] = {}
    for error in _errors(abis):
        arguments = ", ".join(f"{each['type']} {each['name']}" for each in error["inputs"])
        signature = f"{error['name']}({arguments})"
        if signature not in found.setdefault(error["name"], []):
            found[error["name"]].append(signature)
    for own in _descendants(HeyiError):
        arguments = ", ".join(field.name for field in fields(own))
        found.setdefault(own.__name__, [f"{own.__name__}({arguments})"])
    return {**found, **{code: [signature] for code, signature in SOLIDITY.items()}}


def _descendants(error: type[HeyiError]) -> Iterator[type[HeyiError]]:
    yield error
    for child in error.__subclasses__():
        yield from _descendants(child)
