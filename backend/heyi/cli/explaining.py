"""`heyi explain`: an error code, revert data or a transaction, in words."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer
from rich.console import Console

from heyi.chain.blocks import Blocks
from heyi.chain.profiles import profile_of
from heyi.cli.app import RECORD, AsJson, app, aside, screen
from heyi.cli.progress import Steps
from heyi.company.deploy import ORDER
from heyi.company.explaining import Explained, Meaning, explain_code, explain_transaction
from heyi.company.explaining.meanings import explain_data
from heyi.company.record import Record
from heyi.compiler import compile_contracts
from heyi.core.typed_data import Abi

__all__ = ["explain"]

NO_RECORD_URL = "http://127.0.0.1:8545"
NO_RECORD_PROFILE = "ganache"
HASH = re.compile(r"0x[0-9a-fA-F]{64}")
REVERT_DATA = re.compile(r"0x[0-9a-fA-F]{8}(?:[0-9a-fA-F]{64})*")


@app.command()
def explain(
    what: Annotated[str, typer.Argument(help="An error code, a transaction's hash, or revert data.")],
    rpc_url: Annotated[
        str | None, typer.Option("--rpc-url", help="The transaction's chain; left out: the record's.")
    ] = None,
    chain: Annotated[str | None, typer.Option("--chain", help="Its profile; left out: the record's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what an error means and what to do about it, or what a transaction did and why it failed."""
    abis = _abis()
    if HASH.fullmatch(what):
        explained: Explained | Meaning = _transaction(what, rpc_url, chain, abis)
    elif REVERT_DATA.fullmatch(what) and len(what) > len("0x12345678"):
        explained = explain_data(bytes.fromhex(what[2:]), tuple(abis.values()))
    else:
        explained = explain_code(what, tuple(abis.values()))
    if as_json:
        print(json.dumps(explained.to_json(), indent=2))
        return
    lines = _of_code(explained) if isinstance(explained, Meaning) else _of_transaction(explained)
    _print(screen, lines)


def _abis() -> dict[str, Abi]:
    with Steps(aside) as steps:
        artifacts = compile_contracts(progress=steps.tell)
    return {name: artifacts[name].abi for name in ORDER}


def _transaction(transaction: str, rpc_url: str | None, chain: str | None, abis: Mapping[str, Abi]) -> Explained:
    record = Record.read(RECORD) if RECORD.is_file() else None
    url = rpc_url or (record.rpc_url if record else NO_RECORD_URL)
    profile = profile_of(chain or (record.profile if record else NO_RECORD_PROFILE))
    names = _names(record) if record else {}
    return explain_transaction(Blocks(url, profile, abis.values()), transaction, abis, names)


def _names(record: Record) -> dict[str, str]:
    """Who is who, by address."""
    parts = (record.people, record.units, record.deployment.addresses)
    return {address: name for part in parts for name, address in part.items()}


def _of_code(meaning: Meaning) -> Iterator[str]:
    yield from meaning.signatures or (meaning.code,)
    yield f"  It means: {meaning.means}"
    yield f"  What to do: {meaning.advice}"


def _of_transaction(explained: Explained) -> Iterator[str]:
    call = f"{explained.contract}.{explained.function}" if explained.function else explained.contract
    yield f"{explained.sender} called {call}"
    for argument in explained.arguments:
        yield f"  {argument.name} ({argument.type}): {argument.text}"
    yield _outcome(explained)
    for event in explained.events:
        yield f"  {event.contract}: {event.event} {event.text}".rstrip()
    if explained.refusal:
        yield from _of_code(explained.refusal)
    elif explained.status == "failed":
        yield _without_reason(explained)


def _outcome(explained: Explained) -> str:
    if explained.block is None:
        return f"It waits to be mined, with at most {explained.gas_limit:,} gas"
    return f"It {explained.status} in block {explained.block:,} and used {explained.gas_used:,} gas"


def _without_reason(explained: Explained) -> str:
    if explained.gas_used == explained.gas_limit:
        return f"  It used all of its {explained.gas_limit:,} gas: raise gas.limit or gas.margin in the chain's profile"
    return "  Tried again it does not fail, or the node keeps no state of that block: the reason has passed"


def _print(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
