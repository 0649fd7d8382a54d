"""A platform investor: puts the company's money where promises are, and watches what becomes of them."""

import re
from urllib.parse import quote

from playwright.sync_api import expect
from scripts.tour.guide import Guide

__all__ = ["investor"]


def investor(guide: Guide) -> None:
    day = guide.day(
        "investor",
        "A platform investor: Nadia Rahman leads the Export Platform",
        "The platform holds the company's capital and invests it in units, whose price adjusts to what they achieve "
        "(VAM).",
        "Nadia Rahman",
    )
    day.go("/")
    day.sign_in()
    day.go("/portfolio")
    day.see(
        "Her portfolio: what the platform has put in and got back, its shares, and what each unit promised against "
        "what it did, with the next adjustment.",
        "The portfolio of the Export Platform",
    )
    found = day.served.get(f"/book/agreements?q={quote('iberia-vam')}")["items"][0]["agreement"]
    page = day.go(f"/agreements/{found}")
    chart = page.get_by_role("img").first
    day.see(
        "The Iberia Desk promised 12,000 of revenue in three months. The payoff curve shows what would be due at "
        "every result, and where it stands now.",
        "The payoff of the Iberia Desk's VAM",
        chart,
    )
    day.go("/new")
    day.see(
        "She thinks of another investment, and chooses a template: each says what it is for.",
        "Templates of agreements",
    )
    page = day.go("/new/vam-bonus")
    for label, text in {
        "Unit that is invested in": "Nordic Desk",
        "Investor": "Export Platform",
        "Amount": "400",
        "Shares": "20",
        "Periods per window": "3",
        "How many periods": "3",
        "Promises, window by window 1": "21000",
    }.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}( \\(optional\\))?$")).first.fill(text)
    bonus = page.get_by_role("group", name="Bonus when beaten")
    bonus.get_by_label("Share").fill("10")
    bonus.get_by_label("At most").fill("200")
    send = page.get_by_role("button", name="Send to the other side")
    expect(page.locator(".sentence").last).to_be_visible()
    expect(send).to_be_enabled()
    expect(page.get_by_role("img").first).to_be_visible()
    day.see(
        "As she writes, the contract's own preview says what would be enforced, the worst and the best case of each "
        "side, and what to be careful about.",
        "A new VAM with its preview",
    )
    send.click()
    page.wait_for_url(re.compile("/drafts/"))
    expect(page.get_by_role("heading", name="Parties")).to_be_visible()
    day.see(
        "She sends it to the other side, who finds it in their inbox and can sign, or answer with a counter-offer. It"
        " binds nobody before all have signed.",
        "The draft that was sent",
    )
