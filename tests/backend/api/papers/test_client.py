"""The typed client against a server that really listens."""

import time
from collections.abc import Iterator

import pytest

from heyi.client import HeyiClient, Problem, Unreachable
from heyi.client.client import NotRelayed, SignedBySeveral, sign_typed
from tests.backend.api.papers.serving import StandIn, serving
from tests.backend.api.papers.world import PEOPLE, World

WORD = "0x" + "12" * 32


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[tuple[str, StandIn]]:
    with serving(world) as found:
        yield found


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def client(served: tuple[str, StandIn], waited: list[float]) -> Iterator[HeyiClient]:
    with HeyiClient(served[0], wait=waited.append) as client:
        client.sign_in(PEOPLE["sam"])
        yield client


@pytest.fixture
def stand_in(served: tuple[str, StandIn]) -> StandIn:
    served[1].fails = False
    return served[1]


def test_health(client: HeyiClient) -> None:
    assert client.health().status == "ok"
    assert client.ready().indexed > 0


def test_from_a_preview_to_an_open_agreement(world: World, client: HeyiClient, stand_in: StandIn) -> None:
    shop, mill = world.addresses["shop"], world.addresses["mill"]
    template = world.template()
    figures = [{"of": "shop", "period": world.month(), "revenue": "10000"}]
    preview = client.preview(template=template, figures=figures)
    assert preview.supposed is not None
    assert preview.supposed.in_all[mill] == 3_250 + 3 * 2_000
    draft = client.propose(template=template, proposed_by=shop)
    assert (draft.sentence, draft.missing) == (preview.sentence, (shop, mill))
    draft = client.sign_draft(draft, shop, PEOPLE["sam"])
    draft = client.sign_draft(draft, mill, PEOPLE["max"])
    assert draft.ready is not None
    relayed = client.await_relayed(client.relay(draft.ready.call), final=True)
    assert (relayed.state, relayed.block) == ("final", 7)
    assert client.draft(draft.id).state == "opened"
    supposed = client.what_if(draft.agreement, [{**figures[0], "of": shop}])
    assert supposed.in_all[shop] == -preview.supposed.in_all[mill]
    assert draft.id in [each.id for each in client.drafts(party=mill)]
    assert not client.add_sentence(draft.sentence)


def test_a_counter_offer_and_a_withdrawal(world: World, client: HeyiClient) -> None:
    shop = world.addresses["shop"]
    draft = client.propose(template=world.template())
    other = client.propose(template=world.template(fee="21"), answers=draft.id)
    assert other.parent == draft.id
    assert other.difference is not None
    call = client.withdraw_draft(other.id, shop, PEOPLE["sam"])
    assert (call.verb, client.draft(other.id).state) == ("withdrawMessage", "withdrawn")


def test_an_offer_is_posted_and_accepted(world: World, client: HeyiClient) -> None:
    shop, mill = world.addresses["shop"], world.addresses["mill"]
    terms = client.preview(template=world.template(share=None, at_most=None)).terms
    terms = {**terms, "parties": ["0x" + 40 * "0", mill], "firstPeriod": 0}
    arguments = {"terms": terms, "acceptor": shop, "times": 1}
    asked = client.typed_data("ServiceAgreements", "offer", arguments, sentence="Flour for 20.00.")
    signature = asked.signature_prefix + sign_typed(asked.typed_data, PEOPLE["max"])[2:]
    offer = client.post_offer(terms, "Flour for 20.00.", asked.deadline, signature, acceptor=shop)
    assert offer == client.offer(offer.hash)
    assert offer in list(client.offers(acceptor=shop))
    accepted = client.accept_offer(offer.hash, shop, world.month(), PEOPLE["sam"])
    assert accepted.ready is not None
    client.relay(accepted.ready.call)
    assert client.offer(offer.hash).accepted == 1


