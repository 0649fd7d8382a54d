"""The only module that speaks to web3: one connection to one chain, sending with one key.

`Chain.send(function)` is the path of every transaction: sign with the next nonce, send, await the receipt, and turn a
refusal into the contract's own error.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import requests
from eth_abi.abi import encode
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.abi import function_abi_to_4byte_selector
from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.contract.contract import ContractFunction
from web3.types import Nonce, RPCEndpoint
from web3.utils.address import get_create_address

from heyi.chain.node import MNEMONIC
from heyi.chain.profiles import Profile
from heyi.chain.refusals import NodeRefused, NoNode, Refusals, WrongChain
from heyi.core.solidity import checksummed
from heyi.core.typed_data import Abi

__all__ = ["Chain", "Receipt", "TransactionLost", "connect", "created_address", "development_account"]

Receipt = dict[str, Any]
"""As the node sends it, with blockNumber, gasUsed and status as int."""

RECEIPT_WITHIN = 60.0  # seconds
CALLS_AT_ONCE = 100  # in one request; Ganache and Anvil take any number, other nodes about a thousand


class TransactionLost(Exception):  # noqa: N818
    """A transaction failed, but trying it again by eth_call does not."""


def development_account(index: int) -> LocalAccount:
    """Account number `index` of the public development mnemonic: for play money on local chains only."""
    Account.enable_unaudited_hdwallet_features()
    account: LocalAccount = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")
    return account


def created_address(sender: str, nonce: int) -> str:
    """The address of the contract that `sender` creates with transaction number `nonce`."""
    return get_create_address(checksummed(sender), Nonce(nonce))


def connect(url: str, profile: Profile, account: LocalAccount, abis: Iterable[Abi] = ()) -> "Chain":
    """Connects and checks that it is the right chain. Raises NoNode and WrongChain."""
    chain = Chain(url, profile, account, abis)
    found = int(chain.request("eth_chainId"), 16)
    if found != profile.chain_id:
        raise WrongChain(url, found, profile.chain_id)
    return chain


class Chain:
    """One connection; not for several threads, because it counts its account's nonce."""

    def __init__(self, url: str, profile: Profile, account: LocalAccount, abis: Iterable[Abi] = ()) -> None:
        self.url = url
        self.profile = profile
        self.account = account
        self._provider = HTTPProvider(url, request_kwargs={"timeout": 60}, session=_session(url))
        self._web3 = Web3(self._provider)
        self._refusals = Refusals(abis)
        self._nonce: int | None = None
        self._contracts: dict[str, Contract] = {}

    # --- READ ---

    def request(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call. Raises NoNode, NodeRefused, or ContractRefused for a revert."""
        try:
            answer = self._provider.make_request(RPCEndpoint(method), params)
        except _NOBODY:
            raise NoNode(self.url) from None
        return self._result(method, answer)

    def _result(self, method: str, answer: Mapping[str, Any]) -> Any:
        if "error" not in answer:
            return answer["result"]
        error: Any = answer["error"]
        data = _revert_data(error)
        if data is not None:
            raise self._refusals.decode(data)
        raise NodeRefused(method, str(error.get("message", error) if isinstance(error, Mapping) else error))

    def contract(self, address: str, abi: Abi) -> Contract:
        """A deployed contract, for building calls."""
        # Making one takes web3 some ten milliseconds.
        if address not in self._contracts:
            self._contracts[address] = self._web3.eth.contract(address=checksummed(address), abi=abi)
        return self._contracts[address]

    def call(self, function: ContractFunction, sender: str | None = None) -> Any:
        """Reads: the function's result at the latest block. Raises ContractRefused."""
        request = {"to": function.address, "data": _call_data(function)}
        if sender is not None:
            request["from"] = sender
        return self._returned(function, self.request("eth_call", request, "latest"))

    def call_all(self, functions: Sequence[ContractFunction]) -> list[Any]:
        """Reads several functions in as few requests as it takes; results in their order. Raises ContractRefused."""
        results: list[Any] = []
        for start in range(0, len(functions), CALLS_AT_ONCE):
            some = functions[start : start + CALLS_AT_ONCE]
            asked = [({"to": function.address, "data": _call_data(function)}, "latest") for function in some]
            answers = self._request_all("eth_call", asked)
            results += [self._returned(function, answer) for function, answer in zip(some, answers, strict=True)]
        return results

    def _request_all(self, method: str, params: Sequence[Sequence[Any]]) -> list[Any]:
        """The results of one method for several parameters, by one request."""
        if len(params) == 1:
            return [self.request(method, *params[0])]
        try:
            answers = self._provider.make_batch_request([(RPCEndpoint(method), each) for each in params])
        except _NOBODY:
            raise NoNode(self.url) from None
        if not isinstance(answers, list):  # the whole request was refused
            answers = [answers] * len(params)
        return [self._result(method, answer) for answer in answers]

    def _returned(self, function: ContractFunction, data: str) -> Any:
        outputs = function.abi.get("outputs", [])
        values = self._web3.codec.decode([_type(output) for output in outputs], bytes.fromhex(data.removeprefix("0x")))
        named = [_named(output, value) for output, value in zip(outputs, values, strict=True)]
        return named[0] if len(named) == 1 else tuple(named)

    def code_at(self, address: str) -> bytes:
        return bytes.fromhex(self.request("eth_getCode", address, "latest").removeprefix("0x"))

    def height(self) -> int:
        return int(self.request("eth_blockNumber"), 16)

    def timestamp(self) -> int:
        """Unix time of the latest block."""
        return int(self.request("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def client_version(self) -> str:
        return str(self.request("web3_clientVersion"))

    def logs(self, addresses: Sequence[str], first: int, last: int | None = None) -> list[dict[str, Any]]:
        """Logs of the addresses in blocks first..last (None: the latest), in order, numbers as int."""
        end = "latest" if last is None else hex(last)
        query = {"address": list(addresses), "fromBlock": hex(first), "toBlock": end}
        numbers = ("blockNumber", "logIndex")
        return [{**log, **{n: int(log[n], 16) for n in numbers}} for log in self.request("eth_getLogs", query)]

    # --- WRITE ---

    def send(self, function: ContractFunction) -> Receipt:
        """Carries out a function. Raises ContractRefused with the contract's own error; then nothing has changed."""
        return self._carry_out([(function.address, _call_data(function))])[0]

    def send_all(self, functions: Iterable[ContractFunction]) -> list[Receipt]:
        """Carries out functions in their order, several to a request.

        While some are carried out the next are made, if `functions` makes them as it goes; so it must not use this
        connection. Raises ContractRefused for the first that is refused; then others, later ones too, may have been
        carried out, so none should depend on another.
        """
        receipts: list[Receipt] = []
        left = iter(functions)
        with ThreadPoolExecutor(max_workers=1) as sender:
            under_way = sender.submit(self._carry_out, [])
            while some := list(islice(left, self.profile.sends_at_once)):
                transactions = [(function.address, _call_data(function)) for function in some]
                receipts += under_way.result()
                under_way = sender.submit(self._carry_out, transactions)
            return receipts + under_way.result()

    def create(self, bytecode: str, abi: Abi, arguments: Sequence[Any]) -> str:
        """Deploys a contract; returns its address."""
        factory = self._web3.eth.contract(abi=abi, bytecode=bytecode)
        receipt = self._carry_out([(None, factory.constructor(*arguments).data_in_transaction)])[0]
        return checksummed(receipt["contractAddress"] or "0x")

    def next_nonce(self) -> int:
        """The nonce of the account's next transaction; an address to be created follows from it."""
        if self._nonce is None:
            self._nonce = int(self.request("eth_getTransactionCount", self.account.address, "pending"), 16)
        return self._nonce

    def _carry_out(self, wanted: Sequence[tuple[str | None, Any]]) -> list[Receipt]:
        """Sends transactions, each a receiver (None: a new contract) and its data, and awaits their receipts."""
        if not wanted:
            return []
        sender = self.account.address
        calls = [{"from": sender, "data": data, **({"to": to} if to else {})} for to, data in wanted]
        if self.profile.simulates:
            self._request_all("eth_call", [(call, "latest") for call in calls])
        first = self.next_nonce()
        raws = [self._signed(call, first + number) for number, call in enumerate(calls)]
        self._nonce = None  # unless all are taken, the chain has to say which
        sent = self._request_all("eth_sendRawTransaction", [(raw,) for raw in raws])
        self._nonce = first + len(raws)
        found = self._request_all("eth_getTransactionReceipt", [(each,) for each in sent])
        receipts = [self._receipt(each, receipt) for each, receipt in zip(sent, found, strict=True)]
        for call, receipt in zip(calls, receipts, strict=True):
            if receipt["status"] != 1:
                self.request("eth_call", {**call, "gas": hex(self.profile.gas_limit)}, "latest")
                failed = receipt["transactionHash"]
                raise TransactionLost(f"transaction {failed} failed for a reason that has passed: send it again")
        return receipts

    def _signed(self, call: Mapping[str, Any], nonce: int) -> str:
        transaction = {
            **{name: value for name, value in call.items() if name != "from"},
            "nonce": nonce,
            "gas": self.profile.gas_limit,
            "gasPrice": self.profile.gas_price,
            "chainId": self.profile.chain_id,
            "value": 0,
        }
        return "0x" + self.account.sign_transaction(transaction).raw_transaction.hex()

    def _receipt(self, transaction: str, found: Mapping[str, Any] | None) -> Receipt:
        """Awaits a receipt, unless it was found. Raises TransactionLost after RECEIPT_WITHIN seconds."""
        deadline = time.monotonic() + RECEIPT_WITHIN
        while found is None and (found := self.request("eth_getTransactionReceipt", transaction)) is None:
            if time.monotonic() > deadline:
                raise TransactionLost(f"transaction {transaction} was not mined within {RECEIPT_WITHIN:.0f} s")
            time.sleep(self.profile.polls_every)
        numbers = ("blockNumber", "gasUsed", "status")
        receipt: Receipt = {**found, **{name: int(found[name], 16) for name in numbers}}
        return receipt

    # --- CLOCK (local chains only) ---

    def advance_to(self, timestamp: int) -> None:
        """Moves a local chain's clock forward, so that its latest block is at or after unix time `timestamp`."""
        if not self.profile.has_clock:
            raise NodeRefused("evm_increaseTime", f"time on {self.profile.name} passes by itself")
        missing = timestamp - self.timestamp()
        if missing > 0:
            self.request("evm_increaseTime", missing)
            self.request("evm_mine")


# Nobody, or somebody else, or no URL at all.
_NOBODY = (requests.exceptions.RequestException, json.JSONDecodeError)


def _session(url: str) -> requests.Session:
    session = requests.Session()
    # To this machine itself no proxy leads, and looking for one takes longer than a short call.
    session.trust_env = urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1")
    return session


def _revert_data(error: Any) -> bytes | None:
    """The revert data in a node's error: Ganache and Anvil put it in `data`, some nodes one level deeper."""
    if not isinstance(error, Mapping):
        return None
    data = error.get("data")
    if isinstance(data, Mapping):
        data = data.get("result") or data.get("data")
    if isinstance(data, str) and data.startswith("0x") and len(data) >= 10:
        return bytes.fromhex(data[2:])
    return None


def _call_data(function: ContractFunction) -> str:
    """Selector and arguments.

    Arguments are what Solidity wants already (see core.records), so web3 needn't convert them: that takes it longer
    than everything else about a call.
    """
    selector = function_abi_to_4byte_selector(function.abi)
    types = [_type(parameter) for parameter in function.abi.get("inputs", ())]
    return "0x" + (selector + encode(types, function.args)).hex()


def _type(parameter: Mapping[str, Any]) -> str:
    kind = str(parameter["type"])
    if not kind.startswith("tuple"):
        return kind
    return "(" + ",".join(_type(c) for c in parameter["components"]) + ")" + kind.removeprefix("tuple")


def _named(parameter: Mapping[str, Any], value: Any) -> Any:
    """A struct as a dict by its members' names, lists as lists, addresses with their checksum."""
    kind = str(parameter["type"])
    if kind.endswith("]"):
        inner = {**parameter, "type": kind[: kind.rindex("[")]}
        return [_named(inner, item) for item in value]
    if kind == "tuple":
        return {c["name"]: _named(c, v) for c, v in zip(parameter["components"], value, strict=True)}
    return checksummed(value) if kind == "address" else value
