"""The page of one agreement: terms, standing, payoff, why, documents, amendments, notice; and a transaction's page."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils.crypto import keccak
from playwright.sync_api import Locator, Page, expect

from heyi.client import HeyiClient
from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]

ON_CHAIN = 60_000  # milliseconds until the book shows what was relayed, on a machine that does much else


def hash_of(demo: Served, name: str) -> str:
    found = demo.get(f"/book/agreements?q={name}")["items"]
    return str(next(each["agreement"] for each in found if each["name"] == name))


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def leader_of(demo: Served, unit: str) -> str:
    return str(demo.get(f"/book/units/{demo.address_of(unit)}")["leader"]["name"])


# --- TERMS AND STANDING ---


def test_what_was_signed_stands_beside_the_numbers(visit: Visit, demo: Served) -> None:
    page = visit().open(f"/agreements/{hash_of(demo, 'australia-vam')}", "australia-vam")
    terms = card(page, "Terms")
    expect(terms.get_by_role("blockquote")).to_contain_text("For a missed promise Lachlan Reid pays")
    expect(terms.get_by_text("these words have the hash that was signed")).to_be_visible()
    for number in ("26,000.000", "28,000.000", "-7,500.000", "1,500.000", "15%"):
        expect(terms.get_by_text(number).last).to_be_visible()
    sentence, numbers = (terms.get_by_role("heading", name=name) for name in ("What was signed", "What the contract"))
    left, right = sentence.bounding_box(), numbers.bounding_box()
    assert left
    assert right
    assert left["y"] == right["y"], "beside one another"
    assert left["x"] < right["x"]
    expect(card(page, "Documents and their hashes").get_by_text("the same", exact=True)).to_have_count(2)
    expect(page.locator("figure.chart canvas")).to_have_count(2)
    assert problems_for_readers(page) == []


def test_words_that_were_not_signed_are_found_out(visit: Visit, demo: Served) -> None:
    """Whoever serves the page can't show other words than those that were signed."""
    visitor = visit()

    def lie(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        route.fulfill(response=answer, body=answer.text().replace("20 % of what is missing", "2 % of what is missing"))  # type: ignore[attr-defined]

    key = hash_of(demo, "australia-vam")
    visitor.page.route(f"**/api/v1/book/agreements/{key}", lie)
    page = visitor.open(f"/agreements/{key}", "australia-vam")
    expect(card(page, "Terms").get_by_text("do NOT have the hash")).to_be_visible()
    expect(card(page, "Documents and their hashes").get_by_text("NOT the same", exact=True)).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("australia-vam", "Ended", "nothing is owed"),
        ("catalogue-home", "In arrears", "Catalogue Studio owes what its closing should have paid"),
        ("benelux-kitchen-renewed", "Disputed", "are challenged: dispute"),
        ("play-platform-renewed", "Active", "The next period to be accrued is"),
    ],
)
def test_how_it_stands(visit: Visit, demo: Served, name: str, state: str, reason: str) -> None:
    page = visit().open(f"/agreements/{hash_of(demo, name)}", name)
    line = page.locator("p.standing")
    expect(line.locator(".state")).to_have_text(state)
    expect(line).to_contain_text(reason)


def test_an_agreement_that_is_none(visit: Visit) -> None:
    page = visit().open("/agreements/0x12")
    expect(page.get_by_role("alert")).to_contain_text("This is no agreement's hash")
    page = visit().open(f"/agreements/0x{'12' * 32}")
    expect(page.get_by_role("alert")).to_contain_text("NoSuchAgreement")


# --- PAYOFF AND WHY ---


