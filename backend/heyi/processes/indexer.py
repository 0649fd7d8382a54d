"""The indexer: follows one chain and keeps a company's book up to its head.

`Indexer.step()` reads one run of blocks, or undoes what was reorganised away; killed at any moment and started again it
goes on where the book is. Runs grow while the node answers fast and shrink when it doesn't or refuses.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from heyi.chain.blocks import Blocks
from heyi.chain.refusals import NodeRefused
from heyi.processes.fetching import ChainMoved, Fetched, fetch
from heyi.store.book import Block, Book, Cursor

__all__ = ["Indexer", "Step"]

FAST, SLOW = 0.5, 5.0  # seconds that a run takes: below it grows, above it shrinks
SMALLEST = 1
LOOKED_BACK = 32  # blocks compared at a time when looking for where two chains part


@dataclass(frozen=True)
class Step:
    """What one step did. first, last: blocks read (last below first: none). head: of the chain. undone: blocks
    forgotten; too_deep: whether a final one was among them. omitted: logs that the node had left out at first.
    again: nothing was read, because the node refused so many blocks at once or moved in between."""

    first: int
    last: int
    head: int
    events: int = 0
    undone: int = 0
    too_deep: bool = False
    omitted: int = 0
    again: bool = False

    @property
    def is_at_head(self) -> bool:
        return not self.undone and not self.again and self.last >= self.head


@dataclass
class Indexer:
    """range_start: blocks of the first run. range_max: of any; the chain profile's if that is less. until: the last
    block to read; None is the head, wherever that is by then."""

    chain: Blocks
    book: Book
    range_start: int = 50
    range_max: int = 2_000
    until: int | None = None
    clock: Callable[[], float] = field(default=time.monotonic)

    def __post_init__(self) -> None:
        self._size = min(self.range_start, self._most)
        self._moved_at = -1

    @property
    def _most(self) -> int:
        return min(self.range_max, self.chain.profile.logs_range)

    def catch_up(self, tell: Callable[[Step], None] | None = None) -> Cursor:
        """Steps until the head is reached."""
        while True:
            step = self.step()
            if tell:
                tell(step)
            if step.is_at_head:
                return self.book.cursor()

    def step(self) -> Step:
        """Reads a run of blocks; nothing at the head.

        Raises NoNode and NodeRefused when the node fails, ChainMoved when it contradicts itself, LogsMissing when it
        doesn't tell all, and CursorMoved when another indexer is at work. None of them has changed anything.
        """
        cursor, head = self.book.cursor(), self._head()
        parted = self._parted(cursor, head)
        if parted is not None:
            return self._undo(cursor, parted, head)
        first, last = cursor.next_block, min(head, cursor.next_block + self._size - 1)
        if last < first:
            self._finalise(cursor, head)
            return Step(first, last, head)
        began = self.clock()
        try:
            fetched = self._fetch(first, last)
        except ChainMoved as moved:
            # Once is a reorganisation in between; twice at the same block is a node that contradicts itself.
            if moved.block == self._moved_at:
                raise
            self._moved_at = moved.block
            return Step(first, first - 1, head, again=True)
        except NodeRefused:
            if self._size == SMALLEST:
                raise
            self._size = max(SMALLEST, self._size // 2)
            return Step(first, first - 1, head, again=True)
        blocks = [Block(each.number, each.hash, each.parent, each.timestamp) for each in fetched.headers]
        self.book.take(cursor, blocks, fetched.logs, last, min(last, self.chain.final_height(head)))
        self._moved_at = -1
        self._adapt(self.clock() - began)
        return Step(first, last, head, events=len(fetched.logs), omitted=fetched.omitted)

    def _head(self) -> int:
        height = self.chain.height()
        return height if self.until is None else min(height, self.until)

    def _fetch(self, first: int, last: int) -> Fetched:
        before = self.book.latest_blocks(first, 1)
        parent = before[0].hash if before and before[0].number == first - 1 else None
        return fetch(self.chain, self.book, first, last, parent)

    def _adapt(self, took: float) -> None:
        if took < FAST:
            self._size = min(2 * self._size, self._most)
        elif took > SLOW:
            self._size = max(SMALLEST, self._size // 2)

    # --- REORGANISATION ---

    def _parted(self, cursor: Cursor, head: int) -> int | None:
        """The first block that the book and the chain may have differently; None if they agree.

        Blocks without events aren't all kept, so everything after the last one in common counts as different.
        """
        before = cursor.next_block
        while blocks := self.book.latest_blocks(before, 1 if before == cursor.next_block else LOOKED_BACK):
            hashes = self._hashes([block.number for block in blocks if block.number <= head])
            for block in blocks:
                if hashes.get(block.number) == block.hash:
                    return None if block.number == cursor.next_block - 1 else block.number + 1
            before = blocks[-1].number
        return None if before == cursor.next_block else self.book.first_block

    def _hashes(self, numbers: list[int]) -> dict[int, bytes]:
        return {header.number: header.hash for header in self.chain.headers_of(numbers)}

    def _undo(self, cursor: Cursor, first: int, head: int) -> Step:
        after = self.book.undo(cursor, first)
        undone = cursor.next_block - after.next_block
        return Step(first, first - 1, head, undone=undone, too_deep=first <= cursor.final_block)

    def _finalise(self, cursor: Cursor, head: int) -> None:
        final = min(cursor.next_block - 1, self.chain.final_height(head))
        if final > cursor.final_block:
            self.book.finalise(cursor, final)
