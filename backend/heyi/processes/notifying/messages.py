"""What a message says: type, time, and data thin enough to be shown: ids, amounts as text, and where to read more."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from heyi.core.events import Event
from heyi.core.facts import enterprise_of
from heyi.core.periods import Calendar
from heyi.core.solidity import checksummed
from heyi.processes.notifying.types import EventType
from heyi.store.projection import hexed
from heyi.store.reading.events import Happened

__all__ = ["Message", "Writer", "body_of", "concerned_by", "id_of"]

_PERIODS = ("period", "endPeriod", "firstPeriod", "fromPeriod", "bookedIn")
_RENAMED = {"reference_": "reference"}


@dataclass(frozen=True)
class Message:
    """concerned: addresses of whom it is about."""

    id: str
    type: str
    body: str
    concerned: frozenset[str]


@dataclass(frozen=True)
class Writer:
    """calendar: of the company; public_url: where its API is."""

    calendar: Calendar
    public_url: str

    def told(self, type_: EventType, each: Happened, block_hash: str, parties: Iterable[str]) -> Message:
        """The message of an event. parties: of its agreement."""
        event, place = each.event, each.place
        data = {
            **self._arguments(event),
            "block": place.block,
            "log_index": place.log_index,
            "transaction": place.transaction,
            "links": self._links(each),
        }
        concerned = concerned_by(event) | set(parties)
        id_ = id_of(block_hash, str(place.log_index), type_.name)
        return Message(id_, type_.name, body_of(type_.name, place.time, data), frozenset(concerned))

    def link(self, path: str) -> str:
        return f"{self.public_url.rstrip('/')}/api/v1/{path}"

    def _arguments(self, event: Event) -> dict[str, Any]:
        """What an event says, without the terms, charters and figures in it: who may see those asks for them."""
        found: dict[str, Any] = {}
        for name, value in event.args.items():
            if name in _PERIODS:
                found[_snake(name)] = self.calendar.format(value)
            elif not isinstance(value, Mapping) and not _holds_structs(value):
                found[_snake(_RENAMED.get(name, name))] = _plain(value)
        if (unit := _unit_of(event)) is not None:
            found["unit"] = unit
        return found

    def _links(self, each: Happened) -> dict[str, str]:
        event = each.event
        links = {}
        if each.agreement is not None:
            links["agreement"] = self.link(f"book/agreements/{each.agreement}")
        if "tender" in event.args:
            links["tender"] = self.link(f"book/tenders/{hexed(event.args['tender'])}")
        if (unit := _unit_of(event)) is not None:
            links["unit"] = self.link(f"book/units/{unit}")
        return links


def body_of(type_: str, time: float, data: Mapping[str, Any]) -> str:
    """The bytes that are signed and sent, the same at every attempt."""
    said = {"type": type_, "timestamp": datetime.fromtimestamp(time, UTC).isoformat(), "data": data}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def id_of(*parts: str) -> str:
    """A webhook-id: the same parts always give the same."""
    return "msg_" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def concerned_by(event: Event) -> set[str]:
    """The accounts that an event names, and the unit that it is about."""
    values = [item for value in event.args.values() for item in (value if isinstance(value, list) else [value])]
    found = {item for item in values if isinstance(item, str) and len(item) == 42 and item.startswith("0x")}
    unit = _unit_of(event)
    return found | ({unit} if unit else set())


def _unit_of(event: Event) -> str | None:
    args = event.args
    if "enterprise" in args:
        return str(args["enterprise"])
    if "subject" in args:
        enterprise = enterprise_of(args["subject"])
        return None if enterprise is None else checksummed(enterprise)
    return event.contract if event.name in _OF_CLONES else None


_OF_CLONES = ("Spent", "Elected", "Succeeded", "AllowanceSet", "QuorumLowered", "Admitted", "Left", "UnitsChanged")
"""Events that an enterprise itself gives out."""


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _holds_structs(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hexed(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | str) or value is None else str(value)
