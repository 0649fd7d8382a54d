"""What a transaction offers for gas, by its chain's profile: nothing, a fixed price, or what EIP-1559 asks."""

from collections.abc import Mapping
from statistics import median_low
from typing import Any

from heyi.chain.profiles import Gas
from heyi.chain.refusals import FeesTooHigh, NodeRefused
from heyi.chain.rpc import Rpc

__all__ = ["bumped", "fee_fields", "gas_limit"]

BLOCKS_BACK = 10  # whose tips are looked at
TIP_PERCENTILE = 50
MOST_BUMPED = 10  # times its fixed price, which a profile without a cap is ready to pay for a replacement


def fee_fields(rpc: Rpc, gas: Gas) -> dict[str, int]:
    """The fields of a transaction that pay for its gas, in wei.

    Raises FeesTooHigh where the base fee alone is above the profile's cap: such a transaction would wait for ever.
    """
    if gas.mode == "free":
        return {"gasPrice": 0}
    if gas.mode == "legacy":
        return {"gasPrice": gas.price}
    try:
        history = rpc.request("eth_feeHistory", hex(BLOCKS_BACK), "latest", [TIP_PERCENTILE])
    except NodeRefused:  # a node from before London, or one that keeps no history
        return {"gasPrice": _capped(int(rpc.request("eth_gasPrice"), 16), gas)}
    return _by_history(history, gas)


def bumped(before: Mapping[str, int], percent: int, now: Mapping[str, int], gas: Gas) -> dict[str, int] | None:
    """What a replacement offers: `percent` more than before, rounded up, and no less than what is usual now.

    None if that is above the profile's cap, or nothing at all: then nobody would take it in place of the other.
    """
    more = {name: max(-(-value * (100 + percent) // 100), now.get(name, 0)) for name, value in before.items()}
    most = gas.cap or gas.price * MOST_BUMPED
    highest = max(more.values())
    return more if 0 < highest <= most else None


def _by_history(history: Mapping[str, Any], gas: Gas) -> dict[str, int]:
    base = int(history["baseFeePerGas"][-1], 16)  # of the block to come
    tips = [int(tip, 16) for block in history.get("reward") or () for tip in block]
    paid = [tip for tip in tips if tip > 0]  # an empty block says nothing of what is usual
    tip = median_low(paid) if paid else 0
    most = min(_capped(base, gas) + tip, gas.cap)
    return {"maxFeePerGas": most, "maxPriorityFeePerGas": min(tip, most)}


def _capped(price: int, gas: Gas) -> int:
    if price > gas.cap:
        raise FeesTooHigh(price, gas.cap)
    return min(int(price * gas.multiplier), gas.cap)


def gas_limit(rpc: Rpc, gas: Gas, call: Mapping[str, Any]) -> int:
    """How much gas a transaction may use: the profile's limit, or an estimate with its margin.

    Raises ContractRefused if the estimate tells that it would fail.
    """
    if gas.limit is not None:
        return gas.limit
    return int(int(rpc.request("eth_estimateGas", call), 16) * gas.margin)
