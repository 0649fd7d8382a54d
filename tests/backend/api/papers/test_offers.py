"""Offers through HTTP: signed, found, accepted as often as they say, and refused where they may not be."""

from typing import Any

from eth_utils.crypto import keccak

from tests.backend.api.papers.world import PEOPLE, World, typed_signature

ZERO = "0x" + 40 * "0"


def offered(world: World, person: str = "max", **changes: Any) -> dict[str, Any]:
    """The mill's signed offer of a fixed fee, ready to be posted."""
    terms = world.post("/previews", {"template": world.template(share=None, at_most=None)})["terms"]
    terms |= {"parties": [ZERO, world.addresses["mill"]], "firstPeriod": 0}
    given = {"terms": terms, "sentence": "Mill delivers flour for 20.00 a month.", "times": 2} | changes
    arguments = {"terms": given["terms"], "acceptor": given.get("acceptor", ZERO), "times": given["times"]}
    asked = {"contract": "ServiceAgreements", "arguments": arguments, "sentence": given["sentence"]}
    typed = world.post("/typed-data/offer", asked)
    assert typed["signature_prefix"] == "0x00"
    signature = "0x00" + typed_signature(typed["typed_data"], PEOPLE[person])[2:]
    return given | {"deadline": typed["deadline"], "signature": signature}


def accepted(world: World, offer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The shop accepts: its leader signs what the API asks for."""
    body = {"client": world.addresses["shop"], "from": world.month(), **changes}
    asked = world.post(f"/offers/{offer['hash']}/accept", body)
    signature = typed_signature(asked["typed_data"], PEOPLE["sam"])
    return world.post(f"/offers/{offer['hash']}/accept", body | {"signature": signature, "deadline": asked["deadline"]})


def test_an_offer_is_found_and_accepted_twice(world: World) -> None:
    offer = world.post("/offers", offered(world), 201)
    assert (offer["acceptor"], offer["accepted"]) == (None, 0)
    assert world.post("/offers", offered(world), 201)["hash"] != offer["hash"]
    listed = world.get("/offers", acceptor=world.addresses["shop"])["items"]
    assert offer["hash"] in [each["hash"] for each in listed]
    for ahead in (0, 1):
        found = accepted(world, offer, **{"from": world.month(ahead)})
        assert found["ready"]["refused"] is None
        world.relay(found["ready"]["call"])
    assert world.get(f"/offers/{offer['hash']}")["accepted"] == 2
    listed = world.get("/offers", supplier=world.addresses["mill"])["items"]
    assert offer["hash"] not in [each["hash"] for each in listed]
    body = {"client": world.addresses["shop"], "from": world.month(2)}
    assert world.post(f"/offers/{offer['hash']}/accept", body, 409)["code"] == "OfferUsedUp"


def test_only_whom_it_names_accepts(world: World) -> None:
    offer = world.post("/offers", offered(world, acceptor=world.addresses["olga"]), 201)
    body = {"client": world.addresses["shop"], "from": world.month()}
    for asking in (world.nobody, lambda: world.sign_in("sam")):
        asking()
        assert world.post(f"/offers/{offer['hash']}/accept", body, 404)["code"] == "NoSuchOffer"
        assert world.get(f"/offers/{offer['hash']}", 404)["code"] == "NoSuchOffer"
        assert offer["hash"] not in [each["hash"] for each in world.get("/offers")["items"]]
    world.sign_in("max")
    assert world.get("/offers", supplier=world.addresses["mill"])["items"][0]["hash"] == offer["hash"]
    world.sign_in("olga")
    assert world.post(f"/offers/{offer['hash']}/accept", body, 422)["code"] == "NotAcceptor"
    assert world.get("/offers", acceptor=world.addresses["olga"])["items"][0]["hash"] == offer["hash"]


def test_forged_offers_and_acceptances_are_refused(world: World) -> None:
    assert world.post("/offers", offered(world, person="eve"), 422)["code"] == "WrongSignature"
    body = offered(world)
    for changes in ({"times": 3}, {"sentence": "For nothing."}, {"acceptor": world.addresses["eve"]}):
        assert world.post("/offers", body | changes, 422)["code"] == "WrongSignature"
    assert world.post("/offers", body | {"deadline": 5}, 422)["code"] == "SignatureExpired"
    named = body["terms"] | {"parties": [world.addresses["shop"], world.addresses["mill"]]}
    assert world.post("/offers", body | {"terms": named}, 422)["code"] == "InvalidValue"
    offer = world.post("/offers", body, 201)
    asked = {"client": world.addresses["shop"], "from": world.month()}
    typed = world.post(f"/offers/{offer['hash']}/accept", asked)
    asked |= {"deadline": typed["deadline"], "signature": typed_signature(typed["typed_data"], PEOPLE["eve"])}
    assert world.post(f"/offers/{offer['hash']}/accept", asked, 422)["code"] == "WrongSignature"
    assert world.post(f"/offers/{offer['hash']}/accept", asked | {"from": "2020-01"}, 422)["code"] == "StartsInPast"


def test_a_withdrawn_offer_is_good_for_nothing(world: World) -> None:
    offer = world.post("/offers", offered(world), 201)
    arguments = {"party": world.addresses["mill"], "message": offer["hash"]}
    asked = world.post("/typed-data/withdrawMessage", {"contract": "ServiceAgreements", "arguments": arguments})
    call = asked["call"]
    assert asked["signature_at"] == ["consent", "signature"]
    call["arguments"]["consent"]["signature"] = "0x00" + typed_signature(asked["typed_data"], PEOPLE["max"])[2:]
    world.relay(call)
    body = {"client": world.addresses["shop"], "from": world.month()}
    assert world.post(f"/offers/{offer['hash']}/accept", body, 409)["code"] == "SignatureWithdrawn"


def test_words_of_what_was_signed_elsewhere_are_added(world: World) -> None:
    reason = "for flour bags"
    arguments = {"receiver": world.addresses["olga"], "amount": "0", "purpose": "0x" + keccak(text=reason).hex()}
    asked = world.post(
        "/typed-data/spend", {"contract": "Enterprise", "enterprise": world.addresses["shop"], "arguments": arguments}
    )
    assert world.post("/sentences", {"text": reason}, 422)["code"] == "SentenceOfNobody"
    asked["call"]["arguments"]["signature"] = typed_signature(asked["typed_data"], PEOPLE["sam"])
    world.relay(asked["call"])
    assert world.post("/sentences", {"text": reason}, 201)["kept"]
    assert not world.post("/sentences", {"text": reason}, 201)["kept"]
    terms = world.opened()
    assert not world.post("/sentences", {"text": terms["sentence"]}, 201)["kept"], "the draft's words are kept already"