def test_what_if_the_result_were_another(visit: Visit, demo: Served) -> None:
    page = visit().open(f"/agreements/{hash_of(demo, 'australia-vam')}", "australia-vam")
    payoff = card(page, "What it pays at which result")
    expect(payoff.get_by_text("2,667.200").first).to_be_visible()
    cases = payoff.get_by_role("table", name="Worst and best case")
    expect(cases.get_by_role("row", name="Lachlan Reid")).to_contain_text("-3,000.000")
    supposed = payoff.get_by_label("Australia Desk: revenue")
    supposed.fill("many")
    expect(payoff.get_by_text("This is no figure.")).to_be_visible()
    expect(payoff.get_by_role("button", name="Ask the contract")).to_be_disabled()
    supposed.fill("0")
    payoff.get_by_role("button", name="Ask the contract").click()
    row = payoff.get_by_role("table", name="For May 2011 it would pay").get_by_role("row", name="Lachlan Reid")
    key, figures = hash_of(demo, "australia-vam"), [{"of": demo.address_of("Australia Desk"), "period": "2011-05"}]
    with HeyiClient(demo.url) as client:
        told = client.what_if(key, [{**figures[0], "revenue": "0"}])
    amount = int(next(each for each in told.periods if each["period"] == "2011-05")["legs"][0]["amount"])
    assert amount > 0
    expect(row).to_contain_text(f"{amount / 1000:,.3f}")
    assert problems_for_readers(page) == []


def test_why_each_period_came_to_what_it_did(visit: Visit, demo: Served) -> None:
    page = visit().open(f"/agreements/{hash_of(demo, 'australia-vam')}", "australia-vam")
    payments = card(page, "Payments, and why")
    line = payments.locator("details", has_text="Feb 2011")
    expect(line.locator("summary")).to_contain_text("added 269.944")
    line.locator("summary").click()
    steps = line.get_by_role("list").first
    for step in ("24,650.280", "26,000.000", "-1,349.720", "The chain accrued 269.944"):
        expect(steps).to_contain_text(step)
    expect(line.get_by_text("it is what the chain accrued")).to_be_visible()
    line.get_by_role("link", name="This period on a page of its own").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Why australia-vam came to this in February 2011")
    expect(card(page, "What was paid after it was accrued")).to_contain_text("269.944")
    assert problems_for_readers(page) == []


# --- TRANSACTIONS AND DOCUMENTS ---


def test_a_transaction_in_words(visit: Visit, demo: Served) -> None:
    page = visit().open(f"/agreements/{hash_of(demo, 'australia-vam')}", "australia-vam")
    card(page, "Timeline").get_by_role("listitem").filter(has_text="Ended").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Transaction")
    expect(page.get_by_text("it cannot be undone any more")).to_be_visible()
    expect(page.get_by_text("Export Platform paid Australia Desk 400.080 GBPc.")).to_be_visible()
    expect(page.get_by_text(re.compile("Export Platform closed May 2011: owed 400.080"))).to_be_visible()
    page.get_by_text("Arguments").first.click()
    expect(page.get_by_text("400080").first).to_be_visible()
    assert problems_for_readers(page) == []
    page = visit().open(f"/transactions/0x{'12' * 32}")
    expect(page.get_by_text("The book knows no event")).to_be_visible()


def test_a_document_at_hand_is_checked_and_sent_nowhere(visit: Visit, demo: Served, tmp_path: Path) -> None:
    key = hash_of(demo, "australia-vam")
    signed = demo.get(f"/book/agreements/{key}")["terms"][0]["sentences"][0]
    page = visit().open(f"/agreements/{key}", "australia-vam")
    documents = card(page, "Documents and their hashes")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))
    pasted = documents.get_by_label("Or paste a text")
    pasted.fill(signed["text"])
    expect(documents.get_by_text("The text is what was signed: What was signed.")).to_be_visible()
    pasted.fill("a draft that nobody else has seen")
    expect(documents.get_by_text("The text is none of what was signed.")).to_be_visible()
    file = tmp_path / "terms.txt"
    file.write_text(signed["text"])
    assert "0x" + keccak(file.read_bytes()).hex() == signed["hash"]
    documents.get_by_label("Choose a file").set_input_files(file)
    expect(documents.get_by_text("terms.txt is what was signed")).to_be_visible()
    own = keccak(text="a draft that nobody else has seen").hex()
    assert not [each for each in sent if own in each or "nobody else has seen" in each]


