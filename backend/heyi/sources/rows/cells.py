"""Cells: values as files, databases and APIs give them, and what is made of them: exact numbers, and text.

Whatever gave it, the same value becomes the same text: that is what lets nodes with unlike sources state alike.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from math import gcd, prod
from typing import Protocol

from heyi.sources.amounts import MOST_DIGITS
from heyi.sources.errors import SourceError

__all__ = ["BITS", "Cell", "Errors", "amount", "fits", "fitting", "minor_units", "scaled", "text_of", "whole_number"]

Cell = str | int | float | Decimal | date | datetime | None
"""float is here to be refused: what it holds is never exactly what was written."""


class Errors(Protocol):
    """Who says where something is wrong: a table."""

    def error(self, row: int, column: str, problem: str) -> SourceError: ...


BITS = 64  # of a figure, sign included
_SURELY_FITTING = 18  # digits

_is_whole = re.compile(r"-?[0-9]+").fullmatch
_number = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?").fullmatch


def fits(value: int) -> bool:
    """Whether a figure on chain can be this."""
    return value.bit_length() < BITS


def fitting(table: Errors, row: int, column: str, value: int) -> int:
    """The value, if a figure can hold it. Raises SourceError if not, since a report could not carry it."""
    if not fits(value):
        raise table.error(row, column, f"is too large: figures have {BITS} bits")
    return value


def whole_number(table: Errors, row: int, column: str, cell: Cell) -> int:
    """The cell's whole number. Raises SourceError for what is none; 6.0 is one, in a database and in text."""
    if type(cell) is str and len(cell) <= _SURELY_FITTING and _is_whole(cell):  # nearly always, and there are many
        return int(cell)
    if type(cell) is int:
        return fitting(table, row, column, cell)
    digits, scale = _exact(table, row, column, cell, "a whole number")
    if scale:
        raise table.error(row, column, f"is not a whole number: {_shown(cell)}")
    return fitting(table, row, column, digits)


def scaled(table: Errors, row: int, column: str, cell: Cell) -> tuple[int, int]:
    """The cell's number as digits and how many of them are decimals, without zeros at the end: 1.50 is (15, 1).

    Raises SourceError for what is no number.
    """
    return _exact(table, row, column, cell, "an amount such as 120 or 120.5")


def text_of(table: Errors, row: int, column: str, cell: Cell) -> str:
    """The cell as text, as it is compared and as it is evidence. Raises SourceError for a binary fraction."""
    if type(cell) is str:
        if not cell.isascii() and any("\ud800" <= letter <= "\udfff" for letter in cell):
            raise table.error(row, column, "is no text: half of a character stands alone")
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    digits, scale = _exact(table, row, column, cell, "text or an exact number")
    return _plain(digits, scale)


def amount(table: Errors, row: int, column: str, cell: Cell, decimals: int) -> int:
    """Minor units of an amount in major units. Raises SourceError for what is none, or has too many decimals."""
    value, over = minor_units([scaled(table, row, column, cell)], decimals)
    if over > 1:
        raise table.error(row, column, f"has more than the currency's {decimals} decimals: {_shown(cell)}")
    return fitting(table, row, column, value)


def minor_units(parts: list[tuple[int, int]], decimals: int) -> tuple[int, int]:
    """The product of numbers in major units, as minor units: numerator and denominator, in lowest terms."""
    digits, scale = prod(part[0] for part in parts), sum(part[1] for part in parts)
    if scale <= decimals:
        return digits * 10 ** (decimals - scale), 1
    over: int = 10 ** (scale - decimals)
    common = gcd(digits, over)
    return digits // common, over // common


def _exact(table: Errors, row: int, column: str, cell: Cell, wanted: str) -> tuple[int, int]:
    if isinstance(cell, float):
        raise table.error(row, column, f"is a binary fraction, which is never exactly what was written: {cell!r}")
    if isinstance(cell, Decimal) and cell.is_finite():
        cell = f"{cell:f}" if -MOST_DIGITS <= cell.adjusted() <= MOST_DIGITS else "9" * (MOST_DIGITS + 1)
    elif isinstance(cell, int) and not isinstance(cell, bool):
        cell = str(cell) if cell.bit_length() < 4 * MOST_DIGITS else "9" * (MOST_DIGITS + 1)
    written = _number(cell) if isinstance(cell, str) else None
    if written is None:
        empty = cell is None or cell == ""
        raise table.error(row, column, "is empty" if empty else f"is not {wanted}: {_shown(cell)}")
    sign, whole, fraction = written[1], written[2], (written[3] or "").rstrip("0")
    if len(whole) > MOST_DIGITS or len(fraction) > MOST_DIGITS:
        raise table.error(row, column, f"is too large: figures have {BITS} bits")
    return int(f"{'-' if sign == '-' else ''}{whole}{fraction}"), len(fraction)


def _plain(digits: int, scale: int) -> str:
    if not scale:
        return str(digits)
    whole, fraction = divmod(abs(digits), 10**scale)
    return f"{'-' if digits < 0 else ''}{whole}.{fraction:0{scale}}"


def _shown(cell: Cell) -> str:
    text = repr(cell) if isinstance(cell, str) else str(cell)
    return text if len(text) <= 60 else f"{text[:60]}..."
