"""Whether an endpoint is as its chain profile says: one finding after the other, each with what to do about it.

Nothing is sent: a node that takes a transaction and then drops it silently is only found out by sending one.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from heyi.chain.blocks import Blocks
from heyi.chain.fees import fee_fields
from heyi.chain.profiles import Profile
from heyi.chain.profiles.profile import EVM_VERSIONS
from heyi.chain.refusals import WrongChain
from heyi.core.errors import HeyiError

__all__ = ["LARGEST_CONTRACT", "Finding", "examine_endpoint"]

LARGEST_CONTRACT = 24_576  # bytes of code on nodes with default limits (EIP-170)
CONTRACTS_NEED = "shanghai"  # as brownie-config.yaml compiles them
SKEW = 15  # seconds that a chain's clock may be ahead of ours
STALE_BLOCKS = 10  # this many block times without a block are an age
STALE_AT_LEAST = 60  # seconds
BLOCKS_BACK = 100  # over which the block time is taken
ORDINARY_EXTRA_DATA = 32  # bytes; what is longer holds validators and their seals
NOBODY = "0x" + 40 * "0"

# Creation code that returns 32 zero bytes by way of an instruction that the version brought: PUSH0, MCOPY, CLZ.
_PROBES = {
    "shanghai": "0x5f5f5260205ff3",
    "cancun": "0x60205f5f5e60205ff3",
    "osaka": "0x5f1e505f5f5260205ff3",
}
_LARGE = "0x6160005ff3"  # creation code that returns as many zero bytes as a contract may have


@dataclass(frozen=True)
class Finding:
    """One thing looked at. says: what was found; advice: what to do, when it isn't well."""

    what: str
    well: bool
    says: str
    advice: str = ""


def examine_endpoint(
    url: str, profile: Profile, sender: str, clock: Callable[[], float] = time.time
) -> Iterator[Finding]:
    """Looks at a chain as the profile describes it. sender: who is to pay for gas; clock: this machine's, Unix time.

    If nobody answers, or another chain does, that is the only finding.
    """
    chain = Blocks(url, profile)
    reached = _tried(f"chain at {url}", lambda: _reached(chain))
    yield reached
    if not reached.well:
        return
    block: dict[str, Any] = chain.request("eth_getBlockByNumber", "latest", False)
    yield from _time(chain, block, clock())
    yield _proof_of_authority(profile, block)
    yield from _evm(chain, block)
    yield _tried("finality", lambda: _finality(chain, int(block["number"], 16)), "set `finality` to depth:N")
    yield _logs_range(chain, int(block["number"], 16))
    yield _batch_size(chain)
    yield _fees(chain, block)
    if profile.gas.mode != "free":
        yield _funds(chain, sender)


def _reached(chain: Blocks) -> str:
    wanted = chain.profile.chain_id
    if wanted not in (None, chain.chain_id):
        raise WrongChain(chain.url, chain.chain_id, wanted)
    return f"{chain.client_version()}, chain id {chain.chain_id}, block {chain.height()}"


# --- TIME ---


def _time(chain: Blocks, block: dict[str, Any], now: float) -> Iterator[Finding]:
    if chain.profile.has_clock:
        yield _tried("its clock", lambda: _can_be_moved(chain), "set `has_clock` to false, unless it is a local chain")
        return
    yield Finding("its clock", True, "passes by itself")
    yield _fresh(chain.profile, now - int(block["timestamp"], 16))
    if chain.profile.block_time and int(block["number"], 16) > 0:
        yield _block_time(chain, block)


def _can_be_moved(chain: Blocks) -> str:
    chain.request("evm_increaseTime", 0)
    return "can be moved"


def _fresh(profile: Profile, age: float) -> Finding:
    """age: of the latest block in seconds, by this machine's clock."""
    if age < -SKEW:
        ahead = f"is dated {-age:.0f} s ahead of this machine's clock"
        return Finding("latest block", False, ahead, "let this machine and the validators take their time from NTP")
    says = f"{max(age, 0):.0f} s old"
    if not profile.block_time:
        return Finding("latest block", True, f"{says}; a block comes with a transaction only")
    advice = (
        "see whether blocks are made at all (QBFT stops when more than a third of the validators are down), whether "
        "this node follows them, and whether this machine's clock is right"
    )
    return Finding("latest block", age <= max(STALE_AT_LEAST, STALE_BLOCKS * profile.block_time), says, advice)


def _block_time(chain: Blocks, block: dict[str, Any]) -> Finding:
    head = int(block["number"], 16)
    # Not from genesis, whose time is what its file says.
    first = max(head - BLOCKS_BACK, min(1, head - 1))
    passed = int(block["timestamp"], 16) - chain.header(hex(first)).timestamp
    found, stated = passed / (head - first), chain.profile.block_time
    says = f"{found:.1f} s over {head - first} blocks, {stated:g} s stated"
    return Finding("block time", stated / 2 <= found <= stated * 2, says, "set `block_time` to what the chain has")


# --- BLOCKS AND CODE ---


def _proof_of_authority(profile: Profile, block: dict[str, Any]) -> Finding:
    length = (len(block["extraData"]) - 2) // 2
    signed = length > ORDINARY_EXTRA_DATA
    says = f"{length} bytes of extra data: {'validators sign in it' if signed else 'no validators in it'}"
    advice = f"set `proof_of_authority` to {str(signed).lower()}, or name another profile"
    return Finding("headers", signed == profile.proof_of_authority, says, advice)


