"""The table of roles and verbs, held against every route of the API as every one of them.

A route that is not in the table fails, as does one that lets in, or keeps out, anybody else than the table says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from heyi.api.app import ROUTERS, create_app
from heyi.api.desk import DeskRoute
from heyi.api.identity.masking import Masked
from heyi.api.identity.permissions import ROUTES, SCOPES, TABLE, Role, Verb, may_see_evidence
from heyi.api.identity.viewer import Viewer
from heyi.api.routes import book
from heyi.chain.client import development_account
from heyi.core.facts import Statement, benchmark_id, subject_of
from heyi.store.kept.oracle import name_evidence
from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.test_offers import offered
from tests.backend.api.papers.world import PEOPLE, World

INVESTOR, FINANCE, AUDITOR, OUTSIDER = (Account.from_key(bytes([7]) * 31 + bytes([n])) for n in range(4))
ORACLE, ARBITER = development_account(1), development_account(4)

ACTORS: dict[str, tuple[LocalAccount | None, set[Role]]] = {
    "anonymous": (None, set()),
    "outsider": (OUTSIDER, set()),
    "leader of the unit": (PEOPLE["sam"], {Role.LEADER, Role.MEMBER}),
    "member of the unit": (PEOPLE["sue"], {Role.MEMBER}),
    "member of another unit": (PEOPLE["max"], set()),
    "party": (PEOPLE["olga"], {Role.PARTY}),
    "investor of the unit": (INVESTOR, {Role.INVESTOR}),
    "finance": (FINANCE, {Role.FINANCE}),
    "auditor": (AUDITOR, {Role.AUDITOR}),
    "oracle": (ORACLE, {Role.ORACLE}),
    "arbiter": (ARBITER, {Role.ARBITER}),
}
"""Each with its roles towards what the shop and Olga have to do with each other."""

EVIDENCE = b"\xee" * 32
"""Of figures of the shop."""

OWN = {
    ("GET", "/api/v1/drafts"): Role.SIGNED_IN,
    ("GET", "/api/v1/offers"): Role.ANYONE,
    ("GET", "/api/v1/notices"): Role.ANYONE,
}
"""Lists hold what concerns whoever asks."""

BESIDES = (Verb.ACCEPT_OFFER, Verb.READ_EVIDENCE)
"""Where being party to something with the shop is not enough: what is asked for is the shop's."""

MATRIX = """
service.look      everybody
book.read         everybody
pay.read          party leader finance auditor
previews.ask      everybody
typed-data.ask    everybody
sentences.add     everybody
relay.simulate    party
relay.send        everybody
relay.follow      everybody
oracle.attest     everybody
oracle.read       everybody
evidence.read     party leader member investor finance auditor oracle arbiter
notices.read      party leader member auditor
drafts.propose    party leader member
drafts.read       party leader member auditor
drafts.sign       party leader member
offers.post       everybody
offers.read       party leader member auditor
offers.accept     party leader member
identity.sign-in  everybody
identity.who      everybody
identity.sign-out signed-in
identity.keys     signed-in
audit.read        auditor
"""


@dataclass
class Stage:
    """What the shop and Olga have to do with each other: a draft, an offer of the shop to her, and one to the shop."""

    browser: Browser
    world: World
    draft: str
    terms: dict[str, Any]
    offer: str
    to_shop: str
    deadline: int

    def be(self, account: LocalAccount | None) -> None:
        self.browser.http.cookies.clear()
        if account is not None:
            self.browser.sign(self.browser.message(account.address).text(), account)

    def request(self, method: str, path: str) -> tuple[str, dict[str, Any] | None, dict[str, Any]]:
        """Something of each route that is asked of the shop and Olga, or of nothing at all."""
        shop, olga = self.world.addresses["shop"], self.world.addresses["olga"]
        hashed = "0x" + "12" * 32
        given = {
            "address": shop,
            "agreement": hashed,
            "subject": hashed,
            "hash": "0x" + EVIDENCE.hex(),
            "tender": hashed,
            "dispute": "1",
            "challenger": olga,
            "period": self.world.month(),
        }
        given |= {
            "draft": self.draft,
            "offer": self.offer,
            "id": "1",
            "dispute": "1",
            "challenger": olga,
            "key": "none",
            "node": olga,
            "verb": "spend",
        }
        given |= {"offer": self.to_shop} if path.endswith("/accept") else {}
        signed = {"party": shop, "deadline": self.deadline, "signature": "0x00"}
        raw = {"contract": "ServiceAgreements", "terms": self.terms, "sentence": "So it is."}
        bodies: dict[str, Any] = {
            "/drafts": {"raw": raw},
            "/drafts/{draft}/counter": {"raw": raw},
            "/drafts/{draft}/signatures": signed,
            "/drafts/{draft}/withdraw": signed,
            "/offers/{offer}/accept": {"client": shop, "from": self.world.month()},
            "/simulations": {"call": {"contract": "Treasury", "verb": "spend", "arguments": {}}, "signer": olga},
            "/identity/sessions": {"message": "let me in", "signature": "0x00"},
            "/identity/keys": {"name": "robot", "scopes": ["drafts.read"], "expires_at": 5},
        }
        query = (
            {"party": olga} if path.endswith("/withdrawal") else {"follow": False} if path.endswith("/events") else {}
        )
        query = query | ({"account": olga} if path == "/api/v1/relay" else {})
        return path.format(**given), None if method == "GET" else bodies.get(path.removeprefix("/api/v1"), {}), query


