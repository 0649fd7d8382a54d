"""What has to be known of accounts and agreements to say whose pay something is; kept as long as the book stands."""

from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from heyi.api.models.privacy import Whose
from heyi.api.service import Service
from heyi.core.solidity import ZERO_ADDRESS
from heyi.store.database import Database
from heyi.store.reading.agreements import parties_of
from heyi.store.reading.memory.heads import Heads
from heyi.store.reading.memory.open_book import State
from heyi.store.reading.transfers import key_accounts

__all__ = ["Looking"]

ABOUT_FACTS = ("RevenueOracle", "Timelock")


@dataclass
class _Known:
    """keys: units by the accounts of their pools, and None for other accounts of contracts."""

    heads: Heads
    keys: dict[str, str | None]
    parties: dict[str, Whose] = field(default_factory=dict)


_known: WeakKeyDictionary[Database, _Known] = WeakKeyDictionary()
_lock = Lock()


class Looking:
    """A Look, as `models.privacy` has it, into one company's book."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._state: State = service.open_book.state()
        self._known = self._renewed()

    def is_person(self, address: str) -> bool:
        """Whoever isn't known to be something else is somebody: a wallet that money was withdrawn to, too."""
        contracts = self._service.constants.addresses.values()
        is_unit = address in self._state.names.enterprises
        return not is_unit and address not in self._known.keys and address not in contracts and address != ZERO_ADDRESS

    def unit_of(self, account: str) -> str | None:
        return account if account in self._state.names.enterprises else self._known.keys.get(account)

    def is_about_facts(self, contract: str) -> bool:
        # By its address: a unit may be called whatever it likes.
        return any(self._service.constants.addresses.get(name) == contract for name in ABOUT_FACTS)

    def parties(self, agreement: str) -> Whose:
        """All that ever were, under any of its terms."""
        found = self._known.parties.get(agreement)
        if found is None:
            with self._service.database.reading() as connection:
                accounts = parties_of(connection, agreement)
            units = frozenset(accounts & self._state.names.enterprises.keys())
            found = self._known.parties[agreement] = Whose(accounts - units, units=units)
        return found

    def _renewed(self) -> _Known:
        database, heads = self._service.database, self._state.heads
        with _lock:
            known = _known.get(database)
            if known is not None and known.heads == heads:
                return known
            with database.reading() as connection:
                found = key_accounts(connection, self._service.constants)
            keys = {account: whose if what == "pool" else None for account, (whose, what, _) in found.items()}
            _known[database] = known = _Known(heads, keys)
            return known
