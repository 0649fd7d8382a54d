"""What goes wrong between a request and its answer comes out as one of the errors of refusals."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from eth_utils.crypto import keccak
from web3 import HTTPProvider

from heyi.chain.node import free_port
from heyi.chain.refusals import ContractRefused, NodeRefused, NoNode
from heyi.chain.rpc import Rpc

CAPITAL_ISSUED_BEFORE = {"type": "error", "name": "CapitalIssuedBefore", "inputs": []}


@contextmanager
def answering(status: int, body: str) -> Iterator[Rpc]:
    """A server that says the same to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        rpc = Rpc(f"http://127.0.0.1:{server.server_port}", 10, [[CAPITAL_ISSUED_BEFORE]])
        once(rpc.provider)
        try:
            yield rpc
        finally:
            server.shutdown()
            thread.join()


def once(provider: HTTPProvider) -> None:
    """web3 tries several times, with pauses that a test needn't wait for."""
    provider.exception_retry_configuration.retries = 1


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, '{"error": {"code": -32000, "message": "no"}}', "refuses eth_chainId: no"),
        (200, '{"error": "no"}', "refuses eth_chainId: no"),
        (401, '{"error": {"code": -40100, "message": "Unauthorized"}}', "refuses eth_chainId: Unauthorized"),
        (429, "slowly", "refuses eth_chainId: HTTP 429 Too Many Requests"),
        (413, "", "refuses eth_chainId: HTTP 413"),
    ],
)
def test_a_refusal_is_told_whatever_its_form(status: int, body: str, words: str) -> None:
    with answering(status, body) as rpc:
        with pytest.raises(NodeRefused, match=words):
            rpc.request("eth_chainId")
        with pytest.raises(NodeRefused, match=words):
            rpc.request_all("eth_chainId", [(), ()])


@pytest.mark.parametrize(("status", "body"), [(200, "<html>"), (404, "<html>"), (500, "[]")])
def test_what_is_no_node_is_nobody(status: int, body: str) -> None:
    with answering(status, body) as rpc, pytest.raises(NoNode):
        rpc.request("eth_chainId")


def test_nobody_is_nobody() -> None:
    rpc = Rpc(f"http://127.0.0.1:{free_port()}", 10)
    once(rpc.provider)
    with pytest.raises(NoNode, match="No chain answers"):
        rpc.request("eth_chainId")


@pytest.mark.parametrize(
    "data",
    ['"0xSELECTOR"', '{"data": "0xSELECTOR"}', '{"result": "0xSELECTOR"}'],
    ids=["plain", "in data", "in result"],
)
def test_revert_data_is_found_where_nodes_put_it(data: str) -> None:
    selector = keccak(text="CapitalIssuedBefore()")[:4].hex()
    body = '{"error": {"code": 3, "message": "reverted", "data": ' + data.replace("SELECTOR", selector) + "}}"
    with answering(200, body) as rpc, pytest.raises(ContractRefused) as refused:
        rpc.request("eth_call", {}, "latest")
    assert (refused.value.name, refused.value.arguments) == ("CapitalIssuedBefore", {})
