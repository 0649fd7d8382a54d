"""Drafts of agreements and amendments, and the signatures that are gathered for them.

Every function takes a connection, so that what belongs together is one transaction. What is stored here was verified
before; what the book says of a draft, whether it was opened, is asked whenever it is read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.core.periods import Calendar
from heyi.store import cached, kept

__all__ = [
    "OPEN",
    "SUPERSEDED",
    "UNSIGNED_FOR",
    "WITHDRAWN",
    "Draft",
    "Signature",
    "add_draft",
    "add_signatures",
    "draft_of",
    "drafts_of",
    "latest_time",
    "open_twin",
    "set_state",
    "unsigned",
]

OPEN, SUPERSEDED, WITHDRAWN = "open", "superseded", "withdrawn"
UNSIGNED_FOR = 30 * 86_400
"""Seconds after which a draft that nobody has signed expires."""

draft = sa.Table(
    "draft",
    kept.METADATA,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("id", sa.String(32), nullable=False, unique=True),
    sa.Column("contract", sa.String(32), nullable=False),
    sa.Column("address", sa.String(42), nullable=False),
    sa.Column("terms", sa.JSON, nullable=False),
    sa.Column("terms_hash", sa.String(66), nullable=False, index=True),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("template", sa.JSON(none_as_null=True)),
    sa.Column("cautions", sa.JSON, nullable=False),
    sa.Column("proposed_by", sa.String(42)),
    sa.Column("parent", sa.String(32)),
    sa.Column("amends", sa.String(66), index=True),
    sa.Column("in_force", sa.String(66)),
    sa.Column("deadline", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
"""contract: the kind's name, at address. template: the human terms, if it was written in them. cautions: as they were
when it was proposed. amends: the agreement it changes, whose terms in force have the hash in_force. deadline: until
when signatures are asked for. Times are the chain's, in Unix seconds."""