def _evm(chain: Blocks, block: dict[str, Any]) -> Iterator[Finding]:
    stated = chain.profile.evm_version
    if EVM_VERSIONS.index(stated) < EVM_VERSIONS.index(CONTRACTS_NEED):
        yield Finding("EVM", False, f"{stated} stated", f"the contracts need {CONTRACTS_NEED}: name another chain")
    else:
        advice = (
            f"bring the chain to {stated}, in a genesis file by `{stated}Time`, or set `evm_version` to what it has"
        )
        yield _tried("EVM", lambda: _knows(chain, stated), advice)
    yield _tried("contract size", lambda: _large(chain), "allow contracts of 24,576 bytes, as chains do by default")
    limit, most = chain.profile.gas.limit, int(block["gasLimit"], 16)
    says = f"{most:,} for a block" + (f", {limit:,} for a transaction" if limit else "")
    yield Finding("gas", (limit or 0) <= most, says, "set `gas.limit` below it, or raise the block's in the genesis")


def _knows(chain: Blocks, stated: str) -> str:
    for version in EVM_VERSIONS[: EVM_VERSIONS.index(stated) + 1]:
        if version in _PROBES:
            returned = chain.request("eth_call", {"data": _PROBES[version]}, "latest")
            if returned != "0x" + bytes(32).hex():
                raise _Implausible(f"code of {version} returns {returned[:20]}")
    return f"knows the instructions of {stated}"


def _large(chain: Blocks) -> str:
    code = chain.request("eth_call", {"data": _LARGE, "gas": hex(10_000_000)}, "latest")
    length = (len(code) - 2) // 2
    if length != LARGEST_CONTRACT:
        raise _Implausible(f"{length:,} bytes came back of {LARGEST_CONTRACT:,}")
    return f"{LARGEST_CONTRACT:,} bytes are taken"


# --- LIMITS ---


def _finality(chain: Blocks, head: int) -> str:
    """Raises _Implausible if the node's tag cannot be what the profile takes it for."""
    kind, final = chain.profile.finality.kind, chain.final_height(head)
    if kind == "instant":
        return "at once, by the profile"
    if kind == "tag" and final == head > 0 and not chain.profile.proof_of_authority:
        raise _Implausible("the tag says that even the latest block is final")
    return f"block {final:,}, {head - final:,} behind the latest"


class _Implausible(Exception):  # noqa: N818
    """An answer that would be taken for something it isn't."""


def _logs_range(chain: Blocks, head: int) -> Finding:
    stated = chain.profile.logs_range
    first = max(head - stated + 1, 0)

    def ask() -> str:
        chain.logs({"address": NOBODY, "fromBlock": hex(first), "toBlock": hex(head)})
        short = "" if head - first + 1 == stated else f" (the chain has no more; {stated:,} are stated)"
        return f"of {head - first + 1:,} blocks at once{short}"

    return _tried("logs", ask, f"set `logs_range` below {stated:,}, or raise the node's limit")


def _batch_size(chain: Blocks) -> Finding:
    size = chain.profile.batch_size

    def ask() -> str:
        chain.rpc.request_all("eth_chainId", [()] * size)
        return f"{size:,} at once"

    return _tried("requests", ask, f"set `batch_size` below {size:,}, or raise the node's limit")


# --- GAS ---


def _fees(chain: Blocks, block: dict[str, Any]) -> Finding:
    gas, base = chain.profile.gas, int(block.get("baseFeePerGas", "0x0"), 16)
    if gas.mode == "free":
        return _free(base, int(chain.request("eth_gasPrice"), 16))
    if gas.mode == "legacy":
        says = f"{gas.price:,} wei offered, base fee {base:,}"
        return Finding("fees", gas.price >= base, says, "raise `gas.price`, or set `gas.mode` to fees")
    return _tried("fees", lambda: _offer(chain, base))


def _free(base: int, price: int) -> Finding:
    says = f"base fee {base:,} wei, price {price:,} wei"
    if base:
        return Finding("fees", False, says, "set `zeroBaseFee` in the genesis, or `gas.mode` to fees")
    advice = "start every node with --min-gas-price=0: one that asks for more drops free transactions silently"
    return Finding("fees", price == 0, says, advice)


def _offer(chain: Blocks, base: int) -> str:
    fields = fee_fields(chain.rpc, chain.profile.gas)
    most = fields.get("maxFeePerGas", fields.get("gasPrice", 0))
    return f"base fee {base:,} wei, at most {most:,} offered, {chain.profile.gas.cap:,} allowed"


def _funds(chain: Blocks, sender: str) -> Finding:
    balance = int(chain.request("eth_getBalance", sender, "latest"), 16)
    advice = f"send {sender} some of the chain's coin for gas"
    return Finding("the sender's balance", balance > 0, f"{balance / 10**18:.3f} coins for gas", advice)


def _tried(what: str, attempt: Callable[[], str], advice: str = "") -> Finding:
    """What an attempt says. The sentence of a failure is all the advice there is, if none is given."""
    try:
        return Finding(what, True, attempt())
    except (HeyiError, _Implausible) as failure:
        if advice:
            return Finding(what, False, str(failure), advice)
        return Finding(what, False, "does not work", str(failure))
