"""What all see of the exchange: where figures stand, how nodes differ, proofs; and rows, for who may see them."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from heyi.api.app import create_app
from heyi.api.identity import permissions
from heyi.api.papers import seeing
from heyi.api.routes.oracle import evidence as routes
from heyi.api.service import Service
from heyi.cli.app import app
from heyi.cli.oracles.evidence import OtherRows, RowsUnreadable
from heyi.company import Company
from heyi.core.facts import Statement
from heyi.core.signing import sign
from heyi.processes.attesting import Board
from heyi.processes.attesting.exchange import offer_message, report_message
from heyi.processes.ledger import book_of
from heyi.sources.evidence import evidence_hash
from heyi.store.database import Database
from heyi.store.kept.oracle import proofs
from heyi.store.projection import hexed
from tests.backend.processes.attesting.oracles import DAY, MARCH, NAMES, March, key_of, rounds
from tests.backend.processes.conftest import Kept, company, kept

__all__ = ["company", "kept"]

PATH = "/api/v1/oracle/periods/2024-03"
ROWS = ['["shop","2024-03","50.00"]', '["shop","2024-03","1.00"]']


@pytest.fixture
def march(company: Company, kept: Kept, tmp_path: Path) -> March:
    return March(company, kept.units, tmp_path / "nodes").begin()


@pytest.fixture
def service(march: March, tmp_path: Path) -> Iterator[Service]:
    database = Database(f"sqlite:///{tmp_path}/heyi.db")
    yield Service(database, book_of(march.company, database), march.company)
    database.close()


@pytest.fixture
def board(service: Service) -> Board:
    return Board(service.company, service.database, clock=lambda: 1_712_000_000)


@pytest.fixture
def http(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        yield client


def offer(board: Board, march: March, name: str, said: list[Statement], sequence: int = 1) -> None:
    key = key_of(name)
    signature = sign(offer_message(march.company, MARCH, sequence, said), key)
    board.offer(MARCH, key.address, sequence, said, signature)


def shop(march: March, *rows: str, revenue: int = 5_100) -> Statement:
    return Statement(subject=march.subject("Shop"), revenue=revenue, evidence=evidence_hash(rows))


def give(http: TestClient, rows: list[str], hash_: bytes | None = None, **options: Any) -> tuple[int, str]:
    body = json.dumps({"rows": rows}).encode()
    where = f"/api/v1/oracle/evidence/{hexed(hash_ or evidence_hash(rows))}"
    answer = http.put(where, content=options.pop("content", body), **options)
    return answer.status_code, answer.json().get("code", "")


def allow(monkeypatch: pytest.MonkeyPatch, *subjects: bytes) -> None:
    """As if whoever asks were of these units."""

    def may_see(_viewer: object, subject: bytes) -> str | None:
        return "auditor" if subject in subjects else None

    monkeypatch.setattr(seeing, "may_see_evidence", may_see)
    real = permissions.permit_evidence
    monkeypatch.setattr(seeing, "permit_evidence", lambda v, s: "auditor" if s in subjects else real(v, s))


# --- EVIDENCE ---


def test_rows_that_an_offer_names_are_kept_once_and_found_by_their_hash(
    march: March, board: Board, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert give(http, ROWS) == (409, "EvidenceNotNamed")
    offer(board, march, "Finance", [shop(march, *ROWS)])
    assert http.get(f"{PATH}/evidence").json()["missing"] == [hexed(evidence_hash(ROWS))]
    assert give(http, ROWS[::-1], evidence_hash(ROWS)) == (422, "EvidenceWrong")
    assert give(http, ROWS) == (200, "")
    assert give(http, ["anything"], evidence_hash(ROWS)) == (200, ""), "it is there already, so nothing is read"
    assert http.get(f"{PATH}/evidence").json()["missing"] == []
    allow(monkeypatch, march.subject("Shop"))
    where = f"/api/v1/oracle/evidence/{hexed(evidence_hash(ROWS))}"
    first = http.get(where, params={"limit": 1}).json()
    second = http.get(where, params={"limit": 1, "cursor": first["next"]}).json()
    assert (first["items"] + second["items"], second["next"], first["rows"]) == (ROWS, None, 2)
    assert first["named"] == [
        {"node": key_of("Finance").address, "period": "2024-03", "subject": hexed(march.subject("Shop"))}
    ]


def test_a_long_list_is_paged_over_its_pieces(
    march: March, board: Board, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f'["{number}"]' for number in range(2_345)]
    offer(board, march, "Finance", [shop(march, *rows)])
    body = gzip.compress(json.dumps({"rows": rows}).encode())
    assert give(http, rows, content=body, headers={"content-encoding": "gzip"}) == (200, "")
    allow(monkeypatch, march.subject("Shop"))
    where = f"/api/v1/oracle/evidence/{hexed(evidence_hash(rows))}"
    found, place = [], {"limit": "499"}
    while place:
        page = http.get(where, params=place).json()
        found += page["items"]
        place = {**place, "cursor": page["next"]} if page["next"] else {}
    assert found == rows
    assert board.shelf.rows(evidence_hash(rows), 999, 3) == rows[999:1002]
    assert board.shelf.rows(evidence_hash(rows), 9_999, 3) == []


def test_rows_are_for_who_may_see_their_subject(
    march: March, board: Board, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(board, march, "Finance", [shop(march, *ROWS)])
    give(http, ROWS)
    where = f"/api/v1/oracle/evidence/{hexed(evidence_hash(ROWS))}"
    assert http.get(where).status_code == 401
    allow(monkeypatch, march.subject("Mill"))
    assert http.get(where).status_code == 401
    # A node that names them as evidence of the mill's shows them to the mill's people no more than before.
    offer(board, march, "Auditor", [Statement(subject=march.subject("Mill"), evidence=evidence_hash(ROWS))])
    answer = http.get(where)
    assert (answer.status_code, answer.json()["code"]) == (403, "EvidenceNotShown")
    differing = http.get(f"{PATH}/differences/{hexed(march.subject('Mill'))}").json()
    assert "50.00" not in json.dumps(differing)
    offer(board, march, "Customer Service", [shop(march, *ROWS)])
    assert http.get(where).status_code == 401
    allow(monkeypatch, march.subject("Shop"))
    assert http.get(where).json()["items"] == ROWS


def test_what_is_no_evidence_is_refused_before_it_costs_anything(
    march: March, board: Board, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(board, march, "Finance", [shop(march, *ROWS)])
    named = evidence_hash(ROWS)
    gz = {"content-encoding": "gzip"}
    bomb = gzip.compress(b'{"rows":["' + b"0" * 3_000_000 + b'"]}')
    monkeypatch.setattr(routes, "LARGEST_UNPACKED", 1_000_000)
    refused: list[tuple[dict[str, Any], tuple[int, str]]] = [
        ({"content": bomb, "headers": gz}, (413, "BodyTooLarge")),
        ({"content": bomb[:-9], "headers": gz}, (413, "BodyTooLarge")),
        ({"content": gzip.compress(b"{}")[:-4], "headers": gz}, (422, "BodyBroken")),
        ({"content": gzip.compress(b"{}") + b"more", "headers": gz}, (422, "BodyBroken")),
        ({"content": b"{}", "headers": gz}, (422, "BodyBroken")),
        ({"content": b"{}", "headers": {"content-encoding": "br"}}, (415, "EncodingUnknown")),
        ({"content": b"{"}, (422, "InvalidRequest")),
        ({"content": b'{"rows": "one"}'}, (422, "InvalidRequest")),
        ({"content": b'{"rows": []}'}, (422, "InvalidRequest")),
        ({"content": json.dumps({"rows": ["\n".join(ROWS)]}).encode()}, (422, "InvalidValue")),
        ({"content": json.dumps({"rows": ["0" * 70_000]}).encode()}, (422, "InvalidValue")),
        ({"content": b'{"rows": ["\\ud800"]}'}, (422, "InvalidRequest")),
        ({"content": b"0" * 16_000_001}, (413, "BodyTooLarge")),
    ]
    for options, expected in refused:
        assert give(http, [], named, **options) == expected
    assert give(http, ROWS, bytes(31) + b"\1") == (409, "EvidenceNotNamed")
    assert http.get("/api/v1/oracle/evidence/0x12").status_code == 422
    assert board.shelf.count(named) is None


def test_bodies_elsewhere_are_no_larger_than_before(march: March, http: TestClient, service: Service) -> None:
    body = b"0" * (service.limits.max_request_bytes + 1)
    answer = http.put(f"{PATH}/figures/{key_of('Finance').address}", content=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "BodyTooLarge")


# --- DIFFERENCES ---


def test_differences_say_who_reads_what_and_which_rows(
    march: March, board: Board, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [ROWS[0], '["shop","2024-03","2.00"]', '["shop","2024-03","2.00"]']
    offer(board, march, "Finance", [shop(march, *ROWS)])
    offer(board, march, "Auditor", [shop(march, *other, revenue=5_400)])
    for rows in (ROWS, other):
        give(http, rows)
    where = f"{PATH}/differences/{hexed(march.subject('Shop'))}"
    found = {each["node"]: each for each in http.get(where).json()["nodes"]}
    finance, auditor = (found[key_of(name).address] for name in NAMES[:2])
    assert found[key_of("Customer Service").address]["statement"] is None
    assert auditor["statement"]["revenue"] == "5400"
    assert (auditor["rows"]["rows"], auditor["rows"]["only"], auditor["rows"]["lacks"]) == (3, 2, 1)
    assert (finance["rows"]["only"], finance["rows"]["lacks"]) == (1, 2)
    assert auditor["rows"]["only_rows"] is None, "which rows is for who may see them"
    allow(monkeypatch, march.subject("Shop"))
    found = {each["node"]: each for each in http.get(where).json()["nodes"]}
    assert found[key_of("Auditor").address]["rows"]["only_rows"] == [other[1]] * 2
    assert found[key_of("Auditor").address]["rows"]["lacks_rows"] == [ROWS[1]]
    assert not http.get(where).json()["alike"]
    assert http.get(f"{PATH}/differences/{hexed(march.subject('Mill'))}").json()["alike"]


# --- PROGRESS ---


def states(http: TestClient) -> dict[str, str]:
    return {each["subject"]: each["state"] for each in http.get(f"{PATH}/progress").json()["items"]}


def test_a_month_goes_through_its_states(march: March, board: Board, http: TestClient) -> None:
    mill, subjects = hexed(march.subject("Mill")), {hexed(march.subject(unit)) for unit in march.units}
    assert states(http) == {}
    march.node("Finance", board).step()
    assert states(http) == dict.fromkeys(subjects, "waiting")
    waiting = http.get(f"{PATH}/progress").json()
    item = next(each for each in waiting["items"] if each["subject"] == mill)
    assert set(item["waiting_for"]) == {key_of(name).address for name in NAMES[1:]}
    (deadline,) = item["deadlines"]
    assert deadline["at"] == waiting["ends_at"] + 45 * DAY
    assert deadline["seconds_left"] == deadline["at"] - waiting["now"]
    march.write("Auditor", mill="0,-3.00")
    march.node("Auditor", board).step()
    found = states(http)
    assert {subject for subject, state in found.items() if state == "apart"} >= {mill}
    assert "agreed" in found.values()
    march.node("Finance", board).step()
    assert "posted" in states(http).values() or "signed" in states(http).values()
    rounds(march.nodes(board), 3)
    posted = http.get(f"{PATH}/progress").json()
    assert posted["states"] == {"posted": 4}
    item = next(each for each in posted["items"] if each["subject"] == mill)
    assert item["differing"] == [key_of("Auditor").address]
    assert item["deadlines"][0]["seconds_left"] <= 3 * DAY
    march.challenge("Mill")
    assert states(http)[mill] == "challenged"
    march.decide("Mill", upheld=True)
    march.pass_days(4)
    assert set(states(http).values()) == {"final"}, "one node that reads otherwise corrects nothing"
    march.write("Auditor")
    rounds(march.nodes(board), 3)
    assert set(states(http).values()) == {"final"}


def test_progress_is_paged_and_says_when_nodes_were_heard_last(march: March, board: Board, http: TestClient) -> None:
    march.node("Finance", board).step()
    first = http.get(f"{PATH}/progress", params={"limit": 3}).json()
    second = http.get(f"{PATH}/progress", params={"limit": 3, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [3, 1, None]
    assert len({each["subject"] for each in first["items"] + second["items"]}) == 4
    heard = {each["node"]: (each["offered_at"], each["period"], each["sequence"]) for each in first["nodes"]}
    assert heard.pop(key_of("Finance").address) == (1_712_000_000, "2024-03", 1)
    assert set(heard.values()) == {(None, None, 0)}


def test_a_month_without_figures_ends_absent(march: March, board: Board, http: TestClient) -> None:
    march.node("Finance", board).step()
    march.pass_days(46)
    assert set(states(http).values()) == {"absent"}
    march.node("Auditor", board).step()
    assert set(states(http).values()) == {"correcting", "absent"}, "a quorum has figures now"
    assert http.get("/api/v1/oracle/periods/9999-12/progress").json()["items"] == []
    assert http.get("/api/v1/oracle/periods/999999999-12/progress").json()["code"] == "InvalidPeriod"


# --- PROOFS ---


def test_proofs_are_for_all_to_check_and_few_are_kept(march: March, board: Board, http: TestClient) -> None:
    key = key_of("Finance")
    for revenue in range(60):
        said = [Statement(subject=march.subject("Shop"), revenue=revenue)]
        signature = sign(offer_message(march.company, MARCH, 1, said), key)
        body = {"sequence": 1, "statements": [said[0].to_json()], "signature": hexed(signature)}
        answer = http.put(f"{PATH}/figures/{key.address}", json=body)
        assert answer.status_code == (200 if revenue == 0 else 409)
    (proof,) = http.get("/api/v1/oracle/equivocations").json()["items"]
    assert (proof["node"], proof["kind"], proof["sequence"], proof["subject"]) == (key.address, "offer", 1, None)
    assert [proof[which]["statements"][0]["revenue"] for which in ("first", "second")] == ["0", "1"]
    for sequence in range(2, 30):
        for revenue in (1, 2):
            said = [Statement(subject=march.subject("Shop"), revenue=revenue)]
            signature = sign(offer_message(march.company, MARCH, sequence, said), key)
            body = {"sequence": sequence, "statements": [said[0].to_json()], "signature": hexed(signature)}
            http.put(f"{PATH}/figures/{key.address}", json=body)
    found = http.get("/api/v1/oracle/equivocations", params={"limit": 15}).json()
    more = http.get("/api/v1/oracle/equivocations", params={"limit": 15, "cursor": found["next"]}).json()
    assert (len(found["items"]), len(more["items"]), more["next"]) == (15, 5, None)


def test_a_second_figure_of_a_subject_is_a_proof_unless_the_first_is_void(march: March, board: Board) -> None:
    key = key_of("Auditor")

    def attest(revenue: int, sequence: int) -> None:
        said = [Statement(subject=march.subject("Shop"), revenue=revenue)]
        offer(board, march, "Auditor", said, sequence)
        board.attest(MARCH, key.address, said, sign(report_message(march.company, MARCH, said), key))

    rounds(march.nodes(board))
    assert any(key.address in batch.signatures for batch in board.batches(MARCH)), "it has signed the first"
    march.challenge("Shop")
    march.decide("Shop", upheld=False)
    attest(1, 2)
    with board.database.reading() as connection:
        assert proofs(connection) == []


# --- WHO HOLDS THE ROWS ---


@pytest.mark.parametrize("form", ["lines", "list", "page", "body"])
def test_anyone_with_the_rows_can_check_them(tmp_path: Path, form: str) -> None:
    texts = {
        "lines": "".join(f"{row}\n" for row in ROWS),
        "list": json.dumps(ROWS),
        "page": json.dumps({"hash": "0x", "rows": 2, "items": ROWS}),
        "body": json.dumps({"rows": ROWS}),
    }
    file = tmp_path / ("rows.txt" if form == "lines" else "rows.json")
    file.write_text(texts[form], encoding="utf-8")
    run = CliRunner()
    done = run.invoke(app, ["evidence", "check", str(file), hexed(evidence_hash(ROWS))])
    assert (done.exit_code, "2 rows" in done.output) == (0, True)
    for wrong in (evidence_hash(ROWS[:1]), evidence_hash(ROWS[::-1]), bytes(32)):
        assert isinstance(run.invoke(app, ["evidence", "check", str(file), hexed(wrong)]).exception, OtherRows)


def test_rows_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    for text in ("{", '{"items": [1]}', "5"):
        file.write_text(text)
        found = CliRunner().invoke(app, ["evidence", "check", str(file), hexed(bytes(32))]).exception
        assert isinstance(found, RowsUnreadable)
    gone = CliRunner().invoke(app, ["evidence", "check", str(tmp_path / "none.txt"), hexed(bytes(32))]).exception
    assert isinstance(gone, RowsUnreadable)
