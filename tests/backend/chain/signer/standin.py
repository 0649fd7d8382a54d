"""A stand-in for web3signer in its eth1 mode, with real keys; and what it does when it lies or is ill.

What it answers, status by status, is what web3signer's source says (heyi.chain.signer.asking): quantities as decoded
there, `chainId` of a request ignored, legacy unless both fees are there, errors with 400 or 500.
"""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_account.signers.local import LocalAccount

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_QUANTITIES = ("gas", "gasPrice", "nonce", "value", "maxFeePerGas", "maxPriorityFeePerGas")


class RefusalError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.error = status, {"code": code, "message": message}


INVALID = RefusalError(400, -32602, "Invalid params")
LOCKED = RefusalError(400, -32000, "No unlocked account matches the Sender")
INTERNAL = RefusalError(500, -32603, "Internal error")


@dataclass
class StandIn:
    """keys: its accounts. lie: what it does to what is asked before it signs it; spoil: to what it signed."""

    keys: list[LocalAccount]
    chain_id: int = 31337
    token: str | None = None
    url: str = ""
    lie: Callable[[dict[str, Any]], dict[str, Any]] = dict
    spoil: Callable[[bytes], bytes] = bytes
    signs_as: LocalAccount | None = None
    answer: tuple[int, bytes] | None = None
    ill: RefusalError | None = None
    hangs: bool = False
    asked: list[Any] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answered(self, request: Mapping[str, Any]) -> tuple[int, bytes]:
        """Status and body."""
        self.asked.append(request)
        head = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            return 200, json.dumps({**head, "result": self.result(request)}).encode()
        except RefusalError as refusal:
            return refusal.status, json.dumps({**head, "error": refusal.error}).encode()

    def result(self, request: Mapping[str, Any]) -> Any:
        if self.ill:
            raise self.ill
        method, params = request["method"], request["params"]
        if method == "eth_accounts":
            return sorted(key.address.lower() for key in self.keys)
        if method == "eth_signTransaction":
            return "0x" + self.spoil(self._transaction(params)).hex()
        if method == "eth_signTypedData":
            return "0x" + self.spoil(self._typed_data(params)).hex()
        raise RefusalError(404, -32601, "Method not found")  # passed on to a node there

    def _transaction(self, params: list[Any]) -> bytes:
        if len(params) != 1 or not params[0].get("from") or "nonce" not in params[0]:
            raise INVALID
        asked = params[0]
        fields = {name: _quantity(asked[name]) for name in _QUANTITIES if name in asked}
        signed = {"value": 0, "data": asked.get("data", asked.get("input", "0x")), **fields}
        if asked.get("to"):
            signed["to"] = asked["to"]
        if not {"maxFeePerGas", "maxPriorityFeePerGas"} <= set(signed):
            signed.pop("maxFeePerGas", None)
            signed.setdefault("gasPrice", 0)
        key = self._key(asked["from"])
        return bytes(key.sign_transaction(self.lie({**signed, "chainId": self.chain_id})).raw_transaction)

    def _typed_data(self, params: list[Any]) -> bytes:
        if len(params) < 2:
            raise INVALID
        typed = json.loads(params[1]) if isinstance(params[1], str) else params[1]
        key = self._key(params[0])
        signature = bytes(key.sign_message(encode_typed_data(full_message=self.lie(typed))).signature)
        assert signature[64] in (27, 28)
        return signature

    def _key(self, address: str) -> LocalAccount:
        held = next((key for key in self.keys if key.address.lower() == address.lower()), None)
        if held is None:
            raise LOCKED
        return self.signs_as or held


def malleated(raw: bytes) -> bytes:
    """A signature's other form, which recovers to the same key."""
    s = (ORDER - int.from_bytes(raw[32:64])).to_bytes(32)
    return raw[:32] + s + bytes([55 - raw[64]])


def _quantity(text: str) -> int:
    if not text.startswith("0x") or (text != "0x0" and text[2:3] == "0"):
        raise INVALID
    return int(text, 16)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    stand_in: StandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was not let in."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        stand_in = self._met()
        if self.path == "/upcheck" and not stand_in.ill:
            self._send(200, b"OK")
        else:
            self._send(500 if stand_in.ill else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stand_in = self._met()
        if stand_in.token is not None and self.headers["Authorization"] != f"Bearer {stand_in.token}":
            self._send(401, b"")
        elif stand_in.answer is not None:
            self._send(*stand_in.answer)
        else:
            self._send(*stand_in.answered(json.loads(body)))

    def _met(self) -> StandIn:
        if self.server.stand_in.hangs:
            self.server.stand_in.over.wait()
        return self.server.stand_in

    def _send(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the asker has gone

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        pass


@contextmanager
def running(stand_in: StandIn, tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """Listens for as long as the block lasts. tls: with its certificate, and with what it asks of clients."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.stand_in = stand_in
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stand_in.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield stand_in
    finally:
        stand_in.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def new_key(text: str) -> LocalAccount:
    account: LocalAccount = Account.from_key(text.encode().ljust(32, b"\x01")[:32])
    return account


@dataclass(frozen=True)
class Authority:
    """Whoever vouches for certificates in a test; made by openssl."""

    folder: Path

    def issue(self, name: str, run: Callable[..., Any], whose: str = "IP:127.0.0.1") -> tuple[Path, Path]:
        """A certificate, and its key."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        extra = ["-addext", f"subjectAltName={whose}", "-addext", "basicConstraints=critical,CA:TRUE"]
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        run([*command, "-days", "2", "-subj", f"/CN={name}", "-out", certificate, "-keyout", key, *extra])
        return certificate, key
