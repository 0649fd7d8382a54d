"""`heyi up --demo` opens on a company in which there is something of every sort to look at, and to go on with."""

import json
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.client import HeyiClient
from heyi.client.results import Draft
from heyi.scenario.playing.wallets import wallet_of
from tests.e2e.test_up import up


class Company:
    """What `heyi up` serves, and the wallets of everybody in it."""

    def __init__(self, api: str, folder: Path) -> None:
        self.record = json.loads((folder / ".heyi" / "company.json").read_text())
        self.api = api
        self._clients: dict[str, HeyiClient] = {}

    def wallet(self, name: str) -> LocalAccount:
        return wallet_of(self.record["wallets"][name])

    def client(self, name: str) -> HeyiClient:
        """Signed in once: how often one may is limited."""
        if name not in self._clients:
            self._clients[name] = HeyiClient(self.api)
            self._clients[name].sign_in(self.wallet(name))
        return self._clients[name]

    def all(self, path: str) -> list[dict[str, Any]]:
        return list(HeyiClient(self.api).book_pages(path))

    def drafts(self, reader: str) -> list[str]:
        return [draft.id for draft in self.client(reader).drafts()]

    def draft(self, name: str, reader: str) -> Draft:
        return self.client(reader).draft(_id(name))


def test_there_is_something_of_every_sort_and_it_is_there_again(tmp_path: Path) -> None:
    """One test, as every company of its own takes half a minute."""
    with up(tmp_path, "--demo") as running:
        company = Company(running.api, tmp_path)
        for look in LOOKS:
            look(company)
        before = company.all("agreements"), company.drafts("Grace Osei")
    with up(tmp_path, "--demo") as running:
        again = Company(running.api, tmp_path)
        assert (again.all("agreements"), again.drafts("Grace Osei")) == before


def agreements_run_and_others_have_ended(company: Company) -> None:
    present = HeyiClient(company.api).book("company")["calendar"]["present"]
    runs = {each["name"] for each in company.all("agreements") if each["first_period"] <= present < each["end_period"]}
    assert {"benelux-kitchen-renewed", "iberia-vam", "alpine-winter"} <= runs
    ended = {each["name"] for each in company.all("agreements") if each["status"] != "open"}
    assert {"benelux-kitchen", "germany-platform"} <= ended


def some_are_in_arrears_one_of_them_alive(company: Company) -> None:
    units = {each["name"]: each for each in company.all("units")}
    owing = {name for name, each in units.items() if each["arrears"] != "0"}
    assert owing == {"Japan Desk", "Catalogue Studio"}
    assert units["Japan Desk"]["wound_up_from"] is None


def figures_can_be_challenged_and_some_are(company: Company) -> None:
    latest = {each["subject"]["name"]: each for each in company.all("statements") if each["period"] == "2011-08"}
    stages = {name: (each["stage"], each["finality"]) for name, each in latest.items()}
    assert stages["Benelux Desk"] == ("challenged", "pending")
    assert stages["Germany and Alps Desk"] == ("posted", "pending")
    (dispute,) = company.all("disputes")
    assert dispute["state"] == "open"
    assert dispute["challenger"]["name"] == "Kitchen Line"
    assert "pallet" in dispute["reason"]["text"]
    assert [each["kind"] for each in company.client("Arbiter").notices("Arbiter")] == ["dispute.undecided"]


def tenders_are_open_to_award_and_awarded(company: Company) -> None:
    assert [(each["state"], len(each["bids"])) for each in company.all("tenders")] == [
        ("closed", 3),
        ("open", 2),
        ("awarded", 3),
    ]


def offers_are_made_to_one_and_to_anybody(company: Company) -> None:
    assert [offer.acceptor for offer in HeyiClient(company.api).offers()] == [None]
    freja = {offer.acceptor for offer in company.client("Freja Holm").offers()}
    assert freja == {None, company.record["units"]["Nordic Desk"]}


def profit_can_be_claimed_and_money_withdrawn(company: Company) -> None:
    kinds = {each["kind"] for each in company.client("Grace Osei").notices(company.wallet("Grace Osei").address)}
    assert {"profit.claimable", "money.withdrawable", "draft.waiting"} <= kinds


def drafts_wait_unsigned_answered_or_signed_by_some(company: Company) -> None:
    home, germany = (company.record["units"][name] for name in ("Home Line", "Germany and Alps Desk"))
    unsigned = company.draft("christmas-windows", "Grace Osei")
    assert unsigned.state == "open"
    assert {*unsigned.missing} == {home, germany}
    answer = company.draft("iberia-parcels-answered", "Inês Carvalho")
    assert answer.parent == _id("iberia-parcels")
    assert len(company.draft("iberia-parcels", "Inês Carvalho").missing) == 1


def what_waits_needs_only_the_others_signatures(company: Company) -> None:
    """The chain would take it: what was signed for the afterword is what the contracts ask for."""
    for name, signers in (
        ("benelux-kitchen-renewed-amended", {"Kitchen Line": "Tomasz Zieliński"}),
        ("nordic-vam", {"Nordic Desk": "Freja Holm", "Freja Holm": "Freja Holm"}),
        ("tea-time", {"Kitchen Line": "Tomasz Zieliński", "Play Line": "Priya Nair"}),
    ):
        addresses = {**company.record["people"], **company.record["units"]}
        for party, person in signers.items():
            client = company.client(person)
            draft = client.sign_draft(client.draft(_id(name)), addresses[party], company.wallet(person))
        assert draft.missing == (), name
        if draft.amends:
            assert draft.difference is not None
            assert "40.000 a month" in draft.difference["sentence_before"]
        assert draft.ready is not None
        assert draft.ready.refused is None, name


def _id(name: str) -> str:
    return keccak(text=name)[:16].hex()


LOOKS = (
    agreements_run_and_others_have_ended,
    some_are_in_arrears_one_of_them_alive,
    figures_can_be_challenged_and_some_are,
    tenders_are_open_to_award_and_awarded,
    offers_are_made_to_one_and_to_anybody,
    profit_can_be_claimed_and_money_withdrawn,
    drafts_wait_unsigned_answered_or_signed_by_some,
    what_waits_needs_only_the_others_signatures,
)
