"""One notice, its lasting id, and its words."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Notice", "id_of", "one_line", "when"]

LONGEST_LINE = 200  # characters of a subject


@dataclass(frozen=True, kw_only=True)
class Notice:
    """account: for whom it is; reader: the person who acts for it, if it is a unit. what: sentences. due: unix seconds,
    None if there is no hurry. otherwise: what happens if nothing is done. public: whether anybody may know of it."""

    id: str
    account: str
    reader: str | None
    name: str
    kind: str
    subject: str
    what: str
    due: int | None
    otherwise: str
    link: str
    public: bool

    @property
    def text(self) -> str:
        """Plain text, ready to be mailed."""
        by = f"By {when(self.due)}." if self.due is not None else "There is no deadline."
        return "\n".join([f"For {self.name}", "", self.what, "", by, self.otherwise, "", self.link, ""])

    @property
    def concerned(self) -> frozenset[str]:
        return frozenset(each for each in (self.account, self.reader) if each is not None)


def id_of(kind: str, account: str, *what: object) -> str:
    """The same for the same: so nobody is told twice."""
    said = "\0".join([kind, account, *map(str, what)])
    return "ntc_" + hashlib.sha256(said.encode()).hexdigest()[:32]


def one_line(text: str) -> str:
    """Names and words of others as one line without anything that acts on a screen or ends a mail's header."""
    visible = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    return " ".join(visible.split())[:LONGEST_LINE]


def when(time: int) -> str:
    """A time for people, in UTC."""
    return f"{datetime.fromtimestamp(min(time, 253_402_300_799), UTC):%A, %d %B %Y, %H:%M} UTC"
