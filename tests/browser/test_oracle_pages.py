"""Oracle and finance: what nodes read, where they differ, disputes, closing, and the journal that has to balance."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]


def disputed(demo: Served) -> dict[str, str]:
    """The unit, period and number of the demo's open dispute."""
    found = demo.get("/book/disputes")["items"][0]
    return {"subject": found["subject"]["subject"], "period": found["period"], "number": str(found["dispute"])}


def test_rules_and_disputes_are_for_everybody(visit: Visit, demo: Served) -> None:
    page = visit().open("/oracle", "Oracle")
    rules = demo.get("/book/oracle")
    expect(page.get_by_text(f"{rules['quorum']} of {len(rules['nodes'])} nodes")).to_be_visible()
    expect(page.get_by_role("link", name="Dispute 1")).to_be_visible()
    assert problems_for_readers(page) == []


def test_debits_equal_credits_and_all_credit_is_accounted_for(visit: Visit) -> None:
    page = visit().open("/oracle")
    page.get_by_role("button", name="Add the journal up").click()
    journal = page.get_by_role("region", name="Reconciliation").get_by_role("table")
    expect(journal.locator("tfoot td")).to_have_count(4)
    sums = journal.locator("tfoot td").all_text_contents()
    assert sums[2] == sums[3] != "0.000"
    expect(page.get_by_text("Debits equal credits")).to_be_visible()
    expect(page.locator(".facts > div", has_text="Credit not accounted for")).to_contain_text("0.000")


def test_who_is_outvoted_is_marked(visit: Visit, demo: Served) -> None:
    about = disputed(demo)
    page = visit().open(f"/oracle/{about['period']}/{about['subject']}")
    readings = page.get_by_role("region", name="What each node reads")
    expect(readings.get_by_text("outvoted")).to_have_count(1)
    expect(readings.get_by_text("agrees")).to_have_count(3)
    expect(page.get_by_role("link", name=f"Dispute {about['number']}")).to_be_visible()
    assert problems_for_readers(page) == []


def test_a_period_shows_what_is_closed_and_how_it_paid(visit: Visit) -> None:
    page = visit(phone=True).open("/oracle/2011-06", "Figures of June 2011")
    expect(page.get_by_text("15 of 15 closed")).to_be_visible()
    page.get_by_label("Unit", exact=True).select_option(label="Benelux Desk")
    run = page.get_by_role("table", name="Settlement run")
    expect(run.get_by_role("row", name="Suppliers and partners")).to_contain_text("19,745.000")
    expect(run.get_by_role("row", name="People")).to_contain_text("6,252.471")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems_for_readers(page) == []


def test_only_an_arbiter_is_asked_to_decide(visit: Visit, demo: Served) -> None:
    about = disputed(demo)
    visitor = visit(wallet=demo.wallet_of("Grace Osei"))
    page = visitor.open(f"/disputes/{about['number']}", f"Dispute {about['number']}")
    visitor.sign_in()
    expect(page.get_by_text("Only an arbiter can decide this.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign the decision")).to_have_count(0)


def test_a_party_challenges_and_the_book_has_its_words(visit: Visit, demo: Served) -> None:
    period = disputed(demo)["period"]
    address = demo.address_of("Nordic Desk")
    subject = f"0x{'0' * 24}{address[2:].lower()}"
    visitor = visit(wallet=demo.wallet_of("Freja Holm"))
    page = visitor.open(f"/oracle/{period}/{subject}")
    visitor.sign_in()
    page.get_by_role("button", name="Challenge", exact=True).click()
    expect(page.get_by_text("Say why.")).to_be_visible()
    page.get_by_label("Agreement").select_option(label="nordic-kitchen-renewed")
    page.get_by_label("Reason").fill("A refund of August is missing.")
    page.get_by_role("button", name="Challenge", exact=True).click()
    page.get_by_role("button", name="Sign in the wallet").click()
    expect(page.get_by_role("link", name="Dispute 2")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Dispute 2").click()
    expect(page.get_by_text("A refund of August is missing.")).to_be_visible()
