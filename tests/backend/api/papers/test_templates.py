"""Templates as forms get them: the schemas that proposals are checked by, whole."""

import json

from tests.backend.api.papers.world import World


def test_every_kind_of_a_proposal_has_its_schema_without_references(world: World) -> None:
    found = {each["kind"]: each["schema"] for each in world.get("/templates")}
    assert {"price", "service", "community", "vam", "letter"} <= found.keys()
    assert "$ref" not in json.dumps(found)
    service = found["service"]
    assert service["required"] == ["id", "client", "supplier"]
    assert service["properties"]["share"]["x-is"] == "percent"
    assert found["vam"]["properties"]["goals"]["items"]["properties"]["bonus"]["x-is"] == "bonus"
