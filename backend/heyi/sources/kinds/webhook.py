"""Signed webhooks (Standard Webhooks): rows that are sent to the node itself, which keeps them in its journal.

A delivery counts once, by its webhook-id; it is taken in whole or not at all, and refused with a reason the sender can
act on. With several secrets, any of them signs: an old and a new one while the sender changes over.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from heyi.core.errors import InvalidInput
from heyi.sources.journal import Journal, JournalTable, Message, Taken
from heyi.sources.kinds.asking import NamedRow, key_text, tell_changes
from heyi.sources.kinds.http.api import rows_in
from heyi.sources.kinds.http.asking import json_of
from heyi.sources.rows import Table
from heyi.sources.rows.named import NamedRows

__all__ = ["SignatureWrong", "Webhooks"]

MOST_ROWS = 10_000  # of one delivery

Check = Callable[[Table], None]
"""Reads rows as figures will be made of them. Raises SourceError for one that can't be."""


@dataclass(eq=False)
class SignatureWrong(InvalidInput):
    """reason: as the library has it."""

    status: ClassVar[int] = 401
    sentence = "The delivery is not signed as it should be ({reason}): nothing of it was taken."
    reason: str


class _Delivered(NamedRows):
    """The rows of one delivery."""

    def __init__(self, name: str, rows: Sequence[NamedRow]) -> None:
        self.name = name
        self._rows_named = rows

    def named(self) -> Sequence[NamedRow]:
        return self._rows_named


@dataclass
class Webhooks:
    """key: the columns by their names in what is sent. rows: where they are in a body, as JMESPath. largest: bytes.

    check: says whether figures can be made of a row; one that can't is refused at the door, not met in every reading.
    """

    name: str
    journal: Journal
    key: Sequence[str]
    rows: str
    secrets: Sequence[str] = field(repr=False)
    largest: int = 2**20
    check: Check | None = None

    def refresh(self) -> None:
        """Rows come by themselves."""

    def stamp(self) -> object:
        return self.journal.revision()

    def tables(self) -> Sequence[Table]:
        return [JournalTable(self.journal, self.name)]

    def deliver(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Takes in a delivery. Raises SignatureWrong, SourceError and SourceUnreachable, and then takes nothing."""
        self._verify(headers, body)
        rows = rows_in(json_of(body, self.name), self.rows, self.name)
        table = _Delivered(self.name, rows)
        if len(rows) > MOST_ROWS:
            raise table.error(0, "", f"a delivery has at most {MOST_ROWS:,} rows")
        keyed = [(key_text(table, self.key, row, number), row) for number, row in enumerate(rows, start=1)]
        if self.check is not None:
            self.check(table)
        lower = {name.lower(): value for name, value in headers.items()}
        message = Message(lower["webhook-id"], hashlib.sha256(body).hexdigest())
        taken = self.journal.take(keyed, message=message)
        tell_changes(self.name, taken)
        return taken

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        reason = "No secret is known"
        for secret in self.secrets:
            try:
                Webhook(secret).verify(body, dict(headers), json_parse=False)
            except WebhookVerificationError as error:
                reason = str(error)
            except (ValueError, UnicodeDecodeError):  # a signature that is no Base64, a body that is no text
                reason = "The signature cannot be read"
            else:
                return
        raise SignatureWrong(reason)
