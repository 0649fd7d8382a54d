"""The proxy passes on what a node says, and spoils it in just the way that is switched on."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest

from heyi.chain.refusals import NodeRefused, NoNode
from heyi.chain.rpc import Rpc
from heyi.service.chaos.faults import FAULTS, Fault, Limits, Slow
from heyi.service.chaos.proxy import Proxy, proxying

HEAD = 20
LOGS = [{"blockNumber": hex(block), "logIndex": hex(index)} for block in (8, HEAD) for index in range(3)]
BY_RANGE = {"fromBlock": "0x8", "toBlock": "0xa"}
BY_HASH = {"blockHash": "0x08"}


class Always(Random):
    """Whatever is left to chance happens."""

    def random(self) -> float:
        return 0.0


def told(call: dict[str, Any]) -> Any:
    """What the node of these tests says."""
    method, params = call["method"], call["params"]
    if method == "eth_blockNumber":
        return hex(HEAD)
    if method == "eth_getLogs":
        return LOGS
    if method == "eth_getTransactionReceipt":
        return {"blockNumber": params[0]}
    return {"number": params[0], "parentHash": "0x01"}


@pytest.fixture
def node() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answers = [{"jsonrpc": "2.0", "id": call["id"], "result": told(call)} for call in reversed(asked)]
            body = json.dumps(answers).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(node: str) -> Iterator[Proxy]:
    with proxying(node) as proxy:
        yield proxy


@pytest.fixture
def rpc(proxy: Proxy) -> Rpc:
    return Rpc(proxy.url, batch_size=10)


def switch_on(proxy: Proxy, name: str) -> Fault:
    proxy.fault = FAULTS[name](Always())
    return proxy.fault


def heights(blocks: list[Any]) -> list[int | None]:
    return [None if block is None else int(block["number"], 16) for block in blocks]


def test_without_a_fault_all_is_passed_on(rpc: Rpc, proxy: Proxy) -> None:
    assert rpc.request("eth_getLogs", BY_RANGE) == LOGS
    assert heights(rpc.request_all("eth_getBlockByNumber", [(hex(n), False) for n in range(5)])) == list(range(5))
    assert proxy.spoilt == 0


def test_a_fault_ends_when_it_is_switched_off(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, "omit-logs")
    assert rpc.request("eth_getLogs", BY_RANGE) == []
    assert proxy.spoilt == 1
    proxy.fault = None
    assert rpc.request("eth_getLogs", BY_RANGE) == LOGS


def test_logs_come_twice(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, "duplicate-logs")
    logs = rpc.request("eth_getLogs", BY_RANGE)
    assert sorted(logs, key=str) == sorted(LOGS * 2, key=str)


@pytest.mark.parametrize(("name", "by_hash"), [("omit-logs", LOGS), ("omit-logs-always", [])])
def test_logs_are_left_out(rpc: Rpc, proxy: Proxy, name: str, by_hash: list[Any]) -> None:
    switch_on(proxy, name)
    assert rpc.request("eth_getLogs", BY_RANGE) == []
    assert rpc.request("eth_getLogs", BY_HASH) == by_hash


def test_the_last_log_of_each_block_is_left_out(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, "omit-last-log")
    assert rpc.request("eth_getLogs", BY_HASH) == [log for log in LOGS if log["logIndex"] != "0x2"]


def test_long_ranges_are_refused(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, Limits.name)
    assert rpc.request("eth_getLogs", BY_RANGE) == LOGS
    assert rpc.request("eth_getLogs", BY_HASH) == LOGS
    with pytest.raises(NodeRefused, match="at most 3 blocks, not 4"):
        rpc.request("eth_getLogs", {"fromBlock": "0x8", "toBlock": "0xb"})


@pytest.mark.parametrize("calls", [1, 3])
def test_too_many_requests_are_refused(rpc: Rpc, proxy: Proxy, calls: int) -> None:
    switch_on(proxy, "too-many-requests")
    with pytest.raises(NodeRefused, match="429"):
        rpc.request_all("eth_getBlockByNumber", [(hex(n), False) for n in range(calls)])


@pytest.mark.parametrize("calls", [1, 3])
def test_a_connection_that_ends_amid_an_answer_is_no_answer(rpc: Rpc, proxy: Proxy, calls: int) -> None:
    switch_on(proxy, "cut-connections")
    with pytest.raises(NoNode):
        rpc.request_all("eth_getBlockByNumber", [(hex(n), False) for n in range(calls)])
    proxy.fault = None
    assert rpc.request("eth_blockNumber") == hex(HEAD)


def test_a_node_lags(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, "lagging-node")
    head = int(rpc.request("eth_blockNumber"), 16)
    assert HEAD - 8 <= head < HEAD
    found = rpc.request_all("eth_getBlockByNumber", [(hex(head), False), (hex(head + 1), False)])
    assert heights(found) == [head, None]
    assert rpc.request("eth_getLogs", BY_RANGE) == LOGS[:3]
    assert rpc.request_all("eth_getTransactionReceipt", [(hex(HEAD),), ("0x8",)]) == [None, {"blockNumber": "0x8"}]


def test_a_lagging_node_is_met_by_turns(rpc: Rpc, proxy: Proxy) -> None:
    proxy.fault = FAULTS["lagging-node"](Random(1))
    assert len({rpc.request("eth_blockNumber") for _ in range(12)}) == 2


def test_blocks_name_another_parent(rpc: Rpc, proxy: Proxy) -> None:
    switch_on(proxy, "wrong-parent")
    assert rpc.request("eth_getBlockByNumber", "0x8", False)["parentHash"] == "0x" + "be" * 32


def test_slow_answers_come_whole(rpc: Rpc, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(proxy.closed, "wait", waited.append)
    switch_on(proxy, "slow")
    assert rpc.request("eth_getLogs", BY_RANGE) == LOGS
    assert waited == [Slow.delay]


def test_the_same_seed_leaves_out_the_same(rpc: Rpc, proxy: Proxy) -> None:
    answers = []
    for _ in range(2):
        proxy.fault = FAULTS["omit-logs"](Random(3))
        answers.append([rpc.request("eth_getLogs", BY_RANGE) for _ in range(4)])
    assert answers[0] == answers[1]
    assert answers[0] != [LOGS] * 4


def test_without_a_node_nobody_answers(node: str) -> None:
    with proxying("http://127.0.0.1:9") as proxy, pytest.raises(NoNode):
        Rpc(proxy.url, 10).request("eth_blockNumber")
