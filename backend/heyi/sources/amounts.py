"""Amounts and shares as people write them, to and from whole minor units and exact fractions. No floats on the way."""

import re
from fractions import Fraction

__all__ = ["MOST_DIGITS", "AmountError", "amount_text", "parse_amount", "parse_percent", "percent_text"]

MOST_DIGITS = 40  # more than any figure or amount has; Python itself refuses to read some thousands

_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


class AmountError(ValueError):
    """What is wrong with a text, as the end of a sentence about it."""


def parse_amount(text: str, decimals: int) -> int:
    """Minor units of an amount in major units, such as 120 or -120.500. Raises AmountError."""
    written = _DECIMAL.fullmatch(text)
    if not written:
        raise AmountError(f"is not an amount such as 120 or 120.5: {text!r}")
    sign, whole, fraction = written[1], written[2], written[3] or ""
    if len(fraction) > decimals:
        raise AmountError(f"has more than the currency's {decimals} decimals: {text!r}")
    if len(whole) > MOST_DIGITS:
        raise AmountError("is too large")
    return int(f"{sign}{whole}{fraction.ljust(decimals, '0')}")


def amount_text(minor: int, decimals: int) -> str:
    """The amount in major units with all its decimals and with commas: 12,000.500. Zero is 0."""
    if minor == 0:
        return "0"
    whole, fraction = divmod(abs(minor), 10**decimals)
    text = f"{whole:,}.{fraction:0{decimals}}" if decimals else f"{whole:,}"
    return f"-{text}" if minor < 0 else text


def parse_percent(text: str) -> Fraction:
    """The fraction that 12.5 % stands for. Raises AmountError."""
    written = _PERCENT.fullmatch(text)
    if not written:
        raise AmountError(f"is not a percentage such as 12.5 %: {text!r}")
    return Fraction(written[1]) / 100


def percent_text(share: Fraction) -> str:
    """A fraction that parse_percent has made, as it may be written: 12.5 %."""
    digits = 0
    while (share * 100 * 10**digits).denominator != 1:
        digits += 1
    number = int(share * 100 * 10**digits)
    whole, fraction = divmod(number, 10**digits)
    return f"{whole}.{fraction:0{digits}} %" if digits else f"{whole} %"
