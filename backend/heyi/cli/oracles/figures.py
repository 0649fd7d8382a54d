"""`heyi figures`: what every oracle node says of a period, where the figures stand, and what time will do."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from heyi.cli.app import AsJson, app, print_whole, screen
from heyi.cli.telling.asking import Api, Config, client_of, money_of
from heyi.company.record import NoRecord, Record
from heyi.core.errors import InvalidInput
from heyi.core.facts import Metric, enterprise_of, subject_of
from heyi.core.solidity import as_bytes
from heyi.service.settings import read_settings
from heyi.statements.table import Column, Points, Table
from heyi.store.projection import hexed

__all__ = ["UnitUnknown", "figures"]

MOST = 500  # subjects of one request
MONEY = ("revenue", "profit", "other")


@dataclass(eq=False)
class UnitUnknown(InvalidInput):
    unit: str
    known: str
    sentence: ClassVar[str] = "The company's record knows no unit {unit!r}; it knows {known}."


@app.command()
def figures(
    period: Annotated[str, typer.Argument(help="The period, as in 2011-04.")],
    unit: Annotated[str | None, typer.Option(help="Only this unit's, by its name.")] = None,
    api: Api = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Show what each oracle node says of a period, where every figure stands, and until when."""
    names = _names(config)
    subject = None if unit is None else _subject(unit, names)
    with client_of(api, config) as client:
        found = client.oracle(f"periods/{period}/progress", limit=MOST)
        found["items"] = list(client.oracle_pages(f"periods/{period}/progress", limit=MOST))
        proofs = [each for each in client.oracle_pages("equivocations") if each["period"] == period]
        money = money_of(client.book("company"))
    if subject is not None:
        found["items"] = [each for each in found["items"] if each["subject"] == subject]
    if as_json:
        named = [{"name": names.get(each["subject"]), **each} for each in found["items"]]
        print(json.dumps({**found, "items": named, "equivocations": proofs}, indent=2))
        return
    print_whole(_figures(found, names).on_screen(money))
    screen.print()
    print_whole(_nodes(found, proofs, names).on_screen(money))


def _names(config: Path | None) -> Mapping[str, str]:
    """Of units by subject, and of nodes by address, as the company's record has them; none without a record."""
    try:
        record = Record.read(read_settings(config, os.environ).company.record)
    except NoRecord:
        return {}
    units = {hexed(subject_of(address)): name for name, address in record.units.items()}
    return {**units, **{address: name for name, address in record.people.items()}}


def _subject(unit: str, names: Mapping[str, str]) -> str:
    for subject, name in names.items():
        if name.casefold() == unit.casefold():
            return subject
    raise UnitUnknown(unit, ", ".join(sorted(names.values())) or "none")


# --- FIGURES ---


def _figures(found: Mapping[str, Any], names: Mapping[str, str]) -> Table:
    columns = (
        Column("subject", "subject"),
        Column("state", "state"),
        Column("nodes", "nodes"),
        Column("revenue", "revenue", "money"),
        Column("profit", "profit", "money"),
        Column("other", "other", "money"),
        Column("score", "score", "count"),
        Column("mark", "differs"),
        Column("until", "until (UTC)"),
        Column("then", "then"),
    )
    rows = tuple(row for each in found["items"] for row in _rows(each, names))
    states = ", ".join(f"{number} {state}" for state, number in found["states"].items())
    note = f"{states or 'nothing is said yet'}; a quorum is {found['quorum']} of {len(found['nodes'])} nodes"
    return Table("figures", f"Figures of {found['period']}", columns, rows, note)


def _rows(each: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A line for each thing that is said of a subject, by whoever says it; what waits, and until when, in the first."""
    deadline = each["deadlines"][0] if each["deadlines"] else None
    first = {
        "subject": names.get(each["subject"], _short(each["subject"])),
        "state": each["state"],
        "until": _time(deadline["at"]) if deadline else "",
        "then": deadline["then"] if deadline else "",
    }
    for number, (nodes, statement) in enumerate(_said(each["readings"])):
        place = first if number == 0 else dict.fromkeys(first, "")
        differs = "differs" if statement and _differs(nodes, each) else ""
        yield {
            **place,
            "nodes": ", ".join(names.get(node, _short(node)) for node in nodes),
            **_amounts(statement),
            "mark": differs,
        }


def _said(readings: Sequence[Mapping[str, Any]]) -> list[tuple[list[str], Mapping[str, Any] | None]]:
    """Who says the same, most first; who says nothing, last."""
    found: dict[str, tuple[list[str], Mapping[str, Any] | None]] = {}
    for each in readings:
        nodes, _ = found.setdefault(json.dumps(each["statement"]), ([], each["statement"]))
        nodes.append(each["node"])
    return sorted(found.values(), key=lambda said: (said[1] is None, -len(said[0])))


def _differs(nodes: Sequence[str], each: Mapping[str, Any]) -> bool:
    return each["state"] == "apart" or not set(nodes).isdisjoint(each["differing"])


def _amounts(statement: Mapping[str, Any] | None) -> dict[str, Any]:
    if statement is None:
        return {**dict.fromkeys(MONEY), "score": None}
    revenue, profit, other = (int(statement[name]) for name in MONEY)
    # What a benchmark measures, and an ecosystem's metric, need not be money.
    is_money = enterprise_of(as_bytes(statement["subject"])) is not None
    is_cash = statement["otherMetric"] == Metric.Collected
    return {
        "revenue": revenue if is_money else Points(revenue),
        "profit": profit,
        "other": other if is_cash else Points(other),
        "score": statement["score"],
    }


# --- NODES ---


def _nodes(found: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Table:
    columns = (
        Column("node", "node"),
        Column("offered", "last offer (UTC)"),
        Column("period", "for"),
        Column("sequence", "offers of this period", "count"),
        Column("equivocations", "said two things", "count"),
    )
    rows = tuple(
        {
            "node": f"{names[each['node']]} {each['node']}" if each["node"] in names else each["node"],
            "offered": "never" if each["offered_at"] is None else _time(each["offered_at"]),
            "period": each["period"] or "",
            "sequence": each["sequence"],
            "equivocations": sum(proof["node"] == each["node"] for proof in proofs) or None,
        }
        for each in found["nodes"]
    )
    return Table("nodes", "Oracle nodes", columns, rows)


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"


def _short(text: str) -> str:
    """Enough of an address or a hash to tell it from others."""
    return f"{text[:8]}..{text[-4:]}"
