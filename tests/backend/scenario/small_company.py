"""A company of four units in a folder: the least that shows every kind of file, agreement and field."""

from pathlib import Path

FILES = {
    "scenario.yaml": """\
company: Small Company
currency: {name: Small Credit, symbol: SMC, decimals: 2}
opening_capital: 500
periods: {first: 2024-01, last: 2024-04}
oracle:
  nodes: [one, two, three]
  quorum: 2
  challenge_days: 3
  arbitration_days: 7
  absent_after_days: 45
assumptions:
  - Nothing here is real.
""",
    "units.csv": """\
unit,name,role,leader,quorum,shares,allowance,pays_costs
clearing,Clearing,clearing,cleo,,100,0,no
platform,Platform,platform,pat,,100,400,yes
shop,Shop,user,sam,2,100,50.5,yes
mill,Mill,node,max,,100,0,no
""",
    "people.csv": """\
person,name,unit,share_units,withdraws
cleo,Cleo,clearing,1,
pat,Pat,platform,1,
sam,Sam,shop,2,50 %
sue,Sue,shop,1,0 %
max,Max,mill,1,
olga,Olga,,,
""",
    "agreements.yaml": """\
clearing:
  - {id: clearing-shop, unit: shop, at_most: 10000}
  - {id: clearing-mill, unit: mill, at_most: 10000}
service:
  - id: flour
    client: shop
    supplier: mill
    fee: 20
    share: 12.5 %
    above: 100
    at_most: 90.50
    notice: 1
    penalty:
      score_of: mill
      below: 900
      amount: 15
vam:
  - id: shop-vam
    investor: platform
    investee: shop
    amount: 300
    shares: 40
    metric: profit
    window: 2
    promises: [100, -20.5]
    compensation:
      payer: olga
      share: 50 %
      at_most: 80
    bonus: {share: 10 %, at_most: 30}
raw:
  - id: warranty
    contract: service
    sentence: Mill pays Shop 5.00 for each of the first ten days.
    parties: [mill, shop]
    ceiling: 50
    from: 2024-02
    periods: 2
    legs:
      - {debtor: mill, creditor: shop}
    clauses:
      - form: Days
        gates:
          - {subject: shop, metric: Score, at_least: 1}
        points: [[0, 0], [10, 5000]]
""",
    "facts.yaml": """\
lines:
  files: [lines.csv]
  date: day
  amount: [pieces, price]
  score:
    good: {kind: sale}
    bad: {kind: return}
    count: pieces
    scale: 1000
  units:
    - unit: shop
      revenue: {who: shop}
      cost: {ratio: 33.3 %, fixed: 1.5}
      score: {who: shop}
    - unit: mill
      revenue: {who: [mill, 7]}
      cost: {ratio: 50 %, of: all}
      score: {who: [mill, 7]}
    - unit: platform
      cost: {fixed: 10}
""",
    "lines.csv": """\
day,who,kind,pieces,price
2024-01-03,shop,sale,10,1234
2024-01-31T23:59:59,mill,sale,1,5001
2024-02-01,shop,return,-4,1234
2024-02-29,7,sale,3,-7
2024-04-30,shop,sale,2,100
""",
}

TENDER = """\
tender:
  - id: boxes
    client: shop
    goal: boxes that last.
    measure: one in a hundred comes back
    highest_price: 60
    from: 2024-02
    periods: 2
    closes: 2024-01
    bids: [{supplier: mill, price: 55}, {supplier: olga, price: 48.5}]
    winner: olga
"""
"""To be added to agreements.yaml."""


BENCHMARKS = """\
benchmarks:
  - name: industry growth
    in: basis points
    table: {files: [benchmarks.csv]}
  - name: stake
    in: money
    table: {files: [benchmarks.csv]}
  - name: market
    in: money
    lines: {files: [lines.csv], date: day, amount: [pieces, price], of: {kind: sale}}
"""
"""To be added to facts.yaml; `with_benchmarks` writes the table as well."""


def with_benchmarks(folder: Path, benchmarks: str = BENCHMARKS, agreements: str = "") -> Path:
    """The small company with benchmarks, and perhaps more lines of its VAM, which is line 18 of its file."""
    text = FILES["agreements.yaml"].replace("raw:\n", f"{agreements}raw:\n")
    write(folder, facts_yaml=FILES["facts.yaml"] + benchmarks, agreements_yaml=text)
    (folder / "benchmarks.csv").write_text(
        "benchmark,period,figure\nindustry growth,2024-02,150\nstake,2024-04,99.50\n"
    )
    return folder


def write(folder: Path, **replaced: str) -> Path:
    """Writes the files, with the texts of some replaced: keys have underscores for dots. The folder."""
    for name, text in FILES.items():
        (folder / name).write_text(replaced.get(name.replace(".", "_"), text), encoding="utf-8")
    return folder
