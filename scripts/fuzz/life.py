"""What goes on in the company while it is tried out: drafts, offers, calls on their way, figures of oracle nodes.

All of it comes about through the API, as people and nodes would do it. What was asked and what came of it is kept: with
values and bodies that mean something here, the routes are tried beyond their first refusal.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount
from scripts.fuzz.company import Served

from heyi.api.identity.permissions import SCOPES
from heyi.api.identity.viewer import LOCAL_COOKIE
from heyi.cli.commands import DEMO
from heyi.client import HeyiClient
from heyi.client.client import sign_typed
from heyi.core.facts import Statement, subject_of
from heyi.core.signing import sign
from heyi.core.solidity import ZERO_ADDRESS
from heyi.processes.attesting import RemoteExchange
from heyi.processes.attesting.exchange import calendar_of, offer_message, report_message
from heyi.scenario.load import load
from heyi.scenario.playing.wallets import wallet

__all__ = ["Identity", "Known", "live", "roles"]

SHOP, MILL = "benelux", "germany"  # ids of units: one orders, the other supplies
MOST = 12  # values of one sort
LATER = 1_000  # a sequence above those that the demo's nodes have used

Json = dict[str, Any]


@dataclass(frozen=True)
class Identity:
    """auth: what is known of the description's security schemes, as schemathesis' settings say it. headers: besides."""

    auth: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Known:
    """values: by what they are, such as "address". bodies: that were accepted, by method and path of the route.

    identities: those who ask, by name.
    """

    values: dict[str, list[str | int]] = field(default_factory=dict)
    bodies: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=lambda: {"anybody": Identity()})


def roles() -> dict[str, str]:
    """Settings by which the one who signs in is as much as can be, so that more routes are reached."""
    scenario = load(DEMO)
    leader = next(unit.leader for unit in scenario.units if unit.id == SHOP)
    account = str(wallet(scenario.company, leader).address)
    return {"HEYI_ROLES_AUDITOR": account, "HEYI_ROLES_FINANCE": account}


def live(served: Served) -> Known:
    """Does all of it once, and says what is there now."""
    with HeyiClient(served.url) as shop, HeyiClient(served.url) as mill:
        people = _People(shop, mill, served)
        known = Known()
        people.sign_in(served.url, known)
        drafts = list(people.drafts(known))
        offer = people.offer(known)
        relayed = people.withdrawal(known)
        period = people.figures(served, known)
        known.values = {
            **_of_the_book(shop),
            "draft": [*drafts],
            "offer": [offer],
            "id": [relayed],
            "period": [period, *[each["period"] for each in shop.book_pages("statements", limit=5)]][:MOST],
            "verb": ["offer", "withdrawBySig", "transferBySig", "open", "withdrawMessage"],
            "node": [*people.nodes],
        }
    return known


class _People:
    """Two units, their leaders and the nodes of the demo."""

    def __init__(self, client: HeyiClient, mill: HeyiClient, served: Served) -> None:
        scenario = load(DEMO)
        units = {unit.id: unit for unit in scenario.units}
        self._client, self._mill = client, mill  # each signs in as its unit's leader
        self._units = {name: served.record.units[units[name].name] for name in (SHOP, MILL)}
        self._leaders = {name: wallet(scenario.company, units[name].leader) for name in (SHOP, MILL)}
        nodes = (wallet(scenario.company, f"node {node.name}") for node in scenario.oracle.nodes)
        self.nodes: dict[str, LocalAccount] = {str(node.address): node for node in nodes}
        company = served.company()
        calendar = calendar_of(company)
        self._month = calendar.format(calendar.period_at(company.chain.timestamp()))

    def sign_in(self, origin: str, known: Known) -> None:
        """Both leaders do. Whoever is tried out as the shop's has a session of its own, and comes from our pages."""
        self._client.sign_in(self._leaders[SHOP])
        self._mill.sign_in(self._leaders[MILL])
        with HeyiClient(origin) as another:
            another.sign_in(self._leaders[SHOP])
            expires = int(time.time()) + 86_400
            key = self._client.make_key("fuzz", [scope.value for scope in SCOPES], expires)
            session = another._http.session.cookies[LOCAL_COOKIE]
            known.identities["a leader"] = Identity({"session": {"api_key": session}}, {"Origin": origin})
            known.identities["a machine"] = Identity({"key": {"bearer": key.token}})
        known.bodies["post", "/api/v1/identity/keys"] = [
            {"name": "more", "scopes": [scope.value for scope in SCOPES[:2]], "expires_at": expires}
        ]

    def _template(self, number: int, **changes: Any) -> Json:
        entry = {"id": f"flour-{number}", "client": "shop", "supplier": "mill", "from": self._month, "periods": 3}
        parties = {"shop": {"address": self._units[SHOP]}, "mill": {"address": self._units[MILL]}}
        return {"kind": "service", "entry": {**entry, "fee": "20", **changes}, "parties": parties}

    def drafts(self, known: Known) -> Iterator[str]:
        """Ids of drafts that nobody, one party, and both have signed; of one withdrawn, and of a counter-offer."""
        client, shop, mill = self._client, self._units[SHOP], self._units[MILL]
        shared = {"share": "12.5 %", "at_most": "90.50"}
        templates = [self._template(number, **(shared if number % 2 else {})) for number in range(5)]
        made = [client.propose(template=template) for template in templates]
        known.bodies["post", "/api/v1/drafts"] = [{"template": template} for template in templates[:2]]
        known.bodies["post", "/api/v1/previews"] = [
            {"template": template, "figures": [{"of": "mill", "period": self._month, "revenue": 12_000}]}
            for template in templates[1:2]
        ]
        client.sign_draft(made[1], shop, self._leaders[SHOP])
        client.sign_draft(made[2], shop, self._leaders[SHOP])
        both = self._mill.sign_draft(made[2], mill, self._leaders[MILL])
        assert both.ready is not None
        client.await_relayed(client.relay(both.ready.call))
        client.withdraw_draft(made[3].id, shop, self._leaders[SHOP])
        counter = self._template(9, fee="25")
        countered = client.propose(template=counter, answers=made[4].id)
        known.bodies["post", "/api/v1/drafts/{draft}/counter"] = [{"template": counter}]
        signature = sign_typed(countered.signer(mill).typed_data, self._leaders[MILL])
        known.bodies["post", "/api/v1/drafts/{draft}/signatures"] = [
            {"party": mill, "deadline": countered.deadline, "signature": signature}
        ]
        yield from (draft.id for draft in (*made, countered))

    def offer(self, known: Known) -> str:
        """The hash of the mill's signed offer, which the shop has accepted once."""
        client, mill = self._client, self._units[MILL]
        preview = client.preview(template=self._template(0))
        terms = {**preview.terms, "parties": [ZERO_ADDRESS, mill], "firstPeriod": 0}
        sentence = "Flour for 20.00 a month."
        arguments = {"terms": terms, "acceptor": ZERO_ADDRESS, "times": 3}
        asked = client.typed_data("ServiceAgreements", "offer", arguments, sentence=sentence)
        known.bodies["post", "/api/v1/typed-data/{verb}"] = [
            {"contract": "ServiceAgreements", "arguments": arguments, "sentence": sentence}
        ]
        signature = "0x00" + sign_typed(asked.typed_data, self._leaders[MILL])[2:]
        made = client.post_offer(terms, sentence, asked.deadline, signature, times=3)
        said = {"terms": terms, "sentence": sentence, "deadline": asked.deadline, "signature": signature, "times": 3}
        known.bodies["post", "/api/v1/offers"] = [said]
        client.accept_offer(made.hash, self._units[SHOP], self._month, self._leaders[SHOP])
        known.bodies["post", "/api/v1/offers/{offer}/accept"] = [{"client": self._units[SHOP], "from": self._month}]
        return made.hash

    def withdrawal(self, known: Known) -> int:
        """The id of a call that carries what a person signed."""
        person = self._leaders[SHOP]
        token = self._client.book("company")["contracts"]["SettlementToken"]
        arguments = {"owner": person.address, "token": token, "amount": "1", "to": person.address}
        relayed = self._client.sign_and_send("Treasury", "withdrawBySig", arguments, person)
        asked = self._client.typed_data("Treasury", "withdrawBySig", arguments)
        assert asked.call is not None
        filled = {**asked.call.arguments, "signature": sign_typed(asked.typed_data, person)}
        known.bodies["post", "/api/v1/relay"] = [{"contract": "Treasury", "verb": "withdrawBySig", "arguments": filled}]
        return relayed.id

    def figures(self, served: Served, known: Known) -> str:
        """The period for which two of three nodes have offered figures, and differ in one of them."""
        company = served.company()
        exchange, calendar = RemoteExchange(company, served.url), calendar_of(company)
        period = calendar.parse(self._month) - 1
        for number, (address, key) in enumerate(list(self.nodes.items())[:2]):
            said = [
                Statement(subject=subject_of(unit), revenue=10_000 + number * place, profit=100)
                for place, unit in enumerate(sorted(self._units.values(), key=lambda unit: int(unit, 16)))
            ]
            exchange.offer(period, address, LATER, said, sign(offer_message(company, period, LATER, said), key))
            exchange.attest(period, address, said[:1], sign(report_message(company, period, said[:1]), key))
        known.bodies["put", "/api/v1/oracle/periods/{period}/attestations/{node}"] = [
            {
                "statements": [said[0].to_json()],
                "signature": "0x" + sign(report_message(company, period, said[:1]), key).hex(),
            }
        ]
        return calendar.format(period)


def _of_the_book(client: HeyiClient) -> dict[str, list[str | int]]:
    units = [each["address"] for each in client.book_pages("units")]
    people = [each["address"] for each in client.book_pages("people")]
    agreements = [each["agreement"] for each in client.book_pages("agreements")]
    events = client.book("events", limit=5)
    return {
        "address": [*units[:MOST], *people[:MOST]],
        "unit": units[:MOST],
        "subject": units[:MOST],
        "agreement": agreements[:MOST],
        "tender": [each["tender"] for each in client.book_pages("tenders")][:MOST],
        "transaction": [each["place"]["transaction"] for each in events["items"]],
        "name": ["Paid", "Accrued", "Opened"],
        "cursor": [events["next"]],
    }
