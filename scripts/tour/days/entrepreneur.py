"""An entrepreneur: leads a unit, signs for it, and is paid."""

from eth_utils.crypto import keccak
from playwright.sync_api import expect
from scripts.tour.guide import SOON, Guide

__all__ = ["entrepreneur"]

AMENDMENT = keccak(text="benelux-kitchen-renewed-amended")[:16].hex()


def entrepreneur(guide: Guide) -> None:
    day = guide.day(
        "entrepreneur",
        "An entrepreneur: Tomasz Zieliński leads the Kitchen Line",
        "He signs what the unit agrees, and lives on what it earns.",
        "Tomasz Zieliński",
    )
    page = day.go("/")
    page.get_by_role("button", name="Connect", exact=True).click()
    day.see(
        "He presses **Connect**. The page lists the wallets that his browser announces (EIP-6963); nothing is loaded "
        "from outside.",
        "Choosing a wallet",
    )
    page.keyboard.press("Escape")
    day.sign_in()
    day.go("/inbox")
    day.see(
        "He signs in by signing a readable message; that costs nothing and moves nothing. His inbox has what waits "
        "for his signature or decision, and what is due first comes first.",
        "The inbox of Tomasz Zieliński",
    )
    day.go(f"/drafts/{AMENDMENT}")
    day.see(
        "The Benelux Desk wants other terms from October on, and has signed them. What would be enforced stands "
        "first, with what to know before signing.",
        "A draft that waits for the Kitchen Line",
    )
    day.see(
        "What would change stands side by side: sentence, terms, and every number.",
        "Terms in force and proposed, side by side",
        page.get_by_role("heading", name="How it differs"),
    )
    page.get_by_role("button", name="Sign for Kitchen Line").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(1_000)
    day.see(
        "Before his wallet is asked, he reviews what he signs: in words, with the digest that a hardware wallet "
        "shows, and what the contract would say to it.",
        "The review before signing",
    )
    day.confirm()
    page.get_by_role("button", name="Put the new terms in force").click(timeout=SOON)
    day.await_text("It is open on the chain.")
    day.see(
        "He was the last to sign, so it can be carried to the chain. The relay pays the gas.",
        "All have signed, and the amendment is on the chain",
    )
    day.go("/money")
    day.see(
        "His money: earned, claimable, held and withdrawn, and how it came about.",
        "My money, before claiming",
    )
    page.get_by_role("button", name="Claim everything").click()
    expect(page.get_by_role("button", name="Claim everything")).to_have_count(0, timeout=SOON)
    own = page.get_by_role("region", name="Withdraw", exact=True)
    own.get_by_label("Amount in GBPc").fill("1000")
    own.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(1_000)
    day.see(
        "He claims his part of July's profit, which needs no signature since it can only go to him, and withdraws "
        "1,000: again a review, then the wallet.",
        "The review of a withdrawal",
    )
    day.confirm()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=SOON)
    expect(own.get_by_role("status")).to_contain_text("Done", timeout=SOON)
    day.see(
        "A moment later it is in his own wallet, without gas.",
        "My money, after claiming and withdrawing",
    )
