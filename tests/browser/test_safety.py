"""What others write is shown as they wrote it and never runs; nothing leaves the service; the first page is small."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from eth_account.messages import encode_typed_data
from playwright.sync_api import Browser, Page, Request, expect

from heyi.core.charter import Charter
from tests.browser.serving import serving
from tests.browser.visiting import Served, Visitor

Visit = Callable[..., Visitor]

ROUTES = Path(__file__).resolve().parents[2] / "web" / "src" / "app" / "routes.ts"
MOST_SCRIPT = 250_000  # bytes of the first page, as they are sent
MARKUP = '<img src=x onerror="document.title=`owned`"><script>document.title=`owned`</script>'
TURNED = "\u202etxet\u202c"
PLACES = re.findall(r'path: "([^":*]+)"', ROUTES.read_text().split("MENU")[0])


@pytest.fixture(scope="module")
def own(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A company with a unit whose name is markup, and turns what follows it around."""
    with serving(tmp_path_factory.mktemp("safety")) as served:
        found(served, MARKUP + TURNED)
        yield served


def found(served: Served, name: str) -> None:
    """One person founds a unit, through the API as any wallet would."""
    wallet = served.wallet_of("Platform")
    me = wallet.account.address
    charter = Charter(name=name, leader=me, quorum=1, members=(me,), units=(1,), total_shares=1).to_json()
    asked = requests.post(
        f"{served.url}/api/v1/typed-data/found",
        json={"contract": "EnterpriseRegistry", "arguments": {"charter": charter}},
        timeout=60,
    ).json()
    message = encode_typed_data(full_message=asked["typed_data"])
    signature = "0x" + bytes(wallet.account.sign_message(message).signature).hex()
    arguments = {"charter": charter, "deadline": asked["deadline"], "signatures": [signature]}
    call = {"contract": "EnterpriseRegistry", "verb": "found", "enterprise": None, "arguments": arguments}
    key = {"Idempotency-Key": "founding"}
    entry = requests.post(f"{served.url}/api/v1/relay", json=call, headers=key, timeout=60)
    assert entry.status_code == 202, entry.text
    number = entry.json()["id"]
    while not served.get(f"/relay/{number}")["in_book"]:
        assert served.get(f"/relay/{number}")["stage"] != "failed"


def unharmed(page: Page) -> None:
    """Nothing that others wrote became an element, or ran."""
    assert page.title() != "owned"
    assert page.locator("img[src='x'], main script, a[href^='javascript:']").count() == 0


def test_names_with_markup_are_names(browser: Browser, own: Served) -> None:
    with Visitor.coming(browser, own) as visitor:
        page = visitor.open("/", "Open book")
        link = page.get_by_role("link", name="<img src=x")
        expect(link.first).to_contain_text("<script>document.title=`owned`</script>")
        # Whatever turns the direction of writing ends with the name.
        isolated = "e => getComputedStyle(e.querySelector('bdi') ?? e).unicodeBidi"
        assert link.first.evaluate(isolated).startswith("isolate")
        unharmed(page)
        for place in PLACES:
            page.goto(place)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            unharmed(page)


def test_wallets_with_markup_in_their_names_are_shown_as_text(browser: Browser, own: Served) -> None:
    wallet = own.wallet_of("Platform")
    wallet.name = "<img src=x onerror=alert(1)>"
    with Visitor.coming(browser, own, wallet) as visitor:
        page = visitor.open("/")
        page.evaluate(
            """() => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: {
              info: { uuid: "2", name: "Second", rdns: "x", icon: "javascript:document.title='owned'" },
              provider: { request: async () => [] },
            } }))"""
        )
        page.get_by_role("button", name="Connect", exact=True).click()
        expect(page.get_by_role("button", name=wallet.name)).to_be_visible()
        expect(page.get_by_role("button", name="Second").locator("img")).to_have_count(0)
        unharmed(page)


def test_sentences_with_markup_are_read_out(browser: Browser, own: Served) -> None:
    with Visitor.coming(browser, own, own.wallet_of("Platform")) as visitor:
        page = visitor.open("/sign")
        visitor.sign_in()
        me = own.wallet_of("Platform").account.address
        page.get_by_label("Function").fill("ServiceAgreements.withdrawMessage")
        page.get_by_label("Arguments").fill(f'{{"party": "{me}", "message": "0x{"12" * 32}"}}')
        page.get_by_label("Sentence").fill(MARKUP + " [x](javascript:alert(1))")
        page.get_by_role("button", name="Review and sign").click()
        expect(page.get_by_role("dialog").locator("blockquote")).to_contain_text(MARKUP)
        unharmed(page)


def test_a_script_that_got_in_would_not_run(browser: Browser, own: Served) -> None:
    """The policy, in the browser rather than by its words: no script of a text, no markup, nothing from elsewhere."""
    policy = requests.get(own.url, timeout=60).headers["content-security-policy"]
    assert not re.search(r"unsafe|\*|https?:", policy)
    with Visitor.coming(browser, own) as visitor:
        page = visitor.open("/")
        tried = """async () => {
          const refused = [];
          const attempt = async (name, deed) => { try { await deed(); } catch { refused.push(name); } };
          await attempt("script", () => { document.createElement("script").textContent = "1"; });
          await attempt("markup", () => { document.body.innerHTML = "<b>x</b>"; });
          await attempt("elsewhere", () => fetch("https://example.org"));
          return refused;
        }"""
        assert page.evaluate(tried) == ["script", "markup", "elsewhere"]
        visitor.faults.clear()


def test_no_page_asks_anybody_else(visit: Visit, demo: Served) -> None:
    visitor = visit()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    unit, agreement = demo.get("/book/units")["items"][0], demo.get("/book/agreements")["items"][0]
    for place in [*PLACES, f"/units/{unit['address']}", f"/agreements/{agreement['agreement']}"]:
        visitor.page.goto(place)
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        visitor.page.wait_for_load_state("load")
    assert len(asked) > len(PLACES)
    assert [url for url in asked if not url.startswith((f"{demo.url}/", "data:", f"blob:{demo.url}/"))] == []


def test_the_first_page_s_script_is_small(visit: Visit, record_property: Callable[[str, object], None]) -> None:
    visitor = visit()
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    visitor.page.on("requestfinished", note)
    page = visitor.open("/", "Open book")
    expect(page.get_by_role("table").first).to_be_visible()
    scripts = [request for request in finished if request.resource_type == "script"]
    sizes = {request.url: request.sizes()["responseBodySize"] for request in scripts}
    assert sizes
    total = sum(sizes.values())
    record_property("bytes of script on the first page", total)
    print(f"script on the first page: {total} bytes in {len(sizes)} files")
    assert total < MOST_SCRIPT, sizes
