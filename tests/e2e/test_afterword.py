"""`heyi up --demo` opens on a company in which there is something of every sort to look at, and to go on with."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
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

    def wallet(self, name: str) -> LocalAccount:
        return wallet_of(self.record["wallets"][name])

    def client(self, name: str) -> HeyiClient:
        client = HeyiClient(self.api)
        client.sign_in(self.wallet(name))
        return client

    def all(self, path: str) -> list[dict[str, Any]]:
        return list(HeyiClient(self.api).book_pages(path))

    def draft(self, name: str, reader: str) -> Draft:
        return self.client(reader).draft(_id(name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def company(folder: Path) -> Iterator[Company]:
    with up(folder, "--demo") as running:
        yield Company(running.api, folder)


def test_agreements_run_and_others_have_ended(company: Company) -> None:
    present = HeyiClient(company.api).book("company")["calendar"]["present"]
    states = {each["name"]: (each["state"], each["last_period"] >= present) for each in company.all("agreements")}
    assert states["benelux-kitchen-renewed"] == ("active", True)
    assert states["iberia-vam"] == ("active", True)
    assert states["alpine-winter"] == ("active", True)
    assert states["benelux-kitchen"][1] is False


def test_some_are_in_arrears_one_of_them_alive(company: Company) -> None:
    units = {each["name"]: each for each in company.all("units")}
    owing = {name for name, each in units.items() if each["arrears"] != "0"}
    assert owing == {"Japan Desk", "Catalogue Studio"}
    assert units["Japan Desk"]["wound_up_from"] is None


def test_figures_can_be_challenged_and_some_are(company: Company) -> None:
    latest = {each["subject"]["name"]: each for each in company.all("statements") if each["period"] == "2011-08"}
    stages = {name: (each["stage"], each["finality"]) for name, each in latest.items()}
    assert stages["Benelux Desk"] == ("challenged", "pending")
    assert stages["Germany and Alps Desk"] == ("posted", "pending")
    (dispute,) = company.all("disputes")
    assert dispute["state"] == "open"
    assert dispute["challenger"]["name"] == "Kitchen Line"
    assert "pallet" in dispute["reason"]["text"]
    assert [each["kind"] for each in company.client("Arbiter").notices("Arbiter")] == ["dispute.undecided"]


def test_tenders_are_open_to_award_and_awarded(company: Company) -> None:
    assert [(each["state"], len(each["bids"])) for each in company.all("tenders")] == [
        ("closed", 3),
        ("open", 2),
        ("awarded", 3),
    ]


def test_offers_are_made_to_one_and_to_anybody(company: Company) -> None:
    assert [offer.acceptor for offer in HeyiClient(company.api).offers()] == [None]
    freja = {offer.acceptor for offer in company.client("Freja Holm").offers()}
    assert freja == {None, company.record["units"]["Nordic Desk"]}


def test_profit_can_be_claimed_and_money_withdrawn(company: Company) -> None:
    kinds = {each["kind"] for each in company.client("Grace Osei").notices(company.wallet("Grace Osei").address)}
    assert {"profit.claimable", "money.withdrawable", "draft.waiting"} <= kinds


def test_drafts_wait_unsigned_answered_or_signed_by_some(company: Company) -> None:
    home, germany = (company.record["units"][name] for name in ("Home Line", "Germany and Alps Desk"))
    unsigned = company.draft("christmas-windows", "Grace Osei")
    assert unsigned.state == "open"
    assert {*unsigned.missing} == {home, germany}
    answer = company.draft("iberia-parcels-answered", "Inês Carvalho")
    assert answer.parent == _id("iberia-parcels")
    assert len(company.draft("iberia-parcels", "Inês Carvalho").missing) == 1


def test_what_waits_needs_only_the_others_signatures(company: Company) -> None:
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
        assert draft.ready is not None
        assert draft.ready.refused is None, name


def test_all_is_there_again_and_nothing_twice(company: Company, folder: Path) -> None:
    """Comes last: it ends the company that the others look at, and starts it once more."""
    before = company.all("agreements"), len(list(company.client("Grace Osei").drafts()))
    with up(folder, "--demo") as running:
        again = Company(running.api, folder)
        assert (again.all("agreements"), len(list(again.client("Grace Osei").drafts()))) == before


def _id(name: str) -> str:
    return keccak(text=name)[:16].hex()
