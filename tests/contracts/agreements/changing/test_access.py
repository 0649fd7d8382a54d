"""Who may call what: the whole access policy of agreements and books as one table, and nothing beside it.

What a person or unit is bound by needs their signature inside the call; who carries it never matters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest
from world import ARBITER, COMMUNITIES, PAUSER, SERVICES, STRANGER, VAMS, World

from heyi.chain.refusals import ContractRefused, NodeRefused

BOOKS = "BookClosing"
KINDS = (SERVICES, COMMUNITIES, VAMS)
ANYONE = None

# Contract, function, who may call it, the refusal of others, and arguments for a call that says who is asking.
TABLE: list[tuple[str, str, set[str] | None, str]] = [
    *((kind, function, ANYONE, "") for kind in KINDS for function in (
        "open", "amend", "giveNotice", "endByAll", "release", "withdrawMessage", "challenge", "accrue", "settle",
    )),
    (SERVICES, "accept", ANYONE, ""),
    *((kind, "cancel", {BOOKS}, "NotBooks") for kind in KINDS),
    (BOOKS, "close", ANYONE, ""),
    (BOOKS, "cancelCircle", ANYONE, ""),
    (BOOKS, "windUp", ANYONE, ""),
    (BOOKS, "open", {"EnterpriseRegistry"}, "NotRegistry"),
    (BOOKS, "count", KINDS, "NotAgreements"),
    (BOOKS, "book", KINDS, "NotAgreements"),
    (BOOKS, "invest", KINDS, "NotAgreements"),
    (BOOKS, "passAll", KINDS, "NotAgreements"),
    (BOOKS, "passPage", KINDS, "NotAgreements"),
    (BOOKS, "payPage", KINDS, "NotAgreements"),
    (BOOKS, "paid", KINDS, "NotAgreements"),
]  # fmt: skip

UNIT = "0x" + "11" * 20
ARGUMENTS: dict[str, Callable[[World], tuple[Any, ...]]] = {
    "cancel": lambda world: (bytes(32), world.terms((ARBITER, PAUSER), []).to_abi(), 0, 1),
    "open": lambda _: (UNIT,),
    "count": lambda _: (UNIT,),
    "book": lambda _: (UNIT, 1),
    "invest": lambda world: (world.platform.address, 1),
    "passAll": lambda world: (UNIT, world.period(), 0, (0, 0)),
    "passPage": lambda world: (UNIT, world.period(), bytes(32), 0, 0, (0, 0)),
    "payPage": lambda _: (UNIT, bytes(32)),
    "paid": lambda world: (UNIT, world.period(), False, 0, 0, (0, 0), 0),
}
RESTRICTED = [row for row in TABLE if row[2] is not ANYONE]


@pytest.mark.parametrize("contract", [*KINDS, BOOKS])
def test_every_function_that_changes_something_is_in_the_table(world: World, contract: str) -> None:
    abi = world.company.artifacts[contract].abi
    changing = {
        entry["name"]
        for entry in abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert changing == {function for kind, function, _, _ in TABLE if kind == contract}


@pytest.mark.parametrize("contract", [*KINDS, BOOKS])
def test_nothing_takes_money_and_nothing_catches_all(world: World, contract: str) -> None:
    abi = world.company.artifacts[contract].abi
    assert not [entry for entry in abi if entry.get("stateMutability") == "payable" or entry["type"] == "fallback"]


@pytest.mark.parametrize(("contract", "function", "allowed", "refusal"), RESTRICTED, ids=lambda value: str(value)[:40])
def test_only_who_is_in_the_table_may_call(
    world: World, contract: str, function: str, allowed: Collection[str], refusal: str
) -> None:
    callers = {
        **world.company.deployment.addresses,
        "enterprise": world.platform.address,
        "leader": world.platform.leader.address,
        "node": world.nodes[0].address,
        "arbiter": ARBITER.address,
        "pauser": PAUSER.address,
        "stranger": STRANGER.address,
        "deployer": world.chain.account.address,
    }
    call = getattr(world.company.contract(contract).functions, function)(*ARGUMENTS[function](world))
    refused = {name for name, address in callers.items() if error_of(world, call, address) == refusal}
    assert set(callers) - refused == set(allowed)


def error_of(world: World, call: Any, sender: str) -> str:
    """The name of the refusal; empty if there is none or it has none."""
    try:
        world.chain.call(call, sender)
    except ContractRefused as refused:
        return refused.name
    except NodeRefused:
        return ""
    return ""
