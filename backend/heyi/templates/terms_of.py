"""Terms of an agreement: human terms and addresses -> the core Terms that parties sign; and the sentence with them."""

from collections.abc import Iterable, Mapping

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from heyi.core.checks import most_per_period
from heyi.core.terms import Terms
from heyi.templates.agreement import Agreement
from heyi.templates.words import Words

__all__ = ["SOME_TOKEN", "ceiling_of", "placeholders", "salt_of", "sentence_of", "terms_of"]

SOME_TOKEN = to_checksum_address("0x" + 40 * "7")


def terms_of(agreement: Agreement, addresses: Mapping[str, str], token: str) -> Terms:
    """The terms, with each party's address by its id, in the company's token.

    Raises KeyError for a party without an address, and InvalidValue where a number does not fit its type.
    """
    term, draft = agreement.term, agreement.draft(addresses)
    most = [0]
    for number, leg in enumerate(draft.legs):
        if leg.nature.is_money:
            most.append(sum(most_per_period(clause) for clause in draft.clauses if clause.leg == number))
    return Terms(
        parties=tuple(addresses[party] for party in agreement.parties),
        token=token,
        ceiling=max(most) if term.ceiling is None else term.ceiling,
        first_period=term.first_period,
        periods=term.periods,
        notice_periods=term.notice,
        correction_periods=term.corrections,
        legs=draft.legs,
        clauses=draft.clauses,
        tranches=draft.tranches,
        weights=draft.weights,
        salt=salt_of(agreement.id),
    )


def sentence_of(agreement: Agreement, words: Words) -> str:
    """The sentence that a wallet shows and that is signed together with the terms, in English: what is enforced, from
    when, how long, with what notice, and what never happens whatever the clauses say."""
    term = agreement.term
    notice = words.many(term.notice) if term.notice else f"to the {words.period}'s end"
    parts = [f"From {words.when(term.first_period)} for {words.many(term.periods)}", f"notice: {notice}"]
    terms = terms_of(agreement, _Anybody(), SOME_TOKEN)
    money = sum(leg.nature.is_money for leg in terms.legs)
    if term.corrections:
        parts.append(f"corrected until {words.when(term.last_period + term.corrections)}")
    if money:
        apart = "apart from the investment " if terms.tranches else ""
        # The ceiling is each leg's, so what one party owes on several can be more.
        bound = "on no account more than" if money == 1 else f"each of its {money} payments at most"
        parts.append(f"{apart}{bound} {words.money(terms.ceiling)} a {words.period}")
    currency = f" Amounts are in {words.symbol}." if money or terms.tranches else ""
    return f"{agreement.says(words)} {'; '.join(parts)}.{currency}"


def ceiling_of(agreement: Agreement) -> int:
    """The most that one leg moves per period: as the agreement states, or else what its clauses can come to."""
    if agreement.term.ceiling is not None:
        return agreement.term.ceiling
    return terms_of(agreement, _Anybody(), SOME_TOKEN).ceiling


def placeholders(ids: Iterable[str]) -> dict[str, str]:
    """An address for each id, different from one another: for terms that are looked at but not sent."""
    return {each: to_checksum_address(keccak(text=each)[-20:]) for each in ids}


class _Anybody(dict[str, str]):
    """A placeholder for whoever is asked for."""

    def __missing__(self, key: str) -> str:
        return placeholders((key,))[key]


def salt_of(agreement: str) -> bytes:
    """What sets agreements apart that are equal but for their ids: keccak256 of the id."""
    return keccak(text=agreement)
