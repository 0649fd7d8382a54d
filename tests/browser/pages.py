"""Every page of the desk, with an address that has something to show in the demo, and who looks at it.

`make screens` makes pictures of them; a test sees that none is left out (test_pages.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from eth_utils.crypto import keccak

from tests.browser.visiting import Served

__all__ = ["PAGES", "DeskPage", "routes"]

ROUTES = Path(__file__).resolve().parents[2] / "web" / "src" / "app" / "routes.ts"

ENTREPRENEUR, INVESTOR, CLIENT = "Grace Osei", "Nadia Rahman", "Lotte Vermeer"
ARBITER, AUDITOR = "Arbiter", "George Whitfield"
AMENDMENT = "benelux-kitchen-renewed-amended"
SHOWN_UNIT, SHOWN_AGREEMENT, SHOWN_PERIOD = "Iberia Desk", "iberia-vam", "2011-07"


@dataclass(frozen=True)
class DeskPage:
    """route: as in routes.ts. address: of a company that is served. who: the name of who is signed in; None: nobody."""

    name: str
    route: str
    address: Callable[[Served], str]
    who: str | None = None


def routes() -> list[str]:
    """The paths in routes.ts that pages stand at."""
    return re.findall(r'path: "([^"]+)", page:', ROUTES.read_text())


def _at(path: str) -> Callable[[Served], str]:
    return lambda _served: path


def _agreement(served: Served, name: str = SHOWN_AGREEMENT) -> str:
    found = served.get(f"/book/agreements?q={quote(name)}")["items"]
    return str(next(each["agreement"] for each in found if each["name"] == name))


def _transaction(served: Served) -> str:
    return str(served.get(f"/book/agreements/{_agreement(served)}")["opened"]["transaction"])


def _tender(served: Served, state: str) -> str:
    return next(str(each["tender"]) for each in served.get("/book/tenders")["items"] if each["state"] == state)


def _offer(served: Served) -> str:
    """One that anybody may take up."""
    return str(served.get("/offers")["items"][0]["hash"])


def _subject(served: Served) -> str:
    """The unit of whose figures one node reads others."""
    found = served.get("/oracle/periods/2011-08/progress")["items"]
    return next(str(each["subject"]) for each in found if each["state"] == "challenged")


def _draft(name: str) -> str:
    """Drafts of the afterword have ids that follow from their names."""
    return keccak(text=name)[:16].hex()


PAGES = (
    DeskPage("book", "/", _at("/")),
    DeskPage("units", "/units", _at("/units")),
    DeskPage("unit", "/units/:address", lambda served: f"/units/{served.address_of(SHOWN_UNIT)}"),
    DeskPage("people", "/people", _at("/people")),
    DeskPage("person", "/people/:address", lambda served: f"/people/{served.address_of('Inês Carvalho')}"),
    DeskPage("agreements", "/agreements", _at("/agreements")),
    DeskPage("agreement", "/agreements/:agreement", lambda served: f"/agreements/{_agreement(served)}"),
    DeskPage(
        "why",
        "/agreements/:agreement/periods/:period",
        lambda served: f"/agreements/{_agreement(served, 'carriage-vam')}/periods/{SHOWN_PERIOD}",
    ),
    DeskPage("transaction", "/transactions/:transaction", lambda served: f"/transactions/{_transaction(served)}"),
    DeskPage("winwin", "/winwin", _at("/winwin")),
    DeskPage("inbox", "/inbox", _at("/inbox"), ENTREPRENEUR),
    DeskPage("money", "/money", _at("/money"), ENTREPRENEUR),
    DeskPage("portfolio", "/portfolio", _at("/portfolio"), INVESTOR),
    DeskPage(
        "portfolio-of-a-unit",
        "/portfolio/:address",
        lambda served: f"/portfolio/{served.address_of('Export Platform')}",
    ),
    DeskPage("new", "/new", _at("/new"), ENTREPRENEUR),
    DeskPage("new-vam", "/new/:template", _at("/new/vam"), ENTREPRENEUR),
    DeskPage("drafts", "/drafts", _at("/drafts"), INVESTOR),
    DeskPage("draft", "/drafts/:draft", _at(f"/drafts/{_draft('nordic-vam')}"), INVESTOR),
    DeskPage("amendment", "/drafts/:draft", _at(f"/drafts/{_draft(AMENDMENT)}"), CLIENT),
    DeskPage("market", "/market", _at("/market")),
    DeskPage("new-tender", "/market/new", _at("/market/new"), ENTREPRENEUR),
    DeskPage("tender", "/market/tenders/:tender", lambda served: f"/market/tenders/{_tender(served, 'closed')}"),
    DeskPage("offer", "/market/offers/:offer", lambda served: f"/market/offers/{_offer(served)}"),
    DeskPage("oracle", "/oracle", _at("/oracle")),
    DeskPage("figures", "/oracle/:period", _at("/oracle/2011-08")),
    DeskPage("readings", "/oracle/:period/:subject", lambda served: f"/oracle/2011-08/{_subject(served)}"),
    DeskPage("dispute", "/disputes/:dispute", _at("/disputes/1"), ARBITER),
    DeskPage("sign", "/sign", _at("/sign"), ENTREPRENEUR),
    DeskPage("account", "/account", _at("/account"), AUDITOR),
)
"""Of one route there may be several."""
