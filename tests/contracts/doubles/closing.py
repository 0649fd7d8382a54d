"""An enterprise whose real books are closed by accounts that stand for the kinds of agreement.

A kind here says what its agreements came to, as a page of a closing does; what an agreement is matters to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doubles.company import Company, person
from eth_account.signers.local import LocalAccount

SUPPLIER, PREFERRED = person("supplier").address, person("preferred").address


@dataclass
class Unit:
    """An enterprise in a company, with what its closings are told."""

    company: Company
    kinds: Sequence[Any]
    enterprise: Any

    @property
    def address(self) -> str:
        return self.enterprise.address

    @property
    def books(self) -> Any:
        return self.company.books

    @property
    def next_period(self) -> int:
        return int(self.books.booksOf(self.address)[0])

    @property
    def arrears(self) -> int:
        return int(self.books.booksOf(self.address)[3])

    @property
    def undistributed(self) -> int:
        return int(self.books.booksOf(self.address)[4])

    @property
    def running(self) -> int:
        return int(self.books.arrearsRunning(self.address))

    @property
    def balance(self) -> int:
        return self.company.balance(self.address)

    def fund(self, amount: int) -> None:
        self.company.fund(self.address, amount)

    def due(self, *people: LocalAccount) -> list[int]:
        return self.company.claimable(self.enterprise, *people)

    def invest(self, investor: LocalAccount, amount: int, shares: int) -> None:
        """As an investment agreement does it at its opening."""
        kind = self.kinds[2]
        self.books.invest(self.address, amount, {"from": kind})
        if shares:
            self.company.profit_share.issueShares(self.address, investor.address, shares, {"from": kind})
        self.fund(amount)

    def turn_to(self, period: int) -> None:
        self.company.turn_to(period)

    def profit(self, period: int, amount: int) -> None:
        self.company.calendar.write(self.address, period, amount)

    def wind_up(self, sender: Any = None) -> Any:
        return self.books.windUp(self.address, {"from": sender or self.company.sender})

    # Closings

    def close(self, owed: int = 0, preferred: int = 0, result: int = 0, profit: int = 0, kind: int = 0) -> Any:
        """The next period's closing in one page; the calendar turns as far as needed. Returns the last transaction."""
        period, by = self.next_period, {"from": self.kinds[kind]}
        if self.company.calendar.currentPeriod() <= period:
            self.turn_to(period + 1)
        if profit:
            self.profit(period, profit)
        self.enterprise.trust(self.kinds[kind])
        money = self.books.passAll.call(self.address, period, result, (owed, preferred), by)
        self.books.passAll(self.address, period, result, (owed, preferred), by)
        self.pay(SUPPLIER, money[0], kind)
        self.pay(PREFERRED, money[1], kind)
        return self.books.paid(self.address, period, True, 0, owed, money, 0, by)

    def count(self, kind: int, agreements: int = 1) -> None:
        for _ in range(agreements):
            self.books.count(self.address, {"from": self.kinds[kind]})

    def pass_page(self, kind: int, owed: int = 0, preferred: int = 0, result: int = 0, agreements: int = 1) -> Any:
        last = bytes([kind + 1]) * 32
        by = {"from": self.kinds[kind]}
        return self.books.passPage(self.address, self.next_period, last, agreements, result, (owed, preferred), by)

    def pay_page(self, kind: int, preferred: int = 0, agreements: int = 1) -> tuple[int, int]:
        """Pays all that is owed to a kind, and of preferred dues a page's part; returns both."""
        last, by = bytes([kind + 1]) * 32, {"from": self.kinds[kind]}
        self.enterprise.trust(self.kinds[kind])
        owed, money = self.books.payPage.call(self.address, last, by)
        self.books.payPage(self.address, last, by)
        first = preferred * money[1] // owed[1] if preferred else 0
        self.pay(SUPPLIER, money[0], kind)
        self.pay(PREFERRED, first, kind)
        self.books.paid(self.address, self.next_period, False, agreements, owed[0], (money[0], first), 0, by)
        return money[0], first

    def pay(self, receiver: str, amount: int, kind: int) -> None:
        if amount:
            treasury, by = self.company.treasury, {"from": self.kinds[kind]}
            treasury.transferFrom(self.address, receiver, self.company.token_id, amount, by)
