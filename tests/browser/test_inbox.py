"""The inbox: what waits and until when, where it leads, and that signing in is offered in place."""

import re

from playwright.sync_api import expect

from tests.browser.test_frame import Visit
from tests.browser.visiting import Served, problems_for_readers


def test_signing_in_is_offered_in_place(visit: Visit, demo: Served) -> None:
    page = visit(wallet=demo.wallet_of("Mei-Lin Chow")).open("/inbox", "Inbox")
    expect(page.get_by_text("Sign in to see which drafts wait")).to_be_visible()
    page.get_by_role("button", name="Connect a wallet").click()
    page.get_by_role("button", name="Test Wallet").click()
    page.locator(".sign-in-here").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Shared profit can be claimed")).to_be_visible()
    page.get_by_role("link", name="Claim", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My money")


def test_what_is_due_first_comes_first_and_leads_to_its_page(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Nadia Rahman"))
    visitor.open("/")
    visitor.sign_in()
    page = visitor.open("/inbox")
    first = page.locator(".matter").first
    expect(first.get_by_role("heading")).to_have_text("Figures can still be challenged")
    expect(first).to_contain_text("for Export Platform, which you lead")
    expect(first.locator("time").first).to_have_text(re.compile(r"^in \d"))
    period = demo.get("/notices")["items"][0]["link"].rsplit("/", 1)[1]
    expect(first.get_by_role("link")).to_have_attribute("href", f"/oracle/{period}")
    assert problems_for_readers(page) == []
    page.get_by_label("Language").select_option("zh")
    expect(first.get_by_role("heading")).to_have_text("数据仍可质疑")


def test_decisions_are_counted_in_the_menu(visit: Visit, demo: Served) -> None:
    tender = next(each for each in demo.get("/notices")["items"] if each["kind"] == "tender.to_award")
    leader = demo.get(f"/book/units/{tender['account']}")["leader"]["name"]
    visitor = visit(wallet=demo.wallet_of(leader))
    visitor.open("/")
    visitor.sign_in()
    page = visitor.open("/inbox")
    rows = page.get_by_role("region", name="Waits for you").locator(".matter")
    expect(rows.filter(has_text="A tender can be awarded")).to_be_visible()
    expect(page.locator("nav .count")).to_have_text(str(rows.count()))
    expect(page.get_by_role("link", name="Compare the bids").first).to_have_attribute(
        "href", re.compile("^/market/tenders/0x")
    )
