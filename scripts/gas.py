"""`make gas`: measures every verb in steady state on a private Anvil and writes docs/gas.md beside the budgets.

Steady state: the storage a verb writes was written before. The company is the tests' (tests/contracts/world.py),
deployed by the production code with the project's own compiler settings.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.gas_floor import TRANSACTION, floor_of  # noqa: E402
from tests.contracts.world import VAMS, World, clause, constant, person, share  # noqa: E402

from heyi.chain.client import Chain, connect, development_account  # noqa: E402
from heyi.chain.node import NodeSettings, running  # noqa: E402
from heyi.chain.profiles import ANVIL  # noqa: E402
from heyi.company import abis_of  # noqa: E402
from heyi.compiler import Artifact, compile_contracts  # noqa: E402
from heyi.core.facts import Statement, benchmark_id  # noqa: E402

PAYEES = 100
FEW, FEWER = 6, 3  # payees of closings that are traced
SETTLE = f"settle, per agreement of {PAYEES} in one closing, two clauses"
WHY = (
    "Over budget are verbs whose floor is over it or near it, and settlements: terms have grown since they were set.",
    "[Decision 14](decisions/0014-budgets-and-floors.md) says what was done, and what more would cost.",
)


class Row(NamedTuple):
    """A verb, the gas it takes, the part of it that the chain itself takes, and the design's budget."""

    verb: str
    gas: int
    floor: int
    budget: str


