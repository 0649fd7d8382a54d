"""Papers that wait for somebody, as notices: who may see them, what they say, and that they go when it is done."""

from tests.backend.api.papers.test_offers import offered
from tests.backend.api.papers.world import Json, World

LEADERS = {"shop": "sam", "mill": "max"}


def of(world: World, account: str) -> list[Json]:
    """What waits for somebody who looks for themselves; for a unit, its leader looks."""
    world.sign_in(LEADERS.get(account, account))
    found: list[Json] = world.get("/notices", account=world.addresses.get(account, account))["items"]
    world.sign_in("sam")
    return found


def about(world: World, account: str, path: str) -> list[Json]:
    return [each for each in of(world, account) if each["link"].endswith(path)]


def test_a_draft_waits_for_each_party_until_it_has_signed(world: World) -> None:
    draft = world.draft()
    path = f"/drafts/{draft['id']}"
    for party in ("shop", "mill"):
        (notice,) = about(world, party, path)
        assert (notice["kind"], notice["account"]) == ("draft.waiting", world.addresses[party])
        assert notice["due"] == draft["expires_at"]
        assert "waits for your signature" in notice["subject"]
        assert draft["sentence"] in notice["text"]
        assert notice["text"].splitlines()[0] == f"For {notice['name']}"
        assert notice["link"] in notice["text"]
        assert "Otherwise the draft lapses" in notice["text"]
    first = about(world, "shop", path)[0]
    assert about(world, "shop", path)[0]["id"] == first["id"]
    world.signed_by(draft, "shop", "sam")
    assert about(world, "shop", path) == []
    (left,) = about(world, "mill", path)
    assert "Signed already by Shop" in left["text"]
    signed = world.signed_by(draft, "mill", "max")
    assert about(world, "mill", path) == []
    world.relay(signed["ready"]["call"])
    assert about(world, "mill", path) == []


def test_what_waits_for_a_unit_waits_for_who_leads_it(world: World) -> None:
    path = f"/drafts/{world.draft()['id']}"
    (notice,) = about(world, "sam", path)
    assert (notice["account"], notice["reader"]) == (world.addresses["shop"], world.addresses["sam"])
    assert about(world, "eve", path) == []


def test_strangers_see_nothing_of_papers(world: World) -> None:
    path = f"/drafts/{world.draft()['id']}"
    shop = world.addresses["shop"]
    for look in (world.nobody, lambda: world.sign_in("eve"), lambda: world.sign_in("max")):
        look()
        found = world.get("/notices", account=shop, viewer=shop)["items"]
        assert [each for each in found if each["link"].endswith(path)] == []
    world.nobody()
    assert not any(each["kind"].startswith(("draft", "offer")) for each in world.get("/notices")["items"])


def test_names_serve_as_addresses_do(world: World) -> None:
    draft = world.draft()
    found = world.get("/notices", account="Shop")["items"]
    assert any(each["link"].endswith(draft["id"]) for each in found)
    assert world.get("/notices", 404, account="Nobody at all")["code"] == "UnknownPerson"
    assert world.get("/notices", 422, account="0x12")["code"] == "InvalidValue"


def test_what_one_has_signed_is_about_to_expire(world: World) -> None:
    now = world.now()
    draft = world.post("/drafts", {"template": world.template(), "deadline": now + 86_400}, 201)
    path = f"/drafts/{draft['id']}"
    world.signed_by(draft, "shop", "sam")
    (notice,) = about(world, "shop", path)
    assert notice["kind"] == "consent.expiring"
    assert "Mill" in notice["subject"]
    late = world.post("/drafts", {"template": world.template(), "deadline": now + 20 * 86_400}, 201)
    world.signed_by(late, "shop", "sam")
    assert about(world, "shop", f"/drafts/{late['id']}") == []


def test_an_amendment_is_called_one(world: World) -> None:
    opened = world.opened()
    changed = {**world.template(fee="30"), "entry": {**world.template(fee="30")["entry"], "from": world.month(1)}}
    draft = world.post("/drafts", {"template": changed, "amends": opened["agreement"]}, 201)
    (notice,) = about(world, "mill", f"/drafts/{draft['id']}")
    assert notice["kind"] == "amendment.waiting"
    assert notice["subject"].startswith("Other terms among")


def test_an_offer_waits_for_whom_it_names(world: World) -> None:
    offer = world.post("/offers", offered(world, acceptor=world.addresses["olga"]), 201)
    (notice,) = about(world, "olga", f"/market/offers/{offer['hash']}")
    assert (notice["kind"], notice["due"]) == ("offer.waiting", offer["deadline"])
    assert about(world, "sue", f"/market/offers/{offer['hash']}") == []
