"""`heyi index`, `serve`, `keep`, `relay` and `rebuild`: the parts of the service, each alone, by the same settings."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from heyi.cli.app import AsJson, app, aside, compiled, screen
from heyi.cli.progress import Steps
from heyi.core.errors import HeyiError
from heyi.service import logs
from heyi.service.parts import carrying
from heyi.service.parts.carrying import relay_of
from heyi.service.parts.indexing import follow, until
from heyi.service.settings import read_settings
from heyi.service.stopping import stopping_on_signals
from heyi.service.workplace import Workplace

if TYPE_CHECKING:
    from heyi.api.service import Service

__all__ = ["Config", "index", "keep", "rebuild", "relay", "serve", "workplace"]

GRACE = 3  # seconds

Config = Annotated[Path | None, typer.Option("--config", help="Settings in a TOML file; see docs/settings.md.")]


def workplace(config: Path | None, part: str) -> Workplace:
    """What a part works with; from here on its lines are log lines."""
    settings = read_settings(config, os.environ)
    artifacts = compiled()
    logs.configure(settings.log, part, logs.secrets_of(settings))
    return Workplace(settings, artifacts, os.environ)


def running(config: Path | None, part: str) -> Workplace:
    """As `workplace`, of a part that goes on: on another chain, or where no such company is, it doesn't begin."""
    place = workplace(config, part)
    place.check_if_it_answers()
    return place


@app.command()
def index(config: Config = None) -> None:
    """Read the chain into the database, and follow it."""
    with stopping_on_signals() as stop:
        follow(running(config, "index"), stop)


@app.command()
def serve(config: Config = None) -> None:
    """Serve the open book, drafts and the relay over HTTP."""
    # What no other verb needs takes longer to import than all of them together.
    import uvicorn  # noqa: PLC0415

    from heyi.api.app import create_app  # noqa: PLC0415
    from heyi.api.identity.access import Access  # noqa: PLC0415
    from heyi.api.service import Limits, Service  # noqa: PLC0415

    place = running(config, "serve")
    api = place.settings.api
    limits = Limits(
        api.max_request_bytes, api.page_size, api.requests_per_minute, api.requests_at_once, api.cors_origins
    )
    secrets = tuple(logs.secrets_of(place.settings))
    service = Service(
        place.database,
        place.book,
        place.company(),
        limits,
        secrets=secrets,
        relay=relay_of(place),
        access=Access.of(place.settings),
        public_url=place.settings.notify.public_url,
        wallets=place.wallets,
        wallet_rpc_url=place.wallet_rpc_url,
    )
    Thread(target=_warm, args=(service,), daemon=True).start()
    # Live events never end by themselves, so those who listen are let go after a moment.
    settings = uvicorn.Config(
        create_app(service),
        host=api.host,
        port=api.port,
        log_config=None,
        access_log=False,
        forwarded_allow_ips=list(api.trusted_proxies),
        timeout_graceful_shutdown=GRACE,
    )
    try:
        uvicorn.Server(settings).run()
    finally:
        place.database.close()


def _warm(service: "Service") -> None:
    """Adds up a large book before the first reader asks: that can take seconds."""
    with suppress(HeyiError):  # the first reader will meet it too, and hear of it
        service.open_book.state()


@app.command()
def keep(config: Config = None) -> None:
    """Close books and do whatever else is due, whoever could do it."""
    with stopping_on_signals() as stop:
        carrying.keep(running(config, "keep"), stop)


@app.command()
def relay(config: Config = None) -> None:
    """Carry what people have signed to the chain, so that they need no gas."""
    with stopping_on_signals() as stop:
        carrying.relay(running(config, "relay"), stop)


@dataclass(frozen=True)
class _Rebuilt:
    """blocks: read up to this one. before, after: content hashes."""

    blocks: int
    before: str
    after: str

    @property
    def same(self) -> bool:
        return self.before == self.after


@app.command()
def rebuild(config: Config = None, as_json: AsJson = False) -> None:
    """Drop what follows from the chain, read it anew, and compare: the content must be the same.

    Drafts, signatures, names and what waits to be sent are no part of it and stay. All parts may go on meanwhile.
    """
    place = workplace(config, "rebuild")
    place.check()
    with Steps(aside) as steps:
        done = _rebuilt(place, steps)
    if as_json:
        print(json.dumps({**vars(done), "same": done.same}, indent=2))
    else:
        screen.print(f"Blocks up to {done.blocks:,}", highlight=False)
        screen.print(f"before  {done.before}\nafter   {done.after}", highlight=False)
        screen.print("[green]The content is the same.[/]" if done.same else "[red]The content differs.[/]")
    if not done.same:
        sys.exit(1)


def _rebuilt(place: Workplace, steps: Steps) -> _Rebuilt:
    steps.tell("Reading what is new")
    until(place.indexer(), steps.tell)
    last = place.book.cursor().next_block - 1
    before = place.book.content_hash(last=last)
    place.book.clear()
    until(place.indexer(until=last), steps.tell)
    return _Rebuilt(last, before, place.book.content_hash(last=last))
