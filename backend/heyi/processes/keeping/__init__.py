"""Does what is due and anybody may do: issues credit, closes books, winds up, and accrues what people owe.

`due` finds it, `keeper` puts it in the outbox and goes on when the book has read what came of it.
"""

from heyi.processes.keeping.due import Task
from heyi.processes.keeping.keeper import Backlog, Keeper, KeeperSettings, Kept

__all__ = ["Backlog", "Keeper", "KeeperSettings", "Kept", "Task"]
