"""From an idea to an open agreement, without gas: by two people who each sit at a browser of their own."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]


def test_every_template_says_what_it_is_for_and_opens_its_form(visit: Visit) -> None:
    page = visit().open("/new", "New agreement")
    assert problems_for_readers(page) == []
    page.get_by_role("link", name=re.compile("^Letter of understanding")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letter of understanding")
    expect(page.get_by_label("Mission")).to_be_visible()
    assert problems_for_readers(page) == []


def test_mistakes_stand_at_the_field_they_name_and_nothing_is_sent(visit: Visit, demo: Served) -> None:
    page = visit().open("/new/service", "Service")
    _fill(page, {"Client, who pays": "Japan Desk", "Supplier, who is paid": "Japan Desk"})
    page.get_by_label("Fee per period").fill("a few")
    expect(_said(page.get_by_label("Fee per period"))).to_contain_text("not an amount")
    page.get_by_label("Fee per period").fill("1.5")
    expect(_said(page.get_by_label("Supplier, who is paid"))).to_contain_text("same party again")
    _fill(page, {"Supplier, who is paid": "Iberia Desk", "First period": "2011-01"})
    expect(_said(page.get_by_label("First period"))).to_contain_text("lies outside the periods")
    expect(page.get_by_role("button", name="Connect a wallet")).to_be_visible()
    expect(page.get_by_role("button", name="Send to the other side")).to_have_count(0)
    assert problems_for_readers(page) == []


def test_a_form_fits_a_phone_and_speaks_chinese(visit: Visit) -> None:
    page = visit(phone=True, locale="zh-CN").open("/new/vam-growth", "对赌(VAM)：增长")
    expect(page.get_by_label("被投小微")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_a_service_is_negotiated_both_ways_and_opened(visit: Visit, demo: Served) -> None:
    jonas, ciara = (visit(wallet=demo.wallet_of(name)) for name in ("Jonas Albrecht", "Ciara Brennan"))
    page = jonas.open("/new/service")
    jonas.sign_in()
    _fill(page, {"Client, who pays": "Germany and Alps Desk", "Supplier, who is paid": "Ireland Desk"})
    _fill(page, {"Fee per period": "1,020.50", "How many periods": "3"})
    expect(page.get_by_text("Germany and Alps Desk pays Ireland Desk 1,020.500 a month")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Ireland Desk.*3,061.500"))).to_be_visible()
    first = _send(page, "Send to the other side")

    other = ciara.open("/drafts")
    ciara.sign_in()
    other.get_by_role("link", name=re.compile("1,020.500")).first.click()
    other.get_by_role("link", name="Make a counter-offer").click()
    expect(other.get_by_label("Fee per period")).to_have_value("1020.5")
    _fill(other, {"Fee per period": "1100"})
    second = _send(other, "Send the counter-offer")
    assert second != first
    expect(other.locator("ins").first).to_contain_text("1,100")
    expect(other.locator("del").first).to_contain_text("1,020.5")
    assert problems_for_readers(other) == []

    _sign_after_rejecting(ciara, "Sign for Ireland Desk")
    page.goto(first)
    expect(page.get_by_text("Answered by a counter-offer")).to_be_visible()
    _open_by(jonas, second, "Sign for Germany and Alps Desk")
    agreement = _agreement(demo, page)
    assert {each["name"] for each in agreement["parties"]} == {"Germany and Alps Desk", "Ireland Desk"}
    assert agreement["terms"][0]["terms"]["clauses"][0]["points"] == [{"x": "0", "y": "1100000"}]


def test_a_vam_is_negotiated_both_ways_and_opened(visit: Visit, demo: Served) -> None:
    haruka, ciara = (visit(wallet=demo.wallet_of(name)) for name in ("Haruka Mori", "Ciara Brennan"))
    page = haruka.open("/new/vam-bonus")
    haruka.sign_in()
    _fill(page, {"Unit that is invested in": "Japan Desk", "Investor": "Ciara Brennan"})
    _fill(page, {"Amount": "2", "Shares": "1", "Periods per window": "2", "How many periods": "2"})
    _fill(page, {"Promises, window by window 1": "5000"})
    bonus = page.get_by_role("group", name="Bonus when beaten")
    bonus.get_by_label("Share").fill("10")
    bonus.get_by_label("At most").fill("50")
    expect(page.get_by_role("img", name=re.compile("Japan Desk"))).to_be_visible()
    _send(page, "Send to the other side")
    draft = page.url

    other = ciara.open(draft)
    ciara.sign_in()
    other.get_by_role("link", name="Make a counter-offer").click()
    other.get_by_role("group", name="Bonus when beaten").get_by_label("Share").fill("5")
    second = _send(other, "Send the counter-offer")
    other.get_by_role("button", name="Sign for Ciara Brennan").click()
    _confirm(other)
    expect(other.get_by_text("Your signature has been added.")).to_be_visible()
    _open_by(haruka, second, "Sign for Japan Desk")
    assert _agreement(demo, page)["kind"] == "vam"


def test_a_draft_is_its_parties_business_and_can_be_withdrawn(visit: Visit, demo: Served) -> None:
    lotte, stranger = (visit(wallet=demo.wallet_of(name)) for name in ("Lotte Vermeer", "Desmond Clarke"))
    page = lotte.open("/new/price")
    lotte.sign_in()
    _fill(page, {"Client, who pays": "Benelux Desk", "Supplier, who is paid": "Nordic Desk", "Price": "12"})
    page.get_by_role("group", name="Success").get_by_label("Measure").select_option("score")
    page.get_by_role("group", name="Success").get_by_label("At least").fill("900")
    draft = _send(page, "Send to the other side")
    other = stranger.open(draft)
    stranger.sign_in()
    expect(other.get_by_role("alert")).to_contain_text("NoSuchDraft")
    page.get_by_role("button", name="Withdraw for Benelux Desk").click()
    _confirm(page)
    expect(page.get_by_text("The draft has been withdrawn.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Sign for"))).to_have_count(0)


def test_an_amendment_starts_from_the_terms_in_force(visit: Visit, demo: Served) -> None:
    found = demo.get("/book/agreements?limit=200")["items"]
    ours = next(each for each in found if each["name"] == "nordic-carriage")
    page = visit().open(f"/new?amends={ours['agreement']}", "Amend an agreement")
    page.get_by_role("link", name=re.compile("^Service")).click()
    expect(page.get_by_text("In force now")).to_be_visible()
    assert page.get_by_label("Client, who pays").input_value() in {each["name"] for each in ours["parties"]}


def _fill(page: Page, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}( \\(optional\\))?$")).first.fill(text)


def _said(field: Locator) -> Locator:
    return field.locator("xpath=ancestor::div[@class='field']").locator("p")


def _send(page: Page, button: str) -> str:
    """Sends what is written as soon as it holds; the address of the draft."""
    before = page.url
    expect(page.locator(".sentence").last).to_be_visible()
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda url: "/drafts/" in url and url != before)
    expect(page.get_by_role("heading", name="Parties")).to_be_visible()
    return page.url


def _confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Sign in the wallet").click()


def _sign_after_rejecting(visitor: Visitor, button: str) -> None:
    """Whoever rejects has changed nothing, and can sign afterwards."""
    page, wallet = visitor.page, visitor.wallet
    assert wallet
    wallet.rejects.add("eth_signTypedData_v4")
    page.get_by_role("button", name=button).click()
    _confirm(page)
    expect(page.get_by_role("dialog")).to_contain_text("Nothing has happened")
    page.get_by_role("dialog").get_by_role("button", name="Not now").click()
    expect(page.get_by_text("everything is as it was")).to_be_visible()
    expect(page.locator(".signers .state.good")).to_have_count(0)
    wallet.rejects.clear()
    page.get_by_role("button", name=button).click()
    _confirm(page)
    expect(page.locator(".signers .state.good")).to_have_count(1)


def _open_by(visitor: Visitor, draft: str, button: str) -> None:
    """Signs as the last one, and opens the agreement."""
    page = visitor.page
    page.goto(draft)
    page.get_by_role("button", name=button).click()
    _confirm(page)
    page.get_by_role("button", name="Open it on the chain").click()
    expect(page.get_by_text("It is open on the chain.")).to_be_visible()


def _agreement(demo: Served, page: Page) -> Any:
    address = page.get_by_role("link", name="To the agreement").first.get_attribute("href")
    return demo.get(f"/book{address}")
