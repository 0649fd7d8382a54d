"""What must hold after every disturbance: no payment lost or doubled, and the cache equals a rebuild from the node.

Each check returns what doesn't hold, as sentences. They are made while nothing is under way.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import requests
import sqlalchemy as sa

from heyi.chain.blocks import Blocks
from heyi.company import Company
from heyi.core.solidity import ZERO_ADDRESS
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import IN_MEMORY, book_of
from heyi.service.chaos.carrying import Deed
from heyi.store import cached
from heyi.store.book import Book
from heyi.store.database import Database

__all__ = ["apis_agree", "cache_equals_rebuild", "deeds_done_once", "each_period_once", "money_adds_up"]

ACCRUED = ("agreement", "period", "leg", "clause", "creditor", "debtor")
CLOSED = ("enterprise", "period")
PAGES = ("company", "units", "people", "agreements", "events?order=newest&limit=500")
ASKED_WITHIN = 10.0  # seconds


def cache_equals_rebuild(node: Blocks, company: Company, book: Book) -> Iterator[str]:
    """A book made in one go, out of the node itself, has the same content."""
    database = Database(IN_MEMORY)
    fresh = book_of(company, database)
    Indexer(node, fresh, range_start=1_000).catch_up()
    cache, rebuilt = book.content_hash(), fresh.content_hash()
    if cache != rebuilt:
        counts = [f"{name} {ours} and {theirs}" for name, ours, theirs in _counts(book, fresh) if ours != theirs]
        yield f"the cache is not what a rebuild is: rows {', '.join(counts) or 'are as many'} ({cache}, {rebuilt})"
    database.close()


def money_adds_up(company: Company, book: Book) -> Iterator[str]:
    """Balances by the cache are those on chain, and all of them are what was issued, less what was taken out."""
    balances = _balances(book)
    for account, balance in company.balances_of(balances).items():
        if balance != balances[account]:
            yield f"{account} has {balances[account]} by the cache and {balance} on chain"
    held, total, supply = company.chain.call_all(
        [
            company.token.functions.balanceOf(company.deployment.addresses["Treasury"]),
            company.treasury.functions.totalSupply(company.token_id),
            company.token.functions.totalSupply(),
        ]
    )
    if not sum(balances.values()) == total == held:
        yield f"balances come to {sum(balances.values())}, the ledger's total is {total}, the Treasury holds {held}"
    issued, redeemed = _issued(book, ("capital", "issued")), _issued(book, ("redeemed",))
    if issued - redeemed != supply:
        yield f"{issued} was issued and {redeemed} redeemed, but there is {supply}"


def each_period_once(book: Book) -> Iterator[str]:
    """No agreement accrues a period twice, and no books close twice for one."""
    movement, closing = cached.movement, cached.closing
    for table, key, where in (
        (movement, ACCRUED, movement.c.kind == "accrued"),
        (closing, CLOSED, sa.true()),
    ):
        columns = [table.c[name] for name in key]
        asked = sa.select(*columns, sa.func.count()).where(where).group_by(*columns).having(sa.func.count() > 1)
        with book.database.reading() as connection:
            for row in connection.execute(asked):
                yield f"{table.name} {tuple(row[:-1])} is there {row[-1]} times"


def deeds_done_once(node: Blocks, deeds: Sequence[Deed]) -> Iterator[str]:
    """The final chain has exactly one transaction that carried each deed out."""
    head = node.height()
    asked = [(hex(number), True) for number in range(head + 1)]
    blocks = node.rpc.request_all("eth_getBlockByNumber", asked)
    wanted = {deed.data: deed for deed in deeds}
    found = [each for block in blocks for each in block["transactions"] if each["input"] in wanted]
    receipts = node.receipts([bytes.fromhex(each["hash"][2:]) for each in found])
    failed = {receipt["transactionHash"] for receipt in receipts if receipt["status"] == 0}
    done = Counter(each["input"] for each in found if each["hash"] not in failed)
    for deed in deeds:
        if deed.refused:
            yield f"{deed.key} was refused: {deed.refused}"
        elif done[deed.data] != 1:
            yield f"{deed.key} was carried out {done[deed.data]} times"


def apis_agree(apis: Sequence[str]) -> Iterator[str]:
    """Whichever API is asked, the book's pages are the same, and so are their ETags."""
    for path in PAGES:
        answers = [requests.get(f"{api}/api/v1/book/{path}", timeout=ASKED_WITHIN) for api in apis]
        said = {(answer.status_code, answer.headers.get("etag"), answer.content) for answer in answers}
        if len(said) > 1 or not all(answer.ok for answer in answers):
            yield f"APIs differ on {path}: {sorted((status, etag or '') for status, etag, _ in said)}"


def _balances(book: Book) -> Mapping[str, int]:
    """What each account has, by the transfers in the cache."""
    balances: Counter[str] = Counter()
    table = cached.transfer
    with book.database.reading() as connection:
        for sender, receiver, amount in connection.execute(sa.select(table.c.sender, table.c.receiver, table.c.amount)):
            balances[sender] -= amount
            balances[receiver] += amount
    return {account: balance for account, balance in balances.items() if account != ZERO_ADDRESS}


def _issued(book: Book, kinds: Sequence[str]) -> int:
    with book.database.reading() as connection:
        return sum(connection.scalars(sa.select(cached.issue.c.amount).where(cached.issue.c.kind.in_(kinds))))


def _counts(book: Book, other: Book) -> Iterator[tuple[str, int, int]]:
    for name, table in cached.METADATA.tables.items():
        if name not in ("cursor", "block"):
            yield name, _count(book, table), _count(other, table)


def _count(book: Book, table: sa.Table) -> int:
    with book.database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
