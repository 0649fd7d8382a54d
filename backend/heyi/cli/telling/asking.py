"""`heyi status`, `units` and `why`: what a running service says of its company, by the same client that others use."""

import json
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as Screen

from heyi.cli.app import AsJson, app, print_whole, screen
from heyi.client import HeyiClient
from heyi.service.settings import read_settings
from heyi.statements.table import Column, Money, Table

__all__ = ["Api", "client_of", "money_of", "status", "units", "why"]

Api = Annotated[str | None, typer.Option("--api", help="The service's address; left out: that of the settings.")]
Config = Annotated[Path | None, typer.Option("--config", help="Settings in a TOML file; see docs/settings.md.")]

MOST = 500  # units of one request


class Sort(StrEnum):
    """What the ranking goes by."""

    PRODUCTIVITY = "productivity"
    PROFIT = "profit"
    SCORE = "score"
    REVENUE = "revenue"
    NAME = "name"


@app.command()
def status(api: Api = None, config: Config = None, as_json: AsJson = False) -> None:
    """Whether the service is ready, how far its book reaches, and whether every credit is accounted for."""
    with client_of(api, config) as client:
        ready, company = client.ready(), client.book("company")
    if as_json:
        print(json.dumps({"ready": vars(ready), "company": company}, indent=2))
        return
    money = money_of(company)
    for rows in (_reach(vars(ready), company), _credit(company["credit"], money)):
        screen.print(rows, end="\n\n")


@app.command()
def units(
    sort: Annotated[Sort, typer.Option(help="What the ranking goes by.")] = Sort.PRODUCTIVITY,
    q: Annotated[str | None, typer.Option(help="Only those with this in their name.")] = None,
    api: Api = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """The ranking of units on productivity, profit and customer score."""
    with client_of(api, config) as client:
        company = client.book("company")
        found = list(client.book_pages("units", sort=sort.value, limit=MOST, q=q or ""))
    if as_json:
        print(json.dumps(found, indent=2))
        return
    amounts = ("productivity", "revenue", "cost", "profit", "shared", "arrears", "held")
    rows = tuple({**each, **{name: _amount(each[name]) for name in amounts}} for each in found)
    columns = (
        Column("name", "unit"),
        *(Column(name, name, "money") for name in amounts),
        Column("score", "score", "count"),
        Column("closed_through", "closed through"),
    )
    note = "productivity: result per member; held: in the Treasury now"
    print_whole(Table("units", f"Units by {sort.value}", columns, rows, note).on_screen(money_of(company)))


@app.command()
def why(
    agreement: Annotated[str, typer.Argument(help="The agreement's hash.")],
    period: Annotated[str, typer.Argument(help="The period, as in 2011-04.")],
    api: Api = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Say step by step why an agreement accrued what it did in a period."""
    with client_of(api, config) as client:
        found = client.book(f"agreements/{agreement}/periods/{period}")
    if as_json:
        print(json.dumps(found, indent=2))
        return
    if found["clauses"] is None:
        screen.print("What it came to is somebody's pay, which the company shows to few: sign in, or use an API key.")
        return
    for clause in found["clauses"]:
        screen.print(f"Clause {clause['clause']} on leg {clause['leg']}", style="bold")
        for step in clause["steps"]:
            screen.print(f"  {step}", markup=False, highlight=False, soft_wrap=True)
    same = "The chain has accrued the same." if found["equal"] else "The chain has accrued something else!"
    screen.print(same, style="green" if found["equal"] else "red")


def client_of(api: str | None, config: Path | None) -> HeyiClient:
    """A client of the API that is named, or else of the one that the settings describe."""
    settings = read_settings(config, os.environ).api
    return HeyiClient(api or f"http://{settings.host}:{settings.port}")


def money_of(company: Mapping[str, Any]) -> Money:
    """How the company's amounts are written."""
    return Money(company["token"]["symbol"], company["token"]["decimals"])


def _amount(text: str | None) -> int | None:
    return None if text is None else int(text)


def _reach(ready: Mapping[str, Any], company: Mapping[str, Any]) -> Screen:
    book = company["book"]
    rows = (
        ("ready", "yes" if ready["ready"] else f"no: {ready['problems']}"),
        ("chain", f"block {ready['chain']:,}" if ready["chain"] is not None else "does not answer"),
        ("read up to", f"block {book['indexed']:,}"),
        ("final up to", f"block {book['final']:,}"),
        ("units, people", f"{company['units']:,}, {company['people']:,}"),
        ("agreements", ", ".join(f"{count:,} {kind}" for kind, count in company["agreements"].items())),
    )
    return _pairs("The service", rows)


def _credit(credit: Mapping[str, str], money: Money) -> Screen:
    shown = ((name.replace("_", " "), money.shown(int(amount))) for name, amount in credit.items())
    return _pairs(f"Every credit, in {money.symbol}", tuple(shown))


def _pairs(title: str, rows: tuple[tuple[str, str], ...]) -> Screen:
    table = Screen(title=title, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in rows:
        table.add_row(*row)
    return table
