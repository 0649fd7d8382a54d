"""What strangers try: signatures of others, of other terms, of other times; floods; texts that show something else."""

import json
from typing import Any

import pytest

from heyi.api.papers import proposing
from tests.backend.api.papers.world import PEOPLE, World, typed_signature

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def given(world: World, draft: dict[str, Any], person: str, **changes: Any) -> dict[str, Any]:
    """A signature of the shop's typed data by anybody, with something else in its place."""
    typed = draft["signers"][0]["typed_data"]
    message = {**typed["message"], **changes.pop("message", {})}
    signature = typed_signature({**typed, "message": message}, PEOPLE[person])
    return {"party": world.addresses["shop"], "deadline": draft["deadline"], "signature": signature, **changes}


def refused(world: World, draft: dict[str, Any], body: dict[str, Any], code: str, status: int = 422) -> dict[str, Any]:
    problem = world.post(f"/drafts/{draft['id']}/signatures", body, status)
    assert problem["code"] == code
    assert world.get(f"/drafts/{draft['id']}")["signers"][0]["signatures"] == [], "nothing was stored"
    return problem


def test_a_stranger_signs_for_nobody(world: World) -> None:
    draft = world.draft()
    problem = refused(world, draft, given(world, draft, "eve"), "WrongSignature")
    assert problem["facts"]["party"] == world.addresses["shop"]
    assert world.addresses["eve"] in problem["detail"]
    for person in ("max", "eve"):  # another unit's leader, and one who is no party
        body = given(world, draft, person) | {"party": world.addresses[person]}
        refused(world, draft, body, "NotAParty")


def test_what_was_signed_is_what_counts(world: World) -> None:
    draft = world.draft()
    terms = draft["terms"] | {"noticePeriods": 12}
    for message in ({"sentence": "Shop pays nothing."}, {"terms": terms}, {"onBehalfOf": world.addresses["mill"]}):
        refused(world, draft, given(world, draft, "sam", message=message), "WrongSignature")
    later = given(world, draft, "sam", deadline=draft["deadline"] + 1)
    refused(world, draft, later, "WrongSignature")


def test_a_signature_is_not_taken_after_its_deadline(world: World) -> None:
    draft, past = world.draft(), world.now() - 1
    body = given(world, draft, "sam", deadline=past, message={"deadline": str(past)})
    problem = refused(world, draft, body, "SignatureExpired")
    assert problem["facts"]["deadline"] == str(past)


def test_twice_the_same_changes_nothing_and_another_one_is_refused(world: World) -> None:
    draft = world.draft()
    body = given(world, draft, "sam")
    for _ in range(2):
        after = world.post(f"/drafts/{draft['id']}/signatures", body)
        assert len(after["signers"][0]["signatures"]) == 1
    later = draft["deadline"] + 5
    other = given(world, draft, "sam", deadline=later, message={"deadline": str(later)})
    assert world.post(f"/drafts/{draft['id']}/signatures", other, 409)["code"] == "AlreadySigned"


def test_the_second_form_of_a_signature_is_none(world: World) -> None:
    """Anybody can turn (r, s, v) into another valid signature of the same key; contracts refuse it."""
    draft = world.draft()
    body = given(world, draft, "sam")
    raw = bytes.fromhex(body["signature"][2:])
    turned = raw[:32] + (ORDER - int.from_bytes(raw[32:64])).to_bytes(32) + bytes([55 - raw[64]])
    refused(world, draft, body | {"signature": "0x" + turned.hex()}, "WrongSignature")
    for nonsense in ("0x00", "0x01", "0x" + "00" * 65, "0x01" + "ff" * 64, "0x" + "ff" * 65):
        refused(world, draft, body | {"signature": nonsense}, "WrongSignature")


def test_one_member_is_no_quorum_however_often(world: World) -> None:
    draft = world.draft()
    for _ in range(3):
        after = world.signed_by(draft, "shop", "sue")
    assert not after["signers"][0]["signed"]
    for moved in (1, 2):
        later = draft["deadline"] + moved
        body = given(world, draft, "sue", deadline=later, message={"deadline": str(later)})
        assert not world.post(f"/drafts/{draft['id']}/signatures", body)["signers"][0]["signed"]


def test_a_stranger_who_counters_puts_nothing_aside(world: World) -> None:
    draft = world.draft()
    terms = draft["terms"] | {"parties": [*draft["terms"]["parties"], world.addresses["eve"]]}
    raw = {"contract": "ServiceAgreements", "terms": terms, "sentence": "Eve is here too."}
    counter = world.post(f"/drafts/{draft['id']}/counter", {"raw": raw}, 201)
    world.signed_by(counter, "eve", "eve")
    assert world.get(f"/drafts/{draft['id']}")["state"] == "open"
    others = draft["terms"] | {"parties": [world.addresses["shop"], world.addresses["eve"]]}
    body = {"raw": raw | {"terms": others}}
    assert world.post(f"/drafts/{draft['id']}/counter", body, 422)["code"] == "CounterOfOthers"


