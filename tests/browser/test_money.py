"""My money: claiming and withdrawing without gas, what is refused before anybody signs, and the statement."""

import csv
import io
import re
from typing import Any

import requests
from playwright.sync_api import Page, expect

from tests.browser.test_frame import Visit
from tests.browser.visiting import Served, problems_for_readers

ZERO = "0x" + 40 * "0"
SENT = 100_000  # minor units: 100.000


def test_claims_and_withdraws_without_gas(visit: Visit, demo: Served) -> None:
    address = demo.address_of("Amina El Idrissi")
    visitor = visit(wallet=demo.wallet_of("Amina El Idrissi"))
    visitor.open("/money", "My money")
    visitor.sign_in()
    page, before = visitor.page, _account(demo, address)
    assert int(before["claimable"]) > 0

    claims = page.get_by_role("region", name="Claim what is yours", exact=True).first
    page.get_by_role("button", name="Claim everything").click()
    expect(page.get_by_text("Nothing waits: you have claimed all")).to_be_visible(timeout=60_000)
    expect(claims).to_be_visible()
    claimed = _account(demo, address)
    assert claimed["claimable"] == "0"
    assert int(claimed["held"]) == int(before["held"]) + int(before["claimable"])

    page.get_by_label("Amount in GBPc").fill("100")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_role("button", name="Sign in the wallet").click()
    # The claim has said that it is done before: what counts is what the withdrawal's own form says.
    form = page.get_by_role("region", name="Withdraw", exact=True)
    expect(form.get_by_role("status")).to_have_text("Done: the book shows it.", timeout=60_000)
    after = _account(demo, address)
    assert int(after["held"]) == int(claimed["held"]) - SENT
    assert int(after["in_wallet"]) == int(before["in_wallet"]) + SENT
    expect(_figure(page, "Held")).to_contain_text(_shown(after["held"]))
    expect(page.get_by_role("row", name=re.compile("Withdrawal.*-100.000"))).to_be_visible()
    assert problems_for_readers(page) == []


def test_what_cannot_be_sent_is_refused_before_anybody_signs(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Mei-Lin Chow"))
    visitor.open("/money")
    visitor.sign_in()
    page, own = visitor.page, demo.address_of("Mei-Lin Chow")
    amount, send = page.get_by_label("Amount in GBPc"), page.get_by_role("button", name="Withdraw", exact=True)
    for written, said in (("99999999", "more than the"), ("0", "above zero"), ("1.2345", "no amount with")):
        amount.fill(written)
        send.click()
        expect(page.get_by_text(said)).to_be_visible()
    amount.fill("1")
    page.get_by_label("To", exact=True).select_option("other")
    receiver = page.get_by_label("Address that gets it")
    alike = (own[:6] + 32 * "1" + own[-4:]).lower()
    treasury = demo.get("/book/company")["contracts"]["Treasury"]
    for written, said in (
        ("0x12", "0x and 40 letters"),
        (ZERO, "zero address"),
        (alike, "made to deceive"),
        (treasury, "A contract is at this address"),
    ):
        receiver.fill(written)
        expect(page.get_by_text(said)).to_be_visible()
        send.click()
    assert visitor.wallet
    assert not any(method == "eth_signTypedData_v4" for method, _ in visitor.wallet.asked)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert problems_for_readers(page) == []


def test_who_has_nothing_is_told_so(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Wen Li"), phone=True)
    page = visitor.open("/money")
    page.get_by_role("button", name="Connect a wallet").click()
    page.get_by_role("button", name="Test Wallet").click()
    expect(page.get_by_text("Nothing waits: you have claimed all")).to_be_visible()
    expect(page.get_by_text("nothing to withdraw")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Withdrawal.*-72.000"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_statement_comes_to_what_is_held(demo: Served) -> None:
    address = demo.address_of("Bram de Wit")
    for name in ("Bram de Wit", "Claire Lemoine"):
        address = demo.address_of(name)
        text = requests.get(f"{demo.url}/api/v1/book/exports/accounts/{address}/statement", timeout=60).text
        lines = [line for line in csv.DictReader(io.StringIO(text)) if line["account"] == address]
        left = sum(int(line["debit"]) - int(line["credit"]) for line in lines)
        moved = demo.get(f"/book/accounts/{address}/movements")["items"]
        assert str(left) == _account(demo, address)["held"] == (moved[0]["balance"] if moved else "0")
        assert len(moved) == len(lines)


def _account(served: Served, address: str) -> dict[str, Any]:
    found: dict[str, Any] = served.get(f"/accounts/{address}")
    return found


def _figure(page: Page, name: str) -> Any:
    return page.locator(".figure").filter(has=page.locator("dt", has_text=re.compile(f"^{name}$"))).first


def _shown(minor: str) -> str:
    return f"{int(minor) // 1000:,}.{int(minor) % 1000:03}"
