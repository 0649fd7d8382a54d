"""The open book: units ranked and sifted, sums that add up, thousands of rows, downloads, people, and agreements."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.beside import serving_beside
from tests.browser.visiting import Served, Visitor, problems_for_readers, shown

Visit = Callable[..., Visitor]
MANY = 4_700  # units, as many as Haier has
PAGE = 400  # are asked for at a time


def first_row(page: Page) -> Locator:
    return page.locator("table tbody tr[aria-rowindex='2'] th").first


# --- UNITS ---


def test_units_stand_in_the_ranking_that_is_chosen(visit: Visit, demo: Served) -> None:
    page = visit().open("/", "Open book")
    for sort, label in (("score", "Customer score"), ("profit", "Profit"), ("name", "Name")):
        page.get_by_label("Ranked by").select_option(label=label)
        best = demo.get(f"/book/units?limit=1&sort={sort}")["items"][0]["name"]
        expect(first_row(page)).to_contain_text(best)
    page.get_by_label("Ranked by").select_option(label="Customer score")
    page.reload()
    expect(page.get_by_label("Ranked by")).to_have_value("score")
    expect(first_row(page)).to_contain_text("Play Line")


def test_units_are_found_by_name_and_by_how_they_stand(visit: Visit) -> None:
    page = visit().open("/")
    rows = page.get_by_role("region", name="Units by").locator("tr[aria-rowindex]")
    page.get_by_label("Which units").select_option(label="In arrears")
    expect(rows).to_have_count(2)
    studio = rows.filter(has_text="Catalogue Studio")
    expect(studio).to_contain_text("Wound up")
    expect(studio).to_contain_text("In arrears")
    page.get_by_label("Find by name or address").fill("kitchen")
    expect(page.get_by_text("No unit is like that.")).to_be_visible()
    page.get_by_label("Which units").select_option(label="All units")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Kitchen Line")
    assert "q=kitchen" in page.url


def test_the_units_sum_is_the_companys(visit: Visit, demo: Served) -> None:
    company = demo.get("/book/company")
    page = visit().open("/")
    card = page.get_by_role("region", name="It adds up", exact=True).first
    expect(card.get_by_text("Equal")).to_have_count(5)
    expect(card.get_by_role("row", name="Revenue")).to_contain_text(shown(company["revenue"]))
    credit = page.get_by_role("table", name="Where the credit is")
    expect(credit.get_by_role("row", name="Unaccounted for")).to_contain_text("0.000")
    expect(credit.get_by_role("row", name=re.compile("Withdrawn"))).to_contain_text(
        shown(company["credit"]["withdrawn"])
    )
    assert problems_for_readers(page) == []


def test_a_sum_that_differs_is_said_to_differ(visit: Visit, demo: Served) -> None:
    company = demo.get("/book/company")
    company["revenue"] = str(int(company["revenue"]) + 1)
    page = visit().page
    page.route("**/api/v1/book/company", lambda route: route.fulfill(json=company))
    page.goto("/")
    line = page.get_by_role("region", name="It adds up", exact=True).first.get_by_role("row", name="Revenue")
    expect(line).to_contain_text("Differs by -0.001")


def test_thousands_of_units_are_reached_and_few_are_drawn(visit: Visit, demo: Served) -> None:
    page = visit().page
    page.route("**/api/v1/book/company", lambda route: route.fulfill(json=demo.get("/book/company") | {"units": MANY}))
    page.route(re.compile(r"/api/v1/book/units\?"), answering_many(demo.get("/book/units?limit=1")["items"][0]))
    page.goto("/")
    table = page.get_by_role("region", name="Units by Result per member")
    rows = table.locator("tr[aria-rowindex]")
    expect(table.get_by_role("table")).to_have_attribute("aria-rowcount", str(MANY + 1))
    expect(first_row(page)).to_contain_text("Unit 0000")
    table.focus()
    drawn = [rows.count()]
    for here in range(PAGE, MANY, PAGE):
        expect(page.get_by_text(f"{here:,} of {MANY:,} units")).to_be_visible()
        page.keyboard.press("End")
        drawn.append(rows.count())
    expect(page.get_by_text(f"{MANY:,} units", exact=True)).to_be_visible()
    page.keyboard.press("End")
    last = table.get_by_role("row", name=f"Unit {MANY - 1}")
    expect(last).to_be_visible()
    expect(last).to_have_attribute("aria-rowindex", str(MANY + 1))
    drawn.append(rows.count())
    assert max(drawn) < 80
    page.keyboard.press("Home")
    expect(first_row(page)).to_be_visible()


def answering_many(like: dict[str, Any]) -> Callable[[Route], None]:
    """As the API answers, with this many units like one of its own."""

    def answer(route: Route) -> None:
        query = parse_qs(urlparse(route.request.url).query)
        start, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        end = min(start + limit, MANY)
        items = [like | {"name": f"Unit {each:04}", "address": f"0x{each:040x}"} for each in range(start, end)]
        route.fulfill(json={"items": items, "next": str(end) if end < MANY else None})

    return answer


def test_the_journal_can_be_taken_away(visit: Visit) -> None:
    page = visit().open("/")
    with page.expect_download() as taking:
        page.get_by_role("link", name="Journal, CSV").click()
    assert taking.value.suggested_filename == "journal.csv"
    head, first = Path(taking.value.path()).read_text().splitlines()[:2]
    assert head.startswith("entry,")
    assert len(first.split(",")) == len(head.split(","))


# --- PEOPLE ---


def test_people_are_ranked_and_each_has_a_page(visit: Visit, demo: Served) -> None:
    page = visit().open("/people", "People")
    page.get_by_label("Ranked by").select_option(label="Held")
    best = demo.get("/book/people?limit=1&sort=held")["items"][0]
    expect(first_row(page)).to_have_text(best["name"])
    page.get_by_label("Ranked by").select_option(label="Earned")
    best = demo.get("/book/people?limit=1&sort=earned")["items"][0]
    expect(first_row(page)).to_have_text(best["name"])
    assert problems_for_readers(page) == []
    first_row(page).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(best["name"])
    person = demo.get(f"/book/people/{best['address']}")
    part = person["involved"][0]
    row = page.get_by_role("table", name="What came from which unit").get_by_role("row", name=part["unit"]["name"])
    expect(row).to_contain_text(shown(part["earned"]))
    expect(page.locator(".figure", has_text="Held")).to_contain_text(shown(person["held"]))
    assert problems_for_readers(page) == []


@pytest.fixture(scope="module")
def private(demo: Served) -> Iterator[Served]:
    """The same company, served by somebody who shows pay to few."""
    with serving_beside(demo, HEYI_PRIVACY_PAY="private") as served:
        yield served


def test_hidden_pay_is_not_shown_as_nothing(visit: Visit, private: Served, demo: Served) -> None:
    page = visit(private).open("/people", "People")
    expect(page.get_by_text("that does not mean that they are zero")).to_be_visible()
    assert page.get_by_label("Ranked by").locator("option").all_text_contents() == ["Name"]
    page.get_by_label("Find by name or address").fill("Lachlan")
    row = page.get_by_role("row", name="Lachlan Reid")
    expect(row.get_by_text("Not shown")).to_have_count(5)
    row.get_by_role("link", name="Lachlan Reid").click()
    expect(page.locator(".figure", has_text="Earned")).to_contain_text("Not shown")
    expect(page.locator("main")).not_to_contain_text("0.000")
    visitor_page = visit(private).open(f"/units/{demo.address_of('Australia Desk')}", "Australia Desk")
    team = visitor_page.get_by_role("table", name="Team")
    expect(team.get_by_role("row", name="Lachlan Reid")).to_contain_text("Not shown")
    assert problems_for_readers(page) == []


# --- STATEMENT AND AGREEMENTS ---


def test_the_win_win_statement_of_a_period_adds_up(visit: Visit, demo: Served) -> None:
    page = visit(color_scheme="dark").open("/winwin", "Win-Win Value Added")
    table = page.get_by_role("table", name="Statement")
    whole = demo.get("/book/winwin")
    sums = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Value added"))
    expect(sums).to_contain_text([shown(whole["value_added"])] * 2)
    page.get_by_label("Period").select_option("2011-03")
    month = demo.get("/book/winwin?period=2011-03")
    expect(sums).to_contain_text([shown(month["value_added"])] * 2)
    expect(table.get_by_role("row", name="Teams")).to_contain_text(shown(month["shared"]["teams"]))
    expect(table.get_by_role("row", name="Marginal income")).to_contain_text(month["marginal_income"]["why"])
    assert page.url.endswith("?period=2011-03")
    assert problems_for_readers(page) == []


def test_agreements_are_found_by_kind_party_and_state(visit: Visit, demo: Served) -> None:
    page = visit(phone=True).open("/agreements", "Agreements")
    rows = page.locator("tr[aria-rowindex]")
    page.get_by_label("Kind").select_option(label="Investment (VAM)")
    expect(page.get_by_role("row", name=re.compile("^australia-vam"))).to_contain_text("Ended")
    expect(page.get_by_role("row", name=re.compile("^catalogue-home"))).to_have_count(0)
    expect(rows).to_have_count(demo.get("/book/company")["agreements"]["vam"])
    page.get_by_label("Kind").select_option(label="All kinds")
    page.get_by_label("State").select_option(label="Open")
    page.get_by_label("Find by name, party or hash").fill("catalogue-home")
    expect(page.get_by_role("row", name=re.compile("^catalogue-home"))).to_contain_text("Over, not settled")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    party = demo.address_of("Australia Desk")
    page.goto(f"/agreements?party={party}")
    expect(page.locator("tr[aria-rowindex]")).to_have_count(demo.get(f"/book/units/{party}")["agreements"])
    page.get_by_role("button", name="Show those of everybody").click()
    expect(page.get_by_text(f"{sum(demo.get('/book/company')['agreements'].values())} agreements")).to_be_visible()
    assert problems_for_readers(page) == []


def test_a_service_that_fails_is_said_to_and_asked_again(visit: Visit) -> None:
    page = visit().page
    page.route(re.compile(r"/api/v1/book/units\?"), lambda route: route.fulfill(status=404, body=json.dumps({})))
    page.goto("/")
    expect(page.get_by_text("This was refused").first).to_be_visible()
    page.unroute(re.compile(r"/api/v1/book/units\?"))
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_role("link", name="Kitchen Line")).to_be_visible()
