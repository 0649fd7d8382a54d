"""What a transaction offers for gas follows the profile, and never goes above its cap."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.fees import fee_fields, gas_limit
from heyi.chain.profiles import ANVIL, PROFILES, Gas
from heyi.chain.refusals import ContractRefused, FeesTooHigh, NodeRefused
from heyi.chain.rpc import Rpc

GWEI = 10**9
FEES = Gas("fees", multiplier=2, cap=100 * GWEI)


class Node:
    """A node that answers from a table, and refuses everything else."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def request(self, method: str, *_: object) -> Any:
        if method not in self._answers:
            raise NodeRefused(method, "Method not found")
        return self._answers[method]


def fields(gas: Gas, **answers: Any) -> dict[str, int]:
    return fee_fields(cast("Rpc", Node(answers)), gas)


def history(base: int, *tips: int) -> dict[str, Any]:
    return {"baseFeePerGas": [hex(1), hex(base)], "reward": [[hex(tip)] for tip in tips]}


def test_free_and_fixed_prices_need_no_node() -> None:
    assert fields(Gas("free")) == {"gasPrice": 0}
    assert fields(Gas("legacy", price=7)) == {"gasPrice": 7}


@pytest.mark.parametrize(
    ("base", "tips", "most", "tip"),
    [
        (10, (2, 3, 0), 22, 2),  # the lower of two: 0 is an empty block's
        (10, (), 20, 0),
        (0, (0, 0), 0, 0),
        (49, (3,), 100, 3),  # 98 + 3 is above the cap
        (100, (500,), 100, 100),
    ],
)
def test_fees_double_the_base_fee_and_add_the_usual_tip(base: int, tips: tuple[int, ...], most: int, tip: int) -> None:
    answer = history(base * GWEI, *(each * GWEI for each in tips))
    assert fields(FEES, eth_feeHistory=answer) == {
        "maxFeePerGas": most * GWEI,
        "maxPriorityFeePerGas": tip * GWEI,
    }


def test_a_base_fee_above_the_cap_is_told() -> None:
    with pytest.raises(FeesTooHigh, match=f"costs {101 * GWEI} wei .* allows {100 * GWEI}"):
        fields(FEES, eth_feeHistory=history(101 * GWEI))


def test_without_a_history_the_nodes_price_counts() -> None:
    assert fields(FEES, eth_gasPrice=hex(30 * GWEI)) == {"gasPrice": 60 * GWEI}
    assert fields(FEES, eth_gasPrice=hex(70 * GWEI)) == {"gasPrice": 100 * GWEI}
    with pytest.raises(FeesTooHigh):
        fields(FEES, eth_gasPrice=hex(101 * GWEI))


def test_gas_is_estimated_where_the_profile_sets_no_limit(chain: Chain) -> None:
    transfer = {"from": chain.account.address, "to": "0x" + 40 * "1", "data": "0x"}
    assert gas_limit(chain.rpc, ANVIL.gas, transfer) == 28_000_000
    assert gas_limit(chain.rpc, Gas("fees", margin=1.5), transfer) == 31_500
    with pytest.raises((ContractRefused, NodeRefused)):
        gas_limit(chain.rpc, Gas("fees"), {"from": chain.account.address, "data": "0x5f5ffd"})


def test_transactions_with_fees_are_mined(anvil_url: str) -> None:
    public = replace(PROFILES["public"], polls_every=0.002)
    chain = connect(anvil_url, public, development_account(1))
    address = chain.create("0x5f5ff3", [], [])
    assert chain.code_at(address) == b""
    (number,) = [chain.height()]
    (transaction,) = chain.headers(number, number)[0].transactions
    found = chain.request("eth_getTransactionByHash", "0x" + transaction.hex())
    assert found["type"] == "0x2"
    assert int(found["maxFeePerGas"], 16) > 0
    assert int(found["gas"], 16) < 100_000
