"""One connection to one chain that sends with one key; with `rpc`, the only module that speaks to web3.

`Chain.send(function)` signs with the next nonce, sends, awaits the receipt, and turns a refusal into the contract's own
error. Who must not lose a transaction when it is killed takes these steps one by one: see `processes.sending`.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.abi import function_abi_to_4byte_selector
from web3 import Web3
from web3.contract import Contract
from web3.contract.contract import ContractFunction
from web3.types import Nonce
from web3.utils.address import get_create_address

from heyi.chain.blocks import Blocks, Receipt, receipt_of
from heyi.chain.fees import fee_fields, gas_limit
from heyi.chain.node import MNEMONIC
from heyi.chain.profiles import Profile
from heyi.chain.refusals import NodeRefused, TransactionLost, WrongChain
from heyi.core.errors import HeyiError
from heyi.core.signing import Key
from heyi.core.solidity import checksummed
from heyi.core.typed_data import Abi

__all__ = [
    "Call",
    "Chain",
    "Receipt",
    "call_data",
    "connect",
    "created_address",
    "development_account",
]

RECEIPT_WITHIN = 60.0  # seconds

Call = Mapping[str, Any]
"""What a transaction does: from, to and data, as eth_call takes them."""


def development_account(index: int) -> LocalAccount:
    """Account number `index` of the public development mnemonic: for play money on local chains only."""
    Account.enable_unaudited_hdwallet_features()
    account: LocalAccount = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{index}")
    return account


def created_address(sender: str, nonce: int) -> str:
    """The address of the contract that `sender` creates with transaction number `nonce`."""
    return get_create_address(checksummed(sender), Nonce(nonce))


def connect(url: str, profile: Profile, account: Key, abis: Iterable[Abi] = ()) -> "Chain":
    """Connects and checks that it is the profile's chain, if that names one. Raises NoNode and WrongChain."""
    chain = Chain(url, profile, account, abis)
    if profile.chain_id not in (None, chain.chain_id):
        raise WrongChain(url, chain.chain_id, profile.chain_id)
    return chain


