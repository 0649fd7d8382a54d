"""A shop and a mill, and ways to read files about them."""

import gzip
import lzma
from fractions import Fraction
from pathlib import Path

from heyi.core.periods import Calendar
from heyi.sources.plan import ALL_LINES, Cost, Cut, Frame, LinesPlan, Match, Score

MONTHS = Calendar()
JANUARY, FEBRUARY, MARCH = (MONTHS.parse(f"2024-0{month}") for month in (1, 2, 3))

FRAME = Frame(
    calendar=MONTHS, first=JANUARY, last=MARCH, units=("shop", "mill", "platform"), clearing="clearing", decimals=2
)

HEADER = "day,who,kind,pieces,price"
LINES = """\
2024-01-03,shop,sale,10,1234
2024-01-31T23:59:59,mill,sale,1,5001
2024-01-03,shop,sale,10,1234
2024-02-01,shop,return,-4,1234
2024-02-29,7,sale,3,-7
"""
TEXT = f"{HEADER}\n{LINES}"


def match(column: str, *values: str) -> Match:
    return ((column, frozenset(values)),)


SHOP, MILL = match("who", "shop"), match("who", "mill", "7")


def plan(*files: Path) -> LinesPlan:
    """The mill's costs are half of everything sold, the shop's a third of its own revenue and 1.50."""
    return LinesPlan(
        files=files,
        date="day",
        amount=("pieces", "price"),
        cuts=(
            Cut("shop", SHOP, Cost(Fraction(1, 3), None, 150), SHOP),
            Cut("mill", MILL, Cost(Fraction(1, 2), ALL_LINES), ALL_LINES),
            Cut("platform", None, Cost(fixed=1000)),
        ),
        score=Score(match("kind", "sale"), match("kind", "return"), "pieces", 1000),
    )


def write(file: Path, text: str) -> Path:
    """Writes a file, packed as its name says."""
    data = text.encode()
    packed = {".gz": gzip.compress, ".xz": lzma.compress}.get(file.suffix)
    file.write_bytes(packed(data) if packed else data)
    return file
