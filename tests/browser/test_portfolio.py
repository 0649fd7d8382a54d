"""The portfolio: read without a wallet, with the next adjustment as the contract computes it, and sums that agree."""

from playwright.sync_api import expect

from tests.browser.test_frame import Visit
from tests.browser.test_money import _figure, _shown
from tests.browser.visiting import Served, problems_for_readers


def test_anybody_reads_an_investors_portfolio(visit: Visit, demo: Served) -> None:
    platform = demo.address_of("Export Platform")
    page = visit(phone=True).open(f"/portfolio/{platform}", "Portfolio of Export Platform")
    agreements = demo.get(f"/book/agreements?party={platform}&kind=vam")["items"]
    pages = [demo.get(f"/book/agreements/{each['agreement']}") for each in agreements]
    invested = sum(int(tranche["amount"]) for each in pages for tranche in each["terms"][0]["terms"]["tranches"])
    expect(_figure(page, "Invested")).to_contain_text(_shown(str(invested)))
    promises = page.get_by_role("region", name="Promises of Australia Desk")
    expect(promises.get_by_role("row").filter(has_text="Missed")).to_contain_text("24,650.280")
    expect(promises.get_by_role("row").filter(has_text="Met")).to_contain_text("400.080")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_the_next_adjustment_is_what_the_contract_pays(visit: Visit, demo: Served) -> None:
    platform = demo.address_of("Export Platform")
    page = visit().open(f"/portfolio/{platform}")
    next_one = page.locator(".next").filter(has=page.get_by_role("link", name="iberia-vam"))
    expect(next_one).to_contain_text("Sept 2011")
    # Nothing more in September leaves 20 % of what is missing, at most 600.000.
    expect(next_one).to_contain_text("gets 600.000")


def test_mine_holds_my_units_too(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Nadia Rahman"))
    page = visitor.open("/portfolio", "Portfolio")
    expect(page.get_by_text("Connect a wallet to see what you")).to_be_visible()
    visitor.sign_in()
    expect(page.get_by_text("No investments under VAM agreements.")).to_be_visible()
    expect(page.get_by_role("heading", name="Export Platform", level=2)).to_be_visible()
