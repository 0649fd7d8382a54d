"""Reading blocks and logs: whole, in order, and within the limits of the profile."""

from dataclasses import replace

import pytest

from heyi.chain.blocks import Blocks
from heyi.chain.bloom import bloom_of
from heyi.chain.client import Chain
from heyi.chain.profiles import ANVIL, Finality

# Its constructor leaves code that, called, emits one log with the topic 7: PUSH1 7 PUSH0 PUSH0 LOG1.
EMITTER = "0x6460075f5fa15f52" + "6005" + "601bf3"


@pytest.fixture
def emitter(chain: Chain) -> str:
    return chain.create(EMITTER, [], [])


def emit(chain: Chain, address: str) -> dict[str, str]:
    """A transaction to the emitter; its receipt."""
    return chain._carry_out([(address, "0x")])[0]


def reading(chain: Chain, **changes: object) -> Blocks:
    return Blocks(chain.url, replace(ANVIL, **changes))


def test_headers_are_linked_and_hold_what_the_node_says(chain: Chain, emitter: str) -> None:
    receipts = [emit(chain, emitter) for _ in range(3)]
    first = int(receipts[0]["blockNumber"])
    headers = chain.headers(first, first + 2)
    assert [header.number for header in headers] == [first, first + 1, first + 2]
    assert [header.parent for header in headers[1:]] == [header.hash for header in headers[:-1]]
    assert [header.transactions for header in headers] == [
        (bytes.fromhex(receipt["transactionHash"][2:]),) for receipt in receipts
    ]
    assert "0x" + headers[0].hash.hex() == receipts[0]["blockHash"]
    assert headers[0].timestamp <= headers[2].timestamp == chain.timestamp()
    assert all(
        bloom_of(receipt["logs"]) == header.logs_bloom for receipt, header in zip(receipts, headers, strict=True)
    )


def test_headers_end_where_the_chain_ends(chain: Chain, emitter: str) -> None:
    height = chain.height()
    assert [header.number for header in chain.headers(height, height + 5)] == [height]
    assert chain.headers(height + 1, height + 2) == []
    assert chain.headers(height, height - 1) == []


def test_a_request_holds_no_more_than_the_profile_allows(
    chain: Chain, emitter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = int(emit(chain, emitter)["blockNumber"])
    reader = reading(chain, batch_size=2)
    sizes = []
    send = reader.rpc.provider.make_batch_request

    def counted(requests: list[object]) -> object:
        sizes.append(len(requests))
        return send(requests)

    monkeypatch.setattr(reader.rpc.provider, "make_batch_request", counted)
    assert [header.number for header in reader.headers(0, last)] == list(range(last + 1))
    assert sizes
    assert set(sizes) == {2}  # a last one alone needs no batch


def test_logs_come_in_order_with_their_numbers(chain: Chain, emitter: str) -> None:
    numbers = [int(emit(chain, emitter)["blockNumber"]) for _ in range(3)]
    logs = chain.logs({"address": [emitter], "fromBlock": hex(numbers[0]), "toBlock": hex(numbers[1])})
    assert [(log["blockNumber"], log["logIndex"]) for log in logs] == [(number, 0) for number in numbers[:2]]


def test_logs_of_a_block_are_those_of_its_hash(chain: Chain, emitter: str) -> None:
    number = int(emit(chain, emitter)["blockNumber"])
    emit(chain, emitter)
    (header,) = chain.headers_of([number])
    (log,) = chain.logs({"address": [emitter], "blockHash": "0x" + header.hash.hex()})
    assert log["blockNumber"] == number
    assert chain.receipts(header.transactions)[0]["logs"] == [log]


def test_a_receipt_is_there_once_the_transaction_is(chain: Chain, emitter: str) -> None:
    mined = emit(chain, emitter)
    assert chain.receipt(mined["transactionHash"]) == mined
    assert chain.receipt(bytes.fromhex(mined["transactionHash"][2:])) == mined
    assert chain.receipt(b"\x11" * 32) is None


@pytest.mark.parametrize(
    ("finality", "head", "final"),
    [
        (Finality("instant"), 100, 100),
        (Finality("depth", 12), 100, 88),
        (Finality("depth", 12), 11, 0),
    ],
)
def test_what_is_final_follows_the_profile(chain: Chain, finality: Finality, head: int, final: int) -> None:
    assert reading(chain, finality=finality).final_height(head) == final


def test_the_nodes_tag_is_never_above_the_head(chain: Chain) -> None:
    chain.request("anvil_mine", hex(100))
    reader, head = reading(chain, finality=Finality("tag")), chain.height()
    assert reader.final_height() == head - 64  # as Anvil has it
    assert reader.final_height(5) == 5
    assert chain.final_height() == head
