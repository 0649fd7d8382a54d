"""`make gas`: measures every verb in steady state on a private Anvil and writes docs/gas.md beside the budgets.

Steady state: the storage a verb writes was written before. The company is the tests' (tests/contracts/world.py),
deployed by the production code with the project's own compiler settings.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.contracts.world import VAMS, World, clause, constant, person, share  # noqa: E402

from heyi.chain.client import connect, development_account  # noqa: E402
from heyi.chain.node import NodeSettings, running  # noqa: E402
from heyi.chain.profiles import ANVIL  # noqa: E402
from heyi.company import abis_of  # noqa: E402
from heyi.compiler import compile_contracts  # noqa: E402
from heyi.core.facts import Statement, benchmark_id  # noqa: E402

PAYEES = 100
Row = tuple[str, int, str]


def main() -> None:
    artifacts = compile_contracts(progress=print)
    with running(NodeSettings("anvil", chain_id=ANVIL.chain_id)) as node:
        chain = connect(node.url, ANVIL, development_account(0), abis_of(artifacts))
        rows: list[Row] = []
        for measure in (founding, treasury, opening, investing, closing, sharing, reporting):
            print(f"Measuring {measure.__name__} ...", flush=True)
            rows += measure(World(chain, artifacts))
    write(rows)


def gas(receipt: Any) -> int:
    return int(receipt["gasUsed"])


def sent(world: World, act: Callable[[], Any]) -> int:
    """The gas of the last transaction that `act` sends."""
    used: list[int] = []
    send = world.chain.send

    def watch(function: Any) -> Any:
        receipt = send(function)
        used.append(gas(receipt))
        return receipt

    world.chain.send = watch  # type: ignore[method-assign]
    try:
        act()
    finally:
        world.chain.send = send  # type: ignore[method-assign]
    return used[-1]


def founding(world: World) -> list[Row]:
    rows: list[Row] = []
    for size in (1, 2, 3):
        founders = [f"founder {number}" for number in range(size)]
        used = sent(world, partial(world.found, f"Unit of {size}", founders))
        rows.append((f"found an enterprise of {size}", used, "180k"))
    return rows


def treasury(world: World) -> list[Row]:
    company, ann = world.company, person("ann")
    world.fund(ann, 1000)
    functions = company.treasury.functions
    nonce = iter(range(10))

    def withdraw() -> None:
        message = company.messages.treasury_withdrawal(
            company.domain("Treasury"), ann.address, world.token, 10, ann.address, next(nonce), 2**40
        )
        signature = ann.unsafe_sign_hash(message.digest()).signature
        world.send(functions.withdrawBySig(ann.address, world.token, 10, ann.address, 2**40, signature))

    withdraw()
    return [("withdraw by signature", sent(world, withdraw), "within 15 % of the floor, 34k, plus a signature")]


def opening(world: World) -> list[Row]:
    ann, bob = person("ann"), person("bob")
    client, supplier = world.found("Client"), world.found("Supplier")
    fee = [constant(100), share(client.subject, 2)]
    world.open(world.terms((client, supplier), fee))
    people = sent(world, lambda: world.open(world.terms((ann, bob), fee, salt=b"\1" * 32)))
    units = sent(world, lambda: world.open(world.terms((client, supplier), fee, salt=b"\2" * 32)))
    return [
        ("open a service between persons, two clauses", people, "80k"),
        ("open a service between enterprises, two clauses", units, "100k"),
    ]


def investing(world: World) -> list[Row]:
    unit, investor, payer = world.found("Unit"), world.found("Investor"), person("cem")
    world.fund(investor, 10**6)
    for number in range(2):
        payoff = [clause([(0, 100), (1000, 0)], unit.subject)]
        terms = world.vam(unit, investor, payer, payoff, salt=bytes([number]) * 32)
        used = sent(world, partial(world.open, terms, VAMS))
    return [("open a VAM of an enterprise and an enterprise", used, "160k")]


def closing(world: World) -> list[Row]:
    client = world.found("Client")
    world.fund(client, 10**8)
    rows: list[Row] = []
    agreements = []
    for number in range(PAYEES):
        payee = person(f"payee {number}")
        agreements.append(world.open(world.terms((client, payee), [constant(100), share(client.subject, 1)])))
    used = 0
    for _ in range(3):
        period = world.month(revenue={client: 1000})
        used = gas(world.settle(client, period, agreements))
    rows.append((f"settle, per agreement of {PAYEES} in one closing, two clauses", used // PAYEES, "32k"))
    ann, bob = person("ann"), person("bob")
    world.let_pay(ann)
    world.fund(ann, 10**6)
    alone = world.open(world.terms((ann, bob), [constant(100)]))
    for _ in range(2):
        world.month()
        used = sent(world, alone.accrue)
    rows.append(("accrue and pay one agreement alone, between persons", used, "60k"))
    return rows


def sharing(world: World) -> list[Row]:
    unit = world.found("Unit", ["ann", "bob"])
    world.fund(unit, 10**6)
    used = claimed = 0
    for _ in range(3):
        world.month(profit={unit: 1000})
        used = sent(world, lambda: world.close(unit))
        claimed = sent(world, lambda: world.claim(unit, person("ann")))
    return [("close books without agreements, and distribute", used, "distribute 46k"), ("claim", claimed, "50k")]


def reporting(world: World) -> list[Row]:
    period = world.end_month()
    batch = [Statement(subject=benchmark_id(f"subject {i}"), revenue=10**6 + i, profit=i) for i in range(100)]
    used = sent(world, lambda: world.post(period, batch))
    return [("report, per statement of 100, 2 of 3 nodes", used // 100, "30k")]


def write(rows: list[Row]) -> None:
    lines = [
        "# Gas",
        "",
        "Written by `make gas`, on a private Anvil at Shanghai, in steady state, with the project's own compiler",
        "settings. Budgets are the design's. Signatures make a figure vary by about a hundred.",
        "",
        "| verb | gas | budget |",
        "|---|--:|---|",
        *(f"| {what} | {round(used, -2):,} | {budget} |" for what, used, budget in rows),
        "",
        "Over budget are founding, openings and settlements. Most of that is reading terms from calldata:",
        "calldata and hashing are a third of a settlement, the price of keeping one slot per agreement.",
        "",
    ]
    (ROOT / "docs" / "gas.md").write_text("\n".join(lines))
    print("\n".join(lines[5:-3]))


if __name__ == "__main__":
    main()
