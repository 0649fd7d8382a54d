"""How far periods are, every node's figure, what closings wait for, and what may come of disputes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Served, Visitor, problems_for_readers, shown

Visit = Callable[..., Visitor]

PERIOD = "2011-08"  # of the demo: posted and challengeable, Benelux challenged


@pytest.fixture
def benelux(demo: Served) -> dict[str, str]:
    """What each node says of its revenue, by the node's name."""
    subject = f"0x{'0' * 24}{demo.address_of('Benelux Desk')[2:].lower()}"
    said = demo.get(f"/oracle/periods/{PERIOD}/differences/{subject}")["nodes"]
    return {demo.get(f"/book/people/{each['node']}")["name"]: each["statement"]["revenue"] for each in said}


def test_periods_say_how_far_they_are(visit: Visit, demo: Served) -> None:
    page = visit().open("/oracle", "Oracle")
    periods = page.get_by_role("table", name="Periods")
    august, july = (periods.get_by_role("row", name=name) for name in ("Aug 2011", "Jul 2011"))
    expect(august).to_contain_text("Challenged")
    expect(august).to_contain_text("in 2 days")
    expect(august).to_contain_text("0 of 15")
    expect(july).to_contain_text("Final 15")
    expect(july).to_contain_text("15 of 15")
    assert problems_for_readers(page) == []


def test_each_nodes_figure_stands_beside_what_counts(visit: Visit, benelux: dict[str, str]) -> None:
    page = visit(phone=True).open(f"/oracle/{PERIOD}", "Figures of August 2011")
    table = page.get_by_role("table", name="Revenue of every unit by node")
    heads = table.get_by_role("columnheader")
    expect(heads.filter(has_text="Customer Service")).to_have_count(1)
    row = table.get_by_role("row", name="Benelux Desk")
    names = heads.all_inner_texts()
    for node, revenue in benelux.items():
        cell = row.locator("th, td").nth(names.index(node))
        expect(cell).to_contain_text(shown(revenue))
        expect(cell.get_by_text("outvoted")).to_have_count(1 if node == "Customer Service" else 0)
    expect(row).to_contain_text("lapses in 6 days")
    page.get_by_label("Figure", exact=True).select_option(label="Score")
    scores = page.get_by_role("table", name="Score of every unit by node").get_by_role("row", name="Benelux Desk")
    expect(scores.get_by_text("outvoted on another figure")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_books_say_what_they_wait_for_and_until_when(visit: Visit) -> None:
    page = visit().open(f"/oracle/{PERIOD}")
    closing = page.get_by_role("table", name="Closing")
    expect(closing.get_by_role("row", name="Benelux Desk")).to_contain_text("the arbiter")
    expect(closing.get_by_role("row", name="Australia Desk")).to_contain_text("the challenge window in 2 days")


def test_a_units_final_figures_come_with_its_settlement_run(visit: Visit, demo: Served) -> None:
    address = demo.address_of("Australia Desk")
    july = next(each for each in demo.get(f"/book/units/{address}/periods") if each["period"] == "2011-07")
    page = visit().open(f"/oracle/2011-07/0x{'0' * 24}{address[2:].lower()}", "Australia Desk, July 2011")
    run = page.get_by_role("table", name="Settlement run")
    expect(run.get_by_role("row", name="People")).to_contain_text(shown(july["to_team"]))
    expect(run.get_by_role("row", name="All obligations")).to_contain_text(shown(july["closing"]["paid"]))
    assert problems_for_readers(page) == []


def test_a_dispute_tells_what_happens_if_nobody_decides(visit: Visit) -> None:
    page = visit().open("/disputes/1", "Dispute 1")
    outcomes = page.get_by_role("region", name="What can come of it")
    expect(outcomes).to_contain_text("in 6 days: The challenge lapses, and the figures are final as posted.")
    expect(page.get_by_role("link", name="benelux-kitchen-renewed")).to_be_visible()
    assert problems_for_readers(page) == []
