"""What accounts, agreements and benchmarks are called: enterprises by their charters, all others by their profiles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.company.constants import Constants
from heyi.core.facts import enterprise_of
from heyi.core.solidity import ZERO_ADDRESS
from heyi.store import cached, kept

__all__ = ["Names", "Profiles", "named_like", "profiles", "sentences"]

OUTSIDE = "outside the Treasury"


@dataclass(frozen=True)
class Profiles:
    """names: by account, agreement or benchmark. homes: enterprises of people. revision: of the tables read."""

    revision: int
    names: Mapping[str, str]
    homes: Mapping[str, str]


@dataclass(frozen=True)
class Names:
    """enterprises: names by address."""

    enterprises: Mapping[str, str]
    profiles: Profiles
    constants: Constants

    def of(self, key: str) -> str | None:
        """The name of an account, an agreement or a benchmark; None if nobody gave it one."""
        return self.enterprises.get(key) or self.profiles.names.get(key)

    def of_subject(self, subject: str) -> str | None:
        """The name of what a statement is about."""
        return self.of(self.address_of(subject) or subject)

    def address_of(self, subject: str) -> str | None:
        """The enterprise that a statement is about; None for a benchmark."""
        return enterprise_of(bytes.fromhex(subject[2:]))

    def of_account(self, account: str) -> str | None:
        """The same for a Treasury account, which may also be the outside or one of the company's contracts."""
        if account == ZERO_ADDRESS:
            return OUTSIDE
        contracts = (name for name, address in self.constants.addresses.items() if address == account)
        return self.of(account) or next(contracts, None)


def profiles(connection: sa.Connection, revision: int) -> Profiles:
    """All that are kept."""
    rows = connection.execute(sa.select(kept.profile)).all()
    return Profiles(revision, {row.account: row.name for row in rows}, {r.account: r.home for r in rows if r.home})


def sentences(connection: sa.Connection, hashes: Iterable[str]) -> Mapping[str, str]:
    """Texts by hash, as far as they are kept."""
    sentence = kept.sentence.c
    asked = sa.select(sentence.hash, sentence.text).where(sentence.hash.in_(set(hashes)))
    return {row.hash: row.text for row in connection.execute(asked)}


def named_like(text: str) -> sa.CompoundSelect[Any]:
    """Accounts and agreements with a name that has `text` in it, whatever the case of its letters (of ASCII's)."""
    profile, enterprise = kept.profile.c, cached.enterprise.c
    return sa.union_all(
        sa.select(profile.account).where(sa.func.lower(profile.name).contains(text.lower(), autoescape=True)),
        sa.select(enterprise.enterprise).where(sa.func.lower(enterprise.name).contains(text.lower(), autoescape=True)),
    )