draft_party = sa.Table(
    "draft_party",
    kept.METADATA,
    sa.Column("draft", sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("account", sa.String(42), nullable=False, index=True),
)

draft_signature = sa.Table(
    "draft_signature",
    kept.METADATA,
    sa.Column("draft", sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("party", sa.String(42), primary_key=True),
    sa.Column("signer", sa.String(42), primary_key=True),
    sa.Column("deadline", sa.BigInteger, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
)
"""signer: whose key signed; of a signature that speaks for a contract by its own rules, the contract. whole: it is the
party's signature as the agreement contract takes it; else one member's, of whom a quorum makes it whole."""


@dataclass(frozen=True)
class Signature:
    """One row of `draft_signature`, without its draft."""

    party: str
    signer: str
    deadline: int
    signature: bytes
    whole: bool
    added_at: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A row of `draft` with its signatures. opened: whether the book has it, as an opening or as an amendment."""

    id: str
    contract: str
    address: str
    terms: Mapping[str, Any]
    terms_hash: str
    sentence: str
    template: Mapping[str, Any] | None = None
    cautions: Sequence[Mapping[str, str]] = ()
    proposed_by: str | None = None
    parent: str | None = None
    amends: str | None = None
    in_force: str | None = None
    deadline: int
    state: str = OPEN
    created_at: int
    number: int = 0
    signatures: tuple[Signature, ...] = ()
    opened: bool = False

    @property
    def parties(self) -> tuple[str, ...]:
        return tuple(self.terms["parties"])

    @property
    def agreement(self) -> str:
        """The id of the agreement that it opens or amends."""
        return self.amends or self.terms_hash

    def whole(self, now: int) -> dict[str, Signature]:
        """The parties' signatures that are whole and not expired."""
        return {each.party: each for each in self.signatures if each.whole and each.deadline >= now}

    def expires_at(self, calendar: Calendar, now: int) -> int:
        """When it lapses: with the first signature, with its first period, or because nobody signs it for long."""
        times = [each.deadline + 1 for each in self.whole(now).values()]
        times += [] if self.signatures else [self.created_at + UNSIGNED_FOR]
        return min([calendar.end_of(int(self.terms["firstPeriod"])), *times])

    def is_open(self, calendar: Calendar, now: int) -> bool:
        """Whether it can still be signed."""
        return self.state == OPEN and not self.opened and self.expires_at(calendar, now) > now


_COLUMNS = [column.name for column in draft.columns if column.name != "number"]

# --- WRITE ---


def add_draft(connection: sa.Connection, new: Draft) -> None:
    connection.execute(sa.insert(draft), {name: getattr(new, name) for name in _COLUMNS})
    rows = [{"draft": new.id, "place": place, "account": party} for place, party in enumerate(new.parties)]
    connection.execute(sa.insert(draft_party), rows)


def add_signatures(connection: sa.Connection, draft_id: str, new: Iterable[Signature]) -> None:
    """Adds signatures; an earlier one of the same signer for the same party gives way."""
    table = draft_signature
    for each in new:
        same = sa.and_(table.c.draft == draft_id, table.c.party == each.party, table.c.signer == each.signer)
        connection.execute(sa.delete(table).where(same))
        connection.execute(sa.insert(table), {"draft": draft_id, **vars(each)})


def set_state(connection: sa.Connection, draft_id: str, state: str) -> None:
    """Of a draft that is open; any other stays what it is."""
    connection.execute(sa.update(draft).where(draft.c.id == draft_id, draft.c.state == OPEN).values(state=state))


# --- READ ---


def draft_of(connection: sa.Connection, draft_id: str) -> Draft | None:
    return next(iter(_drafts(connection, [draft.c.id == draft_id], None)), None)


def drafts_of(
    connection: sa.Connection,
    mine: Collection[str] | None,
    party: str | None,
    agreement: str | None,
    before: int | None,
    most: int,
) -> list[Draft]:
    """The latest drafts first: of one party, or about one agreement, or all.

    mine: accounts of which one has to be a party; None: none has to. before: a draft's number.
    """
    where: list[sa.ColumnElement[bool]] = []
    if mine is not None:
        where.append(draft.c.id.in_(sa.select(draft_party.c.draft).where(draft_party.c.account.in_(mine))))
    if party is not None:
        where.append(draft.c.id.in_(sa.select(draft_party.c.draft).where(draft_party.c.account == party)))
    if agreement is not None:
        where.append(sa.or_(draft.c.amends == agreement, draft.c.terms_hash == agreement))
    if before is not None:
        where.append(draft.c.number < before)
    return _drafts(connection, where, most)


def open_twin(connection: sa.Connection, new: Draft, since: int) -> Draft | None:
    """An open draft made at or after `since` that says the same as the new one."""
    same = ("address", "terms_hash", "sentence", "parent", "amends")
    where = [draft.c[name].is_not_distinct_from(getattr(new, name)) for name in same]
    found = _drafts(connection, [*where, draft.c.state == OPEN, draft.c.created_at >= since], 1)
    return found[0] if found else None


def unsigned(connection: sa.Connection, proposer: str | None, since: int) -> int:
    """How many open drafts made at or after `since` nobody has signed: that a party has proposed, or of all."""
    signed = sa.exists().where(draft_signature.c.draft == draft.c.id)
    asked = sa.select(sa.func.count()).select_from(draft)
    if proposer is not None:
        asked = asked.where(draft.c.proposed_by == proposer)
    return connection.scalar(asked.where(draft.c.state == OPEN, draft.c.created_at >= since, ~signed)) or 0


def latest_time(connection: sa.Connection) -> int:
    """The chain's time as far as the book has read it; 0 before its first block."""
    return connection.scalar(sa.select(sa.func.max(cached.block.c.timestamp))) or 0


def _drafts(connection: sa.Connection, where: Sequence[sa.ColumnElement[bool]], most: int | None) -> list[Draft]:
    version = cached.version.c
    opened = sa.exists().where(
        version.agreement == sa.func.coalesce(draft.c.amends, draft.c.terms_hash),
        version.terms_hash == draft.c.terms_hash,
        version.contract == draft.c.address,
    )
    asked = sa.select(draft, opened.label("opened")).where(*where).order_by(draft.c.number.desc()).limit(most)
    rows = [dict(row) for row in connection.execute(asked).mappings()]
    signatures = _signatures(connection, [row["id"] for row in rows])
    return [Draft(**row, signatures=tuple(signatures.get(row["id"], ()))) for row in rows]


def _signatures(connection: sa.Connection, drafts: Sequence[str]) -> dict[str, list[Signature]]:
    table = draft_signature
    asked = sa.select(table).where(table.c.draft.in_(drafts)).order_by(table.c.added_at, table.c.party, table.c.signer)
    found: dict[str, list[Signature]] = {}
    for row in connection.execute(asked).mappings():
        values = {name: value for name, value in row.items() if name != "draft"}
        found.setdefault(row["draft"], []).append(Signature(**values))
    return found
