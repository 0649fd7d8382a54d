"""The market: a tender from its publication to its award, by people in browsers of their own."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]
GOAL = "paper that does not crease"
WITHIN = 60_000  # milliseconds: until the book shows what the relay has sent


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign in the wallet").click()


def test_the_market_is_for_everybody(visit: Visit) -> None:
    page = visit().open("/market", "Market")
    expect(page.get_by_role("link", name="a summer catalogue in two languages")).to_be_visible()
    expect(page.get_by_role("region", name="Catalogue").get_by_role("link").first).to_be_visible()
    assert problems_for_readers(page) == []


def test_a_tender_needs_more_than_a_goal(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Kenji Watabe"), phone=True)
    page = visitor.open("/market/new")
    visitor.sign_in()
    page.get_by_label("Goal").fill(GOAL)
    page.get_by_label("First period", exact=True).first.fill("2011-12")
    page.get_by_label("Last period").fill("2011-10")
    page.get_by_role("button", name="Publish a tender").click()
    expect(page.get_by_text("The last period comes before the first.")).to_be_visible()
    expect(page.get_by_text("This is no amount above zero.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_a_tender_is_published_bid_for_and_awarded(visit: Visit, demo: Served) -> None:
    client = visit(wallet=demo.wallet_of("Haruka Mori"))
    asking = client.open("/market/new")
    client.sign_in()
    for label, text in {"Goal": GOAL, "Success measure": "no parcel comes back", "At the most": "90"}.items():
        asking.get_by_label(label).fill(text)
    asking.get_by_label("First period", exact=True).first.fill("2011-10")
    asking.get_by_label("Last period").fill("2011-12")
    asking.get_by_role("button", name="Publish a tender").click()
    sign(asking)
    asking.get_by_role("link", name=GOAL).click(timeout=WITHIN)
    address = asking.url.removeprefix(demo.url)

    supplier = visit(wallet=demo.wallet_of("Grace Osei"))
    bidding = supplier.open(address, GOAL)
    supplier.sign_in()
    bidding.get_by_label("Price a period").fill("95")
    bidding.get_by_role("button", name="Sign the offer and bid").click()
    expect(bidding.get_by_text("The client pays 90.000 at the most.")).to_be_visible()
    bidding.get_by_label("Price a period").fill("85.5")
    bidding.get_by_role("button", name="Sign the offer and bid").click()
    sign(bidding)
    expect(bidding.get_by_text("it would be carried out")).to_be_visible()  # the bid, after the offer
    sign(bidding)
    expect(bidding.get_by_role("table", name="Bids")).to_contain_text("85.500", timeout=WITHIN)

    award = asking.get_by_role("button", name="Award Home Line")
    award.click(timeout=WITHIN)
    sign(asking)
    expect(asking.get_by_text("won", exact=True)).to_be_visible(timeout=WITHIN)
    found = demo.get(f"/book/tenders/{address.rsplit('/', 1)[1]}")
    assert found["state"] == "awarded"
    assert found["award"]["price"] == "85500"


def test_what_is_not_here_yet_can_be_asked_for(visit: Visit, demo: Served) -> None:
    """Lists begin with their latest entries; the others are one click away, not lost."""
    everything = len(demo.get("/book/tenders?limit=100")["items"])
    page = visit().page
    page.route(
        re.compile(r"/book/tenders\?"), lambda route: route.continue_(url=route.request.url.replace("=100", "=1"))
    )
    page.goto("/market")
    tenders = page.get_by_role("table", name="Tenders").locator("tbody tr")
    for shown in range(1, everything):
        expect(tenders).to_have_count(shown)
        page.get_by_role("button", name="Show more").click()
    expect(tenders).to_have_count(everything)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
