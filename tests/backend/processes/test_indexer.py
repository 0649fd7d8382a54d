"""The indexer keeps a book that equals one made from scratch, whatever the chain and its node do (invariant: idea 10).

Each test disturbs something, lets the indexer catch up, and compares the book's content hash with that of a book that
was never disturbed.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from heyi.chain.blocks import Blocks, Header, Log, Receipt
from heyi.chain.client import call_data, connect, created_address
from heyi.chain.profiles import ANVIL, Finality
from heyi.chain.refusals import NodeRefused
from heyi.company import Company
from heyi.processes.fetching import ChainMoved, LogsMissing
from heyi.processes.indexer import Indexer, Step
from heyi.processes.ledger import book_of
from heyi.store import cached
from heyi.store.book import Book, CursorMoved
from heyi.store.database import Database

RANGES = [(1, 1), (3, 7), (500, 500)]


def whole(company: Company) -> str:
    """The content of a book that is made in one go."""
    fresh = book_of(company, Database("sqlite://"))
    Indexer(Blocks(company.chain.url, ANVIL), fresh, range_start=1_000).catch_up()
    return fresh.content_hash()


def act(company: Company, times: int = 1) -> None:
    """Something that leaves an event, each in a block of its own."""
    # By a new connection: one that counts its nonces doesn't know what was reorganised away.
    chain = connect(company.chain.url, ANVIL, company.chain.account)
    for number in range(times):
        chain.send(company.treasury.functions.setOperator(created_address(chain.account.address, number), True))


def twice(company: Company) -> None:
    """Two transactions in one block that leave the same event."""
    set_operator = company.treasury.functions.setOperator(created_address(company.chain.account.address, 1), True)
    call = {"from": company.chain.account.address, "to": set_operator.address, "data": call_data(set_operator)}
    company.chain.request("evm_setAutomine", False)
    for _ in range(2):
        company.chain.request("eth_sendTransaction", call)
    company.chain.request("evm_mine")
    company.chain.request("evm_setAutomine", True)


def reorganise(company: Company, depth: int) -> None:
    """The last blocks become others, with nothing in them."""
    company.chain.request("anvil_reorg", depth, [])


def counted(book: Book, table: sa.Table) -> int:
    with book.database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


class Faulty(Blocks):
    """A node that tells less, or more, than it should. spoil_logs: what becomes of an answer about logs, by the query;
    spoil_receipts: of one about receipts."""

    spoil_logs: Callable[[dict[str, Any], list[Log]], list[Log]] = staticmethod(lambda _query, logs: logs)
    spoil_receipts: Callable[[list[Receipt]], list[Receipt]] = staticmethod(lambda receipts: receipts)

    def logs(self, query: Any) -> list[Log]:
        return self.spoil_logs(dict(query), super().logs(query))

    def receipts(self, transactions: Any) -> list[Receipt]:
        return self.spoil_receipts(super().receipts(transactions))


@pytest.fixture
def faulty(company: Company) -> Faulty:
    return Faulty(company.chain.url, ANVIL)


# --- UNDISTURBED ---


@pytest.mark.parametrize(("start", "most"), RANGES)
def test_the_size_of_runs_changes_nothing(company: Company, reader: Blocks, book: Book, start: int, most: int) -> None:
    steps: list[Step] = []
    Indexer(reader, book, range_start=start, range_max=most).catch_up(steps.append)
    assert book.content_hash() == whole(company)
    assert sum(step.events for step in steps) == counted(book, cached.event) > 90
    assert max(step.last - step.first + 1 for step in steps) <= most
    assert book.cursor().next_block == company.chain.height() + 1


def test_every_table_but_those_of_tenders_has_rows(reader: Blocks, book: Book) -> None:
    Indexer(reader, book).catch_up()
    empty = {name for name, table in cached.FACTS.items() if not counted(book, table)}
    assert empty <= {
        "tender",
        "bid",
        "award",
        "acceptance",
        "dispute",
        "step",
        "investment",
        "spending",
        "shares",
        "committee",
        "band",
    }


def test_a_second_indexer_gives_way(reader: Blocks, book: Book) -> None:
    cursor = book.cursor()
    Indexer(reader, book).catch_up()
    with pytest.raises(CursorMoved):
        book.take(cursor, [], [], last=0, final=0)
    with pytest.raises(CursorMoved):
        book.undo(cursor, 0)


def test_two_that_read_the_same_chain_make_one_book(company: Company, book: Book) -> None:
    """As while a book is rebuilt under a running indexer: whoever comes second leaves off, and goes on."""
    first, second = (Blocks(company.chain.url, ANVIL) for _ in range(2))
    other = Indexer(second, book_of(company, book.database), range_start=5, range_max=5)

    def overtaken(step: Step) -> None:
        if not step.is_at_head:
            other.step()

    indexer = Indexer(first, book, range_start=3, range_max=3)
    for _ in range(company.chain.height()):
        with suppress(CursorMoved):
            overtaken(indexer.step())
    assert book.cursor().next_block == company.chain.height() + 1
    assert book.content_hash() == whole(company)
    assert book.content_hash(last=company.chain.height()) == whole(company)
    assert book.content_hash(last=3) != whole(company)


def test_runs_grow_while_the_node_is_fast_and_shrink_when_it_is_slow(reader: Blocks, book: Book) -> None:
    times = iter([0.0, 0.1, 1.0, 1.1, 2.0, 12.0, 20.0, 20.1])
    indexer = Indexer(reader, book, range_start=4, clock=lambda: next(times))
    sizes = [step.last - step.first + 1 for step in (indexer.step() for _ in range(4))]
    assert sizes == [4, 8, 16, 8]


def test_blocks_are_final_as_the_profile_says(company: Company, book: Book) -> None:
    head = company.chain.height()
    deep = Blocks(company.chain.url, replace(ANVIL, finality=Finality("depth", 12)))
    Indexer(deep, book).catch_up()
    assert book.cursor().final_block == head - 12
    company.chain.request("anvil_mine", hex(5))
    Indexer(deep, book).catch_up()
    assert book.cursor().final_block == head - 7


# --- REORGANISATIONS ---


@pytest.mark.parametrize("depth", [1, 2, 64])
def test_a_reorganisation_is_undone_and_read_again(company: Company, reader: Blocks, book: Book, depth: int) -> None:
    act(company, times=30)
    indexer = Indexer(reader, book)
    indexer.catch_up()
    before = book.content_hash()
    reorganise(company, depth)
    steps: list[Step] = []
    indexer.catch_up(steps.append)
    assert steps[0].undone == depth
    assert before != book.content_hash() == whole(company)


def test_reorganisations_one_after_the_other(company: Company, reader: Blocks, book: Book) -> None:
    indexer = Indexer(reader, book)
    for depth in (3, 1, 5):
        act(company, times=4)
        indexer.catch_up()
        reorganise(company, depth)
        act(company)
        indexer.catch_up()
        assert book.content_hash() == whole(company)


def test_a_reorganisation_without_events_undoes_only_blocks(company: Company, reader: Blocks, book: Book) -> None:
    company.chain.request("anvil_mine", hex(20))
    indexer = Indexer(reader, book)
    indexer.catch_up()
    before = book.content_hash()
    reorganise(company, 10)
    indexer.catch_up()
    assert book.content_hash() == before == whole(company)


def test_a_chain_that_went_back_is_followed_back(company: Company, reader: Blocks, book: Book) -> None:
    snapshot = company.chain.request("evm_snapshot")
    act(company, times=3)
    Indexer(reader, book).catch_up()
    company.chain.request("evm_revert", snapshot)
    Indexer(reader, book).catch_up()
    assert book.content_hash() == whole(company)
    assert book.cursor().next_block == company.chain.height() + 1


def test_what_was_final_and_is_not_is_told(company: Company, reader: Blocks, book: Book) -> None:
    indexer = Indexer(reader, book)
    indexer.catch_up()
    reorganise(company, 2)
    step = indexer.step()
    assert step.too_deep
    assert book.cursor().final_block == step.first - 1


def test_events_between_kept_blocks_are_not_overlooked(
    company: Company, reader: Blocks, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty blocks aren't all kept: those that came in their place may have events."""
    monkeypatch.setattr("heyi.store.book.LATEST", 2)
    company.chain.request("anvil_mine", hex(8))
    indexer = Indexer(reader, book)
    indexer.catch_up()
    reorganise(company, 8)
    act(company)
    indexer.catch_up()
    assert book.content_hash() == whole(company)


