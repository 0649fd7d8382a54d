"""Before anything is signed it is shown: in the words of its descriptor, with its hashes, tried out on the chain."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from playwright.sync_api import Locator, Page, Route, expect

from heyi.core.typed_data import Domain, Message
from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]
WHO = "Grace Osei"
ELSEWHERE = "0x" + "ab" * 20


def reviewing(visitor: Visitor, call: str, arguments: Mapping[str, Any], sentence: str = "", unit: str = "") -> Locator:
    """Asks for a function to be signed, and waits for its review."""
    page = visitor.open("/sign", "Sign a call")
    page.get_by_label("Function").fill(call)
    page.get_by_label("Unit").fill(unit)
    page.get_by_label("Arguments").fill(json.dumps(arguments))
    page.get_by_label("Sentence").fill(sentence)
    page.get_by_role("button", name="Review and sign").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def withdrawal(demo: Served, amount: int, who: str = WHO) -> dict[str, str]:
    address = demo.address_of(who)
    token = demo.get("/book/company")["token"]["address"]
    return {"owner": address, "token": token, "amount": str(amount), "to": address}


def signed_in(visit: Visit, demo: Served, who: str = WHO, **options: Any) -> Visitor:
    visitor = visit(wallet=demo.wallet_of(who), **options)
    visitor.open("/sign")
    visitor.sign_in()
    return visitor


def test_a_withdrawal_is_reviewed_tried_out_signed_and_carried_out(visit: Visit, demo: Served, tmp_path: Path) -> None:
    visitor = signed_in(visit, demo)
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog.locator(".intent")).to_have_text(f"Withdraw 0.001 GBPc to {WHO}")
    expect(dialog.get_by_text("it would be carried out")).to_be_visible()
    assert problems_for_readers(visitor.page) == []
    dialog.get_by_label("Save a file").check()
    digest = dialog.locator(".facts > div", has_text="Digest").locator("code").get_attribute("title")
    with visitor.page.expect_download() as download:
        dialog.get_by_role("button", name="Sign in the wallet").click()
    expect(visitor.page.get_by_text("Carried out; the open book shows it.")).to_be_visible(timeout=60_000)
    saved = tmp_path / "signed.json"
    download.value.save_as(saved)
    kept = json.loads(saved.read_text())
    message = encode_typed_data(full_message=kept["typed_data"])
    assert visitor.wallet
    assert Account.recover_message(message, signature=kept["signature"]) == visitor.wallet.account.address
    assert kept["digest"] == digest


def test_what_the_contract_would_refuse_is_told_before_it_is_signed(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 10**15))
    expect(dialog.get_by_text("the contract would refuse: ")).to_contain_text("balance")
    assert visitor.wallet
    assert "eth_signTypedData_v4" not in [method for method, _ in visitor.wallet.asked]


def test_without_a_session_it_is_said_that_it_could_not_be_tried(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of(WHO))
    page = visitor.open("/sign")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="Test Wallet").click()
    expect(page.locator(".account summary")).to_have_text(WHO)
    expect(reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))).to_contain_text("could not be tried")


def test_a_rejected_signature_is_no_error_and_can_be_given_after_all(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    assert visitor.wallet
    visitor.wallet.rejects.add("eth_signTypedData_v4")
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    dialog.get_by_role("button", name="Sign in the wallet").click()
    expect(dialog.get_by_text("did not want to sign")).to_be_visible()
    expect(visitor.page.get_by_role("alert")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Sign in the wallet")).to_be_enabled()


def test_terms_are_read_out_and_nothing_of_them_is_hidden(visit: Visit, demo: Served) -> None:
    known = demo.get("/book/agreements?kind=vam&limit=1")["items"][0]
    terms = demo.get(f"/book/agreements/{known['agreement']}")["terms"][0]["terms"]
    visitor = signed_in(visit, demo)
    arguments = {"party": terms["parties"][0], "terms": terms}
    dialog = reviewing(visitor, "VamAgreements.open", arguments, sentence="So <b>it</b> is.")
    expect(dialog.get_by_role("heading", name="Open an agreement")).to_be_visible()
    expect(dialog.locator("blockquote")).to_contain_text("So <b>it</b> is.")
    for party in known["parties"]:
        expect(dialog.locator(".clear > .facts")).to_contain_text(party["name"])
    expect(dialog.locator(".clear > .part", has_text="Who owes whom")).to_have_count(len(terms["legs"]))
    dialog.get_by_text("How amounts are worked out").click()
    shown = dialog.locator(".clear .fold").inner_text()
    points = [str(abs(int(point["x"]))) for clause in terms["clauses"] for point in clause["points"]]
    assert points
    assert all(point in shown.replace(",", "") for point in points)
    dialog.get_by_text("Everything that is signed").click()
    assert terms["salt"] in dialog.locator("pre").inner_text()
    assert problems_for_readers(visitor.page) == []


def test_the_card_speaks_chinese_at_phone_width(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo, phone=True)
    reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    page = visitor.page
    page.keyboard.press("Escape")
    page.get_by_label("Language").select_option("zh")
    page.get_by_role("button", name="核对并签署").click()
    expect(page.get_by_role("dialog").locator(".intent")).to_have_text(f"提取 0.001 GBPc 至 {WHO}")
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")


def lying(page: Page, change: Callable[[dict[str, Any]], None], *, honest_digest: bool = False) -> None:
    """From here on the service gives something else to sign than was asked for, with a digest that fits it."""

    def answer(route: Route) -> None:
        given = route.fetch().json()
        change(given["typed_data"])
        if not honest_digest:
            data = given["typed_data"]
            types = {name: members for name, members in data["types"].items() if name != "EIP712Domain"}
            domain = data["domain"]
            where = Domain(domain["name"], int(domain["chainId"]), domain["verifyingContract"])
            values = {
                member["name"]: int(data["message"][member["name"]])
                if "int" in member["type"]
                else data["message"][member["name"]]
                for member in types[data["primaryType"]]
            }
            given["digest"] = "0x" + Message(where, data["primaryType"], types, values).digest().hex()
        route.fulfill(json=given)

    page.route("**/api/v1/typed-data/**", answer)


def elsewhere(data: dict[str, Any]) -> None:
    data["domain"]["verifyingContract"] = ELSEWHERE


def other_chain(data: dict[str, Any]) -> None:
    data["domain"]["chainId"] = 1


@pytest.mark.parametrize("change", [elsewhere, other_chain])
def test_what_is_not_for_the_company_s_contracts_can_not_be_signed(
    visit: Visit, demo: Served, change: Callable[[dict[str, Any]], None]
) -> None:
    visitor = signed_in(visit, demo)
    lying(visitor.page, change)
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog.get_by_role("alert")).to_contain_text("not for a contract of this company")
    expect(dialog.get_by_role("button", name="Sign in the wallet")).to_be_disabled()


def test_a_digest_that_does_not_fit_can_not_be_signed(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    lying(visitor.page, lambda data: data["message"].update(amount="999"), honest_digest=True)
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog.get_by_role("alert")).to_contain_text("another digest")
    expect(dialog.get_by_role("button", name="Sign in the wallet")).to_be_disabled()


def test_a_message_without_a_descriptor_is_shown_raw_with_a_warning(visit: Visit, demo: Served) -> None:
    def renamed(data: dict[str, Any]) -> None:
        data["types"]["Gift"] = data["types"].pop("Withdrawal")
        data["primaryType"] = "Gift"

    visitor = signed_in(visit, demo)
    lying(visitor.page, renamed)
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog.get_by_role("alert")).to_contain_text("No description says how a message of the type Gift reads")
    expect(dialog.locator(".clear")).to_have_count(0)


def test_a_wallet_on_another_chain_is_told_of_the_company_s(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    assert visitor.wallet
    visitor.wallet.chain_id = 1
    page = visitor.page
    page.evaluate("window.__walletSays('chainChanged', '0x1')")
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog).to_contain_text("Your wallet stands on chain 1")
    visitor.wallet.rejects.add("wallet_switchEthereumChain")
    dialog.get_by_role("button", name="Switch the wallet's chain").click()
    expect(dialog).to_contain_text("The wallet stays on its chain.")
    visitor.wallet.rejects.clear()
    dialog.get_by_role("button", name="Switch the wallet's chain").click()
    expect(dialog.get_by_text("Your wallet stands on chain")).to_have_count(0)
    (added,) = [params[0] for method, params in visitor.wallet.asked if method == "wallet_addEthereumChain"]
    company = demo.get("/book/company")
    assert (int(added["chainId"], 16), added["rpcUrls"]) == (company["chain_id"], [company["wallet_rpc_url"]])


def test_another_account_in_the_wallet_is_noticed(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    assert visitor.wallet
    visitor.wallet.account = demo.wallet_of("Lotte Vermeer").account
    other = visitor.wallet.account.address
    visitor.page.evaluate("other => window.__walletSays('accountsChanged', [other])", other)
    expect(visitor.page.locator(".banner")).to_contain_text("another account than the one that is signed in")
    dialog = reviewing(visitor, "Treasury.withdrawBySig", withdrawal(demo, 1))
    expect(dialog).to_contain_text("what it signs is that account's")


def test_a_session_that_has_ended_is_begun_again_in_place(visit: Visit, demo: Served) -> None:
    visitor = signed_in(visit, demo)
    page = visitor.page
    page.goto("/account")
    page.get_by_label("Name").fill("robot")
    page.locator("fieldset input").first.check()
    page.context.clear_cookies()
    page.get_by_role("button", name="Make a key").click()
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Make a key")).to_be_visible()
