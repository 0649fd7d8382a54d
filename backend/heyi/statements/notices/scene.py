"""What notices are worked out of: one moment of the book, and words for what is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.statements.notices.notice import Notice, id_of, one_line
from heyi.statements.table import Money
from heyi.store import cached
from heyi.store.book import Book
from heyi.store.reading.memory.open_book import State

__all__ = ["DAY", "Scene"]

DAY = 86_400  # seconds


@dataclass(frozen=True)
class Scene:
    """connection: a transaction of the book's database. public_url: where the service is."""

    connection: sa.Connection
    book: Book
    constants: Constants
    state: State
    public_url: str

    @property
    def now(self) -> int:
        """The time of the latest block read: what counts as the present."""
        return self.state.heads.now

    @property
    def period(self) -> int:
        """The one that is running."""
        calendar = self.constants.calendar
        return calendar.period_at(max(self.now, calendar.epoch))

    def name(self, account: str) -> str:
        return one_line(self.state.names.of(account) or account)

    def money(self, amount: int) -> str:
        return f"{Money(self.constants.symbol, self.constants.decimals).shown(amount)} {self.constants.symbol}"

    def label(self, period: int) -> str:
        return self.constants.calendar.label(period)

    def figures_page(self, period: int) -> str:
        """The desk's page about a period's figures."""
        return f"oracle/{quote(self.constants.calendar.format(period), safe='')}"

    def leader(self, account: str) -> str | None:
        """Of a unit; None of a person."""
        unit = self.state.units.get(account)
        return None if unit is None else unit.leader

    def notice(
        self,
        kind: str,
        account: str,
        key: Iterable[object],
        *,
        subject: str,
        what: str,
        otherwise: str,
        path: str,
        due: int | None = None,
        public: bool = True,
    ) -> Notice:
        """path: of the desk's page where it is done."""
        return Notice(
            id=id_of(kind, account, *key),
            account=account,
            reader=self.leader(account),
            name=self.name(account),
            kind=kind,
            subject=one_line(subject),
            what=what,
            due=due,
            otherwise=otherwise,
            link=f"{self.public_url.rstrip('/')}/{path}",
            public=public,
        )

    def counterparties(self, account: str) -> set[str]:
        """Whoever else is party to an agreement of an account that isn't over."""
        party, other, step = cached.party.alias(), cached.party.c, cached.step.c
        over = sa.exists().where(step.agreement == other.agreement, step.name == "Ended")
        asked = sa.select(other.account).join(party, party.c.agreement == other.agreement)
        return set(self.connection.scalars(asked.where(party.c.account == account, ~over).distinct())) - {account}

    def last_events(self, *names: str) -> list[dict[str, object]]:
        """The arguments of all events of these names, each with its `name`, in order."""
        found = self.book.decoded
        rows = self.connection.execute(
            sa.select(cached.event)
            .where(cached.event.c.name.in_(names))
            .order_by(cached.event.c.block, cached.event.c.log_index)
        ).mappings()
        return [{"name": row["name"], **found(row).args} for row in rows]
