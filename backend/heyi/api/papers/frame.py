"""What all papers of a company have in common: its calendar, its currency, and texts that a wallet can show."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from heyi.company import Company
from heyi.core.errors import InvalidValue
from heyi.core.periods import Calendar

__all__ = ["MOST_TEXT", "Frame", "frame_of", "plain"]

MOST_TEXT = 20_000
"""Characters of a sentence: some three times as many as the longest that templates make."""

_HARMLESS = "\n\u200c\u200d"  # some scripts join and part letters by what takes no room


@dataclass(frozen=True)
class Frame:
    """token: the settlement token's address. clearing: the enterprise that collects the company's revenue."""

    calendar: Calendar
    symbol: str
    decimals: int
    token: str
    clearing: str


@lru_cache(maxsize=8)
def frame_of(company: Company) -> Frame:
    """Asked of the chain once: none of it ever changes. Raises NoNode."""
    token, oracle = company.token.functions, company.oracle.functions
    asked = [oracle.calendar(), token.symbol(), token.decimals(), token.clearing()]
    calendar, symbol, decimals, clearing = company.chain.call_all(asked)
    return Frame(
        calendar=Calendar(calendar["length"], calendar["epoch"]),
        symbol=symbol,
        decimals=decimals,
        token=company.deployment.addresses["SettlementToken"],
        clearing=clearing,
    )


def plain(where: str, text: str, most: int = MOST_TEXT) -> str:
    """The text, if it is shown as it is written. Raises InvalidValue.

    Control characters, also those that turn the direction of writing or take no room, could make a wallet show
    something else than what is signed.
    """
    if text and not text.strip():
        raise InvalidValue(where, "has nothing that can be seen")
    if not text or len(text) > most:
        raise InvalidValue(where, f"has {len(text)} characters, and may have 1 to {most}")
    for character in text:
        if character not in _HARMLESS and unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise InvalidValue(where, f"has the character U+{ord(character):04X}, which can't be seen")
    return text
