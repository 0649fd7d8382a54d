"""The node's own journal: rows that came piece by piece, and how far they were read, in one SQLite file."""

from heyi.sources.journal.journal import Change, Journal, Message, Taken
from heyi.sources.journal.table import JournalTable

__all__ = ["Change", "Journal", "JournalTable", "Message", "Taken"]
