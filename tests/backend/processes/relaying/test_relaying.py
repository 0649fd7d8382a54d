"""The relay: what it accepts, what it refuses and why, and what becomes of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.service import Service
from heyi.chain.client import connect, development_account
from heyi.chain.profiles import ANVIL
from heyi.company import Company, abis_of
from heyi.core.signing import sign
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import Ledger
from heyi.processes.relaying import Relay, RelayLimits
from heyi.processes.sending import Sender
from heyi.scenario.playing.wallets import wallet
from heyi.store.book import Book
from tests.backend.processes.sending.killing import Clock

Withdrawal = Callable[..., dict[str, Any]]
RELAYER = development_account(8)
SAM = wallet("Two Units", "sam")
ROUTE = "/api/v1/relay"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(company: Company, book: Book, clock: Clock) -> Iterator[TestClient]:
    Indexer(company.chain, book).catch_up()
    relay = Relay(company, book.database, RELAYER.address, RelayLimits(per_hour=2), clock)
    with TestClient(create_app(Service(book.database, book, company, relay=relay))) as client:
        yield client


@pytest.fixture
def sender(company: Company, book: Book, clock: Clock) -> Sender:
    return Sender(connect(company.chain.url, ANVIL, RELAYER, abis_of(company.artifacts)), book.database, clock)


@pytest.fixture
def withdrawal(company: Company) -> Withdrawal:
    """A body in which Sam takes money out of the Treasury; nonce: how many he has signed since."""
    treasury = company.treasury.functions
    first = company.chain.call(treasury.nonces(SAM.address))
    deadline = 2**40

    def made(amount: int, /, nonce: int = 0, **changes: object) -> dict[str, Any]:
        token = company.deployment.addresses["SettlementToken"]
        message = company.messages.treasury_withdrawal(
            company.domain("Treasury"), SAM.address, token, amount, SAM.address, first + nonce, deadline
        )
        arguments = {
            "owner": SAM.address,
            "token": token,
            "amount": str(amount),
            "to": SAM.address.lower(),
            "deadline": deadline,
            "signature": "0x" + sign(message, SAM).hex(),
        }
        return {"contract": "Treasury", "verb": "withdrawBySig", "arguments": arguments | changes}

    return made


def post(client: TestClient, body: dict[str, Any], key: str = "one") -> Any:
    return client.post(ROUTE, json=body, headers={"Idempotency-Key": key})


def test_a_signature_is_carried_to_the_chain(
    client: TestClient, company: Company, book: Book, sender: Sender, withdrawal: Withdrawal
) -> None:
    before = company.balance_of(SAM.address)
    answer = post(client, withdrawal(5))
    assert answer.status_code == 202
    said = answer.json()
    assert (said["state"], said["stage"], said["hashes"]) == ("queued", "waiting", [])
    sender.carry_out(lambda: None)
    assert company.balance_of(SAM.address) == before - 5
    after = client.get(answer.headers["Location"]).json()
    assert (after["state"], after["stage"], after["in_book"]) == ("final", "final", False)
    assert company.chain.receipt(after["hashes"][0])["blockNumber"] == after["block"]  # type: ignore[index]
    Indexer(company.chain, book).catch_up()
    assert client.get(answer.headers["Location"]).json()["in_book"]
    assert post(client, withdrawal(5)).json()["id"] == said["id"], "though it would be refused by now"


def test_the_same_key_with_another_content(client: TestClient, withdrawal: Withdrawal) -> None:
    first = post(client, withdrawal(5)).json()
    assert post(client, withdrawal(5)).json() == first
    answer = post(client, withdrawal(6))
    assert (answer.status_code, answer.json()["code"]) == (409, "IdempotencyKeyReused")


def test_the_same_call_with_another_key_is_carried_once(
    client: TestClient, sender: Sender, withdrawal: Withdrawal
) -> None:
    first = post(client, withdrawal(5), "one").json()
    answer = post(client, withdrawal(5), "two")
    assert (answer.status_code, answer.json()["code"]) == (409, "CallUnderWay")
    assert answer.json()["facts"] == {"id": str(first["id"])}
    sender.carry_out(lambda: None)
    after = post(client, withdrawal(5), "two").json()
    assert after["code"] == "WrongSignature", "its nonce is used up: now the contract says so"


def test_what_the_contract_would_refuse_is_refused_at_once(client: TestClient, withdrawal: Withdrawal) -> None:
    answer = post(client, withdrawal(5, nonce=1))
    assert (answer.status_code, answer.json()["code"]) == (409, "WrongSignature")
    assert SAM.address in answer.json()["facts"].values()
    assert client.get(ROUTE, params={"account": SAM.address}).json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"amount": "ten"}, "arguments.amount"),
        ({"signature": "bb"}, "arguments.signature"),
        ({"to": "0x12"}, "arguments.to"),
        ({"fee": 1}, "arguments.fee"),
    ],
)
def test_wrong_arguments_are_named(
    client: TestClient, withdrawal: Withdrawal, changes: dict[str, object], where: str
) -> None:
    answer = post(client, withdrawal(5, **changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidValue")
    assert answer.json()["facts"]["where"] == where


def test_only_what_is_in_the_table_is_relayed(client: TestClient, company: Company, withdrawal: Withdrawal) -> None:
    for contract, verb in (("Treasury", "withdraw"), ("Timelock", "execute"), ("Nothing", "open")):
        answer = post(client, {**withdrawal(5), "contract": contract, "verb": verb})
        assert (answer.status_code, answer.json()["code"]) == (422, "UnknownVerb")
    leave = {"contract": "Enterprise", "verb": "elect", "arguments": {}, "enterprise": SAM.address}
    assert post(client, leave).json()["code"] == "UnknownEnterprise"


def test_limits_count_what_was_accepted(client: TestClient, clock: Clock, withdrawal: Withdrawal) -> None:
    for _ in range(3):
        assert post(client, withdrawal(5, nonce=9)).status_code == 409
    assert post(client, withdrawal(1), "a").status_code == 202
    clock.advance(60)
    assert post(client, withdrawal(2), "b").status_code == 202
    answer = post(client, withdrawal(3), "c")
    assert (answer.status_code, answer.json()["code"]) == (429, "LimitReached")
    assert post(client, withdrawal(2), "b").status_code == 202, "which was accepted before"
    clock.now = float(answer.json()["facts"]["frees_at"])
    assert post(client, withdrawal(3), "c").status_code == 202


def test_taken_back_while_it_is_queued(client: TestClient, withdrawal: Withdrawal, sender: Sender) -> None:
    place = post(client, withdrawal(5)).headers["Location"]
    key = {"Idempotency-Key": "one"}
    assert client.post(f"{place}/cancel", headers={"Idempotency-Key": "of another"}).status_code == 404
    # A number that no database holds is refused before one is asked.
    assert client.get(f"/api/v1/relay/{2**63}").status_code == 422
    assert client.post(f"{place}/cancel", headers=key).json()["state"] == "dropped"
    place = post(client, withdrawal(6), "two").headers["Location"]
    sender.carry_out(lambda: None)
    answer = client.post(f"{place}/cancel", headers={"Idempotency-Key": "two"})
    assert (answer.status_code, answer.json()["code"]) == (409, "NotQueued")


def test_an_accounts_calls_latest_first(client: TestClient, withdrawal: Withdrawal) -> None:
    numbers = [post(client, withdrawal(amount), str(amount)).json()["id"] for amount in (1, 2)]
    page = client.get(ROUTE, params={"account": SAM.address, "limit": 1}).json()
    assert [item["id"] for item in page["items"]] == numbers[1:]
    page = client.get(ROUTE, params={"account": SAM.address, "limit": 1, "cursor": page["next"]}).json()
    assert [item["id"] for item in page["items"]] == numbers[:1]
    assert page["next"] is None


def test_every_verb_says_what_is_signed_for_it(client: TestClient, company: Company) -> None:
    verbs = {(each["contract"], each["verb"]): each for each in client.get(f"{ROUTE}/verbs").json()}
    withdraw = verbs["Treasury", "withdrawBySig"]
    assert [each["name"] for each in withdraw["arguments"]][:3] == ["owner", "token", "amount"]
    (signed,) = withdraw["signed"]
    assert signed["primary_type"] == "Withdrawal"
    assert signed["domain"] == company.domain("Treasury").to_json()
    terms, consents = verbs["VamAgreements", "open"]["arguments"]
    assert (terms["type"], consents["type"]) == ("Terms", "Signed[]")
    assert all(argument["name"] for each in verbs.values() for argument in each["arguments"])
    assert all(each["signed"][0]["domain"] is None for each in verbs.values() if each["contract"] == "Enterprise")
    (redeemed,) = verbs["SettlementToken", "redeemBySig"]["signed"]
    assert redeemed["domain"]["name"] == "Two Units Credit"


def test_a_struct_with_an_agreement_in_it(client: TestClient, company: Company, sender: Sender) -> None:
    """What anybody may do needs no signature: accruing, for one."""
    version = next(iter(_opened(company, client)))
    body = {"contract": version["kind"], "verb": "accrue", "arguments": version["arguments"]}
    said = post(client, body).json()
    assert said["agreement"] == version["arguments"]["agreement"]
    sender.carry_out(lambda: None)
    assert client.get(said["location"]).json()["state"] == "final"
    broken = {**version["arguments"]["inForce"], "clauses": [{"subject": "0x"}]}
    answer = post(client, {**body, "arguments": {**version["arguments"], "inForce": broken}}, "two").json()
    assert answer["facts"]["where"].startswith("arguments.inForce.clauses[0].")


def _opened(company: Company, client: TestClient) -> Iterator[dict[str, Any]]:
    ledger = Ledger(company).refresh()
    for state in ledger.agreements.values():
        arguments = {"agreement": "0x" + state.agreement.hex(), "inForce": state.versions[-1].to_json()}
        yield {"kind": ledger.kind_of(state.agreement), "arguments": arguments}


@pytest.mark.parametrize("number", [-(2**70), -1, 0, 2**63, 2**70])
def test_a_number_that_is_no_entrys(client: TestClient, number: int) -> None:
    for answer in (client.get(f"{ROUTE}/{number}"), client.post(f"{ROUTE}/{number}/cancel")):
        assert (answer.status_code, answer.json()["code"]) == (422, "InvalidRequest")
