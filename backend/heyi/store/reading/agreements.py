"""Agreements: lists of them by what is looked for, and one by its events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from heyi.core.events import AgreementState, fold
from heyi.core.terms import Terms
from heyi.store import cached
from heyi.store.book import Book
from heyi.store.reading.events import Happened, happened
from heyi.store.reading.facts import Place
from heyi.store.reading.memory.names import named_like
from heyi.store.reading.unknown import NoSuchAgreement

__all__ = ["Listed", "Wanted", "count_of", "listed", "parties_of", "roles_of", "told"]


@dataclass(frozen=True)
class Wanted:
    """What is looked for. party: an address; contract: that keeps the kind; ended: whether it is over; text: in the
    agreement's name or a party's, or the beginning of its hash."""

    party: str | None = None
    contract: str | None = None
    ended: bool | None = None
    text: str | None = None


@dataclass(frozen=True)
class Listed:
    """An agreement in a list. versions: how many terms it has had; first_period: of its first terms, end_period: the
    first that does not count any more, as things stand."""

    agreement: str
    contract: str
    ended: bool
    versions: int
    first_period: int
    end_period: int
    parties: tuple[str, ...]
    opened: Place


def listed(connection: sa.Connection, wanted: Wanted, after: tuple[int, int] | None, most: int) -> list[Listed]:
    """The newest first, from a place on: the block and log index of an opening."""
    version = cached.version.c
    asked = sa.select(version.agreement, version.block, version.log_index).where(version.number == 0)
    if after is not None:
        block, index = after
        asked = asked.where(sa.or_(version.block < block, sa.and_(version.block == block, version.log_index < index)))
    asked = asked.where(*_conditions(wanted)).order_by(version.block.desc(), version.log_index.desc())
    return _listed(connection, [row.agreement for row in connection.execute(asked.limit(most))])


def count_of(connection: sa.Connection, account: str) -> int:
    """How many agreements an account is party to."""
    party = cached.party.c
    asked = sa.select(sa.func.count(party.agreement.distinct())).where(party.account == account)
    return connection.scalar(asked) or 0


def parties_of(connection: sa.Connection, agreement: str) -> frozenset[str]:
    """Whoever was party to an agreement under any of its terms; nobody, if there is no such agreement."""
    party = cached.party.c
    return frozenset(connection.scalars(sa.select(party.account).where(party.agreement == agreement).distinct()))


def roles_of(connection: sa.Connection, account: str, agreements: Iterable[str]) -> tuple[set[str], set[str]]:
    """Of these, the agreements in which an account is debtor of a leg, and those in which it is creditor."""
    version = cached.version.c
    asked = sa.select(version.agreement, version.terms).where(version.agreement.in_(list(agreements)))
    owing, owed = set(), set()
    # The last version counts, and comes last.
    for agreement, given in connection.execute(asked.order_by(version.number)):
        terms = Terms.from_json(given)
        owing.discard(agreement)
        owed.discard(agreement)
        for leg in terms.legs:
            if terms.parties[leg.debtor] == account:
                owing.add(agreement)
            if account in {terms.parties[creditor] for creditor in terms.parts_of(leg, 0)}:
                owed.add(agreement)
    return owing, owed


def told(connection: sa.Connection, book: Book, agreement: str) -> tuple[AgreementState, list[Happened]]:
    """One agreement as its events tell it, and the events. Raises NoSuchAgreement."""
    events = happened(connection, book, cached.event.c.agreement == agreement)
    states = fold(each.event for each in events)
    key = bytes.fromhex(agreement[2:])
    if key not in states:
        raise NoSuchAgreement(agreement)
    return states[key], events


def _conditions(wanted: Wanted) -> Iterable[sa.ColumnElement[bool]]:
    version, party, step = cached.version.c, cached.party.c, cached.step.c
    if wanted.party is not None:
        yield version.agreement.in_(sa.select(party.agreement).where(party.account == wanted.party))
    if wanted.contract is not None:
        yield version.contract == wanted.contract
    if wanted.ended is not None:
        over = sa.exists().where(step.agreement == version.agreement, step.name == "Ended")
        yield over if wanted.ended else ~over
    if wanted.text:
        called = sa.select(named_like(wanted.text).subquery())
        parties = sa.select(party.agreement).where(party.account.in_(called))
        by_hash = version.agreement.startswith(wanted.text.lower(), autoescape=True)
        yield sa.or_(by_hash, version.agreement.in_(called), version.agreement.in_(parties))


def _listed(connection: sa.Connection, agreements: Sequence[str]) -> list[Listed]:
    """These, in this order."""
    version, step, event, block = cached.version.c, cached.step.c, cached.event.c, cached.block.c
    asked = (
        sa.select(cached.version, event.transaction, block.timestamp)
        .join(cached.event, sa.and_(event.block == version.block, event.log_index == version.log_index))
        .join(cached.block, block.number == version.block)
        .where(version.agreement.in_(agreements))
        .order_by(version.number)
    )
    found: dict[str, Listed] = {}
    ends: dict[str, tuple[tuple[int, int], int]] = {}
    for row in connection.execute(asked).mappings():
        place = (row["block"], row["log_index"])
        ends[row["agreement"]] = (place, row["end_period"])
        if row["number"] == 0:
            opened = Place(*place, row["transaction"], row["timestamp"])
            head = (row["agreement"], row["contract"], False, 1, row["first_period"], row["end_period"])
            found[row["agreement"]] = Listed(*head, (), opened)
        else:
            before = found[row["agreement"]]
            found[row["agreement"]] = replace(before, versions=row["number"] + 1, end_period=row["end_period"])
    steps = sa.select(cached.step).where(step.agreement.in_(agreements)).order_by(step.block, step.log_index)
    for row in connection.execute(steps).mappings():
        before = found[row["agreement"]]
        if row["name"] == "Ended":
            found[row["agreement"]] = replace(before, ended=True)
        elif (row["block"], row["log_index"]) > ends[row["agreement"]][0]:
            found[row["agreement"]] = replace(before, end_period=row["end_period"])
    parties = _parties(connection, agreements)
    return [replace(found[each], parties=parties[each]) for each in agreements]


def _parties(connection: sa.Connection, agreements: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of the last version of each."""
    party = cached.party.c
    asked = sa.select(party.agreement, party.number, party.account).where(party.agreement.in_(agreements))
    by_version: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for agreement, number, account in connection.execute(asked.order_by(party.number, party.place)):
        by_version[agreement][number].append(account)
    return {agreement: tuple(versions[max(versions)]) for agreement, versions in by_version.items()}
