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


def test_who_is_outvoted_is_marked(visit: Visit, demo: Served) -> None:
    about = disputed(demo)
    page = visit().open(f"/oracle/{about['period']}/{about['subject']}")
    readings = page.get_by_role("region", name="What each node reads")
    expect(readings.get_by_text("outvoted")).to_have_count(1)
    expect(readings.get_by_text("agrees")).to_have_count(3)
    expect(page.get_by_role("link", name=f"Dispute {about['number']}")).to_be_visible()
    assert problems_for_readers(page) == []