def test_a_phone_and_chinese(visit: Visit, demo: Served) -> None:
    page = visit(phone=True, color_scheme="dark").open(f"/agreements/{hash_of(demo, 'alpine-table')}", "alpine-table")
    expect(page.locator("figure.chart canvas").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Menu").click()
    page.get_by_label("Language").select_option("zh")
    expect(page.get_by_role("heading", name="付款及原因")).to_be_visible()
    expect(page.get_by_text("链群合约")).to_be_visible()
    assert problems_for_readers(page) == []


# --- WHAT CHANGES SOMETHING ---

DEARER = {"fee": "30", "share": "4 %", "from": "2011-11", "periods": 8}


def test_notice_is_given_by_a_leader(visit: Visit, demo: Served) -> None:
    key = hash_of(demo, "japan-home-renewed")
    wallet = demo.wallet_of(leader_of(demo, "Japan Desk"))
    visitor = visit(wallet=wallet)
    page = visitor.open(f"/agreements/{key}", "japan-home-renewed")
    expect(card(page, "What can be done").get_by_text("Notice can be given by its parties")).to_be_visible()
    visitor.sign_in()
    give = card(page, "What can be done").get_by_role("button", name="Give notice")
    wallet.rejects.add("eth_signTypedData_v4")
    give.click()
    page.get_by_role("button", name="Sign in the wallet").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("You did not sign. Nothing has happened.")).to_be_visible()
    wallet.rejects.clear()
    give.click()
    page.get_by_role("button", name="Sign in the wallet").click()
    expect(card(page, "Timeline").get_by_text("Japan Desk gave notice")).to_be_visible(timeout=ON_CHAIN)
    expect(card(page, "What can be done").get_by_text("Notice has been given.")).to_be_visible()


def test_an_amendment_stands_beside_what_it_amends(visit: Visit, demo: Served) -> None:
    key = hash_of(demo, "japan-carriage-renewed")
    parties = [demo.address_of(name) for name in ("Japan Desk", "Carriage Service")]
    leaders = [Account.from_key(demo.key_of(leader_of(demo, name))) for name in ("Japan Desk", "Carriage Service")]
    template = {
        "kind": "service",
        "entry": {"id": "dearer", "client": "desk", "supplier": "carriage", "at_most": "1100", "notice": 1, **DEARER},
        "parties": {"desk": {"address": parties[0]}, "carriage": {"address": parties[1]}},
    }
    with HeyiClient(demo.url) as desk:
        desk.sign_in(leaders[0])
        draft = desk.propose(template=template, amends=key, proposed_by=parties[0])
        visitor = visit(wallet=demo.wallet_of(leader_of(demo, "Japan Desk")))
        page = visitor.open(f"/agreements/{key}", "japan-carriage-renewed")
        visitor.sign_in()
        expect(card(page, "What can be done").get_by_role("link", name=re.compile("Draft of"))).to_be_visible()
        expect(page.get_by_role("link", name="Propose an amendment")).to_have_attribute("href", f"/new?amends={key}")
        desk.sign_draft(draft, parties[0], leaders[0])
    with HeyiClient(demo.url) as carriage:
        carriage.sign_in(leaders[1])
        ready = carriage.sign_draft(draft, parties[1], leaders[1]).ready
        assert ready is not None
        carriage.await_relayed(carriage.relay(ready.call))
    amendments = card(page, "Amendments")
    old, new = (amendments.get_by_role("blockquote").nth(side) for side in (0, 1))
    expect(old.locator("del", has_text=re.compile(r"^25\.000$"))).to_be_visible(timeout=ON_CHAIN)
    expect(new.locator("ins", has_text=re.compile(r"^30\.000$"))).to_be_visible()
    changed = amendments.get_by_role("table", name="Numbers that changed")
    row = changed.get_by_role("row", name="clauses[0].points[0].y")
    expect(row.locator("del")).to_have_text("25.000")
    expect(row.locator("ins")).to_have_text("30.000")
    assert problems_for_readers(page) == []
