"""The words of what was signed, of which the chain holds the hashes; and what else of the book papers need.

Every function takes a connection.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from eth_utils.crypto import keccak
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from heyi.store import cached, kept
from heyi.store.kept.drafts import draft
from heyi.store.projection import hexed

__all__ = [
    "account_named",
    "is_hash_known",
    "is_kept",
    "keep_sentence",
    "keep_sentences_of_drafts",
    "name_of",
    "sentence_of_hash",
    "shares_of",
    "terms_of_hash",
]


def keep_sentence(connection: sa.Connection, text: str) -> bool:
    """Keeps the words of a hash; whether they were new."""
    if is_kept(connection, text):
        return False
    connection.execute(sa.insert(kept.sentence), {"hash": hexed(keccak(text=text)), "text": text})
    kept.revise(connection)
    return True


def is_kept(connection: sa.Connection, text: str) -> bool:
    """Whether the words are kept already."""
    return bool(connection.scalar(sa.select(sa.exists().where(kept.sentence.c.hash == hexed(keccak(text=text))))))


def keep_sentences_of_drafts(connection: sa.Connection, agreement: str) -> None:
    """Keeps the words of drafts with which an agreement was opened or amended, if the book says so."""
    drafted = sa.select(draft.c.sentence).where(sa.func.coalesce(draft.c.amends, draft.c.terms_hash) == agreement)
    for text in set(connection.scalars(drafted)):
        if is_hash_known(connection, hexed(keccak(text=text))):
            keep_sentence(connection, text)


def is_hash_known(connection: sa.Connection, sentence_hash: str) -> bool:
    """Whether somebody has signed words with this hash for anything in the book: sentence, purpose, reason, ruling."""
    # Both databases write a list of hashes as text in which each stands between quotation marks.
    signed = sa.cast(cached.version.c.sentences, sa.Text).contains(f'"{sentence_hash}"', autoescape=True)
    spent = cached.spending.c.purpose == sentence_hash
    disputed = sa.or_(cached.dispute.c.reason == sentence_hash, cached.dispute.c.ruling == sentence_hash)
    event = cached.event.c
    # Tenders and bids say the hash of theirs in the event's data.
    told = sa.and_(event.name.in_(["TenderPublished", "BidPosted"]), _holds(event.data, sentence_hash))
    asked = sa.or_(*(sa.exists().where(each) for each in (signed, spent, disputed, told)))
    return bool(connection.scalar(sa.select(asked)))


def terms_of_hash(connection: sa.Connection, terms_hash: str) -> Mapping[str, Any] | None:
    """Terms in the book by their own hash."""
    asked = sa.select(cached.version.c.terms).where(cached.version.c.terms_hash == terms_hash).limit(1)
    found: Mapping[str, Any] | None = connection.scalar(asked)
    return found


def sentence_of_hash(connection: sa.Connection, terms_hash: str) -> str | None:
    """The words that were signed with terms in the book; None where nobody has told them."""
    signed = sa.select(cached.version.c.sentences).where(cached.version.c.terms_hash == terms_hash).limit(1)
    hashes = connection.scalar(signed) or []
    asked = sa.select(kept.sentence.c.text).where(kept.sentence.c.hash.in_(hashes[:1]))
    found: str | None = connection.scalar(asked)
    return found


def contract_of(connection: sa.Connection, agreement: str) -> str | None:
    """The address of the contract that carries an agreement out; None if the book has no such agreement."""
    return connection.scalar(sa.select(cached.version.c.contract).where(cached.version.c.agreement == agreement))


def name_of(connection: sa.Connection, account: str) -> str | None:
    """What the book calls an account; the chain's name of an enterprise comes first."""
    named = sa.select(cached.enterprise.c.name).where(cached.enterprise.c.enterprise == account).limit(1)
    profiled = sa.select(kept.profile.c.name).where(kept.profile.c.account == account)
    return connection.scalar(named) or connection.scalar(profiled)


def account_named(connection: sa.Connection, name: str) -> str | None:
    """An account that the book calls so, small and capital letters aside."""
    enterprise, profile = cached.enterprise.c, kept.profile.c
    founded = sa.select(enterprise.enterprise).where(sa.func.lower(enterprise.name) == name.lower()).limit(1)
    profiled = sa.select(profile.account).where(sa.func.lower(profile.name) == name.lower()).limit(1)
    return connection.scalar(founded) or connection.scalar(profiled)


def shares_of(connection: sa.Connection, account: str) -> int | None:
    """Of an enterprise, in all; None of anybody else."""
    asked = sa.select(cached.enterprise.c.total_shares).where(cached.enterprise.c.enterprise == account).limit(1)
    return connection.scalar(asked)


def leader_of(connection: sa.Connection, account: str) -> tuple[str, int] | None:
    """Who leads an enterprise, and how many members sign for it otherwise; None of anybody else.

    A quorum that has fallen with the members is shown as it was founded.
    """
    leader, enterprise = cached.leader.c, cached.enterprise.c
    led = sa.select(leader.leader).where(leader.enterprise == account)
    found = connection.scalar(led.order_by(leader.block.desc(), leader.log_index.desc()).limit(1))
    quorum = connection.scalar(sa.select(enterprise.quorum).where(enterprise.enterprise == account))
    return None if found is None or quorum is None else (found, quorum)


class _Position(FunctionElement[int]):
    """Where bytes stand in bytes, from 1 on; 0: nowhere."""

    type = sa.Integer()
    name = "bytes_position"
    inherit_cache = True


@compiles(_Position, "sqlite")
def _sqlite_position(element: _Position, compiler: SQLCompiler, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


@compiles(_Position)
def _position(element: _Position, compiler: SQLCompiler, **kw: Any) -> str:
    whole, part = (compiler.process(each, **kw) for each in element.clauses)
    return f"position({part} in {whole})"


def _holds(column: sa.ColumnElement[bytes], word: str) -> sa.ColumnElement[bool]:
    """Whether bytes contain a word of 32 bytes."""
    return _Position(column, sa.literal(bytes.fromhex(word[2:]), sa.LargeBinary)) > 0
