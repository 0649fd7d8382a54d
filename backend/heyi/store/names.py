"""What no chain says: how people, agreements and benchmarks are called, and the words of what was signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from heyi.core.messages import sentence_hash
from heyi.store import kept
from heyi.store.projection import hexed

__all__ = ["Names", "remember"]


@dataclass(frozen=True)
class Names:
    """called: names by address, hash or subject. homes: a person's enterprise, by address. sentences: as signed."""

    called: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


def remember(connection: sa.Connection, names: Names) -> None:
    """Writes them; a name that was there before is replaced."""
    profiles = [{"account": a, "name": n, "home": names.homes.get(a)} for a, n in names.called.items()]
    sentences = {hexed(sentence_hash(text)): text for text in names.sentences}
    _replace(connection, kept.profile, kept.profile.c.account, profiles)
    _replace(connection, kept.sentence, kept.sentence.c.hash, [{"hash": h, "text": t} for h, t in sentences.items()])
    kept.revise(connection)


def _replace(
    connection: sa.Connection, table: sa.Table, key: sa.Column[str], rows: list[dict[str, str | None]]
) -> None:
    if rows:
        connection.execute(sa.delete(table).where(key == sa.bindparam("gone")), [{"gone": r[key.name]} for r in rows])
        connection.execute(sa.insert(table), rows)
