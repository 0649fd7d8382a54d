"""Sums per account over the whole book, kept in memory and carried on from block to block.

Sums only grow by what new blocks bring, so that renewing them costs as much as there is new, not as much as there is.
Only blocks that were undone make it begin again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.amounts import below_zero, total
from heyi.store.reading.memory.final_figures import FinalFigures, loose
from heyi.store.reading.memory.heads import Heads

__all__ = ["Enterprise", "Tally"]

Sums = Mapping[str, int]

MONEY = tuple(int(nature) for nature in Nature if nature.is_money)
INCOME = (int(Nature.Fee),)
COST = (int(Nature.Fee), int(Nature.Bonus))


class Enterprise:
    """What is known of one enterprise without adding up. closed: its last closing's row; wound_up: the first period
    that does not count any more."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.name: str = row["name"]
        self.leader: str = row["leader"]
        self.units: dict[str, int] = {}
        self.closed: Mapping[str, Any] | None = None
        self.cancelled = 0  # of its arrears, since its last closing
        self.wound_up: int | None = None


class Tally:
    """Everything that was added up so far; `renew` takes in what has come. Amounts are minor units of the token.

    of[what][account]: what came in, went out (of the Treasury), was withdrawn, earned, paid, received; income, cost,
    shared by enterprise; wallets: of the token itself, in lower case.
    """

    def __init__(self, constants: Constants) -> None:
        self._constants = constants
        self._begin(-1)

    def _begin(self, epoch: int) -> None:
        self._epoch = epoch
        self._through = -1  # the last block taken in
        self._figures = FinalFigures(self._constants)
        self._foreign: set[str] = set()  # agreements in other tokens
        self._special: set[str] = set()  # subjects with anything disputed or corrected
        self.of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.enterprises: dict[str, Enterprise] = {}
        self.investors: dict[str, dict[str, int]] = defaultdict(dict)
        self.people: set[str] = set()
        self.issued: dict[str, int] = defaultdict(int)
        self.agreements: dict[str, int] = defaultdict(int)

    def renew(self, connection: sa.Connection, heads: Heads) -> bool:
        """Takes in what is new; returns whether there was anything."""
        if heads.epoch != self._epoch:
            self._begin(heads.epoch)
        first, self._through = self._through, heads.indexed
        block = cached.event.c.block
        news = bool(connection.scalar(sa.select(sa.exists().where(block > first))))
        if news:
            self._take(connection, first)
        return self._figures.renew(connection, heads.now, self._special, news) or news

    # --- NEW BLOCKS ---

    def _take(self, connection: sa.Connection, after: int) -> None:
        self._take_enterprises(connection, after)
        self._take_agreements(connection, after)
        for what, asked in self._sums(after):
            sums = self.of[what]
            for account, amount in connection.execute(asked):
                sums[account] += amount
        self._take_movements(connection, after)
        self._take_backers(connection, after)
        self._take_wallets(connection, after)
        statement, dispute, issue = cached.statement.c, cached.dispute.c, cached.issue.c
        corrected = sa.select(statement.subject).where(statement.block > after, statement.kind == "corrected")
        self._special.update(connection.scalars(corrected))
        self._special.update(connection.scalars(sa.select(dispute.subject).where(dispute.block > after)))
        for kind, amount in connection.execute(_summed(issue.kind, issue.amount, issue.block > after)):
            self.issued[kind] += amount

    def _take_enterprises(self, connection: sa.Connection, after: int) -> None:
        for row in _new(connection, cached.enterprise, after):
            self.enterprises[row["enterprise"]] = Enterprise(row)
        for row in _new(connection, cached.leader, after):
            self.enterprises[row["enterprise"]].leader = row["leader"]
        for row in _new(connection, cached.units, after):
            self.enterprises[row["enterprise"]].units[row["member"]] = row["units"]
            self.people.add(row["member"])
        for row in _new(connection, cached.shares, after):
            self.investors[row["enterprise"]][row["investor"]] = row["shares"]
            self.people.add(row["investor"])
        for row in _new(connection, cached.books, after):
            if row["name"] == "wound_up":
                self.enterprises[row["enterprise"]].wound_up = row["period"]
        self._take_closings(connection, after)
        receivers = sa.select(loose(cached.spending.c.receiver)).where(cached.spending.c.block > after)
        self.people.update(connection.scalars(receivers.distinct()))

    def _take_closings(self, connection: sa.Connection, after: int) -> None:
        cancelled = _new(connection, cached.movement, after, cached.movement.c.kind == "cancelled")
        closings = _new(connection, cached.closing, after)
        for row in sorted([*cancelled, *closings], key=lambda each: (each["block"], each["log_index"])):
            if "owed" in row:
                unit = self.enterprises[row["enterprise"]]
                unit.closed, unit.cancelled = row, 0
            else:
                debtor = row["debtor"] if row["amount"] > 0 else row["creditor"]
                if debtor in self.enterprises:
                    self.enterprises[debtor].cancelled += abs(row["amount"])

    def _take_agreements(self, connection: sa.Connection, after: int) -> None:
        version, party, step = cached.version.c, cached.party.c, cached.step.c
        token = version.terms["token"].as_string()
        foreign = sa.select(version.agreement).where(version.block > after, token != self._constants.token)
        self._foreign.update(connection.scalars(foreign))
        keeper = loose(version.contract)
        opened = sa.select(keeper, sa.func.count()).where(version.block > after, version.number == 0)
        for contract, count in connection.execute(opened.group_by(keeper)):
            self.agreements[self._constants.kind_of(contract)] += count
        ended = sa.select(sa.func.count()).select_from(cached.step).where(step.block > after, step.name == "Ended")
        self.agreements["ended"] += connection.scalar(ended) or 0
        self.people.update(connection.scalars(sa.select(loose(party.account)).where(party.block > after).distinct()))

    def _sums(self, after: int) -> Iterator[tuple[str, sa.Select[str, int]]]:
        transfer, claim, closing = cached.transfer.c, cached.claim.c, cached.closing.c
        ours = (transfer.block > after, transfer.token == self._constants.token)
        yield "in", _summed(transfer.receiver, transfer.amount, *ours)
        yield "out", _summed(transfer.sender, transfer.amount, *ours)
        yield "withdrawn", _summed(transfer.sender, transfer.amount, *ours, transfer.receiver == ZERO_ADDRESS)
        yield "earned", _summed(claim.account, claim.amount, claim.block > after)
        yield "shared", _summed(closing.enterprise, closing.shared, closing.block > after)

    def _take_movements(self, connection: sa.Connection, after: int) -> None:
        movement = cached.movement.c
        backwards = below_zero(movement.amount)
        keys = (movement.kind, movement.nature, backwards, loose(movement.debtor), loose(movement.creditor))
        new = [movement.block > after, movement.kind.in_(("accrued", "paid"))]
        if self._foreign:
            new.append(movement.agreement.not_in(self._foreign))
        asked = sa.select(*keys, total(movement.amount)).where(*new).group_by(*keys)
        for kind, nature, back, debtor, creditor, amount in connection.execute(asked):
            if kind == "paid":
                # Below 0 the creditor pays the debtor.
                payer, receiver = (creditor, debtor) if back else (debtor, creditor)
                if nature in MONEY:
                    self.of["paid"][payer] += abs(amount)
                    self.of["received"][receiver] += abs(amount)
            # What is paid out of what may be shared is a cost when it is paid, and not before.
            if (kind == "accrued") != (nature == Nature.Preferred):
                self.of["income"][creditor] += amount if nature in (*INCOME, Nature.Preferred) else 0
                self.of["cost"][debtor] += amount if nature in (*COST, Nature.Preferred) else 0

    def _take_backers(self, connection: sa.Connection, after: int) -> None:
        """What backers paid is theirs, and not the debtor's whose place they took."""
        movement, paid = cached.movement.c, cached.movement.alias()
        before = (
            sa.select(paid.c.debtor)
            .where(
                paid.c.agreement == movement.agreement,
                paid.c.leg == movement.leg,
                paid.c.kind == "paid",
                paid.c.block == movement.block,
                paid.c.log_index < movement.log_index,
            )
            .order_by(paid.c.log_index.desc())
            .limit(1)
            .scalar_subquery()
        )
        asked = sa.select(movement.agreement, movement.debtor, before, movement.amount)
        for agreement, backer, debtor, amount in connection.execute(
            asked.where(movement.block > after, movement.kind == "paid_by_backer")
        ):
            if agreement not in self._foreign:
                self.of["paid"][backer] += amount
                self.of["paid"][debtor] -= amount

    def _take_wallets(self, connection: sa.Connection, after: int) -> None:
        """The token's own transfers, which have no table: they check the Treasury's ledger from outside."""
        event = cached.event.c
        asked = sa.select(event.topics, event.data).where(
            event.block > after, event.name == "Transfer", event.contract == self._constants.token
        )
        wallets = self.of["wallets"]
        for topics, data in connection.execute(asked):
            amount = int.from_bytes(data)
            wallets["0x" + bytes(topics[44:64]).hex()] -= amount
            wallets["0x" + bytes(topics[76:96]).hex()] += amount

    # --- ASKED ---

    @property
    def attested(self) -> Mapping[str, Mapping[str, int]]:
        """Final figures by subject: see `final_figures`."""
        return self._figures.sums

    def held(self, account: str) -> int:
        """What an account has in the Treasury."""
        return self.of["in"].get(account, 0) - self.of["out"].get(account, 0)

    def paid(self, account: str) -> int:
        """What an account paid under agreements; what backers paid in its place is not its own."""
        return self.of["paid"].get(account, 0)

    def received(self, account: str) -> int:
        """What an account received under agreements; a bonus counts as its enterprise's."""
        return self.of["received"].get(account, 0)

    def arrears(self, enterprise: str) -> int:
        """What its last closing could not pay, less what circles have cancelled since."""
        unit = self.enterprises[enterprise]
        return max(0, unit.closed["owed"] - unit.closed["paid"] - unit.cancelled) if unit.closed else 0

    def is_person(self, account: str) -> bool:
        return account in self.people and account not in self.enterprises


def _summed(account: sa.ColumnElement[Any], amount: sa.ColumnElement[Any], *where: Any) -> sa.Select[str, int]:
    who = loose(account)
    return sa.select(who, total(amount)).where(*where).group_by(who)


def _new(
    connection: sa.Connection, table: sa.Table, after: int, *where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    asked = sa.select(table).where(table.c.block > after, *where)
    ordered = asked.order_by(table.c.block, table.c.log_index, table.c.line)
    return [dict(row) for row in connection.execute(ordered).mappings()]
