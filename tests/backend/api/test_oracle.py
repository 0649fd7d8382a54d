"""The exchange over HTTP: what nodes may put in, what everybody sees, and `heyi oracle` against an API that listens."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from eth_account.signers.local import LocalAccount
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from heyi.api.service import Service
from heyi.chain.client import development_account
from heyi.company.record import Record
from heyi.core.facts import Statement
from heyi.core.signing import sign
from heyi.processes.attesting import RemoteExchange
from heyi.processes.attesting.exchange import offer_message, report_message
from heyi.processes.attesting.remote import ExchangeRefused, NoExchange
from heyi.processes.ledger import book_of
from heyi.store.database import Database
from heyi.store.projection import hexed
from tests.backend.processes import conftest
from tests.backend.processes.attesting.oracles import MARCH, NAMES, March, key_of, mirrored
from tests.backend.processes.conftest import Kept

kept, company = conftest.kept, conftest.company

PATH = "/api/v1/oracle/periods/2024-03"


@pytest.fixture
def march(company: Any, kept: Kept, tmp_path: Path) -> March:
    return March(company, kept.units, tmp_path / "nodes").begin()


@pytest.fixture
def service(march: March, tmp_path: Path) -> Iterator[Service]:
    database = Database(f"sqlite:///{tmp_path}/heyi.db")
    yield Service(database, book_of(march.company, database), march.company)
    database.close()


@pytest.fixture
def http(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def url(service: Service) -> Iterator[str]:
    """Where the API listens. Who asks before the server is up waits in the socket's queue."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(service), log_config=None))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


