"""One's own account: keys that machines use, and for auditors what everybody has done."""

import re
from collections.abc import Callable

import requests
from playwright.sync_api import expect

from tests.browser.visiting import Served, Visitor, problems_for_readers

Visit = Callable[..., Visitor]


def test_a_key_is_made_used_and_revoked(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("Owen Pritchard"))
    page = visitor.open("/account", "Account")
    expect(page.get_by_text("Sign in to see")).to_be_visible()
    visitor.sign_in()
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_text("A key needs a name")).to_be_visible()
    expect(page.get_by_text("Choose at least one")).to_be_visible()

    page.get_by_label("Name").fill("inbox reader")
    page.get_by_label("read your inbox").check()
    page.get_by_role("button", name="Make a key").click()
    token = page.get_by_role("status").filter(has_text="heyi_").locator("code").inner_text()
    assert problems_for_readers(page) == []
    assert _status(demo, token) == 200

    row = page.get_by_role("row", name=re.compile("inbox reader"))
    expect(row).to_contain_text("Good")
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")
    assert _status(demo, token) == 401


def test_signing_out_everywhere_ends_other_browsers_sessions(visit: Visit, demo: Served) -> None:
    here, there = (visit(wallet=demo.wallet_of("Harriet Cole")) for _ in range(2))
    for visitor in (here, there):
        visitor.open("/account")
        visitor.sign_in()
    here.page.get_by_role("button", name="Sign out everywhere").click()
    expect(here.page.get_by_text("Sign in to see")).to_be_visible()
    there.open("/account")
    expect(there.page.get_by_text("Sign in to see")).to_be_visible()


def test_an_auditor_reads_the_log(visit: Visit, demo: Served) -> None:
    visitor = visit(wallet=demo.wallet_of("George Whitfield"))
    page = visitor.open("/account")
    visitor.sign_in()
    log = page.get_by_role("region", name="Audit log").last
    expect(log.get_by_text("identity.sign-in").first).to_be_visible()
    assert problems_for_readers(page) == []


def _status(served: Served, token: str) -> int:
    answer = requests.get(f"{served.url}/api/v1/notices", headers={"authorization": f"Bearer {token}"}, timeout=60)
    return answer.status_code