class Chain(Blocks):
    """One connection; not for several threads, because it counts its account's nonce."""

    def __init__(self, url: str, profile: Profile, account: Key, abis: Iterable[Abi] = ()) -> None:
        super().__init__(url, profile, abis)
        self.account = account
        self._web3 = Web3(self.rpc.provider)
        self._nonce: int | None = None
        self._contracts: dict[tuple[str, int], Contract] = {}

    # --- READ ---

    def contract(self, address: str, abi: Abi) -> Contract:
        """A deployed contract, for building calls."""
        # Making one takes web3 some ten milliseconds. The same address may be asked by another interface as well:
        # whether it signs for itself, for one. An interface that is kept here keeps its id.
        key = (address, id(abi))
        if key not in self._contracts:
            self._contracts[key] = self._web3.eth.contract(address=checksummed(address), abi=abi)
        return self._contracts[key]

    def call(self, function: ContractFunction, sender: str | None = None) -> Any:
        """Reads: the function's result at the latest block. Raises ContractRefused."""
        request = {"to": function.address, "data": call_data(function)}
        if sender is not None:
            request["from"] = sender
        return self._returned(function, self.request("eth_call", request, "latest"))

    def call_all(self, functions: Sequence[ContractFunction]) -> list[Any]:
        """Reads several functions in as few requests as it takes; results in their order. Raises ContractRefused."""
        asked = [({"to": function.address, "data": call_data(function)}, "latest") for function in functions]
        answers = self.rpc.request_all("eth_call", asked)
        return [self._returned(function, answer) for function, answer in zip(functions, answers, strict=True)]

    def _returned(self, function: ContractFunction, data: str) -> Any:
        outputs = function.abi.get("outputs", [])
        values = self._web3.codec.decode([_type(output) for output in outputs], bytes.fromhex(data.removeprefix("0x")))
        named = [_named(output, value) for output, value in zip(outputs, values, strict=True)]
        return named[0] if len(named) == 1 else tuple(named)

    def code_at(self, address: str) -> bytes:
        return bytes.fromhex(self.request("eth_getCode", address, "latest").removeprefix("0x"))

    def supposed(self, call: Call, code: Mapping[str, str]) -> str:
        """What eth_call answers if accounts had this code. Raises ContractRefused, or NodeRefused if the node can't."""
        limit = self.profile.gas.limit
        supposed = {account: {"code": each} for account, each in code.items()}
        return str(self.request("eth_call", call if limit is None else {**call, "gas": hex(limit)}, "latest", supposed))

    # --- WRITE ---

    def send(self, function: ContractFunction) -> Receipt:
        """Carries out a function. Raises ContractRefused with the contract's own error; then nothing has changed."""
        return self._carry_out([(function.address, call_data(function))])[0]

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
                transactions = [(function.address, call_data(function)) for function in some]
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
            self._nonce = self.transaction_count("pending")
        return self._nonce

    # --- WRITE, STEP BY STEP: for who keeps what was sent (processes.sending) ---

    def tried(self, calls: Sequence[Call]) -> list[int | HeyiError]:
        """What each call would do if it were sent now: the gas to send it with, or what refuses it. Raises NoNode."""
        limit = self.profile.gas.limit
        if limit is not None:
            asked = [({**call, "gas": hex(limit)}, "latest") for call in calls]
            return [each if isinstance(each, HeyiError) else limit for each in self.rpc.answers("eth_call", asked)]
        estimates = self.rpc.answers("eth_estimateGas", [(call,) for call in calls])
        margin = self.profile.gas.margin
        return [each if isinstance(each, HeyiError) else int(int(each, 16) * margin) for each in estimates]

    def signed(self, call: Call, nonce: int, paying: Mapping[str, int], gas: int) -> bytes:
        """A call as a transaction in the bytes that are sent. paying: fields of `fee_fields`.

        Raises what the account does if its key is elsewhere: see `chain.signer`.
        """
        transaction = {
            **{name: value for name, value in call.items() if name != "from"},
            **paying,
            "nonce": nonce,
            "gas": gas,
            "chainId": self.chain_id,
            "value": 0,
        }
        return bytes(self.account.sign_transaction(transaction).raw_transaction)

    def broadcast(self, raws: Sequence[bytes]) -> list[str | HeyiError]:
        """Sends signed transactions; of each its hash, or what the node says against it. Raises NoNode."""
        size = self.profile.sends_at_once
        some = [raws[start : start + size] for start in range(0, len(raws), size)]
        return [
            answer
            for part in some
            for answer in self.rpc.answers("eth_sendRawTransaction", [("0x" + raw.hex(),) for raw in part])
        ]

    def transaction_count(self, tag: str) -> int:
        """How many transactions of the account are in the chain up to the block, or with `pending` on their way."""
        return int(self.request("eth_getTransactionCount", self.account.address, tag), 16)

    # --- INSIDE ---

    def _carry_out(self, wanted: Sequence[tuple[str | None, Any]]) -> list[Receipt]:
        """Sends transactions, each a receiver (None: a new contract) and its data, and awaits their receipts."""
        if not wanted:
            return []
        sender = self.account.address
        calls = [{"from": sender, "data": data, **({"to": to} if to else {})} for to, data in wanted]
        if self.profile.simulates:
            self.rpc.request_all("eth_call", [(call, "latest") for call in calls])
        first = self.next_nonce()
        paying = fee_fields(self.rpc, self.profile.gas)
        limits = [gas_limit(self.rpc, self.profile.gas, call) for call in calls]
        raws = [
            "0x" + self.signed(call, first + number, paying, limit).hex()
            for number, (call, limit) in enumerate(zip(calls, limits, strict=True))
        ]
        self._nonce = None  # unless all are taken, the chain has to say which
        sent = self.rpc.request_all("eth_sendRawTransaction", [(raw,) for raw in raws])
        self._nonce = first + len(raws)
        found = self.rpc.request_all("eth_getTransactionReceipt", [(each,) for each in sent])
        receipts = [self._awaited(each, receipt) for each, receipt in zip(sent, found, strict=True)]
        for call, receipt in zip(calls, receipts, strict=True):
            if receipt["status"] != 1:
                self._explain(call, receipt)
        return receipts

    def _explain(self, call: Mapping[str, Any], receipt: Receipt) -> None:
        """Tries a failed transaction once more for its error. Raises ContractRefused or TransactionLost."""
        limit = self.profile.gas.limit
        self.request("eth_call", call if limit is None else {**call, "gas": hex(limit)}, "latest")
        raise TransactionLost(receipt["transactionHash"], "failed for a reason that has passed, so send it again")

    def _awaited(self, transaction: str, found: Mapping[str, Any] | None) -> Receipt:
        """Awaits a receipt, unless it was found. Raises TransactionLost after RECEIPT_WITHIN seconds."""
        deadline = time.monotonic() + RECEIPT_WITHIN
        while found is None:
            if (receipt := self.receipt(transaction)) is not None:
                return receipt
            if time.monotonic() > deadline:
                raise TransactionLost(transaction, f"was not mined within {RECEIPT_WITHIN:.0f} s")
            time.sleep(self.profile.polls_every)
        return receipt_of(found)

    # --- CLOCK (local chains only) ---

    def advance_to(self, timestamp: int) -> None:
        """Moves a local chain's clock forward, so that its latest block is at or after unix time `timestamp`."""
        if not self.profile.has_clock:
            raise NodeRefused("evm_increaseTime", f"time on {self.profile.name} passes by itself")
        missing = timestamp - self.timestamp()
        if missing > 0:
            self.request("evm_increaseTime", missing)
            self.request("evm_mine")


def call_data(function: ContractFunction) -> str:
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
