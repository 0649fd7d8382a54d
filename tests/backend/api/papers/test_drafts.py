"""Drafts from proposal to opening, through HTTP, against a company's own contracts."""

import pytest
import sqlalchemy as sa
from eth_utils.crypto import keccak

from heyi.chain.refusals import ContractRefused
from heyi.store import kept
from tests.backend.api.papers.world import PEOPLE, World, typed_signature


def test_a_draft_says_what_is_signed_and_by_whom(world: World) -> None:
    draft = world.draft()
    assert draft["sentence"].startswith(
        "Shop pays Mill 20.00 a month and 12.5 % of Shop's revenue above 0, at most 90.50"
    )
    assert draft["sentence_hash"] == "0x" + keccak(text=draft["sentence"]).hex()
    assert (draft["state"], draft["contract"]) == ("open", "ServiceAgreements")
    assert draft["missing"] == [world.addresses["shop"], world.addresses["mill"]]
    assert draft["next"] == world.addresses["shop"]
    shop = draft["signers"][0]
    assert (shop["name"], shop["is_enterprise"], shop["quorum"]) == ("Shop", True, 2)
    assert shop["leader"] == world.addresses["sam"]
    assert shop["typed_data"]["primaryType"] == "Consent"
    assert shop["typed_data"]["message"]["sentence"] == draft["sentence"]
    assert [each["code"] for each in draft["cautions"]] == ["single-indicator"]


def test_signed_by_leaders_it_is_ready_and_opens(world: World) -> None:
    draft = world.draft()
    after = world.signed_by(draft, "shop", "sam")
    assert (after["missing"], after["ready"]) == ([world.addresses["mill"]], None)
    after = world.signed_by(draft, "mill", "max")
    assert after["missing"] == []
    assert after["ready"]["refused"] is None
    world.relay(after["ready"]["call"])
    opened = world.get(f"/drafts/{draft['id']}")
    assert (opened["state"], opened["ready"]) == ("opened", None)
    with world.book.database.reading() as connection:
        kept_text = connection.scalar(
            sa.select(kept.sentence.c.text).where(kept.sentence.c.hash == draft["sentence_hash"])
        )
    assert kept_text == draft["sentence"], "the open book shows the sentence"


def test_members_are_put_together_to_a_quorum(world: World) -> None:
    draft = world.draft()
    after = world.signed_by(draft, "shop", "sue")
    assert not after["signers"][0]["signed"]
    assert [each["whole"] for each in after["signers"][0]["signatures"]] == [False]
    after = world.signed_by(draft, "shop", "ann")
    assert after["signers"][0]["signed"]
    after = world.signed_by(draft, "mill", "max")
    assert after["ready"]["refused"] is None
    world.relay(after["ready"]["call"])
    assert world.get(f"/drafts/{draft['id']}")["state"] == "opened"


def test_a_counter_offer_shows_both_sides_and_takes_over_when_signed(world: World) -> None:
    draft = world.draft()
    world.signed_by(draft, "shop", "sam")
    answer = {"template": draft["template"]}
    answer["template"]["entry"]["fee"] = "25"
    counter = world.post(f"/drafts/{draft['id']}/counter", answer, 201)
    difference = counter["difference"]
    assert {"where": "entry.fee", "before": "20", "after": "25"} in difference["template"]
    assert {"where": "clauses[0].points[0].y", "before": "2000", "after": "2500"} in difference["terms"]
    assert "20.00" in difference["sentence_before"]
    assert "25.00" in difference["sentence_after"]
    assert world.get(f"/drafts/{draft['id']}")["state"] == "open", "nobody has signed the counter-offer"
    world.signed_by(counter, "mill", "max")
    assert world.get(f"/drafts/{draft['id']}")["state"] == "superseded"
    problem = world.signed_by(draft, "mill", "max", 409)
    assert problem["code"] == "DraftNotOpen"
    assert problem["facts"]["state"] == "superseded"


