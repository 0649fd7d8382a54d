"""From what is proposed to terms and a sentence: human terms become both, raw ones bring both along.

Whatever comes in, terms pass the contract's own checks, and the names in a sentence are those of the book.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from heyi.api.papers.models import PartyGiven, Proposal, RawGiven, TemplateGiven
from heyi.api.papers.refusals import NameTaken
from heyi.api.papers.texts import plain
from heyi.company.constants import Constants
from heyi.core.checks import check
from heyi.core.checks.limits import MOST_PERIODS
from heyi.core.errors import InvalidValue
from heyi.core.terms import Terms
from heyi.store.kept.sentences import account_named, name_of, shares_of
from heyi.templates.agreement import Agreement
from heyi.templates.given import given
from heyi.templates.load import load_data
from heyi.templates.terms_of import sentence_of, terms_of
from heyi.templates.words import Words

__all__ = ["Drafted", "drafted", "words_for"]

DEEPEST = 8  # of mappings and lists inside one another in human terms
MOST_VALUES = 2_000
MOST_LETTERS = 4_000  # of one text
USUALLY = 12  # periods that an agreement may lie in where nothing is said

_COUNTS = ("periods", "window", "years", "running", "notice", "corrections", "lag")
"""Fields that say how often something is done; what they ask for must fit into memory."""


@dataclass(frozen=True)
class Drafted:
    """What is proposed. addresses: of parties and subjects by the ids that `agreement` and `words` use."""

    contract: str
    terms: Terms
    sentence: str
    agreement: Agreement
    words: Words
    addresses: Mapping[str, str]


def drafted(
    connection: sa.Connection,
    constants: Constants,
    given_: Proposal | RawGiven | TemplateGiven,
    now: int,
    *,
    amends: bool,
) -> Drafted:
    """Reads a proposal at the chain's time `now`.

    Raises MistakesFound, InvalidValue, NameTaken, and the InvalidTerms that the contract would name.
    """
    if isinstance(given_, Proposal):
        inner = given_.template or given_.raw
        assert inner is not None, "the model asks for one of them"
        given_ = inner
    if isinstance(given_, TemplateGiven):
        found = _by_template(connection, constants, given_, now)
    else:
        found = _by_terms(connection, constants, given_)
    plain("sentence", found.sentence)
    check(found.terms, amended=amends)
    return found


def words_for(connection: sa.Connection, constants: Constants, terms: Terms) -> Words:
    """Words in which parties are called by the book's names, or by their addresses."""
    return Words(
        names={party: name_of(connection, party) or party for party in terms.parties},
        shares={party: shares for party in terms.parties if (shares := shares_of(connection, party)) is not None},
        calendar=constants.calendar,
        symbol=constants.symbol,
        decimals=constants.decimals,
    )


def _by_terms(connection: sa.Connection, constants: Constants, raw: RawGiven) -> Drafted:
    try:
        terms = Terms.from_json(raw.terms)
    except InvalidValue as error:
        raise error.inside("terms") from None
    words = words_for(connection, constants, terms)
    agreement = given(raw.contract, terms, raw.sentence)
    return Drafted(raw.contract, terms, raw.sentence, agreement, words, {party: party for party in terms.parties})


def _by_template(connection: sa.Connection, constants: Constants, template: TemplateGiven, now: int) -> Drafted:
    _bounded(template.entry)
    data = {
        "parties": {id_: _party(connection, constants, id_, party) for id_, party in template.parties.items()},
        "currency": {"symbol": constants.symbol, "decimals": constants.decimals},
        "periods": _periods(constants, template, now),
        template.kind: [template.entry],
    }
    loaded = load_data(data, "template")
    agreement = loaded.agreements[0]
    addresses = {id_: party.address for id_, party in template.parties.items()}
    terms = terms_of(agreement, addresses, constants.token)
    return Drafted(agreement.contract, terms, sentence_of(agreement, loaded.words), agreement, loaded.words, addresses)


def _party(connection: sa.Connection, constants: Constants, id_: str, party: PartyGiven) -> dict[str, Any]:
    """As a template file has it. Who is a unit, and what it is called, the book says and not whoever proposes."""
    known, shares = name_of(connection, party.address), shares_of(connection, party.address)
    where = f"parties.{id_}.name"
    if known is None and party.name is not None:
        plain(where, party.name, 100)
        if (other := account_named(connection, party.name)) is not None:
            raise NameTaken(party.name, other)
    elif known is not None and party.name not in (None, known):
        raise InvalidValue(where, f"isn't what the account is called: {known!r}")
    entry: dict[str, Any] = {"name": known or party.name or party.address}
    entry |= {"person": True} if shares is None else {"shares": shares}
    entry |= {"clearing": True} if party.address == constants.clearing else {}
    return entry if party.has is None else {**entry, "has": party.has}


def _periods(constants: Constants, template: TemplateGiven, now: int) -> dict[str, Any]:
    calendar = constants.calendar
    first = calendar.period_at(now)
    begins = template.entry.get("from")
    begins = max(first, calendar.parse(begins)) if isinstance(begins, str) else first
    last = begins + USUALLY - 1 if template.to is None else calendar.parse(template.to)
    if not first <= last < first + 2 * MOST_PERIODS:
        raise InvalidValue("template.to", f"lies before the present period or too far ahead: {calendar.format(last)}")
    periods: dict[str, Any] = {"first": calendar.format(first), "last": calendar.format(last)}
    if calendar.length:
        periods |= {"seconds": calendar.length} | ({"epoch": calendar.epoch} if calendar.epoch else {})
    return periods


def _bounded(entry: Mapping[str, Any]) -> None:
    """Refuses what no agreement has: it would cost more to read than it is worth. Raises InvalidValue."""
    left = MOST_VALUES
    waiting: list[tuple[str, Any, int]] = [("template.entry", entry, 0)]
    while waiting:
        where, value, depth = waiting.pop()
        left -= 1
        if left < 0 or depth > DEEPEST:
            raise InvalidValue(where, "is more than an agreement can hold")
        if isinstance(value, Mapping):
            waiting += [(f"{where}.{name}", inner, depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{where}[{index}]", inner, depth + 1) for index, inner in enumerate(value)]
        else:
            _bounded_value(where, value)


def _bounded_value(where: str, value: object) -> None:
    if isinstance(value, float):
        raise InvalidValue(where, "is a floating-point number: write an amount that isn't whole as text")
    if isinstance(value, str):
        if value:
            plain(where, value, MOST_LETTERS)
    elif isinstance(value, int):
        most = MOST_PERIODS if where.rpartition(".")[2] in _COUNTS else 2**128
        if abs(value) > most:
            raise InvalidValue(where, f"is more than {most}")
