"""Typed data of every gasless function: what the API gives to sign, the contracts take."""

from typing import Any

import pytest

from heyi.api.papers.gasless import VERBS
from heyi.core.tender import Tender
from tests.backend.api.papers.world import PEOPLE, World, typed_signature

WORD = "0x" + "12" * 32


def signed(world: World, contract: str, verb: str, person: str, arguments: dict[str, Any], **more: Any) -> Any:
    """Asks, signs, puts the signature where it belongs, and carries it out."""
    asked = world.post(f"/typed-data/{verb}", {"contract": contract, "arguments": arguments, **more})
    place = asked["call"]["arguments"]
    for step in asked["signature_at"][:-1]:
        place = place[step]
    signature = typed_signature(asked["typed_data"], PEOPLE[person])
    place[asked["signature_at"][-1]] = asked["signature_prefix"] + signature[2:]
    world.relay(asked["call"])
    return asked


def test_money_moves_by_signature(world: World) -> None:
    operator = world.company.deployment.addresses["ServiceAgreements"]
    arguments = {"owner": world.addresses["olga"], "operator": operator, "approved": True}
    signed(world, "Treasury", "setOperatorBySig", "olga", arguments)
    signed(world, "Treasury", "setOperatorBySig", "olga", arguments | {"approved": False})  # with the next nonce
    token = world.company.deployment.addresses["SettlementToken"]
    moved = {"owner": world.addresses["olga"], "receiver": world.addresses["sam"], "id": str(int(token, 16))}
    signed(world, "Treasury", "transferBySig", "olga", moved | {"amount": "0"})
    out = {"owner": world.addresses["olga"], "token": token, "amount": "0", "to": world.addresses["olga"]}
    signed(world, "Treasury", "withdrawBySig", "olga", out)
    paid = {"owner": world.addresses["olga"], "amount": "0", "reference_": WORD}
    signed(world, "SettlementToken", "redeemBySig", "olga", paid)


def test_a_leader_gives_notice_for_its_unit(world: World) -> None:
    opened = world.opened(periods=9)
    arguments = {"agreement": opened["agreement"], "terms": opened["terms"], "party": 1}
    asked = signed(world, "ServiceAgreements", "giveNotice", "max", arguments)
    assert asked["typed_data"]["message"]["onBehalfOf"] == world.addresses["mill"]
    assert asked["typed_data"]["message"]["sentence"].startswith("I give notice")


def test_a_tender_is_published_bid_for_and_withdrawn(world: World) -> None:
    period = int(world.month()[:4]) * 12 + int(world.month()[5:]) - 1 - 1970 * 12
    tender = Tender(
        client=world.addresses["shop"],
        goal="boxes",
        measure="none breaks",
        token=world.company.deployment.addresses["SettlementToken"],
        highest_price=5_000,
        first_period=period + 1,
        last_period=period + 3,
        closes_at=world.now() + 86_400,
    ).to_json()
    signed(world, "Tenders", "publish", "sam", {"tender": tender})
    answer = {"supplier": world.addresses["mill"], "offer": WORD, "price": "4000"}
    signed(world, "Tenders", "bid", "max", {"tender": tender, "answer": answer})
    signed(world, "Tenders", "withdraw", "sam", {"tender": tender})


def test_a_member_leaves(world: World) -> None:
    world.found("Bakery", "ann", {"ann": 1, "olga": 1}, quorum=1)
    world.read()
    signed(
        world, "Enterprise", "leave", "olga", {"member": world.addresses["olga"]}, enterprise=world.addresses["bakery"]
    )


SEVERAL = {
    "admit": {"member": "0x" + "ab" * 20, "units": "1"},
    "changeUnits": {"members": ["0x" + "ab" * 20], "units": ["1"]},
    "elect": {"leader": "0x" + "ab" * 20},
    "succeed": {"challenger": "0x" + "ab" * 20, "units": "1", "offer": WORD},
    "setAllowance": {"allowance": "5"},
    "nameCommittee": {"nodes": ["0x" + "ab" * 20, "0x" + "cd" * 20], "quorum": "2"},
}


