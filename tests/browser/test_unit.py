"""A unit's page: books, money in and out, people, promises, customer score, the Win-Win statement, charter."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Served, Visitor, problems_for_readers, shown

Visit = Callable[..., Visitor]


@pytest.fixture
def australia(demo: Served) -> str:
    return demo.address_of("Australia Desk")


def unfold(page: Page, name: str) -> None:
    """Opens what a card keeps folded."""
    page.get_by_role("region", name=name, exact=True).locator("summary").first.click()


def test_the_books_of_every_period_are_in_the_table(visit: Visit, demo: Served, australia: str) -> None:
    page = visit().open(f"/units/{australia}", "Australia Desk")
    unfold(page, "Books by period")
    table = page.get_by_role("table", name="Books by period")
    periods = demo.get(f"/book/units/{australia}/periods")
    expect(table.get_by_role("row")).to_have_count(len(periods) + 1)
    march = next(each for each in periods if each["period"] == "2011-03")
    row = table.get_by_role("row", name="Mar 2011")
    for what in ("revenue", "cost", "profit", "received", "paid", "to_team"):
        expect(row).to_contain_text(shown(march[what]))
    for what in ("shared", "held", "arrears"):
        expect(row).to_contain_text(shown(march["closing"][what]))


def test_the_chart_shows_what_is_chosen(visit: Visit, australia: str) -> None:
    page = visit().open(f"/units/{australia}")
    card = page.get_by_role("region", name="Books by period", exact=True)
    expect(card.get_by_role("img", name="Result of Australia Desk")).to_be_visible()
    expect(card.locator(".u-legend")).to_contain_text("Revenue")
    card.get_by_role("button", name="Money moved").click()
    expect(card.get_by_role("img", name="Money moved of Australia Desk")).to_be_visible()
    expect(card.locator(".u-legend")).to_contain_text("Received")
    expect(card.locator(".u-legend")).not_to_contain_text("Revenue")


def test_money_in_and_out_leads_on_by_keyboard(visit: Visit, demo: Served, australia: str) -> None:
    page = visit().open(f"/units/{australia}")
    flows = demo.get(f"/book/units/{australia}/flows")
    picture = page.get_by_role("group", name="Money in and out of Australia Desk")
    payees = {flow["other"]["address"] for flow in flows if int(flow["paid"])}
    payers = {flow["other"]["address"] for flow in flows if int(flow["received"])}
    expect(picture.get_by_role("link")).to_have_count(len(payees) + len(payers))
    unit = demo.get(f"/book/units/{australia}")
    unfold(page, "Money in and out")
    sums = page.get_by_role("table", name="Money in and out of Australia Desk").locator("tfoot")
    expect(sums).to_contain_text(shown(unit["received"]))
    expect(sums).to_contain_text(shown(unit["paid"]))
    kitchen = sum(int(flow["paid"]) for flow in flows if flow["other"]["name"] == "Kitchen Line")
    link = picture.get_by_role("link", name=f"Kitchen Line {shown(str(kitchen))} GBPc, paid by Australia Desk")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kitchen Line")


def test_bands_are_as_wide_as_the_money(visit: Visit, demo: Served, australia: str) -> None:
    page = visit().open(f"/units/{australia}")
    paid: Counter[str] = Counter()
    for flow in demo.get(f"/book/units/{australia}/flows"):
        paid[flow["other"]["address"]] += int(flow["paid"])
    bands = page.locator(".flows .bands.out path")
    expect(bands).to_have_count(sum(1 for each in paid.values() if each))
    # At the unit a band goes from where V begins to where it ends.
    widths = bands.evaluate_all(
        """paths => paths.map((path) => {
            const [, from, to] = /([\\d.]+) V([\\d.]+)/.exec(path.getAttribute("d"));
            return to - from;
        })"""
    )
    first, *rest = sorted(filter(None, paid.values()), reverse=True)
    for width, amount in zip(widths[1:], rest, strict=True):
        assert width / widths[0] == pytest.approx(max(amount / first, 1.5 / widths[0]), rel=0.01)


def test_what_was_promised_and_what_came_of_it(visit: Visit, demo: Served, australia: str) -> None:
    page = visit(color_scheme="dark").open(f"/units/{australia}")
    unfold(page, "Promised against actual")
    table = page.get_by_role("table", name="Promised against actual")
    for promise, outcome in zip(demo.get(f"/book/units/{australia}/promises"), ("Missed", "Met"), strict=True):
        row = table.get_by_role("row").filter(has_text=shown(promise["promised"]))
        expect(row).to_contain_text(outcome)
        for what in ("actual", "compensation", "bonus"):
            expect(row).to_contain_text(shown(promise[what]))
    expect(table.get_by_role("link", name="australia-vam").first).to_be_visible()
    assert problems_for_readers(page) == []


def test_people_and_charter(visit: Visit, demo: Served, australia: str) -> None:
    page = visit().open(f"/units/{australia}")
    row = page.get_by_role("table", name="Team").get_by_role("row", name="Lachlan Reid")
    expect(row).to_contain_text("leads it")
    expect(row).to_contain_text("40%")
    investors = page.get_by_role("table", name="Investors")
    expect(investors.get_by_role("row", name="Export Platform")).to_contain_text("20%")
    charter = page.get_by_role("region", name="Charter", exact=True)
    unit = demo.get(f"/book/units/{australia}")
    expect(charter).to_contain_text("the leader, or 2 members together")
    expect(charter).to_contain_text(shown(unit["allowance"]))
    expect(charter).to_contain_text("1,000")


def test_customers_scores_by_period(visit: Visit, demo: Served) -> None:
    kitchen = demo.address_of("Kitchen Line")
    page = visit().open(f"/units/{kitchen}", "Kitchen Line")
    unfold(page, "Customer score")
    table = page.get_by_role("table", name="Customer score")
    scored = [each for each in demo.get(f"/book/units/{kitchen}/periods") if each["score"] is not None]
    expect(table.locator("tbody tr")).to_have_count(len(scored))
    expect(table.get_by_role("row", name="Apr 2011")).to_contain_text(
        next(str(each["score"]) for each in scored if each["period"] == "2011-04")
    )


def test_a_units_own_win_win_statement(visit: Visit, demo: Served, australia: str) -> None:
    page = visit().open(f"/units/{australia}")
    part = page.get_by_role("region", name="Win-Win Value Added statement", exact=True).first
    part.get_by_label("Period").select_option("2011-02")
    found = demo.get(f"/book/winwin?unit={australia}&period=2011-02")
    table = part.get_by_role("table")
    sums = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Value added"))
    expect(sums).to_contain_text([shown(found["value_added"])] * 2)
    expect(table.get_by_role("row", name="Resource providers").last).to_contain_text(
        shown(found["shared"]["resource_providers"])
    )
    expect(table.get_by_role("row", name="Ecosystem value")).to_contain_text("No oracle node reported")


def test_a_unit_that_was_wound_up_says_so(visit: Visit, demo: Served) -> None:
    page = visit(phone=True).open(f"/units/{demo.address_of('Catalogue Studio')}", "Catalogue Studio")
    expect(page.get_by_text("Wound up from May 2011")).to_be_visible()
    expect(page.locator(".figure", has_text="Arrears")).to_contain_text("540.000")
    unfold(page, "Money in and out")
    expect(page.get_by_role("row", name="catalogue-platform")).to_contain_text("owed to them")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_an_address_of_no_unit_is_said_to_be_none(visit: Visit) -> None:
    page = visit().open(f"/units/0x{'1' * 40}")
    expect(page.get_by_role("alert")).to_contain_text("UnknownUnit")
