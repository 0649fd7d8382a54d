"""What of a transaction's gas the chain itself takes, whatever the code: the part that no better program could save
as long as it is sent, stored, published and signed the same.

The floor is the transaction, its calldata, storage, events, calls of and looks at other accounts, recovered
signatures and new contracts. The rest is computing: decoding, checking, adding.
"""

from collections.abc import Mapping
from typing import Any

from heyi.chain.client import Chain

TRANSACTION = 21_000
ZERO_BYTE, OTHER_BYTE = 4, 16
COLD_ACCOUNT, WARM_ACCOUNT = 2_600, 100
RECOVERY = 3_000
RECOVER = 1  # the address of the precompiled contract that recovers a signer

READ_OR_KEPT = {"SLOAD", "SSTORE", "EXTCODESIZE", "LOG0", "LOG1", "LOG2", "LOG3", "LOG4"}
CALLS = {"CALL", "STATICCALL", "DELEGATECALL"}


def floor_of(chain: Chain, transaction: str) -> int:
    """The floor of a mined transaction, from its trace: the chain must keep one (Anvil: --steps-tracing)."""
    sent = chain.request("eth_getTransactionByHash", transaction)
    options = {"disableMemory": True, "disableStorage": True, "enableReturnData": False}
    steps = chain.request("debug_traceTransaction", transaction, options)["structLogs"]
    warm = {int(sent["from"], 16), int(sent["to"], 16)}
    return TRANSACTION + _calldata(bytes.fromhex(sent["input"][2:])) + sum(_step(step, warm) for step in steps)


def _calldata(data: bytes) -> int:
    zeros = data.count(0)
    return ZERO_BYTE * zeros + OTHER_BYTE * (len(data) - zeros)


def _step(step: Mapping[str, Any], warm: set[int]) -> int:
    operation = step["op"]
    if operation == "EXTCODESIZE":
        warm.add(int(step["stack"][-1], 16) % 2**160)
    if operation in READ_OR_KEPT:
        return int(step["gasCost"])
    if operation == "CREATE2":
        return 32_000 + 200 * 45  # of a minimal clone, which has 45 bytes
    if operation not in CALLS:
        return 0
    called = int(step["stack"][-2], 16) % 2**160
    if called <= 9:
        return RECOVERY if called == RECOVER else WARM_ACCOUNT
    cost = WARM_ACCOUNT if called in warm else COLD_ACCOUNT
    warm.add(called)
    return cost
