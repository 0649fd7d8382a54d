"""The description of the API: every route of papers says what it takes and gives, with examples."""

from tests.backend.api.papers.world import World


def test_every_route_is_described(world: World) -> None:
    described = world.get("/openapi.json")
    for tag in ("drafts", "offers", "previews", "typed data"):
        operations = [each for path in described["paths"].values() for each in path.values() if tag in each["tags"]]
        assert operations, tag
        for operation in operations:
            assert operation["description"] or operation["summary"], operation
            assert any("application/json" in answer["content"] for answer in operation["responses"].values())
    schemas = described["components"]["schemas"]
    assert schemas["TemplateGiven"]["example"]["kind"] == "service"
    for name in ("Proposal", "SignatureGiven", "PreviewGiven", "OfferGiven", "Acceptance", "TypedDataGiven"):
        assert schemas[name]["additionalProperties"] is False, name


def test_the_example_of_a_template_is_one(world: World) -> None:
    example = world.get("/openapi.json")["components"]["schemas"]["TemplateGiven"]["example"]
    example["parties"] = {name: {"address": world.addresses[name]} for name in ("shop", "mill")}
    example["entry"]["from"] = world.month()
    assert world.post("/previews", {"template": example})["contract"] == "ServiceAgreements"
