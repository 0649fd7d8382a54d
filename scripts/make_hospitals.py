"""Cuts examples/hospitals out of the CMS hospital reports: `python scripts/make_hospitals.py`.

Needed only to make the two files again; the example itself runs without the data set. hospital_years.csv is the
extract: all hospitals of Rhode Island whose years run from October to September, 2017 to 2021, unchanged columns, each
year with the patients' rating that was published for it. figures.csv is what oracle nodes read, computed from the
extract; `--figures` makes it alone, without the data set. The same input gives the same bytes.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "cms_hospitals" / "sample"
FOLDER = ROOT / "examples" / "hospitals"
MOST_BYTES = 200_000

STATE = "RI"
YEARS = range(2017, 2022)

HOSPITAL = ("me_id", "name", "city")
REPORT = (
    "report_id",
    "period_begin",
    "period_end",
    "net_revenue_usd",
    "other_income_usd",
    "operating_expense_usd",
    "other_expense_usd",
    "net_income_usd",
)
# A rating published in July is what patients said who were discharged from October to September before.
RATING = ("report_date", "rating_global", "surveys")
EXTRACT = (*HOSPITAL, "year", *REPORT, *RATING)

# Which unit of the example a hospital is.
UNITS = {
    "410001": "memorial",
    "410006": "newport",
    "410007": "rhode-island",
    "410008": "south-county",
    "410009": "kent",
    "410010": "women-infants",
    "410012": "miriam",
    "410013": "westerly",
    "414000": "butler",
    "414003": "bradley",
}
# Made up: what the units cost a year that no hospital's report knows of, in dollars.
COSTS = {"platform": 2_400_000, "experience": 1_900_000, "records": 3_100_000}

POINTS_PER_STAR = 100

Row = Mapping[str, str]


def extract(hospitals: Iterable[Row], reports: Sequence[Row], ratings: Iterable[Row]) -> list[Row]:
    """The hospitals' years, in order; a hospital with reports for other years than October to September is not kept."""
    rated = {(row["me_id"], row["report_date"]): row for row in ratings}
    rows = []
    for hospital in hospitals:
        own = [row for row in reports if row["me_id"] == hospital["me_id"]]
        if hospital["state"] != STATE or not all(row["period_begin"].endswith("-10-01") for row in own):
            continue
        for report in own:
            year = int(report["period_begin"][:4]) + 1
            if year not in YEARS:
                raise ValueError(f"{hospital['name']} reports for {year}")
            rating = rated.get((hospital["me_id"], f"{year + 1}-07-01"), {})
            named = {column: hospital[column] for column in HOSPITAL} | {column: report[column] for column in REPORT}
            rows.append(named | {"year": str(year)} | {column: rating.get(column, "") for column in RATING})
    return rows


def figures(rows: Iterable[Row]) -> list[Row]:
    """The table that the example's facts.yaml names.

    Revenue is all income, profit is net income, so the difference is all expenses. A year without them has no row: the
    unit is absent in it. Stars become points, and 0 where there is no rating.
    """
    made = []
    for row in rows:
        if not row["net_revenue_usd"] or not row["net_income_usd"]:
            continue
        revenue = int(row["net_revenue_usd"]) + int(row["other_income_usd"] or 0)
        cost = int(row["operating_expense_usd"]) + int(row["other_expense_usd"] or 0)
        if revenue - cost != int(row["net_income_usd"]):
            raise ValueError(f"report {row['report_id']} does not add up")
        made.append(_figure(UNITS[row["me_id"]], int(row["year"]), revenue, revenue - cost, _score(row)))
    made += [_figure(unit, year, 0, -cost, 0) for unit, cost in COSTS.items() for year in YEARS]
    return made


def _figure(unit: str, year: int, revenue: int, profit: int, score: int) -> Row:
    period = f"#{year - 2000}"  # as the calendar in scenario.yaml counts
    return {"unit": unit, "period": period, "revenue": str(revenue), "profit": str(profit), "score": str(score)}


def _score(row: Row) -> int:
    score = Fraction(row["rating_global"] or "0") * POINTS_PER_STAR
    if score.denominator != 1:
        raise ValueError(f"{row['rating_global']} stars are not whole points")
    return int(score)


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the data set (default: %(default)s)")
    parser.add_argument("--figures", action="store_true", help="make figures.csv alone, from the extract that is there")
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    options = parser.parse_args()
    contents = {}
    if options.figures:
        rows = read(FOLDER / "hospital_years.csv")
    else:
        tables = (read(options.data / f"{name}.csv") for name in ("me", "me_period", "satisfaction"))
        rows = extract(*tables)
        contents["hospital_years.csv"] = as_csv(EXTRACT, rows)
    contents["figures.csv"] = as_csv(("unit", "period", "revenue", "profit", "score"), figures(rows))
    if (size := sum(map(len, contents.values()))) > MOST_BYTES:
        print(f"the files have {size:,} bytes, more than {MOST_BYTES:,}", file=sys.stderr)
        return 1
    well = True
    for name, content in contents.items():
        file = FOLDER / name
        if options.check:
            same = file.exists() and file.read_bytes() == content
            print(f"{file.relative_to(ROOT)} is {'what' if same else 'not what'} this script writes")
            well &= same
        else:
            file.write_bytes(content)
            print(f"{file.relative_to(ROOT)}: {len(content):,} bytes")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
