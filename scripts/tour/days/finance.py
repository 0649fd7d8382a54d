"""Finance: sees that figures are agreed on, what is in dispute, and that books close."""

from playwright.sync_api import expect
from scripts.screens.photographing import settle
from scripts.tour.guide import SOON, Guide

__all__ = ["finance"]


def finance(guide: Guide) -> None:
    day = guide.day(
        "finance",
        "Finance and the oracle: the arbiter looks after August",
        "Nodes of four departments read the company's books by themselves; what three of them read alike is posted, "
        "and can be challenged for three days.",
        "Arbiter",
    )
    day.go("/")
    day.sign_in()
    page = day.go("/oracle")
    day.see("All periods with their figures, how far books are closed, and what is disputed.", "Oracle and finance")
    day.go("/oracle/2011-08")
    day.see(
        "August's figures are posted and not final yet, so no books close. The Benelux Desk's are challenged.",
        "Where every figure of August stands",
    )
    subject = "0x" + 24 * "0" + day.served.address_of("Benelux Desk")[2:].lower()
    day.go(f"/oracle/2011-08/{subject}")
    day.see(
        "Every node's reading stands beside the others': Customer Service counts a pallet that the other three do not.",
        "What each node reads of the Benelux Desk",
    )
    page = day.go("/disputes/1")
    day.see(
        "The Kitchen Line has challenged the figures, with its reason in words. The arbiter decides within a week, or"
        " they stand.",
        "The dispute",
    )
    page.get_by_label("Ruling in words").fill("The pallet left the house on 1 September by the carrier's list.")
    page.get_by_role("button", name="Sign the decision").click()
    day.confirm()
    expect(page.get_by_text("Figures stand", exact=True).first).to_be_visible(timeout=SOON)
    settle(page)
    day.see(
        "He decides that the figures stand, with a ruling in words, and signs it. They are final now, and the closing"
        " of who owes by them need not wait any longer.",
        "The dispute, decided",
    )
    page = day.go("/oracle")
    page.get_by_role("button", name="Add the journal up").click()
    day.await_text("Debits equal credits")
    day.see(
        "Every movement of credit is two lines of the journal. The browser adds up the whole file that anybody can "
        "download.",
        "The journal, added up",
        page.get_by_role("heading", name="Reconciliation"),
    )
