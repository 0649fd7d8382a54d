"""The whole story in a real browser: people negotiate and sign, oracle nodes report, books close, each claims.

Everybody sits at a browser of their own with a wallet that really signs; the chain is a real one, whose clock is moved
on instead of waiting for months; the nodes and all parts of the service are processes of their own.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from eth_account import Account
from playwright.sync_api import Browser, Page, expect

from heyi.scenario.playing.wallets import wallet
from tests.browser.serving import HEYI, WITHIN, serving
from tests.browser.visiting import Served, Visitor

SCENARIO = Path(__file__).parents[1] / "e2e" / "two_units"
APRIL, DAY = 1_711_929_600, 86_400  # of 2024, Unix seconds
CHALLENGE = 3 * DAY
SOON = WITHIN * 1_000  # milliseconds
QUICKLY = {"HEYI_KEEPER_POLL": "0.5", "HEYI_INDEXER_POLL": "0.2", "HEYI_RELAYER_POLL": "0.2", "HEYI_ORACLE_POLL": "0.5"}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the nodes read: the books of two months that were played, and of the one that people live through here."""
    folder = tmp_path_factory.mktemp("books") / "books"
    shutil.copytree(SCENARIO, folder)
    _change(folder / "agreements.yaml", "at_most: 10000}", "at_most: 10000, periods: 12}")
    shutil.copytree(folder, folder.with_name("played"))
    _change(folder / "scenario.yaml", "last: 2024-02", "last: 2024-03")
    with (folder / "figures.csv").open("a") as figures:
        figures.write("shop,2024-03,100.00,80.00\nmill,2024-03,0,0\nplatform,2024-03,0,0\n")
    return folder


@pytest.fixture(scope="module")
def company(browser: Browser, books: Path) -> Iterator[Served]:
    folder = books.with_name("company")
    folder.mkdir()
    with serving(folder, "--scenario", str(books.with_name("played")), **QUICKLY) as served:
        yield served


@pytest.fixture
def person(browser: Browser, company: Served) -> Iterator[Callable[[str], Visitor]]:
    """Somebody of the company at a browser of their own, signed in."""
    with ExitStack() as stack:

        def coming(name: str) -> Visitor:
            visitor = stack.enter_context(Visitor.coming(browser, company, company.wallet_of(name)))
            visitor.open("/")
            visitor.sign_in()
            return visitor

        yield coming


def test_from_an_offer_to_money_in_the_wallet(person: Callable[[str], Visitor], company: Served, books: Path) -> None:
    sam, max_, pat = person("Sam Lee"), person("Max Roe"), person("Pat Poe")
    service = _service_agreed(sam, max_)
    vam = _vam_agreed(sam, pat)
    assert {each["kind"] for each in _agreements(company) if each["agreement"] in (service, vam)} == {"service", "vam"}

    with _nodes(company, books, "Finance", "Auditor"):
        _advance(company, APRIL + 1)
        page = pat.open("/oracle/2024-03")
        expect(page.get_by_role("row", name=re.compile("Shop.*Posted"))).to_be_visible(timeout=SOON)
    _advance(company, APRIL + CHALLENGE + DAY)
    expect(page.get_by_role("row", name=re.compile("Shop.*Final")).first).to_be_visible(timeout=SOON)

    # Mill gets its fee of 25, and 20 that Shop could not pay in February.
    assert _money_taken(max_) == "45.00"
    _money_taken(sam)
    _money_taken(person("Sue Ash"))
    sam.open(f"/agreements/{service}")
    expect(sam.page.get_by_text("25.00").first).to_be_visible()
    paid = company.get(f"/book/agreements/{service}/payments")
    assert [each["amount"] for each in paid] == ["2500"]
    company_page = company.get("/book/company")
    assert company_page["credit"]["unaccounted"] == "0"


def _service_agreed(client: Visitor, supplier: Visitor) -> str:
    """Proposed by one, answered by the other, and opened by who has signed last."""
    page = client.open("/new/service")
    _fill(page, {"Client, who pays": "Shop", "Supplier, who is paid": "Mill", "Fee per period": "20"})
    _fill(page, {"How many periods": "3"})
    draft = _send(page, "Send to the other side")
    other = supplier.open(draft)
    other.get_by_role("link", name="Make a counter-offer").click()
    _fill(other, {"Fee per period": "25"})
    answer = _send(other, "Send the counter-offer")
    _sign(other, "Sign for Mill")
    client.open(answer)
    _sign(client.page, "Sign for Shop")
    return _open(client.page)


