"""A company's agreements as its events tell them: what was folded from its book, kept in memory.

`Ledger.refresh()` takes in what the book has got since it last looked; everything else is a question to what was
folded.
"""

from collections.abc import Iterable, Mapping

from heyi.company import Company, abis_of
from heyi.company.deploy import KINDS, Deployment
from heyi.compiler import Artifact
from heyi.core.events import AgreementState, Event, fold
from heyi.processes.indexer import Indexer
from heyi.store import cached
from heyi.store.book import Book
from heyi.store.database import Database

__all__ = ["KINDS", "Ledger", "book_of", "book_of_deployment"]

IN_MEMORY = "sqlite://"

_BEGINNING = (-1, -1)


def book_of(company: Company, database: Database) -> Book:
    """The company's book in a database. Raises NoDatabase and BookOfOtherCompany."""
    return book_of_deployment(company.deployment, company.artifacts, database)


def book_of_deployment(deployment: Deployment, artifacts: Mapping[str, Artifact], database: Database) -> Book:
    """As `book_of`, of a company whose chain isn't at hand."""
    emitters = [address for name, address in deployment.addresses.items() if name != "Enterprise"]
    return Book(database, abis_of(artifacts), emitters, artifacts["Enterprise"].abi, deployment.first_block)


class Ledger:
    """Follows one company's book; without one it reads the chain itself and keeps the book in memory."""

    def __init__(self, company: Company, book: Book | None = None) -> None:
        self.book = book or book_of(company, Database(IN_MEMORY))
        self._indexer = None if book else Indexer(company.chain, self.book)
        self._kinds = {company.deployment.addresses[name]: name for name in KINDS}
        self.agreements: Mapping[bytes, AgreementState] = {}
        self._named: dict[tuple[str, ...], tuple[int, list[Event]]] = {}
        self._epoch, self._version, self._folded = 0, -1, _BEGINNING

    def refresh(self) -> "Ledger":
        """Takes in what has happened since the last time."""
        if self._indexer:
            self._indexer.catch_up()
        cursor = self.book.cursor()
        if cursor.epoch != self._epoch:
            self._forget(cursor.epoch)
        if cursor.version == self._version:
            return self
        news = self.book.events(cached.event.c.agreement.is_not(None), after=self._folded)
        self.agreements = fold(news, self.agreements)
        if news:
            self._folded = (news[-1].block, news[-1].log_index)
        self._version = cursor.version
        return self

    def named(self, *names: str) -> Iterable[Event]:
        """The events of these names, in order."""
        key = tuple(sorted(names))
        version, events = self._named.get(key, (-1, []))
        if version != self._version:
            after = (events[-1].block, events[-1].log_index) if events else _BEGINNING
            events += self.book.events(cached.event.c.name.in_(key), after=after)
            self._named[key] = (self._version, events)
        return iter(events)

    def kind_of(self, agreement: bytes) -> str:
        """The name of the contract that keeps an agreement."""
        return self._kinds[self.agreements[agreement].contract]

    def of_party(self, address: str) -> list[AgreementState]:
        """The agreements a party has signed, by ascending id."""
        mine = (a for a in self.agreements.values() if address in a.parties)
        return sorted(mine, key=lambda state: state.agreement)

    def _forget(self, epoch: int) -> None:
        self.agreements, self._named = {}, {}
        self._epoch, self._version, self._folded = epoch, -1, _BEGINNING
