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

ENTREPRENEUR, INVESTOR, AUDITOR = "Grace Osei", "Nadia Rahman", "George Whitfield"
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
    DeskPage("sign", "/sign", _at("/sign")),
    DeskPage("account", "/account", _at("/account"), AUDITOR),
)
"""Of one route there may be several."""