@pytest.fixture(scope="module")
def stage(world: World) -> Iterator[Stage]:
    access = {"finance": frozenset({FINANCE.address}), "auditors": frozenset({AUDITOR.address})}
    with Browser.over(world, **access) as browser:
        shop, olga = world.addresses["shop"], world.addresses["olga"]
        terms = world.post("/previews", {"template": world.template()})["terms"] | {"parties": [shop, olga]}
        raw = {"contract": "ServiceAgreements", "terms": terms, "sentence": "Shop and Olga."}
        browser.sign_in("olga")
        draft = browser.post("/drafts", {"raw": raw}, 201)
        mine = world.post("/previews", {"template": world.template(share=None, at_most=None)})["terms"]
        mine |= {"parties": ["0x" + 40 * "0", shop], "firstPeriod": 0}
        posted = world.post("/offers", offered(world, "sam", acceptor=olga, terms=mine), 201)
        to_shop = world.post("/offers", offered(world, acceptor=shop), 201)
        with browser.service.database.writing() as connection:
            of_shop = Statement(subject=subject_of(shop), evidence=EVIDENCE)
            name_evidence(connection, 600, ORACLE.address, [of_shop])
        browser.service.open_book.state()
        browser.service.open_book.tally.investors[shop][INVESTOR.address] = 5  # as if the book had read so
        yield Stage(browser, world, draft["id"], terms, posted["hash"], to_shop["hash"], draft["deadline"])


def test_the_table_is_what_was_decided() -> None:
    decided = {line.split()[0]: line.split()[1:] for line in MATRIX.strip().splitlines()}
    decided = {verb: ["anyone"] if roles == ["everybody"] else roles for verb, roles in decided.items()}
    assert {verb.value: sorted(role.value for role in roles) for verb, roles in TABLE.items()} == {
        verb: sorted(roles) for verb, roles in decided.items()
    }
    assert set(TABLE) == set(Verb)
    assert Verb.KEYS not in SCOPES
    assert Verb.SIGN_OUT not in SCOPES


def test_every_route_is_in_the_table(world: World) -> None:
    assert {(method, path) for method, path, _ in routes(world)} == set(ROUTES)


@pytest.mark.parametrize("actor", ACTORS)
def test_routes_let_in_whom_the_table_does(stage: Stage, actor: str) -> None:
    account, roles = ACTORS[actor]
    roles = roles | {Role.ANYONE} | (set() if account is None else {Role.SIGNED_IN})
    wrong, compared = [], 0
    for (method, path), verb in ROUTES.items():
        stage.be(account)
        where, body, query = stage.request(method, path)
        headers = {"idempotency-key": "one", "origin": str(stage.browser.origin)}
        answer = stage.browser.http.request(method, where, json=body, params=query, headers=headers)
        wanted = {OWN[method, path]} if (method, path) in OWN else set(TABLE[verb])
        allowed = bool(wanted & (roles - {Role.PARTY} if verb in BESIDES else roles))
        hidden = answer.status_code == 404 and answer.json()["code"] in ("NoSuchDraft", "NoSuchOffer")
        let_in = answer.status_code not in (401, 403) and not hidden
        compared += 1
        if let_in != allowed:
            wrong.append(f"{method} {path} {verb}: {answer.status_code} {answer.text[:200]}")
        if account is None and not allowed and not path.startswith("/api/v1/offers"):
            assert answer.status_code == 401, path
    assert not wrong, "\n".join(wrong)
    assert compared == len(ROUTES)


