"""A stand-in for a Besu network under QBFT, as far as JSON-RPC shows one: no consensus, and no EVM.

Headers with the long extra data of validators' seals; a base fee of zero; a block for each transaction; no tag
`finalized`; refusals of too many blocks for logs, and of too many requests at once, in Besu's words.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import rlp
from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

SEALS = b"\xf8" + bytes(300)  # vanity, validators, round and seals, in RLP
PUSH0_CODE = "0x5f5f5260205ff3"
LARGE_CODE = "0x6160005ff3"


class RefusalError(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class FakeQbft:
    """What it is and has; tests change what they are about. now: Unix time of the latest block."""

    chain_id: int = 2011
    logs_range: int = 1_000
    batch_size: int = 100
    base_fee: int = 0
    min_gas_price: int = 0
    extra_data: bytes = SEALS
    block_time: int = 2
    now: int = 1_700_000_000
    knows_push0: bool = True
    largest_contract: int = 24_576
    raws: list[bytes] = field(default_factory=list)
    head: int = 50
    mined_in: dict[str, int] = field(default_factory=dict)

    def answer(self, body: Any) -> Any:
        if not isinstance(body, list):
            return self._answer(body)
        if len(body) > self.batch_size:
            error = {"code": -32005, "message": "Number of requests in batch exceeds limit"}
            return {"jsonrpc": "2.0", "id": None, "error": error}
        return [self._answer(each) for each in body]

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        head = {"jsonrpc": "2.0", "id": request["id"]}
        method = getattr(self, request["method"], None)
        if method is None:
            return {**head, "error": {"code": -32601, "message": "Method not found"}}
        try:
            return {**head, "result": method(*request["params"])}
        except RefusalError as refusal:
            return {**head, "error": {"code": refusal.code, "message": str(refusal)}}

    # --- METHODS, by the names that JSON-RPC has for them ---

    def web3_clientVersion(self) -> str:  # noqa: N802
        return "besu/v26.4.0/linux-x86_64/openjdk-java-21"

    def eth_chainId(self) -> str:  # noqa: N802
        return hex(self.chain_id)

    def eth_blockNumber(self) -> str:  # noqa: N802
        return hex(self.head)

    def eth_getBlockByNumber(self, tag: str, _whole: bool) -> dict[str, Any] | None:  # noqa: N802
        if tag in ("finalized", "safe"):
            raise RefusalError(-39001, "Unknown block")
        number = self.head if tag == "latest" else int(tag, 16)
        return self._block(number) if number <= self.head else None

    def _block(self, number: int) -> dict[str, Any]:
        return {
            "number": hex(number),
            "hash": "0x" + keccak(text=f"block {number}").hex(),
            "parentHash": "0x" + keccak(text=f"block {number - 1}").hex(),
            "timestamp": hex(self.now - (self.head - number) * self.block_time),
            "logsBloom": "0x" + bytes(256).hex(),
            "extraData": "0x" + self.extra_data.hex(),
            "baseFeePerGas": hex(self.base_fee),
            "gasLimit": hex(30_000_000),
            "transactions": [each for each, block in self.mined_in.items() if block == number],
        }

    def eth_getLogs(self, query: dict[str, str]) -> list[Any]:  # noqa: N802
        if "blockHash" not in query and int(query["toBlock"], 16) - int(query["fromBlock"], 16) >= self.logs_range:
            raise RefusalError(-32005, "Requested range exceeds maximum range limit")
        return []

    def eth_getTransactionCount(self, _address: str, _tag: str) -> str:  # noqa: N802
        return hex(len(self.raws))

    def eth_getBalance(self, _address: str, _tag: str) -> str:  # noqa: N802
        return "0x0"

    def eth_call(self, call: dict[str, str], _tag: str) -> str:
        if call["data"] == PUSH0_CODE and not self.knows_push0:
            raise RefusalError(-32000, "Invalid opcode: 0x5f")
        if call["data"] == LARGE_CODE:
            if self.largest_contract < 24_576:
                raise RefusalError(-32000, "Code too large")
            return "0x" + bytes(24_576).hex()
        return "0x" + bytes(32).hex()

    def eth_estimateGas(self, _call: dict[str, str]) -> str:  # noqa: N802
        return hex(50_000)

    def eth_gasPrice(self) -> str:  # noqa: N802
        return hex(max(self.base_fee, self.min_gas_price))

    def eth_feeHistory(self, count: str, _newest: str, _percentiles: list[int]) -> dict[str, Any]:  # noqa: N802
        return {
            "baseFeePerGas": [hex(self.base_fee)] * (int(count, 16) + 1),
            "reward": [["0x0"]] * int(count, 16),
        }

    def eth_sendRawTransaction(self, raw: str) -> str:  # noqa: N802
        data = HexBytes(raw)
        if self._price(data) < max(self.base_fee, self.min_gas_price):
            raise RefusalError(-32009, "Gas price below configured minimum gas price")
        transaction = "0x" + keccak(data).hex()
        self.raws.append(bytes(data))
        self.head += 1
        self.mined_in[transaction] = self.head
        return transaction

    @staticmethod
    def _price(data: HexBytes) -> int:
        if data[0] < 0x80:
            return int(TypedTransaction.from_bytes(data).as_dict()["maxFeePerGas"])
        return int.from_bytes(rlp.decode(bytes(data))[1], "big")

    def eth_getTransactionReceipt(self, transaction: str) -> dict[str, Any] | None:  # noqa: N802
        if transaction not in self.mined_in:
            return None
        return {
            "transactionHash": transaction,
            "blockNumber": hex(self.mined_in[transaction]),
            "gasUsed": "0x5208",
            "status": "0x1",
            "contractAddress": None,
            "effectiveGasPrice": "0x0",
            "logs": [],
        }


@contextmanager
def serving(fake: FakeQbft) -> Iterator[str]:
    """The URL at which it answers for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            answer = fake.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def sender_of(raw: bytes) -> str:
    return str(Account.recover_transaction(raw))