def main() -> None:
    artifacts = compile_contracts(progress=print)
    rows: list[Row] = []
    with _chain(artifacts, "--steps-tracing") as chain:
        for measure in (founding, treasury, opening, investing, closing, alone, sharing, reporting):
            print(f"Measuring {measure.__name__} ...", flush=True)
            rows += measure(World(chain, artifacts))
    # A chain that keeps traces can't take a long page.
    with _chain(artifacts) as chain:
        print(f"Measuring a page of {PAYEES} ...", flush=True)
        whole = _closing_of(World(chain, artifacts), PAYEES)()
    rows = [row._replace(gas=int(whole["gasUsed"]) // PAYEES) if row.verb == SETTLE else row for row in rows]
    write(rows)


@contextmanager
def _chain(artifacts: Mapping[str, Artifact], *arguments: str) -> Iterator[Chain]:
    with running(NodeSettings("anvil", chain_id=ANVIL.chain_id, extra_arguments=arguments)) as node:
        yield connect(node.url, ANVIL, development_account(0), abis_of(artifacts))


def traced(world: World, act: Callable[[], Any]) -> tuple[int, int]:
    """The gas of the last transaction that `act` sends, and its floor."""
    act()
    last = world.chain.request("eth_getBlockByNumber", "latest", False)["transactions"][-1]
    return int(world.chain.request("eth_getTransactionReceipt", last)["gasUsed"], 16), floor_of(world.chain, last)


def founding(world: World) -> list[Row]:
    rows: list[Row] = []
    for size in (1, 2, 3):
        founders = [f"founder {number}" for number in range(size)]
        used = traced(world, partial(world.found, f"Unit of {size}", founders))
        rows.append(Row(f"found an enterprise of {size}", *used, "180k"))
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
    budget = "within 15 % of the floor, 34k, plus a signature"
    return [Row("withdraw by signature", *traced(world, withdraw), budget)]


def opening(world: World) -> list[Row]:
    ann, bob = person("ann"), person("bob")
    client, supplier = world.found("Client"), world.found("Supplier")
    fee = [constant(100), share(client.subject, 2)]
    world.open(world.terms((client, supplier), fee))
    people = traced(world, lambda: world.open(world.terms((ann, bob), fee, salt=b"\1" * 32)))
    units = traced(world, lambda: world.open(world.terms((client, supplier), fee, salt=b"\2" * 32)))
    return [
        Row("open a service between persons, two clauses", *people, "80k"),
        Row("open a service between enterprises, two clauses", *units, "100k"),
    ]


def investing(world: World) -> list[Row]:
    unit, investor, payer = world.found("Unit"), world.found("Investor"), person("cem")
    world.fund(investor, 10**6)
    used = (0, 0)
    for number in range(2):
        payoff = [clause([(0, 100), (1000, 0)], unit.subject)]
        terms = world.vam(unit, investor, payer, payoff, salt=bytes([number]) * 32)
        used = traced(world, partial(world.open, terms, VAMS))
    return [Row("open a VAM of an enterprise and an enterprise", *used, "160k")]


def closing(world: World) -> list[Row]:
    """What one agreement more costs in a closing, by the difference of two short pages."""
    fewer, few = (traced(world, _closing_of(world, count)) for count in (FEWER, FEW))
    gas, floor = ((more - less) // (FEW - FEWER) for more, less in zip(few, fewer, strict=True))
    return [Row(SETTLE, gas, floor, "32k")]


def _closing_of(world: World, payees: int) -> Callable[[], Any]:
    """The third closing of a client with so many payees, ready to be sent."""
    client = world.found(f"Client of {payees}")
    world.fund(client, 10**8)
    clauses = [constant(100), share(client.subject, 1)]
    open_one = partial(world.terms, clauses=clauses)
    agreements = [world.open(open_one((client, person(f"payee {number}")))) for number in range(payees)]
    for _ in range(2):
        world.settle(client, world.month(revenue={client: 1000}), agreements)
    return partial(world.settle, client, world.month(revenue={client: 1000}), agreements)


def alone(world: World) -> list[Row]:
    ann, bob = person("ann"), person("bob")
    world.let_pay(ann)
    world.fund(ann, 10**6)
    agreement = world.open(world.terms((ann, bob), [constant(100)]))
    world.month()
    agreement.accrue()
    world.month()
    return [Row("accrue and pay one agreement alone, between persons", *traced(world, agreement.accrue), "60k")]


def sharing(world: World) -> list[Row]:
    unit = world.found("Unit", ["ann", "bob"])
    world.fund(unit, 10**6)
    world.month(profit={unit: 1000})
    world.close(unit)
    world.claim(unit, person("ann"))
    world.month()
    without = traced(world, lambda: world.close(unit))
    world.month(profit={unit: 1000})
    shared = traced(world, lambda: world.close(unit))
    claimed = traced(world, lambda: world.claim(unit, person("ann")))
    distributed = tuple(TRANSACTION + more - less for more, less in zip(shared, without, strict=True))
    return [
        Row("close books without agreements and with nothing to share", *without, ""),
        Row("distribute: what it adds to a closing, and a transaction", *distributed, "46k"),
        Row("claim", *claimed, "50k"),
    ]


def reporting(world: World) -> list[Row]:
    period = world.end_month()
    batch = [Statement(subject=benchmark_id(f"subject {i}"), revenue=10**6 + i, profit=i) for i in range(100)]
    gas, floor = traced(world, lambda: world.post(period, batch))
    return [Row("report, per statement of 100, 2 of 3 nodes", gas // 100, floor // 100, "30k")]


def write(rows: list[Row]) -> None:
    lines = [
        "# Gas",
        "",
        "Written by `make gas`, on a private Anvil at Shanghai, in steady state, with the project's own compiler",
        "settings. Budgets are the design's. Signatures make a figure vary by about a hundred.",
        "",
        "*Floor* is what the chain itself takes for what is sent, stored, published and signed (the transaction,",
        "calldata, storage, events, calls, recovered signatures: `scripts/gas_floor.py`). With the same terms no other",
        "code could go below it.",
        "",
        "| verb | gas | floor | budget |",
        "|---|--:|--:|---|",
        *(f"| {row.verb} | {round(row.gas, -2):,} | {round(row.floor, -2):,} | {row.budget} |" for row in rows),
        "",
        *WHY,
        "",
    ]
    (ROOT / "docs" / "gas.md").write_text("\n".join(lines))
    print("\n".join(lines[9 : 11 + len(rows)]))


if __name__ == "__main__":
    main()
