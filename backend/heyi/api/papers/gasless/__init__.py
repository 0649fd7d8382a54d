"""The typed data of everything that people do without gas: functions by name -> what is signed for them.

A wallet page needs no knowledge of contracts: it names a function and its arguments, signs what comes back, puts the
signature where `signature_at` says, and relays the call. Where several sign one message each signs it for itself, and
the call is left to whoever gathers the signatures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from heyi.api.papers.gasless.agreements import OF_AGREEMENTS
from heyi.api.papers.gasless.asked import Asked, Builder, Built
from heyi.api.papers.gasless.enterprises import OF_ENTERPRISES
from heyi.api.papers.gasless.money import OF_MONEY
from heyi.api.papers.gasless.oracle import OF_ORACLE
from heyi.core.errors import InvalidInput

__all__ = ["VERBS", "Asked", "Built", "NoSuchEnterprise", "NoSuchVerb", "built"]

VERBS: Mapping[tuple[str, str], Builder] = {**OF_MONEY, **OF_AGREEMENTS, **OF_ENTERPRISES, **OF_ORACLE}
"""By contract and function."""


@dataclass(eq=False)
class NoSuchVerb(InvalidInput):
    verb: str
    contract: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "nothing is signed for {verb} of {contract}"


@dataclass(eq=False)
class NoSuchEnterprise(InvalidInput):
    account: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "{account} is no enterprise of this company"


def built(asked: Asked, verb: str) -> Built:
    """Raises NoSuchVerb, NoSuchEnterprise, and InvalidValue for arguments that don't fit."""
    build = VERBS.get((asked.contract, verb))
    if build is None:
        raise NoSuchVerb(verb, asked.contract)
    if asked.contract == "Enterprise":
        _require_enterprise(asked)
    found = build(asked)
    asked.arguments.done()
    return found


def _require_enterprise(asked: Asked) -> None:
    is_enterprise = asked.company.registry.functions.isEnterprise(asked.enterprise)
    if not asked.company.chain.call(is_enterprise):
        raise NoSuchEnterprise(asked.enterprise)
