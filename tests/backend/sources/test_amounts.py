"""Amounts and percentages in text: exact both ways, and refused where they are not exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.sources.amounts import AmountError, amount_text, parse_amount, parse_percent, percent_text


@pytest.mark.parametrize(
    ("text", "decimals", "minor"),
    [
        ("120", 3, 120_000),
        ("120.5", 3, 120_500),
        ("-0.001", 3, -1),
        ("0", 0, 0),
        ("007", 0, 7),
        ("12345678901234567890.123456789012345678", 18, 12_345_678_901_234_567_890_123_456_789_012_345_678),
    ],
)
def test_amounts_are_exact(text: str, decimals: int, minor: int) -> None:
    assert parse_amount(text, decimals) == minor


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not an amount such as 120 or 120.5: ''"),
        ("1,200", "is not an amount such as 120 or 120.5: '1,200'"),
        (" 1", "is not an amount such as 120 or 120.5: ' 1'"),
        ("+1", "is not an amount such as 120 or 120.5: '+1'"),
        ("1e3", "is not an amount such as 120 or 120.5: '1e3'"),
        (".5", "is not an amount such as 120 or 120.5: '.5'"),
        ("5.", "is not an amount such as 120 or 120.5: '5.'"),
        ("٣", "is not an amount such as 120 or 120.5: '٣'"),
        ("1\n", "is not an amount such as 120 or 120.5: '1\\n'"),
        ("1.005", "has more than the currency's 2 decimals: '1.005'"),
        ("1.000", "has more than the currency's 2 decimals: '1.000'"),
    ],
)
def test_other_texts_are_no_amounts(text: str, problem: str) -> None:
    with pytest.raises(AmountError) as raised:
        parse_amount(text, 2)
    assert str(raised.value) == problem


@given(minor=st.integers(-(10**30), 10**30), decimals=st.integers(0, 18))
def test_amounts_there_and_back(minor: int, decimals: int) -> None:
    text = amount_text(minor, decimals)
    assert parse_amount(text.replace(",", ""), decimals) == minor


def test_amounts_read_well() -> None:
    assert amount_text(12_000_500, 3) == "12,000.500"
    assert amount_text(-1, 3) == "-0.001"
    assert amount_text(1_234, 0) == "1,234"
    assert amount_text(0, 3) == "0"


def test_percentages() -> None:
    assert parse_percent("12.5 %") == parse_percent("12.50%") == Fraction(1, 8)
    assert percent_text(Fraction(1, 8)) == "12.5 %"
    assert percent_text(Fraction(2)) == "200 %"
    assert percent_text(Fraction(1, 100_000)) == "0.001 %"
    for text in ("12.5", "-1 %", "1  %", "one %", "1 %\n"):
        with pytest.raises(AmountError):
            parse_percent(text)