@pytest.mark.parametrize("verb", SEVERAL)
def test_what_several_sign_has_no_call(world: World, verb: str) -> None:
    body = {"contract": "Enterprise", "enterprise": world.addresses["shop"], "arguments": SEVERAL[verb]}
    asked = world.post(f"/typed-data/{verb}", body)
    assert (asked["call"], asked["signature_at"]) == (None, [])
    assert asked["typed_data"]["domain"]["verifyingContract"] == world.addresses["shop"]


def test_every_verb_can_be_asked_for(world: World) -> None:
    """What is left: messages whose contracts are tested elsewhere."""
    draft = world.draft()
    shop, terms = world.addresses["shop"], draft["terms"]
    asks = {
        "open": {"party": shop, "terms": terms},
        "amend": {"party": shop, "agreement": WORD, "terms": terms},
        "endByAll": {"party": shop, "agreement": WORD, "endPeriod": 700},
        "challenge": {"agreement": WORD, "inForce": terms, "party": 0, "subject": WORD, "period": 1, "reason": WORD},
    }
    for verb, arguments in asks.items():
        body = {"contract": "VamAgreements", "arguments": arguments, "sentence": "So."}
        assert world.post(f"/typed-data/{verb}", body)["party"] == shop
    permit = {"owner": shop, "spender": shop, "value": "1"}
    asked = world.post("/typed-data/permit", {"contract": "SettlementToken", "arguments": permit})
    assert asked["typed_data"]["domain"]["name"] == "Internal credit"
    charter = {"name": "New", "leader": shop, "quorum": 1, "members": [shop], "units": ["1"], "totalShares": "1"}
    charter |= {"allowance": "0", "windUpAfter": 0, "salt": WORD}
    asked = world.post("/typed-data/found", {"contract": "EnterpriseRegistry", "arguments": {"charter": charter}})
    assert asked["typed_data"]["primaryType"] == "Found"
    rotation = {"node": shop, "newNode": "0x" + "ab" * 20}
    asked = world.post("/typed-data/rotateNode", {"contract": "RevenueOracle", "arguments": rotation})
    assert (asked["call"], asked["typed_data"]["message"]["nonce"]) == (None, "0")
    assert len(VERBS) == 38


def test_an_arbiter_signs_what_decide_takes(world: World) -> None:
    olga, shop = world.addresses["olga"], world.addresses["shop"]
    about = {"subject": WORD, "period": 600, "dispute": "7", "upheld": True, "ruling": WORD}
    asked = world.post(
        "/typed-data/decide",
        {"contract": "RevenueOracle", "arguments": {**about, "parties": [shop, olga], "arbiter": olga}},
    )
    said, call = asked["typed_data"]["message"], asked["call"]["arguments"]
    assert asked["signature_at"] == ["signature"]
    assert (call["arbiter"], call["parties"]) == (olga, [shop, olga])
    assert call["decision"]["deadline"] == said["deadline"]
    assert {str(call["decision"][name]) for name in about} == {str(said[name]) for name in about}


def test_questions_that_are_none(world: World) -> None:
    def refused(verb: str, contract: str, status: int = 422, **more: Any) -> str:
        body = {"contract": contract, "arguments": {}, **more}
        return str(world.post(f"/typed-data/{verb}", body, status)["code"])

    assert refused("mint", "SettlementToken", 404) == "NoSuchVerb"
    assert refused("withdrawBySig", "Treasury") == "InvalidValue"
    assert refused("leave", "Enterprise", arguments={"member": "0x" + "ab" * 20}) == "InvalidValue"
    more = {"owner": "0x" + "ab" * 20, "spender": "0x" + "ab" * 20, "value": "1", "more": 1}
    assert refused("permit", "SettlementToken", arguments=more) == "InvalidValue"
    terms = world.draft()["terms"]
    assert refused("open", "ServiceAgreements", arguments={"party": "0x" + "ab" * 20, "terms": terms}) == "InvalidValue"
    assert (
        refused(
            "spend",
            "Enterprise",
            404,
            enterprise="0x" + "ab" * 20,
            arguments={"receiver": "0x" + "ab" * 20, "amount": "1", "purpose": WORD},
        )
        == "NoSuchEnterprise"
    )
