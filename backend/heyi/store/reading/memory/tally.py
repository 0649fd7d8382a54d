"""Sums per account over the whole book, kept in memory and carried on from block to block.

Sums only grow by what new blocks bring, so that renewing them costs as much as there is new, not as much as there is.
Only blocks that were undone make it begin again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import Finality
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Nature
from heyi.store import cached
from heyi.store.amounts import below_zero, total
from heyi.store.reading.facts import StoredFacts, reports
from heyi.store.reading.memory.heads import Heads

__all__ = ["Enterprise", "Tally", "subject_key"]

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

    of[what][account]: what is in, out (of the Treasury ledger), withdrawn, deposited, paid, received, earned, income,
    cost, shared, and by enterprise revenue, profit, scores, scored; wallets: of the token itself, outside the Treasury.
    """

    def __init__(self, constants: Constants) -> None:
        self._constants = constants
        self._begin(-1)

    def _begin(self, epoch: int) -> None:
        self._epoch = epoch
        self._through = -1  # the last block taken in
        self._settled = -1  # the last whose statements are final by time
        self._foreign: set[str] = set()
        self.of: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.attested: dict[str, dict[str, int]] = {}
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
        settled = self._settled_by(connection, heads.now)
        if news or settled > self._settled:
            self._attest(connection, heads, settled)
            news = True
        return news

    # --- NEW BLOCKS ---

    def _take(self, connection: sa.Connection, after: int) -> None:
        self._take_enterprises(connection, after)
        self._take_agreements(connection, after)
        for what, asked in self._sums(after):
            sums = self.of[what]
            for account, amount in connection.execute(asked):
                sums[account] += amount
        self._take_backers(connection, after)
        self._take_wallets(connection, after)
        issue = cached.issue.c
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
        receivers = sa.select(cached.spending.c.receiver).where(cached.spending.c.block > after)
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
        opened = sa.select(version.contract, sa.func.count()).where(version.block > after, version.number == 0)
        for contract, count in connection.execute(opened.group_by(version.contract)):
            self.agreements[self._constants.kind_of(contract)] += count
        ended = sa.select(sa.func.count()).select_from(cached.step).where(step.block > after, step.name == "Ended")
        self.agreements["ended"] += connection.scalar(ended) or 0
        self.people.update(connection.scalars(sa.select(party.account).where(party.block > after).distinct()))

    def _sums(self, after: int) -> Iterator[tuple[str, sa.Select[Any]]]:
        transfer, claim, closing = cached.transfer.c, cached.claim.c, cached.closing.c
        ours = (transfer.block > after, transfer.token == self._constants.token)
        yield "in", _summed(transfer.receiver, transfer.amount, *ours)
        yield "out", _summed(transfer.sender, transfer.amount, *ours)
        yield "withdrawn", _summed(transfer.sender, transfer.amount, *ours, transfer.receiver == ZERO_ADDRESS)
        yield "earned", _summed(claim.account, claim.amount, claim.block > after)
        yield "shared", _summed(closing.enterprise, closing.shared, closing.block > after)
        distribution = cached.distribution.c
        yield "to_team", _summed(distribution.enterprise, distribution.team, distribution.block > after)
        yield "to_investors", _summed(distribution.enterprise, distribution.investors, distribution.block > after)
        spending = cached.spending.c
        yield "spent", _summed(spending.enterprise, spending.amount, spending.block > after)
        yield from self._movements(after)

    def _movements(self, after: int) -> Iterator[tuple[str, sa.Select[Any]]]:
        movement = cached.movement.c
        ours = [movement.block > after]
        if self._foreign:
            ours.append(movement.agreement.not_in(self._foreign))
        moved = [*ours, movement.kind == "paid", movement.nature.in_(MONEY)]
        forwards, backwards = ~below_zero(movement.amount), below_zero(movement.amount)
        yield "paid", _summed(movement.debtor, movement.amount, *moved, forwards)
        yield "received", _summed(movement.creditor, movement.amount, *moved, forwards)
        # Below 0 the creditor paid: what it paid is what the sum takes off.
        yield "paid_back", _summed(movement.creditor, movement.amount, *moved, backwards)
        yield "received_back", _summed(movement.debtor, movement.amount, *moved, backwards)
        accrued = [*ours, movement.kind == "accrued"]
        yield "income", _summed(movement.creditor, movement.amount, *accrued, movement.nature.in_(INCOME))
        yield "cost", _summed(movement.debtor, movement.amount, *accrued, movement.nature.in_(COST))
        # Paid out of what may be shared: a cost when it is paid, and not before.
        preferred = [*ours, movement.kind == "paid", movement.nature == int(Nature.Preferred)]
        yield "income", _summed(movement.creditor, movement.amount, *preferred)
        yield "cost", _summed(movement.debtor, movement.amount, *preferred)

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

    # --- FIGURES ---

    def _settled_by(self, connection: sa.Connection, now: int) -> int:
        block = cached.block.c
        final = now - self._constants.windows.challenge
        return connection.scalar(sa.select(sa.func.max(block.number)).where(block.timestamp <= final)) or -1

    def _attest(self, connection: sa.Connection, heads: Heads, settled: int) -> None:
        """Final figures by enterprise. Those that nobody disputed are final by time; the few others are replayed."""
        statement, dispute = cached.statement.c, cached.dispute.c
        disputed = sa.exists().where(dispute.subject == statement.subject, dispute.period == statement.period)
        new = (statement.block > self._settled, statement.block <= settled, statement.kind == "posted", ~disputed)
        sums = [total(statement[name]) for name in ("revenue", "profit", "score")]
        scored = sa.func.count(sa.case((statement.score > 0, 1)))
        asked = sa.select(statement.subject, *sums, scored).where(*new).group_by(statement.subject)
        for subject, *values in connection.execute(asked):
            for what, value in zip(("revenue", "profit", "scores", "scored"), values, strict=True):
                self.of[what][subject] += value
        self._settled = settled
        self.attested = {what: dict(self.of[what]) for what in ("revenue", "profit", "scores", "scored")}
        for subject, what, value in self._disputed_and_corrected(connection, heads.now):
            self.attested[what][subject] = self.attested[what].get(subject, 0) + value

    def _disputed_and_corrected(self, connection: sa.Connection, now: int) -> Iterator[tuple[str, str, int]]:
        statement, dispute = cached.statement.c, cached.dispute.c
        some = sa.union(
            sa.select(dispute.subject), sa.select(statement.subject).where(statement.kind == "corrected")
        ).subquery()
        found = reports(connection, statement.subject.in_(sa.select(some)))
        facts = StoredFacts(connection, self._constants, now)
        for (subject, _), report in found.items():
            if report.finality(self._constants, now) is Finality.Final and (report.challenger or report.upheld):
                yield subject, "revenue", report.figures.revenue
                yield subject, "profit", report.figures.profit
                yield subject, "scores", report.figures.score
                yield subject, "scored", int(report.figures.score > 0)
            for each in report.corrections:
                if facts.report(subject, each.booked_in).finality(self._constants, now) is not Finality.Pending:
                    yield subject, "revenue", each.differences.revenue
                    yield subject, "profit", each.differences.profit

    # --- ASKED ---

    def held(self, account: str) -> int:
        """What an account has in the Treasury."""
        return self.of["in"].get(account, 0) - self.of["out"].get(account, 0)

    def paid(self, account: str) -> int:
        """What an account paid under agreements; what backers paid in its place is not its own."""
        return self.of["paid"].get(account, 0) - self.of["paid_back"].get(account, 0)

    def received(self, account: str) -> int:
        """What an account received under agreements; a bonus counts as its enterprise's."""
        return self.of["received"].get(account, 0) - self.of["received_back"].get(account, 0)

    def arrears(self, enterprise: str) -> int:
        """What its last closing could not pay, less what circles have cancelled since."""
        unit = self.enterprises[enterprise]
        return max(0, unit.closed["owed"] - unit.closed["paid"] - unit.cancelled) if unit.closed else 0

    def is_person(self, account: str) -> bool:
        return account in self.people and account not in self.enterprises


def subject_key(address: str) -> str:
    """An enterprise's address as statements name it in the database."""
    return "0x" + 24 * "0" + address[2:].lower()


def _summed(account: sa.ColumnElement[Any], amount: sa.ColumnElement[Any], *where: Any) -> sa.Select[Any]:
    return sa.select(account, total(amount)).where(*where).group_by(account)


def _new(
    connection: sa.Connection, table: sa.Table, after: int, *where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    asked = sa.select(table).where(table.c.block > after, *where)
    ordered = asked.order_by(table.c.block, table.c.log_index, table.c.line)
    return [dict(row) for row in connection.execute(ordered).mappings()]
