"""Signed for agreements and tenders: always with a sentence, and on behalf of a party."""

from collections.abc import Mapping
from dataclasses import dataclass

from heyi.api.papers.gasless.asked import Asked, Builder, Built, consenting
from heyi.company.deploy import KINDS
from heyi.core.errors import InvalidValue
from heyi.core.records import Record
from heyi.core.solidity import Address, Bytes32, Uint96
from heyi.core.tender import Tender
from heyi.core.terms import Terms
from heyi.store.projection import hexed

__all__ = ["OF_AGREEMENTS"]


@dataclass(frozen=True)
class Answer(Record):
    """A bid, as in ITenders.sol."""

    supplier: Address
    offer: Bytes32
    price: Uint96


# --- AGREEMENTS ---


def _open(asked: Asked) -> Built:
    party, terms = asked.arguments.address("party"), asked.arguments.record("terms", Terms)
    build = asked.company.messages.consent
    return Built(build(asked.domain, asked.needed_words(), party, terms, asked.deadline), party)


def _offer(asked: Asked) -> Built:
    read, terms = asked.arguments, asked.arguments.record("terms", Terms)
    acceptor, times = read.address("acceptor"), read.number("times", 32)
    supplier = terms.parties[1] if len(terms.parties) == 2 else ""
    if not supplier:
        raise InvalidValue("terms.parties", "are not a client and a supplier")
    build = asked.company.messages.offer
    return Built(build(asked.domain, asked.needed_words(), supplier, terms, acceptor, times, asked.deadline), supplier)


def _amend(asked: Asked) -> Built:
    read = asked.arguments
    party, agreement, terms = read.address("party"), read.word("agreement"), read.record("terms", Terms)
    build = asked.company.messages.amendment
    return Built(build(asked.domain, asked.needed_words(), party, agreement, terms, asked.deadline), party)


def _give_notice(asked: Asked) -> Built:
    read = asked.arguments
    agreement, terms = read.word("agreement"), read.record("terms", Terms)
    party = _party(terms, read.number("party"))
    words = asked.words(f"I give notice: the agreement {hexed(agreement)} ends when its notice periods are over.")
    return consenting(
        asked, asked.company.messages.notice(asked.domain, words, party, agreement, asked.deadline), party
    )


def _end_by_all(asked: Asked) -> Built:
    read = asked.arguments
    party, agreement, end = read.address("party"), read.word("agreement"), read.number("endPeriod", 24)
    words = asked.words(f"The agreement {hexed(agreement)} ends before period {end}.")
    return Built(asked.company.messages.ending(asked.domain, words, party, agreement, end, asked.deadline), party)


def _withdraw_message(asked: Asked) -> Built:
    party, message = asked.arguments.address("party"), asked.arguments.word("message")
    words = asked.words(f"I withdraw what I have signed as {hexed(message)}.")
    build = asked.company.messages.message_withdrawal
    return consenting(asked, build(asked.domain, words, party, message, asked.deadline), party)


def _challenge(asked: Asked) -> Built:
    read = asked.arguments
    agreement, terms = read.word("agreement"), read.record("inForce", Terms)
    party = _party(terms, read.number("party"))
    subject, period, reason = read.word("subject"), read.number("period", 32), read.word("reason")
    words = asked.words(f"I challenge the figures of {hexed(subject)} for period {period}.")
    build = asked.company.messages.challenge
    message = build(asked.domain, words, party, agreement, subject, period, reason, asked.deadline)
    return consenting(asked, message, party)


def _party(terms: Terms, index: int) -> str:
    if index >= len(terms.parties):
        raise InvalidValue("party", f"is {index}, of {len(terms.parties)} parties")
    return terms.parties[index]


# --- TENDERS ---


def _publish(asked: Asked) -> Built:
    tender = asked.arguments.record("tender", Tender)
    words = asked.words(f"{tender.goal}. Success: {tender.measure}.")
    build = asked.company.messages.publication
    return consenting(asked, build(asked.domain, words, tender.client, tender, asked.deadline), tender.client)


def _withdraw_tender(asked: Asked) -> Built:
    tender = asked.arguments.record("tender", Tender)
    identity = asked.company.messages.tender_id(tender)
    words = asked.words(f"I withdraw the tender {hexed(identity)}.")
    build = asked.company.messages.tender_withdrawal
    return consenting(asked, build(asked.domain, words, tender.client, identity, asked.deadline), tender.client)


def _bid(asked: Asked) -> Built:
    tender, answer = asked.arguments.record("tender", Tender), asked.arguments.record("answer", Answer)
    identity = asked.company.messages.tender_id(tender)
    words = asked.words(f"I bid {answer.price} for the tender {hexed(identity)}.")
    build = asked.company.messages.bid
    message = build(asked.domain, words, answer.supplier, identity, answer.offer, answer.price, asked.deadline)
    return consenting(asked, message, answer.supplier)


_OF_EVERY_KIND: Mapping[str, Builder] = {
    "open": _open,
    "amend": _amend,
    "giveNotice": _give_notice,
    "endByAll": _end_by_all,
    "withdrawMessage": _withdraw_message,
    "challenge": _challenge,
}

OF_AGREEMENTS: Mapping[tuple[str, str], Builder] = {
    **{(kind, verb): build for kind in KINDS for verb, build in _OF_EVERY_KIND.items()},
    ("ServiceAgreements", "offer"): _offer,
    ("Tenders", "publish"): _publish,
    ("Tenders", "withdraw"): _withdraw_tender,
    ("Tenders", "bid"): _bid,
}
"""`offer` isn't a function of its own: it is what a supplier signs for `accept`."""