def test_what_is_not_theirs_is_to_others_as_if_it_were_not_there(stage: Stage) -> None:
    stage.be(OUTSIDER)
    party = PEOPLE["olga"].address
    for path in ("/drafts/{}", "/drafts/{}/withdrawal", "/offers/{}"):
        theirs = stage.draft if "drafts" in path else stage.offer
        none = "f" * 32 if "drafts" in path else "0x" + "f" * 64
        found, absent = (stage.browser.get(path.format(each), 404, party=party) for each in (theirs, none))
        assert str(found).replace(theirs, none) == str(absent)
    assert stage.browser.get("/drafts")["items"] == []
    assert stage.browser.get("/drafts", party=PEOPLE["olga"].address)["items"] == []
    assert stage.offer not in str(stage.browser.get("/offers"))
    stage.be(AUDITOR)
    assert stage.draft in [each["id"] for each in stage.browser.get("/drafts", limit=500)["items"]]
    assert stage.offer in str(stage.browser.get("/offers", limit=500))


def test_an_auditor_reads_and_changes_nothing(stage: Stage) -> None:
    stage.be(AUDITOR)
    signed = {"party": PEOPLE["olga"].address, "deadline": stage.deadline, "signature": "0x00"}
    for what in ("signatures", "withdraw"):
        assert stage.browser.post(f"/drafts/{stage.draft}/{what}", signed, 404)["code"] == "NoSuchDraft"
    problem = stage.browser.post(
        "/drafts", {"raw": {"contract": "ServiceAgreements", "terms": stage.terms, "sentence": "x"}}, 403
    )
    assert (problem["code"], problem["facts"]["needed"]) == ("NotAllowed", "party or leader or member")


def test_nobody_proposes_in_the_name_of_another_party(stage: Stage) -> None:
    stage.be(PEOPLE["sue"])
    raw = {"contract": "ServiceAgreements", "terms": stage.terms, "sentence": "x"}
    proposal = {"raw": raw, "proposed_by": PEOPLE["olga"].address}
    assert stage.browser.post("/drafts", proposal, 403)["code"] == "NotAllowed"
    proposal["proposed_by"] = OUTSIDER.address
    assert stage.browser.post("/drafts", proposal, 422)["code"] == "NotAParty"
    assert stage.browser.post("/drafts", {"raw": raw}, 201)["proposed_by"] == stage.world.addresses["shop"]


@pytest.mark.parametrize("actor", ACTORS)
def test_evidence_is_for_the_unit_and_for_who_works_with_facts(stage: Stage, actor: str) -> None:
    account, roles = ACTORS[actor]
    viewer = Viewer(stage.browser.service, None if account is None else account.address)
    of_unit, of_benchmark = subject_of(stage.world.addresses["shop"]), benchmark_id("flour")
    about_olga = roles - {Role.PARTY}  # she is no part of the unit
    allowed = about_olga & set(TABLE[Verb.READ_EVIDENCE])
    assert (may_see_evidence(viewer, of_unit) is not None) == bool(allowed)
    assert may_see_evidence(viewer, "0x" + of_unit.hex()) == may_see_evidence(viewer, of_unit)
    working = {Role.FINANCE, Role.AUDITOR, Role.ORACLE, Role.ARBITER}
    assert (may_see_evidence(viewer, of_benchmark) is not None) == bool(allowed & working)


def routes(world: World) -> Iterator[tuple[str, str, APIRoute | None]]:
    """All that the API has: of its routers, and whatever else the app itself answers."""
    app, found = create_app(world.service), set()
    for router in (*ROUTERS, *book.ROUTERS):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods or ():
                found.add((method, route.path))
                yield method, route.path, route
    described = {(method.upper(), path) for path, each in app.openapi()["paths"].items() for method in each}
    assert described <= found, "a router that nobody lists"
    for route in app.routes:
        if isinstance(route, DeskRoute):
            continue  # files that are the same for everybody
        if (path := getattr(route, "path", None)) is not None and (getattr(route, "methods", None)):
            yield from ((method, path, None) for method in route.methods - {"HEAD"})


def test_every_answer_that_may_tell_pay_is_masked(world: World) -> None:
    """A model with a field of that class, anywhere inside the answer of a route, needs a route that masks."""
    bare = [path for _, path, route in routes(world) if route and tells_pay(route) and not isinstance(route, Masked)]
    assert bare == []
    masked = {path for _, path, route in routes(world) if route and tells_pay(route)}
    assert {"/api/v1/book/people", "/api/v1/book/events", "/api/v1/relay/{id}"} <= masked


def tells_pay(route: APIRoute) -> bool:
    return route.response_model is not None and '"x-privacy": "pay"' in str(
        TypeAdapter(route.response_model).json_schema()
    ).replace("'", '"')