def test_a_reorganisation_between_headers_and_logs_is_seen(company: Company, faulty: Faulty, book: Book) -> None:
    def moved(_query: dict[str, Any], logs: list[Log]) -> list[Log]:
        faulty.spoil_logs = lambda _query, logs: logs
        reorganise(company, 30)
        act(company)
        return Blocks.logs(faulty, _query) or logs

    indexer = Indexer(faulty, book, range_start=1_000)
    faulty.spoil_logs = moved
    steps: list[Step] = []
    indexer.catch_up(steps.append)
    assert steps[0].again
    assert book.content_hash() == whole(company)


# --- A NODE THAT ERRS ---


@pytest.mark.parametrize("left_out", range(3))
def test_a_log_left_out_is_asked_for_again(company: Company, faulty: Faulty, book: Book, left_out: int) -> None:
    def without(query: dict[str, Any], logs: list[Log]) -> list[Log]:
        return logs if "blockHash" in query else [log for n, log in enumerate(logs) if n % 3 != left_out]

    faulty.spoil_logs = without
    steps: list[Step] = []
    Indexer(faulty, book).catch_up(steps.append)
    assert sum(step.omitted for step in steps) > 0
    assert book.content_hash() == whole(company)


def test_a_last_log_left_out_is_missed_although_the_bloom_fits(company: Company, faulty: Faulty, book: Book) -> None:
    """Of two payments alike the last leaves no gap, and the bloom is the same without it (found by `heyi chaos`)."""

    def without(query: dict[str, Any], logs: list[Log]) -> list[Log]:
        last = {log["blockNumber"]: log["logIndex"] for log in logs}
        return [log for log in logs if log["logIndex"] != last[log["blockNumber"]]]

    twice(company)
    faulty.spoil_logs = without
    Indexer(faulty, book).catch_up()
    assert [event.log_index for event in book.events()[-2:]] == [0, 1]
    assert book.content_hash() == whole(company)