def test_signing_and_sending_in_one_go(world: World, client: HeyiClient, stand_in: StandIn) -> None:
    arguments = {"owner": world.addresses["olga"], "operator": world.addresses["sam"], "approved": True}
    relayed = client.sign_and_send("Treasury", "setOperatorBySig", arguments, PEOPLE["olga"])
    assert client.await_relayed(relayed).state == "mined"
    is_operator = world.company.treasury.functions.isOperator(world.addresses["olga"], world.addresses["sam"])
    assert world.company.chain.call(is_operator)
    with pytest.raises(SignedBySeveral):
        client.sign_and_send(
            "Enterprise", "elect", {"leader": world.addresses["sue"]}, PEOPLE["sue"], enterprise=world.addresses["shop"]
        )


def test_signing_in_out_and_keys(served: tuple[str, StandIn], client: HeyiClient, world: World) -> None:
    sam, shop = PEOPLE["sam"].address, world.addresses["shop"]
    assert (client.who().address, client.who().by) == (sam, "session")
    draft = client.propose(template=world.template())
    key = client.make_key("robot", ["drafts.read"], int(time.time()) + 600)
    assert key.token not in repr(key)
    with HeyiClient(served[0], api_key=key.token) as machine:
        assert (machine.who().address, machine.who().scopes) == (sam, ["drafts.read"])
        assert machine.draft(draft.id).id == draft.id
        client.revoke_key(key.id)
        with pytest.raises(Problem, match="KeyRefused"):
            machine.draft(draft.id)
    assert client.sign_in(PEOPLE["sam"], as_account=shop).address == shop
    client.sign_out()
    assert client.who().address is None
    client.sign_in(PEOPLE["olga"])
    client.sign_out(everywhere=True)
    with pytest.raises(Problem, match="NotSignedIn"):
        client.draft(draft.id)


def test_problems_have_code_and_facts(world: World, client: HeyiClient) -> None:
    with pytest.raises(Problem) as caught:
        client.draft("none")
    problem = caught.value
    assert (problem.status, problem.code, problem.facts()) == (404, "NoSuchDraft", {"draft": "none"})
    assert str(problem) == "there is no draft none (NoSuchDraft)"
    with pytest.raises(Problem) as caught:
        client.book("nonsense")
    assert caught.value.code == "NotHeyi"


def test_a_busy_relay_is_asked_again_with_the_same_key(
    world: World, client: HeyiClient, stand_in: StandIn, waited: list[float]
) -> None:
    arguments = {"owner": world.addresses["olga"], "operator": world.addresses["sue"], "approved": True}
    stand_in.busy, sent = 2, len(stand_in.entries)
    client.sign_and_send("Treasury", "setOperatorBySig", arguments, PEOPLE["olga"])
    assert (waited, len(stand_in.entries) - sent) == ([2.0, 2.0], 1)
    stand_in.busy = 99
    with pytest.raises(Problem) as caught:
        client.sign_and_send("Treasury", "setOperatorBySig", arguments, PEOPLE["olga"])
    assert caught.value.status == 503
    stand_in.busy = 0


def test_a_key_sends_once(world: World, client: HeyiClient, stand_in: StandIn) -> None:
    draft = world.draft()
    world.signed_by(draft, "shop", "sam")
    call = client.withdraw_draft(draft["id"], world.addresses["shop"], PEOPLE["sam"])
    first, second = (client.relay(call, key="once") for _ in range(2))
    assert first.id == second.id


def test_what_fails_on_its_way_is_told(client: HeyiClient, stand_in: StandIn, waited: list[float]) -> None:
    relayed = client.relayed(0)
    stand_in.fails = True
    with pytest.raises(NotRelayed, match="failed it isn't open"):
        client.await_relayed(client.relayed(relayed.id))
    stand_in.fails = False
    stand_in.entries[0] = 0
    with pytest.raises(NotRelayed, match="after 1 tries"):
        client.await_relayed(client.relayed(0), final=True, tries=1)


def test_pages_of_the_book_come_again_only_when_they_changed(client: HeyiClient, stand_in: StandIn) -> None:
    before = stand_in.asked
    assert [client.book("things"), list(client.book_pages("things"))][1] == [1, 2]
    assert client.book("/things") == {"items": [1, 2], "next": None}
    assert stand_in.asked == before + 1


def test_nobody_there(waited: list[float]) -> None:
    with HeyiClient("http://127.0.0.1:9", wait=waited.append) as client, pytest.raises(Unreachable):
        client.health()
    assert len(waited) == 4
