"""`heyi up`: everything on one machine, kept from one time to the next: a chain, the database, the service's parts."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Annotated

import requests
import typer

from heyi.chain.node import free_port
from heyi.chain.profiles import profile_of
from heyi.cli.app import app, aside, compiled, screen
from heyi.cli.commands import DEMO
from heyi.cli.companies import show_record
from heyi.cli.progress import Steps, tell_faults_only
from heyi.cli.serving import Config
from heyi.company.record import Record
from heyi.scenario.afterword.reading import read_afterword
from heyi.scenario.load import load
from heyi.service import logs
from heyi.service.founding import chain_of, establish
from heyi.service.settings import Settings, read_settings
from heyi.service.stopping import Stop, stopping_on_signals
from heyi.service.supervised import Child, LocalChain, to_stderr
from heyi.service.supervisor import Supervisor

__all__ = ["up"]

PARTS = ("index", "serve", "keep", "relay", "notify")
ORACLE = ("oracle",)  # runs where the settings name a source for it to read
ASKED_EVERY = 0.2  # seconds


@app.command()
def up(
    chain: Annotated[str | None, typer.Option("--chain", help="Local chain: ganache or anvil.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the chain; 0 takes a free one.")] = None,
    api_port: Annotated[int | None, typer.Option(help="Port of the API; 0 takes a free one.")] = None,
    folder: Annotated[Path | None, typer.Option("--scenario", help="Play this scenario first.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Play the gift wholesaler first.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what an earlier time has left.")] = False,
    config: Config = None,
) -> None:
    """Start a local chain with a company on it, and everything that serves it, until Ctrl-C.

    All is kept in .heyi/, and goes on from there the next time; a scenario is played if there is nothing yet, and its
    afterword, so that there is something of every sort to look at.
    """
    environment = {**os.environ, **_chosen(chain, port, api_port)}
    settings = read_settings(config, environment)
    profile_of(settings.chain.profile)
    if fresh:
        _forget(settings)
    story = DEMO if demo else folder
    scenario = load(story) if story else None
    afterword = read_afterword(scenario) if scenario else None
    artifacts = compiled()
    tell_faults_only()
    with Steps(aside) as steps:
        record = establish(settings, artifacts, scenario, steps.tell, afterword)
    record = replace(record, rpc_url=settings.chain.rpc_url)
    record.write(settings.company.record)
    logs.configure(settings.log, "up", logs.secrets_of(settings))
    children = [
        Child(part, _command(part, config), environment, _passing(settings))
        for part in PARTS + ORACLE * (settings.oracle.source is not None)
    ]
    with stopping_on_signals() as stop:
        Thread(target=_tell_when_ready, args=(settings, record, stop), daemon=True).start()
        Supervisor([LocalChain(chain_of(settings, record)), *children]).run(stop)


def _chosen(chain: str | None, port: int | None, api_port: int | None) -> Mapping[str, str]:
    """What the command line says, as the parts are told it."""
    chosen = {}
    if chain is not None:
        chosen["HEYI_CHAIN_PROFILE"] = chain
    if port is not None:
        chosen["HEYI_CHAIN_RPC_URL"] = f"http://127.0.0.1:{port or free_port()}"
    if api_port is not None:
        chosen["HEYI_API_PORT"] = str(api_port or free_port())
        chosen["HEYI_NOTIFY_PUBLIC_URL"] = f"http://127.0.0.1:{chosen['HEYI_API_PORT']}"
    return chosen


def _forget(settings: Settings) -> None:
    """Removes what `heyi up` itself keeps: the chain's folder, the record, and a database that is a file."""
    shutil.rmtree(settings.chain.data_dir, ignore_errors=True)
    settings.company.record.unlink(missing_ok=True)
    if settings.database.url.startswith("sqlite:///"):
        file = settings.database.url.removeprefix("sqlite:///")
        for name in (file, f"{file}-wal", f"{file}-shm"):
            Path(name).unlink(missing_ok=True)


def _command(part: str, config: Path | None) -> list[str]:
    words = [sys.executable, "-m", "heyi.cli", part]
    return [*words, "--config", str(config)] if config else words


def _passing(settings: Settings) -> Callable[[str, str], None]:
    return lambda part, line: to_stderr(logs.passed_on(part, line, settings.log))


def _tell_when_ready(settings: Settings, record: Record, stop: Stop) -> None:
    """Says where to look, once there is something to see."""
    api = f"http://{settings.api.host}:{settings.api.port}"
    while not stop.wait(ASKED_EVERY):
        try:
            if requests.get(f"{api}/ready", timeout=5).ok:
                break
        except requests.RequestException:
            continue
    else:
        return
    show_record(record, as_json=False)
    screen.print(f"\nThe desk: [bold]{api}/[/]")
    screen.print(f"All there is to ask: [bold]{api}/api/v1/openapi.json[/], and docs/api.md")
    screen.print(f"The chain is at {record.rpc_url}. In another terminal: [bold]heyi console[/]")
    screen.print("Ctrl-C stops it.")
    sys.stdout.flush()
