"""Notices that were given, and mails that are to be put where a mail agent takes them from.

Every function takes a connection, so that what belongs together is one transaction.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from heyi.store.kept.webhooks import notice

__all__ = ["give", "known", "mailed", "mails"]

AT_ONCE = 500


def known(connection: sa.Connection, ids: Iterable[str]) -> set[str]:
    """Which of these were given already."""
    wanted, found = list(ids), set()
    for start in range(0, len(wanted), AT_ONCE):
        asked = sa.select(notice.c.id).where(notice.c.id.in_(wanted[start : start + AT_ONCE]))
        found |= set(connection.scalars(asked))
    return found


def give(connection: sa.Connection, id_: str, account: str, kind: str, now: float, mail: str | None) -> None:
    """Notes that a notice is given now."""
    row = {"id": id_, "account": account, "kind": kind, "since": now, "mail": mail}
    connection.execute(sa.insert(notice), row)


def mails(connection: sa.Connection, most: int) -> list[tuple[str, str]]:
    """Mails that are not in the spool folder yet, by the notice's id."""
    asked = sa.select(notice.c.id, notice.c.mail).where(notice.c.mail.is_not(None)).order_by(notice.c.since)
    return [(row.id, row.mail) for row in connection.execute(asked.limit(most))]


def mailed(connection: sa.Connection, id_: str) -> None:
    """Notes that a mail is in the folder."""
    connection.execute(sa.update(notice).where(notice.c.id == id_).values(mail=None))