def _vam_agreed(entrepreneur: Visitor, investor: Visitor) -> str:
    page = investor.open("/new/vam-bonus")
    _fill(page, {"Unit that is invested in": "Shop", "Investor": "Platform", "Amount": "100", "Shares": "10"})
    _fill(page, {"Periods per window": "1", "How many periods": "1", "Promises, window by window 1": "50"})
    bonus = page.get_by_role("group", name="Bonus when beaten")
    bonus.get_by_label("Share").fill("10")
    bonus.get_by_label("At most").fill("20")
    draft = _send(page, "Send to the other side")
    _sign(page, "Sign for Platform")
    entrepreneur.open(draft)
    _sign(entrepreneur.page, "Sign for Shop")
    return _open(entrepreneur.page)


def _money_taken(visitor: Visitor) -> str:
    """Claims everything and withdraws it; how much more there is in the wallet afterwards."""
    before = int(_account(visitor)["in_wallet"])
    page = visitor.open("/money")
    claim = page.get_by_role("button", name="Claim everything")
    expect(claim).to_be_visible(timeout=SOON)
    claim.click()
    amount = page.get_by_role("button", name="All", exact=True)
    expect(claim).to_have_count(0, timeout=SOON)
    amount.click()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    _confirm(page)
    expect(page.get_by_text("You hold nothing in the Treasury now")).to_be_visible(timeout=SOON)
    account = _account(visitor)
    assert account["claimable"] == account["held"] == "0"
    whole, part = divmod(int(account["in_wallet"]) - before, 100)
    return f"{whole}.{part:02}"


def _account(visitor: Visitor) -> Any:
    assert visitor.wallet
    return visitor.served.get(f"/accounts/{visitor.wallet.account.address}")


# --- WHAT PEOPLE DO ON PAGES ---


def _fill(page: Page, fields: dict[str, str]) -> None:
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{re.escape(label)}( \\(optional\\))?$")).first.fill(text)


def _send(page: Page, button: str) -> str:
    before = page.url
    expect(page.locator(".sentence").last).to_be_visible()  # the contract's preview has come
    page.get_by_role("button", name=button).click()
    page.wait_for_url(lambda url: "/drafts/" in url and url != before)
    expect(page.get_by_role("heading", name="Parties")).to_be_visible()
    return page.url


def _sign(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    _confirm(page)
    expect(page.get_by_text("Your signature has been added.")).to_be_visible(timeout=SOON)


def _confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Sign in the wallet").click()


def _open(page: Page) -> str:
    """What all have signed is carried to the chain; the agreement."""
    page.get_by_role("button", name="Open it on the chain").click()
    link = page.get_by_role("link", name="To the agreement")
    expect(link).to_be_visible(timeout=SOON)
    return str(link.get_attribute("href")).rpartition("/")[2]


# --- THE NODES, AND TIME ---


@contextmanager
def _nodes(company: Served, books: Path, *names: str) -> Iterator[None]:
    """Oracle nodes with keys of their own, until the end of the block."""
    assert company.folder
    with ExitStack() as stack:
        for name in names:
            account = wallet("Two Units", f"node {name}")
            _rpc(company, "anvil_setBalance", account.address, hex(10**20))
            key = company.folder / f"{name}.json"
            key.write_text(json.dumps(Account.encrypt(account.key, name, kdf="pbkdf2", iterations=1)))
            settings = {
                "HEYI_CHAIN_RPC_URL": _record(company)["rpc_url"],
                "HEYI_CHAIN_PROFILE": "anvil",
                "HEYI_ORACLE_KEY": str(key),
                "HEYI_ORACLE_PASSWORD": name,
                "HEYI_ORACLE_SOURCE": str(books),
                "HEYI_ORACLE_JOURNAL": str(company.folder / f"{name}.db"),
                "HEYI_ORACLE_API_URL": company.url,
            }
            log = stack.enter_context((company.folder / f"{name}.log").open("w"))
            environment = {**os.environ, **QUICKLY, **settings}
            node = subprocess.Popen([HEYI, "oracle"], cwd=company.folder, env=environment, stderr=log)
            stack.callback(node.wait, WITHIN)
            stack.callback(node.terminate)
        yield


def _advance(company: Served, timestamp: int) -> None:
    """Moves the chain's clock, which is the story's."""
    _rpc(company, "evm_setNextBlockTimestamp", timestamp)
    _rpc(company, "evm_mine")


def _rpc(company: Served, method: str, *params: object) -> Any:
    asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
    answer = requests.post(_record(company)["rpc_url"], json=asked, timeout=WITHIN).json()
    assert "error" not in answer, answer
    return answer["result"]


def _record(company: Served) -> dict[str, Any]:
    assert company.folder
    read: dict[str, Any] = json.loads((company.folder / ".heyi" / "company.json").read_text())
    return read


def _agreements(company: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = company.get("/book/agreements?limit=100")["items"]
    return found


def _change(file: Path, was: str, becomes: str) -> None:
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, becomes))
