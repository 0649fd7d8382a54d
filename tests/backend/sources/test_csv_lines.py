"""Lines are cut to units and periods, and nothing is lost on the way."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from eth_utils.crypto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.periods import Calendar
from heyi.sources.evidence import evidence_hash
from heyi.sources.figures import Figures, Reading
from heyi.sources.plan import Cut, Frame, LinesPlan, RowRules
from heyi.sources.source import read_facts
from tests.backend.sources.books import FEBRUARY, FRAME, HEADER, JANUARY, LINES, MARCH, SHOP, TEXT, plan, write


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return read_facts(plan(write(tmp_path / "lines.csv", TEXT)), FRAME)


def money(figures: Figures) -> tuple[int, int]:
    return figures.revenue, figures.profit


def test_revenue_goes_to_the_first_unit_that_takes_the_line(reading: Reading) -> None:
    assert reading.figures["shop", JANUARY].revenue == 2 * 12_340  # equal lines are two lines
    assert reading.figures["mill", JANUARY].revenue == 5_001
    assert reading.figures["shop", FEBRUARY].revenue == -4_936
    assert reading.figures["mill", FEBRUARY].revenue == -21


def test_the_first_of_two_that_match_takes_it(tmp_path: Path) -> None:
    lines = plan(write(tmp_path / "lines.csv", TEXT))
    greedy = LinesPlan(lines.files, lines.date, lines.amount, (Cut("mill", ()), Cut("shop", SHOP)))
    assert read_facts(greedy, FRAME).figures["mill", JANUARY].revenue == 29_681
    assert read_facts(greedy, FRAME).figures["shop", JANUARY].revenue == 0


def test_profit_is_revenue_less_costs_rounded_down(reading: Reading) -> None:
    # a third of 24,680 is 8,226.67: rounded up to 8,227, and 1.50 more
    assert money(reading.figures["shop", JANUARY]) == (24_680, 24_680 - 8_227 - 150)
    # refunds bring a third of -4,936 back, -1,645.33: rounded up to -1,645
    assert money(reading.figures["shop", FEBRUARY]) == (-4_936, -4_936 + 1_645 - 150)
    # half of everything sold, 29,681, is 14,840.5
    assert money(reading.figures["mill", JANUARY]) == (5_001, 5_001 - 14_841)
    assert money(reading.figures["platform", JANUARY]) == (0, -1_000)
    assert reading.figures["mill", JANUARY].cost == 14_841


def test_the_clearing_enterprise_has_all_revenue_and_no_profit(reading: Reading) -> None:
    assert money(reading.figures["clearing", JANUARY]) == (29_681, 0)
    assert money(reading.figures["clearing", FEBRUARY]) == (-4_957, 0)


def test_what_is_sold_counts_as_collected(reading: Reading) -> None:
    assert all(figures.collected == figures.revenue for figures in reading.figures.values())


def test_scores_fall_with_what_comes_back(reading: Reading) -> None:
    assert reading.figures["shop", JANUARY].score == 1_000
    assert reading.figures["shop", FEBRUARY].score == 0  # returns and no sales
    assert reading.figures["shop", MARCH].score == 1_000  # neither
    assert reading.figures["mill", FEBRUARY].score == 0  # 3 sold, 4 returned: not below 0
    assert reading.figures["platform", JANUARY].score == 0  # is given none


def test_scores_are_rounded_down(tmp_path: Path) -> None:
    text = f"{HEADER}\n2024-01-01,shop,sale,3,1\n2024-01-02,shop,return,-1,1\n2024-01-02,shop,return,-1,1\n"
    figures = read_facts(plan(write(tmp_path / "lines.csv", text)), FRAME).figures
    assert figures["shop", JANUARY].score == 333


def test_every_unit_has_figures_in_every_period(reading: Reading) -> None:
    assert set(reading.figures) == {
        (unit, period) for unit in (*FRAME.units, "clearing") for period in (JANUARY, FEBRUARY, MARCH)
    }
    quiet = reading.figures["shop", MARCH]
    assert (quiet.revenue, quiet.profit, quiet.rows, quiet.evidence) == (0, -150, 0, bytes(32))


ROWS = [
    '{"key":["lines","2"],"time":"2024-01-03T00:00:00Z","amount":"12340","count":"10","where":{"kind":"sale","who":"shop"}}',
    '{"key":["lines","3"],"time":"2024-01-31T23:59:59Z","amount":"5001","count":"1","where":{"kind":"sale","who":"mill"}}',
    '{"key":["lines","4"],"time":"2024-01-03T00:00:00Z","amount":"12340","count":"10","where":{"kind":"sale","who":"shop"}}',
    '{"key":["lines","5"],"time":"2024-02-01T00:00:00Z","amount":"-4936","count":"4","where":{"kind":"return","who":"shop"}}',
    '{"key":["lines","6"],"time":"2024-02-29T00:00:00Z","amount":"-21","count":"3","where":{"kind":"sale","who":"7"}}',
]


def test_evidence_is_the_hash_of_the_rows_that_count(reading: Reading) -> None:
    def evidence(*numbers: int) -> bytes:
        return bytes(keccak(text="".join(f"{ROWS[number]}\n" for number in numbers)))

    assert reading.figures["shop", JANUARY].evidence == evidence(0, 2)
    assert reading.figures["mill", JANUARY].evidence == evidence(0, 1, 2)  # its costs follow from all
    assert reading.figures["clearing", JANUARY].evidence == evidence(0, 1, 2)
    assert reading.figures["clearing", FEBRUARY].evidence == evidence(3, 4)
    assert reading.figures["clearing", JANUARY].rows == 3


def test_the_rows_behind_a_figure_can_be_asked_for(reading: Reading) -> None:
    assert reading.lines(("mill", JANUARY)) == ROWS[:3]
    assert reading.lines(("shop", FEBRUARY)) == [ROWS[3]]
    assert reading.lines(("shop", MARCH)) == []
    for key, figures in reading.figures.items():
        assert evidence_hash(reading.lines(key)) == figures.evidence
        assert len(reading.lines(key)) == figures.rows


def test_lines_that_count_for_a_score_alone_are_evidence(tmp_path: Path) -> None:
    lines = plan(write(tmp_path / "lines.csv", TEXT))
    judged = Cut("platform", scored_on=SHOP)
    figures = read_facts(replace(lines, cuts=(*lines.cuts[:2], judged)), FRAME).figures
    assert figures["platform", JANUARY].score == 1_000
    assert figures["platform", JANUARY].evidence == figures["shop", JANUARY].evidence


def test_evidence_keeps_cells_apart(tmp_path: Path) -> None:
    keyed = replace(plan(tmp_path / "lines.csv"), rules=RowRules(key=("note", "day")))

    def line(cell: str) -> str:
        write(tmp_path / "lines.csv", f'note,{HEADER}\n"{cell}",2024-01-03,shop,sale,10,1234\n')
        return str(read_facts(keyed, FRAME).lines(("shop", JANUARY))[0])

    texts = ["a", "a,b", 'say ""b""', "Zoë", "two\nlines", "a\\"]
    found = [line(text) for text in texts]
    assert len(set(found)) == len(texts)
    assert [json.loads(each)["key"][0] for each in found] == [text.replace('""', '"') for text in texts]
    assert found[3].startswith('{"key":["Zoë","2024-01-03"],"time":')


def test_what_figures_do_not_depend_on_is_no_evidence(tmp_path: Path, reading: Reading) -> None:
    text = "".join(f"{line},{'x' * number}\n" for number, line in enumerate([HEADER, *LINES.splitlines()], start=1))
    assert read_facts(plan(write(tmp_path / "lines.csv", text)), FRAME) == reading


def test_files_are_packed_or_not_and_their_order_counts_for_nothing(tmp_path: Path, reading: Reading) -> None:
    first, *rest = LINES.splitlines()
    one = write(tmp_path / "one.csv.xz", f"{HEADER}\r\n{first}\r\n")
    two = write(tmp_path / "two.csv.gz", "\n".join([HEADER, *rest]))
    together = read_facts(plan(one, two), FRAME)
    assert {key: money(figures) for key, figures in together.figures.items()} == {
        key: money(figures) for key, figures in reading.figures.items()
    }
    assert read_facts(plan(two, one), FRAME) == together
    assert read_facts(plan(write(tmp_path / "lines.csv.xz", TEXT)), FRAME) == reading


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path, reading: Reading) -> None:
    assert read_facts(plan(write(tmp_path / "lines.csv", "\ufeff" + TEXT)), FRAME) == reading


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path, reading: Reading) -> None:
    swapped = ["price,x,pieces,kind,who,day", *(",".join(reversed(line.split(","))) for line in LINES.splitlines())]
    text = "\n".join(line.replace(",", ",-,", 1) if number else line for number, line in enumerate(swapped))
    other = read_facts(plan(write(tmp_path / "lines.csv", text)), FRAME)
    assert {key: money(figures) for key, figures in other.figures.items()} == {
        key: money(figures) for key, figures in reading.figures.items()
    }


@pytest.fixture(params=["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the machine says it stands."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


def test_dates_are_read_in_utc_unless_they_say_otherwise(tmp_path: Path, zone: None) -> None:
    """Wherever the node stands: nodes must read alike."""
    text = f"{HEADER}\n2024-02-01T00:30,shop,sale,1,5\n2024-02-01T00:30+02:00,shop,sale,1,7\n"
    figures = read_facts(plan(write(tmp_path / "lines.csv", text)), FRAME).figures
    assert figures["shop", FEBRUARY].revenue == 5
    assert figures["shop", JANUARY].revenue == 7


def test_periods_may_have_a_fixed_length(tmp_path: Path) -> None:
    weeks = Calendar(length=7 * 86_400, epoch=1_704_067_200)  # from Monday, 1 January 2024
    frame = Frame(calendar=weeks, first=0, last=8, units=FRAME.units, clearing="clearing", decimals=2)
    figures = read_facts(plan(write(tmp_path / "lines.csv", TEXT)), frame).figures
    assert figures["shop", 0].revenue == 24_680
    assert figures["mill", 4].revenue == 5_001
    assert figures["shop", 4].revenue == -4_936
    assert figures["mill", 8].revenue == -21


def test_sums_check(reading: Reading) -> None:
    assert reading.check_sum()
    assert (reading.rows, reading.total, reading.revenue_of_units()) == (5, 24_724, 24_724)
    lost = {key: figures for key, figures in reading.figures.items() if key != ("mill", JANUARY)}
    assert not Reading(lost, "clearing", reading.rows, reading.total).check_sum()
    assert not Reading(reading.figures, "clearing", reading.rows, reading.total + 1).check_sum()


row = st.tuples(
    st.integers(1, 28),
    st.integers(1, 3),
    st.sampled_from(["shop", "mill", "7"]),
    st.sampled_from(["sale", "return", "gift"]),
    st.integers(-(10**6), 10**6),
    st.integers(-(10**6), 10**6),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(row, max_size=30))
def test_whatever_the_lines_units_add_up_to_the_total(
    tmp_path: Path, rows: list[tuple[int, int, str, str, int, int]]
) -> None:
    lines = [f"2024-{month:02}-{day:02},{who},{kind},{pieces},{price}" for day, month, who, kind, pieces, price in rows]
    reading = read_facts(plan(write(tmp_path / "lines.csv", "\n".join([HEADER, *lines]))), FRAME)
    assert reading.check_sum()
    assert reading.total == sum(pieces * price for *_, pieces, price in rows)
    for period in (JANUARY, FEBRUARY, MARCH):
        base = sum(p * q for _, month, who, _, p, q in rows if month == period - JANUARY + 1)
        mill = reading.figures["mill", period]
        assert mill.profit == mill.revenue - base // 2 - base % 2
        assert 0 <= mill.score <= 1000