def test_receipts_that_are_missing_are_waited_for(company: Company, faulty: Faulty, book: Book) -> None:
    act(company)
    faulty.spoil_receipts = lambda receipts: receipts[:-1]
    with pytest.raises(LogsMissing):
        Indexer(faulty, book).catch_up()
    faulty.spoil_receipts = lambda receipts: receipts
    Indexer(faulty, book).catch_up()
    assert book.content_hash() == whole(company)


def test_a_node_that_never_tells_is_asked_for_receipts(company: Company, faulty: Faulty, book: Book) -> None:
    faulty.spoil_logs = lambda _query, _logs: []
    Indexer(faulty, book).catch_up()
    assert book.content_hash() == whole(company)


def test_without_receipts_nothing_is_taken_in(faulty: Faulty, book: Book) -> None:
    faulty.spoil_logs = lambda _query, _logs: []
    faulty.spoil_receipts = lambda receipts: receipts[:-1]
    indexer, before = Indexer(faulty, book, range_start=1_000), book.cursor()
    with pytest.raises(LogsMissing):
        indexer.step()
    assert book.cursor() == before
    assert counted(book, cached.event) == 0


def test_logs_that_come_twice_count_once(company: Company, faulty: Faulty, book: Book) -> None:
    faulty.spoil_logs = lambda _query, logs: [*reversed(logs), *logs]
    Indexer(faulty, book).catch_up()
    assert book.content_hash() == whole(company)


