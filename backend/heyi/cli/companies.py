"""`heyi deploy` and `heyi console`: a company on a chain that runs."""

import code
import json
from dataclasses import dataclass
from typing import Annotated, ClassVar

import typer

from heyi.chain.profiles import profile_of
from heyi.cli.app import RECORD, AsJson, ChainName, app, aside, compiled, connected, screen
from heyi.cli.progress import Steps
from heyi.company import Company
from heyi.company.record import Record
from heyi.core.errors import InvalidInput
from heyi.processes.ledger import Ledger
from heyi.service.founding import deployed

__all__ = ["KeysOfEverybody", "console", "deploy_company", "show_record"]


@dataclass(eq=False)
class KeysOfEverybody(InvalidInput):
    """profile: of a chain that others run."""

    profile: str
    sentence: ClassVar[str] = (
        "`heyi deploy` signs with development keys, which everybody knows, and others run {profile}: deploy "
        "by a script with keys of your own (docs/operations.md), or say --for-play."
    )


@app.command(name="deploy")
def deploy_company(
    rpc_url: Annotated[str, typer.Option("--rpc-url", help="The chain to deploy to.")] = "http://127.0.0.1:8545",
    chain: ChainName = "ganache",
    for_play: Annotated[
        bool, typer.Option("--for-play", help="Do so with keys that everybody knows, though others run the chain.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Deploy a company for development to a running chain and found its platform and clearing enterprises."""
    artifacts, profile = compiled(), profile_of(chain)
    if not profile.has_clock and not for_play:
        raise KeysOfEverybody(profile.name)
    with Steps(aside) as steps:
        record = deployed(connected(rpc_url, profile, artifacts), profile, artifacts, steps.tell)
    record.write(RECORD)
    show_record(record, as_json)


@app.command()
def console(
    expression: Annotated[str | None, typer.Option("--exec", "-c", help="Run this instead of asking.")] = None,
) -> None:
    """A Python console on the company that is up: named units, contracts, the ledger."""
    record = Record.read(RECORD)
    artifacts = compiled()
    company = Company(connected(record.rpc_url, profile_of(record.profile), artifacts), record.deployment, artifacts)
    company.check()
    names = {
        "company": company,
        "chain": company.chain,
        "call": company.chain.call,
        "send": company.chain.send,
        "units": dict(record.units),
        "people": dict(record.people),
        "ledger": Ledger(company).refresh(),
    }
    if expression:
        exec(expression, names)
        return
    banner = f"Heyi console: {', '.join(sorted(names))}\nFor example: company.balance_of(units['Platform'])"
    code.interact(banner=banner, local=names, exitmsg="")


def show_record(record: Record, as_json: bool) -> None:
    if as_json:
        print(json.dumps(record.to_json(), indent=2))
        return
    for name, address in {**record.deployment.addresses, **record.units}.items():
        screen.print(f"  {name:24} {address}", highlight=False)
    screen.print(f"Recorded in {RECORD}")