def shown(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    return [each.to_json() for each in statements]


def offer(march: March, key: LocalAccount, said: Sequence[Statement], sequence: int = 1) -> dict[str, Any]:
    """An offer as the node with this key makes it."""
    signature = sign(offer_message(march.company, MARCH, sequence, said), key)
    return {"sequence": sequence, "statements": shown(said), "signature": hexed(signature)}


def attestation(march: March, key: LocalAccount, said: Sequence[Statement]) -> dict[str, Any]:
    signature = sign(report_message(march.company, MARCH, said), key)
    return {"statements": shown(said), "signature": hexed(signature)}


def refused(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


# --- OFFERING ---


def test_what_nodes_offer_is_seen_agreed_and_apart(march: March, http: TestClient) -> None:
    march.write("Auditor", mill="0,-3.00")
    first = http.get(PATH).json()
    assert [node["offers"] for node in first["nodes"]] == [[], [], []]
    for name in NAMES[:2]:
        key = key_of(name)
        answer = http.put(f"{PATH}/figures/{key.address}", json=offer(march, key, march.reading(name)))
        assert answer.status_code == 200
    found = http.get(PATH).json()
    assert found == answer.json()
    assert (found["period"], found["quorum"], found["waiting"]) == ("2024-03", 2, [])
    assert {s["subject"] for s in found["agreed"][0]["statements"]} == {
        hexed(march.subject(unit)) for unit in ("Shop", "Platform")
    }
    apart = {each["subject"]: each for each in found["apart"]}
    assert set(apart) == {hexed(march.subject(unit)) for unit in ("Mill", "Clearing")}
    mill = apart[hexed(march.subject("Mill"))]
    assert not mill["agreed"]
    assert sorted(each["statement"]["profit"] for each in mill["readings"]) == ["-300", "0"]
    # The third reads as the first: now it is a quorum's figure, and the other one is still to be seen.
    key = key_of(NAMES[2])
    http.put(f"{PATH}/figures/{key.address}", json=offer(march, key, march.reading(NAMES[2])))
    apart = {each["subject"]: each for each in http.get(PATH).json()["apart"]}
    assert apart[hexed(march.subject("Mill"))]["agreed"]
    assert len(apart[hexed(march.subject("Mill"))]["readings"]) == 3


def test_figures_that_too_few_have_read_wait(march: March, http: TestClient) -> None:
    key = key_of("Finance")
    found = http.put(f"{PATH}/figures/{key.address.lower()}", json=offer(march, key, march.reading("Finance"))).json()
    assert (found["agreed"], found["apart"], len(found["waiting"])) == ([], [], 4)


def test_only_a_node_offers_and_only_what_it_has_signed(march: March, http: TestClient) -> None:
    finance, auditor, stranger = key_of("Finance"), key_of("Auditor"), development_account(3)
    said = march.reading("Finance")
    good = offer(march, finance, said)
    forged = [
        (auditor, good, "WrongSignature"),
        (finance, {**good, "sequence": 2}, "WrongSignature"),
        (finance, {**good, "statements": good["statements"][1:]}, "WrongSignature"),
        (finance, {**good, "signature": "0x"}, "WrongSignature"),
        (finance, {**good, "signature": hexed(bytes(65))}, "WrongSignature"),
        (finance, {**good, "signature": hexed(bytes(64) + b"\x1b")}, "WrongSignature"),
        (finance, {**good, "signature": hexed(mirrored(good["signature"]))}, "WrongSignature"),
        (finance, attestation(march, finance, said) | {"sequence": 1}, "WrongSignature"),
        (stranger, offer(march, stranger, said), "NotNode"),
    ]
    for key, body, code in forged:
        assert refused(http.put(f"{PATH}/figures/{key.address}", json=body)) == (403, code)
    assert all(node["offers"] == [] for node in http.get(PATH).json()["nodes"])


def test_a_signature_holds_for_one_period(march: March, http: TestClient) -> None:
    key = key_of("Finance")
    body = offer(march, key, march.reading("Finance"))
    other = PATH.replace("2024-03", "2024-02")
    assert refused(http.put(f"{other}/figures/{key.address}", json=body)) == (403, "WrongSignature")


def test_an_earlier_offer_is_refused_and_the_last_one_changes_nothing(march: March, http: TestClient) -> None:
    key, said = key_of("Finance"), march.reading("Finance")
    where = f"{PATH}/figures/{key.address}"
    first, second = offer(march, key, said[:2]), offer(march, key, said, sequence=2)
    for body in (first, first, second, second):
        assert http.put(where, json=body).status_code == 200
    assert refused(http.put(where, json=first)) == (409, "SequencePassed")
    assert refused(http.put(where, json=offer(march, key, said[:1], sequence=2))) == (409, "SequencePassed")
    node = next(node for node in http.get(PATH).json()["nodes"] if node["node"] == key.address)
    assert [len(each["statements"]) for each in node["offers"]] == [2, 4], "all are kept"


def test_what_does_not_fit_is_told(march: March, http: TestClient) -> None:
    key, said = key_of("Finance"), march.reading("Finance")
    where, good = f"{PATH}/figures/{key.address}", offer(march, key, said)
    first, *others = good["statements"]
    wrong: list[tuple[str, dict[str, Any], str]] = [
        (where, offer(march, key, said[::-1]), "SubjectsNotAscending"),
        (where, {**good, "statements": [first, first]}, "SubjectsNotAscending"),
        (where, {**good, "statements": [{**first, "subject": "0x12"}, *others]}, "InvalidValue"),
        (where, {**good, "statements": [{**first, "revenue": str(2**63)}, *others]}, "InvalidValue"),
        (where, {**good, "statements": [{**first, "otherMetric": 0}, *others]}, "InvalidRequest"),
        (where, {**good, "sequence": 0}, "InvalidRequest"),
        (f"{PATH}/figures/0x12", good, "InvalidValue"),
        (f"{PATH.replace('2024-03', 'March')}/figures/{key.address}", good, "InvalidPeriod"),
    ]
    for path, body, code in wrong:
        assert refused(http.put(path, json=body)) == (422, code)


def test_a_month_that_has_not_ended_is_too_early(march: March, http: TestClient) -> None:
    key = key_of("Finance")
    said = march.reading("Finance")
    signature = sign(offer_message(march.company, MARCH + 1, 1, said), key)
    body = {"sequence": 1, "statements": shown(said), "signature": hexed(signature)}
    answer = http.put(f"{PATH.replace('-03', '-04')}/figures/{key.address}", json=body)
    assert refused(answer) == (409, "PeriodNotEnded")


# --- SIGNING ---


def test_a_batch_is_ready_once_a_quorum_has_signed_it(march: March, http: TestClient) -> None:
    for name in NAMES[:2]:
        key, said = key_of(name), march.reading(name)
        http.put(f"{PATH}/figures/{key.address}", json=offer(march, key, said))
    ready = []
    for name in (NAMES[0], NAMES[0], NAMES[1]):
        key, said = key_of(name), march.reading(name)
        answer = http.put(f"{PATH}/attestations/{key.address}", json=attestation(march, key, said))
        assert answer.status_code == 200
        (batch,) = answer.json()["batches"]
        ready.append((len(batch["signatures"]), batch["ready"]))
    assert ready == [(1, False), (1, False), (2, True)]
    (batch,) = http.get(f"{PATH}/batches").json()["batches"]
    assert batch["hash"] == hexed(report_message(march.company, MARCH, march.reading("Finance")).struct_hash())
    # Anyone can post it as it is.
    attestations = [(each["node"], bytes.fromhex(each["signature"][2:])) for each in batch["signatures"]]
    statements = [Statement.from_json(each).to_abi() for each in batch["statements"]]
    march.company.chain.send(march.company.oracle.functions.post(MARCH, statements, attestations))
    assert march.open() == set()


def test_only_a_node_signs_and_only_what_it_offers(march: March, http: TestClient) -> None:
    finance, auditor, stranger = key_of("Finance"), key_of("Auditor"), development_account(3)
    said = march.reading("Finance")
    http.put(f"{PATH}/figures/{finance.address}", json=offer(march, finance, said[1:]))
    good = attestation(march, finance, said)
    bad = [
        (auditor, good, (403, "WrongSignature")),
        (finance, offer(march, finance, said), (403, "WrongSignature")),
        (stranger, attestation(march, stranger, said), (403, "NotNode")),
        (finance, good, (409, "NotOffered")),
        (auditor, attestation(march, auditor, said), (409, "NotOffered")),
        (finance, {**good, "statements": []}, (422, "InvalidRequest")),
    ]
    for key, body, expected in bad:
        assert refused(http.put(f"{PATH}/attestations/{key.address}", json=body)) == expected
    assert http.get(f"{PATH}/batches").json()["batches"] == []


def test_every_route_is_described_with_examples(http: TestClient) -> None:
    described = http.get("/api/v1/openapi.json").json()
    paths = [path for path in described["paths"] if path.startswith("/api/v1/oracle")]
    assert len(paths) == 11
    assert described["components"]["schemas"]["OfferModel"]["properties"]["signature"]["examples"]


# --- OVER HTTP ---


def test_nodes_report_a_month_over_http(march: March, url: str) -> None:
    nodes = [march.node(name, RemoteExchange(march.company, url)) for name in NAMES]
    for node in (*nodes, *nodes):
        assert node.step().failed == ()
    assert march.open() == set()


def test_what_the_exchange_refuses_and_its_absence_are_told(march: March, url: str) -> None:
    exchange, key = RemoteExchange(march.company, url), key_of("Finance")
    with pytest.raises(ExchangeRefused, match="WrongSignature"):
        exchange.offer(MARCH, key.address, 1, march.reading("Finance"), bytes(65))
    with pytest.raises(NoExchange):
        RemoteExchange(march.company, march.company.chain.url).figures(MARCH)


def heyi_oracle(march: March, url: str, name: str, *words: str, folder: Path) -> str:
    """What `heyi oracle` of a node prints, with a keystore of its own."""
    return heyi(march, url, name, "oracle", *words, folder=folder)


def heyi(march: March, url: str, name: str, *words: str, folder: Path) -> str:
    """What the command prints with the settings of a node."""
    record = folder / "company.json"
    Record(march.company.chain.url, "anvil", march.company.deployment, dict(march.units), {}, own_time=True).write(
        record
    )
    keystore = folder / f"{name}.json"
    keystore.write_text(json.dumps(key_of(name).encrypt("open", kdf="pbkdf2", iterations=1)))
    settings = {
        "HEYI_CHAIN_RPC_URL": march.company.chain.url,
        "HEYI_CHAIN_PROFILE": "anvil",
        "HEYI_COMPANY_RECORD": str(record),
        "HEYI_ORACLE_KEY": str(keystore),
        "HEYI_ORACLE_PASSWORD": "open",
        "HEYI_ORACLE_SOURCE": str(march.where / name),
        "HEYI_ORACLE_API_URL": url,
    }
    command = [str(Path(sys.executable).with_name("heyi")), *words]
    environment = {**os.environ, **settings, "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_shows_what_it_would_do_and_does_it(march: March, url: str, tmp_path: Path) -> None:
    march.write("Auditor", shop="50.00,30.00")
    rows = json.loads(heyi_oracle(march, url, "Finance", "--dry-run", "--json", folder=tmp_path))
    february = [(row["offered"], row["why"]) for row in rows if row["period"] == "2024-02"]
    assert february == [("no", "final alike")] * 4
    march_rows = {row["subject"]: row for row in rows if row["period"] == "2024-03"}
    assert (march_rows["Shop"]["revenue"], march_rows["Shop"]["why"]) == ("50.00", "not offered yet")
    assert RemoteExchange(march.company, url).figures(MARCH).readings == {}, "nothing was sent"
    for name in ("Finance", "Customer Service", "Finance"):
        assert heyi_oracle(march, url, name, "--once", folder=tmp_path) == ""
    assert march.open() == set()
    after = heyi_oracle(march, url, "Auditor", "--dry-run", folder=tmp_path)
    (shop,) = [line for line in after.splitlines() if "2024-03" in line and "Shop" in line]
    assert "posted otherwise" in shop


def test_the_command_shows_what_all_nodes_say(march: March, url: str, tmp_path: Path) -> None:
    march.write("Auditor", shop="50.00,30.00")
    for name in ("Finance", "Auditor"):
        heyi_oracle(march, url, name, "--once", folder=tmp_path)
    shown = heyi(march, url, "Finance", "figures", "2024-03", "--api", url, folder=tmp_path)
    shop = [line for line in shown.splitlines() if "Shop" in line]
    assert len(shop) == 1, "a line for what is said first, and one for each other thing"
    assert "apart" in shop[0]
    assert "differs" in shop[0]
    assert "never" in shown, "the third node was not heard yet"
    asked = ("figures", "2024-03", "--api", url, "--unit", "shop", "--json")
    found = json.loads(heyi(march, url, "Finance", *asked, folder=tmp_path))
    (item,) = found["items"]
    assert (item["name"], item["state"]) == ("Shop", "apart")
    assert item["waiting_for"] == [key_of("Customer Service").address]


def test_the_command_gives_a_node_another_key(march: March, url: str, tmp_path: Path) -> None:
    keystore, password = tmp_path / "new.json", tmp_path / "new.txt"
    keystore.write_text(json.dumps(key_of("a new key").encrypt("other", kdf="pbkdf2", iterations=1)))
    password.write_text("other")
    words = ("rotate", "--new-key", str(keystore), "--new-password-file", str(password))
    printed = json.loads(heyi_oracle(march, url, "Finance", *words, "--print", folder=tmp_path))
    assert (printed["node"], printed["newNode"]) == (key_of("Finance").address, key_of("a new key").address)
    is_node = march.company.oracle.functions.isNode(key_of("a new key").address)
    assert not march.company.chain.call(is_node), "nothing was sent"
    heyi_oracle(march, url, "Finance", *words, folder=tmp_path)
    assert march.company.chain.call(is_node)
