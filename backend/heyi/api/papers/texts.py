"""Texts that a wallet shows as they are written."""

import unicodedata

from heyi.core.errors import InvalidValue

__all__ = ["MOST_TEXT", "plain"]

MOST_TEXT = 20_000
"""Characters of a sentence: some three times as many as the longest that templates make."""

_HARMLESS = "\n\u200c\u200d"  # some scripts join and part letters by what takes no room


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
