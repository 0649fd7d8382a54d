"""`heyi notify`, `webhooks` and `notices`: telling others what has happened, and what waits for them."""

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import typer
from rich.table import Table as Screen

from heyi.cli.app import AsJson, app, print_whole, screen
from heyi.cli.serving import Config, running
from heyi.cli.telling.asking import Api, client_of
from heyi.core.errors import HeyiError
from heyi.processes.notifying.delivering import Courier
from heyi.processes.notifying.posting import Undelivered
from heyi.service.parts.hooking import endpoints_of, poster_of
from heyi.service.parts.notifying import LEASE, notify
from heyi.service.settings import Settings, read_settings
from heyi.service.stopping import stopping_on_signals
from heyi.store import deliveries
from heyi.store.database import Database
from heyi.store.deliveries import Fares
from heyi.store.kept.webhooks import DEAD, DELIVERED, WAITING
from heyi.store.leases import Lessee

__all__ = ["webhooks"]

SHOWN = 50  # dead messages

webhooks = typer.Typer(help="Endpoints that are told what has happened, and what became of it.")
app.add_typer(webhooks, name="webhooks")


@dataclass(eq=False)
class NoSuchWebhook(HeyiError):  # noqa: N818 - named after the fact
    """name: of no endpoint of the settings, and no id of a message that was given up."""

    name: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "There is no webhook {name}, and no message of that id was given up."


@dataclass(eq=False)
class NotDelivered(HeyiError):  # noqa: N818
    name: str
    reason: str
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = "The webhook {name} does not take a test message ({reason})."


@app.command("notify")
def _notify(config: Config = None) -> None:
    """Send webhooks, and give notices of what waits for somebody."""
    with stopping_on_signals() as stop:
        notify(running(config, "notify"), stop)


@app.command()
def notices(
    who: Annotated[str, typer.Argument(help="An address, or a unit's or person's name.")],
    api: Api = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """What waits for somebody: drafts to sign, figures to look at, deadlines."""
    with client_of(api, config) as client:
        found = client.notices(who)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    if not found:
        screen.print("Nothing waits.")
    for each in found:
        screen.print(f"[bold]{_plain(each['subject'])}[/]", soft_wrap=True)
        screen.print(each["text"], markup=False, highlight=False, soft_wrap=True)


@webhooks.callback(invoke_without_command=True)
def _shown(context: typer.Context, config: Config = None, as_json: AsJson = False) -> None:
    """Show endpoints: what waits, what arrived last, and what was given up."""
    if context.invoked_subcommand is not None:
        return
    settings = read_settings(config, os.environ)
    database = _database(settings)
    with database.reading() as connection:
        counted, dead = deliveries.counted(connection), deliveries.dead(connection, SHOWN)
        known = {name for name, _ in counted} | set(settings.webhooks)
        fares = {name: deliveries.fares_of(connection, name) for name in sorted(known)}
    database.close()
    rows = [_row(settings, fares[name], counted) for name in fares]
    given_up = [
        {"id": each.id, "endpoint": each.endpoint, "type": each.type, "attempts": each.attempts, "error": each.error}
        for each in dead
    ]
    if as_json:
        print(json.dumps({"endpoints": rows, "dead": given_up}, indent=2))
        return
    print_whole(_table("Webhooks", rows) if rows else Screen(title="No webhooks in the settings"))
    if given_up:
        print_whole(_table("Given up; `heyi webhooks retry ID` sends one again", given_up))


@webhooks.command()
def retry(
    what: Annotated[str, typer.Argument(help="The id of a message that was given up, or an endpoint's name.")],
    config: Config = None,
) -> None:
    """Send again what was given up; an endpoint that is paused is tried at once."""
    settings = read_settings(config, os.environ)
    database = _database(settings)
    with database.writing() as connection:
        again = deliveries.revive(connection, what, time.time())
    database.close()
    if not again and what not in settings.webhooks:
        raise NoSuchWebhook(what)
    screen.print(f"{again} messages wait to be sent again.", highlight=False)


@webhooks.command("test")
def _test(name: Annotated[str, typer.Argument(help="An endpoint's name.")], config: Config = None) -> None:
    """Send a test message to an endpoint, and say what it answers."""
    settings = read_settings(config, os.environ)
    hook = next((each for each in endpoints_of(settings, os.environ) if each.name == name), None)
    if hook is None:
        raise NoSuchWebhook(name)
    courier = Courier(
        _database(settings), [hook], poster_of(settings), Lessee(LEASE, "test", settings.notify.lease), time.time
    )
    try:
        answer = courier.test(hook, time.time())
    except Undelivered as error:
        raise NotDelivered(name, error.reason) from None
    if not 200 <= answer.status < 300:
        raise NotDelivered(name, f"HTTP {answer.status}")
    screen.print(f"{name} answers HTTP {answer.status}.", highlight=False)


# --- PARTS ---


def _database(settings: Settings) -> Database:
    database = Database(settings.database.url)
    database.create()
    return database


def _row(settings: Settings, fares: Fares, counted: Any) -> dict[str, Any]:
    numbers = {state: counted.get((fares.name, state), 0) for state in (WAITING, DELIVERED, DEAD)}
    if fares.name not in settings.webhooks:
        state = "not in the settings any more"
    elif fares.paused_at is not None:
        state = "paused"
    else:
        state = "failing" if fares.failures else "well"
    return {
        "name": fares.name,
        "state": state,
        **numbers,
        "last_success": _time(fares.last_success),
        "failing_since": _time(fares.failing_since),
        "error": fares.last_error,
    }


def _table(title: str, rows: list[dict[str, Any]]) -> Screen:
    table = Screen(title=title, title_justify="left")
    for name in rows[0]:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*("" if value is None else _plain(str(value)) for value in row.values()))
    return table


def _plain(text: str) -> str:
    """Without what rich would take for its own marks."""
    return text.replace("[", "\\[")


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC).isoformat()