def test_a_node_that_limits_ranges_is_asked_for_less(company: Company, faulty: Faulty, book: Book) -> None:
    def limited(query: dict[str, Any], logs: list[Log]) -> list[Log]:
        if "fromBlock" in query and int(query["toBlock"], 16) - int(query["fromBlock"], 16) >= 10:
            raise NodeRefused("eth_getLogs", "block range too large")
        return logs

    faulty.spoil_logs = limited
    Indexer(faulty, book, range_start=400).catch_up()
    assert book.content_hash() == whole(company)


def test_a_node_that_refuses_everything_is_left_alone(faulty: Faulty, book: Book) -> None:
    def refuse(_query: dict[str, Any], _logs: list[Log]) -> list[Log]:
        raise NodeRefused("eth_getLogs", "too many requests")

    faulty.spoil_logs = refuse
    indexer = Indexer(faulty, book, range_start=4)
    assert [indexer.step().again for _ in range(2)] == [True, True]
    with pytest.raises(NodeRefused):
        indexer.step()


def test_logs_of_strangers_are_passed_over(company: Company, book: Book) -> None:
    """Where others have contracts a block's bloom says less; what is ours comes in all the same."""
    foreign = Faulty(company.chain.url, replace(ANVIL, foreign_logs=True))
    foreign.spoil_logs = lambda query, logs: logs if "blockHash" in query else [log for log in logs if _kept(log)]
    stranger = company.chain.create("0x6460075f5fa15f5260056018f3", [], [])
    assert stranger
    Indexer(foreign, book).catch_up()
    assert book.content_hash() == whole(company)


def _kept(log: Log) -> bool:
    """Leaves out every log of every fifth block, which the bloom then gives away."""
    return bool(log["blockNumber"] % 5)


# --- KILLED ---


class _KilledError(Exception):
    pass


def killed_at(book: Book, moment: int) -> Iterator[None]:
    """Ends the process, as it were, at the n-th statement from now on."""
    engine, count = book.database._engine, 0

    def die(*_: object) -> None:
        nonlocal count
        count += 1
        if count == moment:
            raise _KilledError

    sa.event.listen(engine, "before_cursor_execute", die)
    yield
    sa.event.remove(engine, "before_cursor_execute", die)


@pytest.mark.parametrize("moment", range(1, 24))
def test_killed_anywhere_it_goes_on_to_the_same_book(company: Company, reader: Blocks, book: Book, moment: int) -> None:
    indexer = Indexer(reader, book, range_start=1_000)
    for _ in killed_at(book, moment):
        with pytest.raises(_KilledError):
            indexer.catch_up()
    assert counted(book, cached.event) in (0, len(book.events()))
    Indexer(reader, book_of(company, book.database)).catch_up()
    assert book.content_hash() == whole(company)


def test_the_same_indexer_goes_on_after_a_failure(company: Company, reader: Blocks, book: Book) -> None:
    """What was folded for a run that was not written must not be folded twice."""
    indexer = Indexer(reader, book, range_start=1_000)
    for _ in killed_at(book, 9):
        with pytest.raises(_KilledError):
            indexer.catch_up()
    indexer.catch_up()
    assert book.content_hash() == whole(company)


def test_headers_are_linked(reader: Blocks, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node whose answers are of two chains is asked again, and nothing of it is taken in."""
    real = Blocks.headers

    def torn(self: Blocks, first: int, last: int) -> list[Header]:
        headers = real(self, first, last)
        return [replace(header, parent=bytes(32)) if header.number == first + 1 else header for header in headers]

    monkeypatch.setattr(Blocks, "headers", torn)
    indexer = Indexer(reader, book, range_start=100)
    assert indexer.step().again
    with pytest.raises(ChainMoved):
        indexer.step()
    assert counted(book, cached.block) == 0
