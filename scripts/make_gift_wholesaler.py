"""Cuts the lines of examples/gift_wholesaler out of UCI Online Retail: `python scripts/make_gift_wholesaler.py`.

Needed only to make the extract again; the example itself runs without the data set. Every line of a customer outside
the United Kingdom from December 2010 to June 2011 is kept, in its order, repeats included. No customer numbers.
One column is added: product_line, by words in the article's name. The same input gives the same bytes.
"""

import argparse
import csv
import gzip
import io
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "uci_online_retail"
LINES = "invoice_lines_2010-12_2011-06.csv.xz"
ARTICLES = "me.csv.gz"
EXTRACT = ROOT / "examples" / "gift_wholesaler" / "invoice_lines.csv.xz"
MOST_BYTES = 200_000

# Name in the extract -> name in the source.
COLUMNS = {
    "line": "line",
    "invoice_no": "invoice_no",
    "kind": "kind",
    "stock_code": "me_id",
    "quantity": "quantity",
    "invoice_ts": "invoice_ts",
    "unit_price_mils": "unit_price_mils",
    "country": "country",
}
PRODUCT_LINE = "product_line"

CARRIAGE = {"POST", "DOT", "C2"}

# The first list that a word of the article's name is found in decides; what no list knows belongs to the home.
KITCHEN = """
    APRON BAKING BISCUIT BOTTLE BOWL BREAD BUTTER CAKE CAKESTAND CHOPPING COASTER COASTERS COFFEE COLANDER COOK
    COOKIE CUP CUPS CUTLERY DINER DISH DOILIES EGG FRYING GLASS GOBLET JAM JAR JARS JUG KITCHEN LUNCH MILK MUG
    MUGS NAPKIN NAPKINS OVEN PANTRY PEG PEGS PICNIC PLACEMAT PLACEMATS PLATE PLATES POT RAMEKIN RECIPE REGENCY
    SALT SCALES SNACK SPICE SPOON SPOONS STRAWS SUGAR TABLECLOTH TEA TEACUP TEAPOT TIN TINS TRAY TRAYS TUMBLER
    WINE
"""
PLAY = """
    BABY BALLOON BALLOONS BINGO BUNTING CARD CARDS CHILDRENS CHILDS CHRISTMAS CIRCUS COLOURING CRAFT CRAYON
    CRAYONS DOLL DOLLY DOMINOES EASTER FELTCRAFT GAME GAMES GARLAND GIFT GLIDERS HARMONICA JIGSAW KIDS KNITTING
    MAGIC MAGNETS MONEY NOTEBOOK PAINT PAPER PARTY PEN PENCIL PENCILS PENS PLASTERS PLAYHOUSE PUZZLE RABBIT
    RIBBON RIBBONS RULER SCHOOL SEWING SKIPPING SKITTLES SOLDIER SPACEBOY SPINNING STATIONERY STICKER STICKERS
    TAPE TOY TOYS WRAP XMAS
"""


def words(text: str) -> frozenset[str]:
    """The words of an article's name or of a list above."""
    return frozenset(re.findall(r"[A-Z]+", text.upper()))


def product_line(stock_code: str, name: str, role: str) -> str:
    """Which product line supplies an article."""
    if stock_code in CARRIAGE:
        return "Carriage"
    if role != "product":
        return "Manual"  # manual entries and vouchers: money without goods
    found = words(name)
    if found & words(PLAY):
        return "Play"
    return "Kitchen" if found & words(KITCHEN) else "Home"


def extract(lines: Iterable[Mapping[str, str]], articles: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The lines that are kept, with the names of the extract's columns."""
    kept = []
    for line in lines:
        if line["country"] == "United Kingdom":
            continue
        article = articles[line["me_id"]]
        row = {name: line[source] for name, source in COLUMNS.items()}
        row[PRODUCT_LINE] = product_line(line["me_id"], article["name"], article["role"])
        kept.append(row)
    return kept


def packed(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows as a compressed CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*COLUMNS, PRODUCT_LINE], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data set (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="compare with the file instead of writing it")
    options = parser.parse_args()
    with gzip.open(options.data / ARTICLES, "rt", encoding="utf-8", newline="") as file:
        articles = {article["me_id"]: article for article in csv.DictReader(file)}
    with lzma.open(options.data / LINES, "rt", encoding="utf-8", newline="") as file:
        rows = extract(csv.DictReader(file), articles)
    content = packed(rows)
    if len(content) > MOST_BYTES:
        print(f"the extract has {len(content):,} bytes, more than {MOST_BYTES:,}", file=sys.stderr)
        return 1
    if options.check:
        same = EXTRACT.exists() and EXTRACT.read_bytes() == content
        print(f"{EXTRACT.relative_to(ROOT)} is {'what' if same else 'not what'} this script writes")
        return 0 if same else 1
    EXTRACT.write_bytes(content)
    by_line: Counter[str] = Counter()
    for row in rows:
        by_line[row[PRODUCT_LINE]] += int(row["quantity"]) * int(row["unit_price_mils"])
    print(f"{EXTRACT.relative_to(ROOT)}: {len(rows):,} lines, {len(content):,} bytes, {by_line.total():,} mils")
    for name, amount in sorted(by_line.items()):
        print(f"  {name:9} {amount:>12,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
