"""Anyone may call everything: what counts is who signed."""


def test_every_function_that_changes_something_checks_a_signature_or_an_acceptance(market):
    functions = [item for item in market.tenders.abi if item["type"] == "function"]
    changing = {item["name"] for item in functions if item["stateMutability"] not in ("view", "pure")}
    assert changing == {"publish", "withdraw", "bid", "award"}
    assert not [item for item in market.tenders.abi if item.get("stateMutability") == "payable"]


def test_it_has_no_power_over_enterprises(market, trio):
    """Nothing but the right to be answered: neither over their money nor over their people."""
    unit = market.company.found(trio)
    assert not market.company.registry.isAgreements(market.tenders)
    assert market.company.registry.namesParty(market.tenders)
    assert not market.company.treasury.isOperator(unit, market.tenders)
