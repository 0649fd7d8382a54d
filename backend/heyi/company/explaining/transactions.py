"""One transaction in words: which function of which contract, what came of it, and why it was refused.

A chain keeps no reason for a failure, so the call is tried once more at the transaction's block.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from heyi.chain.blocks import Blocks, Receipt
from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.company.explaining.meanings import Meaning, Names, explain_refusal
from heyi.company.explaining.words import jsonable, shown, shown_all
from heyi.core.errors import HeyiError, UndecodableLog
from heyi.core.events import EventDecoder
from heyi.core.solidity import checksummed
from heyi.core.typed_data import Abi

__all__ = ["Argument", "Explained", "Happened", "UnknownTransaction", "explain_transaction"]


@dataclass(eq=False)
class UnknownTransaction(HeyiError):  # noqa: N818 - named after the fact
    transaction: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = (
        "The chain knows no transaction {transaction}: check the hash, and the chain with --rpc-url and --chain."
    )


@dataclass(frozen=True)
class Argument:
    """text: short, for readers; value: the whole of it, for JSON."""

    name: str
    type: str
    text: str
    value: Any


@dataclass(frozen=True)
class Happened:
    """An event. text: its arguments, short."""

    contract: str
    event: str
    text: str


@dataclass(frozen=True)
class Explained:
    """A transaction in words.

    block, gas_used: None as long as it waits. contract: by name if it has one, else by address. function: empty if no
    ABI knows it; a contract's creation has none either. refusal: why it failed, if that can still be found out.
    """

    transaction: str
    status: Literal["succeeded", "failed", "waiting"]
    block: int | None
    sender: str
    contract: str
    function: str
    arguments: tuple[Argument, ...]
    gas_limit: int
    gas_used: int | None
    events: tuple[Happened, ...]
    refusal: Meaning | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def explain_transaction(chain: Blocks, transaction: str, abis: Mapping[str, Abi], names: Names) -> Explained:
    """What a transaction was and did. abis: by contract; names: of contracts, enterprises and people.

    Raises UnknownTransaction.
    """
    sent = chain.request("eth_getTransactionByHash", transaction)
    if sent is None:
        raise UnknownTransaction(transaction)
    receipt = chain.receipt(transaction)
    failed = receipt is not None and receipt["status"] != 1
    receiver = sent["to"] or (receipt or {}).get("contractAddress")
    contract = _name(receiver, names) if receiver else "a new contract"
    function, arguments = _called(sent, contract, abis, names)
    return Explained(
        transaction=transaction,
        status="waiting" if receipt is None else "failed" if failed else "succeeded",
        block=receipt["blockNumber"] if receipt else None,
        sender=_name(sent["from"], names),
        contract=contract,
        function=function,
        arguments=arguments,
        gas_limit=int(sent["gas"], 16),
        gas_used=receipt["gasUsed"] if receipt else None,
        events=_events(receipt, abis, names) if receipt else (),
        refusal=_refusal(chain, sent, receipt, abis, names) if failed and receipt else None,
    )


def _name(address: str, names: Names) -> str:
    known = checksummed(address)
    return names.get(known, known)


# --- WHAT WAS CALLED ---


def _called(
    sent: Mapping[str, Any], contract: str, abis: Mapping[str, Abi], names: Names
) -> tuple[str, tuple[Argument, ...]]:
    data = bytes.fromhex(sent.get("input", sent.get("data", "0x")).removeprefix("0x"))
    if sent["to"] is None:
        return "", ()
    function = _function(data[:4], contract, abis)
    if function is None:
        return "", ()
    inputs = function["inputs"]
    try:
        values = decode([collapse_if_tuple(each) for each in inputs], data[4:])
    except DecodingError:
        return str(function["name"]), ()
    named = [(each, _by_name(each, each["type"], value)) for each, value in zip(inputs, values, strict=True)]
    return str(function["name"]), tuple(
        Argument(each["name"], _type(each), shown(value, names), jsonable(value)) for each, value in named
    )


def _function(selector: bytes, contract: str, abis: Mapping[str, Abi]) -> Mapping[str, Any] | None:
    """The function of that contract; of any, if the contract has no name of ours, as an enterprise's account."""
    ours = [abis[contract]] if contract in abis else list(abis.values())
    functions = (item for abi in ours for item in abi if item["type"] == "function")
    return next((item for item in functions if function_abi_to_4byte_selector(item) == selector), None)  # type: ignore[arg-type]


def _type(parameter: Mapping[str, Any]) -> str:
    """As Solidity writes it: a struct by its name."""
    return str(parameter.get("internalType", parameter["type"])).rpartition(" ")[2]


def _by_name(parameter: Mapping[str, Any], kind: str, value: Any) -> Any:
    """A struct as a dict by its members' names, addresses with their checksum."""
    if kind.endswith("]"):
        return [_by_name(parameter, kind[: kind.rindex("[")], each) for each in value]
    if kind == "tuple":
        parts = zip(parameter["components"], value, strict=True)
        return {part["name"]: _by_name(part, part["type"], each) for part, each in parts}
    return checksummed(value) if kind == "address" else value


# --- WHAT CAME OF IT ---


def _events(receipt: Receipt, abis: Mapping[str, Abi], names: Names) -> tuple[Happened, ...]:
    decoder = EventDecoder(*abis.values())
    lines = []
    for log in receipt["logs"]:
        try:
            event = decoder.decode(log)
        except UndecodableLog:  # of another contract, which happens to call its event the same
            event = None
        contract = _name(log["address"], names)
        if event is None:
            lines.append(Happened(contract, "", "an event that no contract of Heyi has"))
        else:
            lines.append(Happened(contract, event.name, shown_all(event.args, names)))
    return tuple(lines)


def _refusal(
    chain: Blocks, sent: Mapping[str, Any], receipt: Receipt, abis: Mapping[str, Abi], names: Names
) -> Meaning | None:
    """Why it failed. At its own block first, whose time counted; then before it, if that has changed it."""
    call = {"from": sent["from"], "gas": sent["gas"], "data": sent.get("input", sent.get("data"))}
    if sent["to"]:
        call["to"] = sent["to"]
    for block in (receipt["blockNumber"], receipt["blockNumber"] - 1):
        try:
            chain.request("eth_call", call, hex(block))
        except ContractRefused as refused:
            return explain_refusal(refused, tuple(abis.values()), names)
        except NodeRefused:  # out of gas, or the node keeps no states of old blocks
            continue
    return None
