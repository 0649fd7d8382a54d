"""The frame around every page: menu, languages, appearance, wallets, signing in, and what runs in it."""

import re
from collections.abc import Callable

import requests
from playwright.sync_api import expect

from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]


def test_the_open_book_needs_no_wallet(visit: Visit) -> None:
    page = visit().open("/", "Open book")
    expect(page.get_by_role("link", name="Kitchen Line")).to_be_visible()
    expect(page.get_by_role("link", name="My money")).to_have_count(0)
    assert problems_for_readers(page) == []


def test_a_wallet_is_found_and_signs_in(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Grace Osei"))
    page = visitor.open("/")
    visitor.sign_in()
    assert visitor.wallet
    assert [method for method, _ in visitor.wallet.asked if method == "personal_sign"] == ["personal_sign"]
    expect(page.locator(".account summary")).to_have_text("Grace Osei")
    page.reload()
    expect(page.locator(".account summary")).to_have_text("Grace Osei")


def test_who_rejects_is_told_that_nothing_happened(visit: Visit, demo: Served) -> None:
    wallet = demo.wallet_of("Grace Osei")
    wallet.rejects.add("eth_requestAccounts")
    page = visit(wallet=wallet).open("/")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Test Wallet").click()
    expect(page.get_by_text("Nothing was signed.")).to_be_visible()
    assert problems_for_readers(page) == []


def test_a_developer_wallet_is_marked(visit: Visit) -> None:
    page = visit().open("/")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_label("Find a person").fill("Lotte")
    page.get_by_role("button", name=re.compile("Lotte Vermeer")).click()
    expect(page.locator(".account summary")).to_contain_text("developer wallet")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".account .panel")).to_contain_text("Here as: leader, member")


def test_the_page_speaks_chinese_and_is_dark(visit: Visit) -> None:
    visitor = visit(color_scheme="dark")
    page = visitor.open("/")
    page.get_by_label("Language").select_option("zh")
    expect(page.get_by_role("heading", level=1)).to_have_text("公开账簿")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert problems_for_readers(page) == []


def test_the_menu_fits_a_phone(visit: Visit) -> None:
    page = visit(phone=True).open("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="People").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_nothing_else_runs_in_the_page(demo: Served) -> None:
    answer = requests.get(demo.url, timeout=60)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_address_of_nothing_is_said_to_be_none(visit: Visit) -> None:
    visit().open("/nowhere", "There is no such page")