def test_floods_are_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.book.database.reading() as connection:
        waiting = proposing.store.unsigned(connection, world.addresses["shop"], 0)
    monkeypatch.setattr(proposing, "MOST_UNSIGNED", waiting + 2)
    for _ in range(2):
        world.draft()
    problem = world.post("/drafts", {"template": world.template()}, 429)
    assert problem["code"] == "TooManyPapers"
    world.sign_in("max")
    assert world.draft()["proposed_by"] == world.addresses["mill"], "others' places are their own"


def test_markup_is_text(world: World) -> None:
    raw = {"contract": "ServiceAgreements", "terms": world.draft()["terms"], "sentence": "<script>alert(1)</script>"}
    answer = world.http.post("/api/v1/drafts", json={"raw": raw})
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["sentence"] == raw["sentence"]


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x00", "\x1b", "\ud800"])
def test_texts_that_show_something_else_are_refused(world: World, hidden: str) -> None:
    raw = {"contract": "ServiceAgreements", "terms": world.draft()["terms"], "sentence": f"Mill pays{hidden} Shop."}
    body = b'{"raw": %s}' % json.dumps(raw).encode()
    answer = world.http.post("/api/v1/drafts", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    template = world.template()
    template["parties"]["mill"] = {"address": world.addresses["olga"], "name": "Ol\u202ega"}
    assert world.post("/drafts", {"template": template}, 422)["code"] == "InvalidValue"


def test_nobody_takes_a_name_that_is_another_s(world: World) -> None:
    template = world.template()
    template["parties"]["mill"] = {"address": world.addresses["olga"], "name": "mill"}
    problem = world.post("/drafts", {"template": template}, 422)
    assert (problem["code"], problem["facts"]["account"]) == ("NameTaken", world.addresses["mill"])
    template["parties"]["mill"] = {"address": world.addresses["mill"], "name": "Platform"}
    assert "what the account is called" in world.post("/drafts", {"template": template}, 422)["detail"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fee": 12.5}, "InvalidValue"),
        ({"periods": 10**12}, "InvalidValue"),
        ({"fee": "1" * 4_001}, "InvalidValue"),
        ({"of": [[[[[[[[[[1]]]]]]]]]]}, "InvalidValue"),
        ({"fee": None, "share": None, "at_most": None}, "MistakesFound"),
        ({"from": "2020-01"}, "MistakesFound"),
        ({"supplier": "nobody"}, "MistakesFound"),
        ({"from": "2026-99"}, "InvalidPeriod"),
        ({"ceiling": "1"}, "MistakesFound"),
    ],
)
def test_entries_that_are_none(world: World, changes: dict[str, Any], code: str) -> None:
    assert world.post("/drafts", {"template": world.template(**changes)}, 422)["code"] == code


def test_raw_terms_pass_the_contract_s_checks(world: World) -> None:
    terms = world.draft()["terms"]

    def refused(status: int = 422, contract: str = "ServiceAgreements", **changes: Any) -> str:
        raw = {"contract": contract, "terms": terms | changes, "sentence": "So it is."}
        return str(world.post("/drafts", {"raw": raw}, status)["code"])

    assert refused(ceiling="1") == "CeilingBelowClauses"
    assert refused(parties=[world.addresses["shop"]] * 2) == "PartyTwice"
    assert refused(firstPeriod=3) == "StartsInPast"
    assert refused(more=1) == "InvalidValue"
    assert refused(token="0x12") == "InvalidValue"
    assert refused(409, contract="VamAgreements") == "PayerIsInvestee"
    assert refused(409, legs=[terms["legs"][0] | {"nature": 3, "escrow": "5"}]) == "LegNotOfKind"


def test_requests_that_are_no_proposal(world: World) -> None:
    assert world.post("/drafts", {}, 422)["code"] == "InvalidRequest"
    assert world.get("/drafts/none", 404)["code"] == "NoSuchDraft"
    assert world.get("/drafts", 400, cursor="nonsense")["code"] == "CursorWrong"
    body = {"template": world.template(), "amends": "0x" + "12" * 32}
    assert world.post("/drafts", body, 404)["code"] == "NoSuchAgreement"
    opened = world.opened()
    again = world.post("/drafts", {"template": opened["template"]}, 409)
    assert (again["code"], again["facts"]["agreement"]) == ("AgreementExists", opened["agreement"])


def test_spaces_are_no_text(world: World) -> None:
    assert world.post("/sentences", {"text": "  "}, 422)["facts"]["problem"] == "has nothing that can be seen"
    assert "may have 1 to" in world.post("/sentences", {"text": ""}, 422)["facts"]["problem"]