def test_lists_by_party_in_pages(world: World) -> None:
    made = [world.draft()["id"] for _ in range(3)]
    first = world.get("/drafts", party=world.addresses["shop"], limit=2)
    assert [each["id"] for each in first["items"]] == [made[2], made[1]]
    second = world.get("/drafts", party=world.addresses["shop"], limit=2, cursor=first["next"])
    assert second["items"][0]["id"] == made[0]
    assert world.get("/drafts", party="0x" + "12" * 20)["items"] == []


def test_the_same_proposal_is_the_same_draft(world: World) -> None:
    template = world.template()
    first, second = (world.post("/drafts", {"template": template}, 201) for _ in range(2))
    assert first["id"] == second["id"]


def test_raw_terms_come_with_their_sentence(world: World) -> None:
    terms = world.draft()["terms"]
    terms["salt"] = "0x" + "ab" * 32
    raw = {"contract": "ServiceAgreements", "terms": terms, "sentence": "As we have agreed on 1 May."}
    draft = world.post("/drafts", {"raw": raw}, 201)
    assert (draft["sentence"], draft["template"]) == (raw["sentence"], None)


def test_an_amendment_is_signed_and_put_in_force(world: World) -> None:
    opened = world.opened(periods=6)
    again = world.template(**(opened["template"]["entry"] | {"fee": "30", "from": world.month(2), "periods": 4}))
    body = {"template": again, "amends": opened["agreement"]}
    draft = world.post("/drafts", body, 201)
    assert draft["signers"][0]["typed_data"]["primaryType"] == "Amendment"
    assert {"where": "clauses[0].points[0].y", "before": "2000", "after": "3000"} in draft["difference"]["terms"]
    world.signed_by(draft, "shop", "sam")
    after = world.signed_by(draft, "mill", "max")
    assert (after["ready"]["refused"], after["ready"]["call"]["verb"]) == (None, "amend")
    world.relay(after["ready"]["call"])
    assert world.get(f"/drafts/{draft['id']}")["state"] == "opened"
    again["entry"]["fee"] = "31"
    problem = world.post("/drafts", body, 409)
    assert problem["code"] == "AmendmentWaiting"


def test_a_party_takes_a_draft_back_here_and_on_chain(world: World) -> None:
    draft = world.draft()
    world.signed_by(draft, "shop", "sam")
    signed = world.signed_by(draft, "mill", "max")
    asked = world.get(f"/drafts/{draft['id']}/withdrawal", party=world.addresses["mill"])
    body = {"party": world.addresses["mill"], "deadline": asked["deadline"]}
    wrong = {**body, "signature": typed_signature(asked["typed_data"], PEOPLE["eve"])}
    assert world.post(f"/drafts/{draft['id']}/withdraw", wrong, 422)["code"] == "WrongSignature"
    right = {**body, "signature": typed_signature(asked["typed_data"], PEOPLE["max"])}
    call = world.post(f"/drafts/{draft['id']}/withdraw", right)["call"]
    assert world.get(f"/drafts/{draft['id']}")["state"] == "withdrawn"
    world.relay(call)
    with pytest.raises(ContractRefused, match="signature withdrawn"):
        world.relay(signed["ready"]["call"])


def test_a_draft_expires_with_its_first_period(world: World) -> None:
    draft = world.draft()
    assert draft["expires_at"] <= draft["created_at"] + 31 * 86_400


def test_only_a_party_of_an_agreement_proposes_to_amend_it(world: World) -> None:
    """A stranger who names herself in the new terms would be shown how they differ from the old ones."""
    opened = world.opened()
    world.sign_in("eve")
    terms = opened["terms"] | {"parties": [world.addresses["eve"], world.addresses["mill"]]}
    raw = {"contract": "ServiceAgreements", "terms": terms, "sentence": "Eve is in."}
    problem = world.post("/drafts", {"raw": raw, "amends": opened["agreement"]}, 403)
    assert (problem["code"], problem["facts"]["verb"]) == ("NotAllowed", "drafts.propose")
