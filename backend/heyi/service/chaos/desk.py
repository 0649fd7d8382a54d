"""Where people hand in what they signed: each deed goes into the outbox, more often than once, for `heyi relay`."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from web3.contract.contract import ContractFunction

from heyi.service.chaos.carrying import Deed
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.kept.outbox import outbox as table
from heyi.store.outbox import State, Wanted

__all__ = ["Desk"]

DONE = (State.MINED, State.FINAL)
GONE_WRONG = (State.FAILED, State.DROPPED, State.REPLACED)


@dataclass
class Desk:
    """sender: the relayer's address."""

    database: Database
    sender: str
    deeds: list[Deed] = field(default_factory=list)

    def hand_in(self, verb: str, account: str, call: ContractFunction) -> None:
        """Puts what `account` has signed into the outbox, and the same once more: a key counts once."""
        deed = Deed(f"{verb} {len(self.deeds)}", call)
        self.deeds.append(deed)
        data = bytes.fromhex(deed.data.removeprefix("0x"))
        wanted = Wanted(self.sender, deed.key, verb, str(call.address), data, account)
        for _ in range(2):
            with self.database.writing() as connection:
                outbox.enqueue(connection, wanted, time.time())

    def left(self) -> Iterator[str]:
        """Deeds that are in no block, as sentences; but those that went wrong, which are marked as refused."""
        with self.database.reading() as connection:
            left = outbox.entries(connection, table.c.sender == self.sender, table.c.state.not_in(DONE))
        deeds = {deed.key: deed for deed in self.deeds}
        for entry in left:
            said = (entry.error or {}).get("detail", "")
            if entry.state in GONE_WRONG:
                if entry.wanted.key in deeds:
                    deeds[entry.wanted.key].refused = f"{entry.state}: {said}"
            else:
                yield f"{entry.wanted.key} is {entry.state} {said}".rstrip()
