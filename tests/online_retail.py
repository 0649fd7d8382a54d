"""Seven months of a retailer's invoices, 245,903 lines, which are not part of the project: where they are, how to read.

UCI_ONLINE_RETAIL names their folder, or they lie in ../shared/data beside the project.
"""

import os
from pathlib import Path

__all__ = ["FOLDER", "LINES", "described"]

FOLDER = Path(os.environ.get("UCI_ONLINE_RETAIL", Path(__file__).parents[2] / "shared" / "data" / "uci_online_retail"))
LINES = FOLDER / "invoice_lines_2010-12_2011-06.csv.xz"


def described(folder: Path, unit_column: str) -> Path:
    """A source.toml in the folder, beside a link to the lines; each value of the column is a unit."""
    (folder / LINES.name).symlink_to(LINES)
    file = folder / "source.toml"
    file.write_text(f"""\
[source]
kind = "csv"
files = ["invoice_lines_*.csv.xz"]
[periods]
first = "2010-12"
[currency]
decimals = 3
[rows]
key = ["line"]
time = "invoice_ts"
amount = ["quantity", "unit_price_mils"]
[[figures]]
unit_column = "{unit_column}"
""")
    return file
