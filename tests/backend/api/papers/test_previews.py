"""Previews: amounts come from the contract, before signing and for agreements in the book."""

import pytest

from heyi.api.papers import asking
from heyi.core.payoff import amount
from tests.backend.api.papers.world import World


def test_a_preview_shows_sentence_corners_cases_and_cautions(world: World) -> None:
    template = world.template()
    found = world.post("/previews", {"template": template})
    assert found["sentence"].startswith("Shop pays Mill 20.00 a month and 12.5 % of Shop's revenue")
    fee, share = found["payoffs"]
    assert [corner["amount_text"] for corner in fee["corners"]] == ["20.00"]
    assert share["who"] == "Shop pays Mill"
    assert share["corners"][0]["amount"] == "0"
    assert share["corners"][-1]["amount"] == "9050"
    assert found["parties"][0]["in_all"] == ["-442.00", "-80.00"]
    assert [each["code"] for each in found["cautions"]] == ["single-indicator"]
    assert found["supposed"] is None
    draft = world.post("/drafts", {"template": template}, 201)
    assert (found["sentence"], found["terms_hash"]) == (draft["sentence"], draft["terms_hash"])


def test_raw_terms_are_previewed_alike(world: World) -> None:
    by_template = world.post("/previews", {"template": world.template()})
    raw = {"contract": by_template["contract"], "terms": by_template["terms"], "sentence": "As agreed."}
    found = world.post("/previews", {"raw": raw})
    assert found["sentence"] == "As agreed."
    assert found["payoffs"] == by_template["payoffs"]
    assert [each["in_all"] for each in found["parties"]] == [each["in_all"] for each in by_template["parties"]]


def test_amounts_at_supposed_figures(world: World) -> None:
    figures = [
        {"of": "shop", "period": world.month(), "revenue": "10000"},
        {"of": world.addresses["shop"], "period": world.month(1), "revenue": "-500"},
        {"of": "shop", "period": world.month(2), "revenue": "9999999"},
    ]
    found = world.post("/previews", {"template": world.template(), "figures": figures})["supposed"]
    assert [each["legs"][0]["amount"] for each in found["periods"]] == ["3250", "2000", "11050", "2000"]
    shop, mill = world.addresses["shop"], world.addresses["mill"]
    assert found["in_all"] == {shop: "-18300", mill: "18300"}
    assert found["assumed"] == [{"subject": shop, "metric": "Revenue", "period": world.month(3)}]


def test_what_if_of_an_agreement_and_its_amendment(world: World) -> None:
    opened = world.opened(periods=4)
    body = {"figures": [{"of": world.addresses["shop"], "period": world.month(), "revenue": "10000"}]}
    found = world.post(f"/previews/agreements/{opened['agreement']}", body)
    assert found["sentence"] == opened["sentence"]
    assert [each["clauses"] for each in found["supposed"]["periods"]][:2] == [["2000", "1250"], ["2000", "0"]]
    missing = world.post(f"/previews/agreements/0x{'12' * 32}", {}, 404)
    assert missing["code"] == "NoSuchAgreement"


def test_the_contract_computes_and_not_its_twin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A twin that is wrong changes nothing of what is shown."""
    template = world.template()
    right = world.post("/previews", {"template": template, "figures": []})
    monkeypatch.setattr(asking.payoff, "amount", lambda clause, actual, base: amount(clause, actual, base) + 7)
    assert world.post("/previews", {"template": template, "figures": []}) == right


def test_previews_are_bounded(world: World) -> None:
    terms = world.post("/previews", {"template": world.template(periods=1)})["terms"]
    gate = {"subject": terms["clauses"][1]["subject"], "metric": 0, "periods": 1, "running": 20}
    gate |= {"promises": [], "atLeast": "0", "below": "5"}
    clause = terms["clauses"][1] | {"gates": [gate] * 4}
    raw = {"contract": "ServiceAgreements", "sentence": "Much."}
    raw["terms"] = terms | {"periods": 4096, "clauses": [clause], "ceiling": "99999999"}
    assert world.post("/previews", {"raw": raw, "figures": []}, 422)["code"] == "TooMuchToPreview"
    many = {"figures": [{"of": "x", "period": "2026-01"}] * 2_001}
    assert world.post(f"/previews/agreements/0x{'12' * 32}", many, 422)["code"] == "InvalidRequest"


def test_figures_that_are_none(world: World) -> None:
    for figure, code in (
        ({"of": "shop", "period": "2026-13"}, "InvalidPeriod"),
        ({"of": "mill", "period": "2026-12", "revenue": "1"}, "InvalidValue"),  # the terms read the shop's only
        ({"of": "a benchmark", "period": "2026-12", "revenue": "1"}, "InvalidValue"),
        ({"of": "0x12", "period": "2026-01"}, "InvalidValue"),
        ({"of": "0x" + "zz" * 32, "period": "2026-01"}, "InvalidValue"),
        ({"of": "shop", "period": "2026-01", "revenue": "1.5"}, "InvalidRequest"),
        ({"of": "shop", "period": "2026-01", "revenue": "9" * 19}, "InvalidRequest"),
    ):
        assert world.post("/previews", {"template": world.template(), "figures": [figure]}, 422)["code"] == code
