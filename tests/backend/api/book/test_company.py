"""The company's page says what its contracts say, and every credit is somewhere."""

from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def test_it_says_what_the_contracts_say(http: Asking, played: Demo) -> None:
    page, company = http.get("/company"), played.company
    call, token = company.chain.call, company.token.functions
    assert page["contracts"] == dict(company.deployment.addresses)
    assert page["chain_id"] == company.chain.chain_id
    assert page["token"] == {
        "address": company.token.address,
        "name": call(token.name()),
        "symbol": call(token.symbol()),
        "decimals": call(token.decimals()),
    }
    assert page["clearing"] == {"address": call(token.clearing()), "name": "Clearing House", "kind": "unit"}
    assert page["platform"] == {"address": call(token.platform()), "name": "Export Platform", "kind": "unit"}
    windows = call(company.oracle.functions.windows())
    assert list(page["windows"].values()) == [windows[key] for key in ("challenge", "arbitration", "absentAfter")]
    assert page["calendar"] == {"length": 0, "epoch": 0, "present": "2011-07"}


def test_every_credit_is_somewhere(http: Asking, played: Demo) -> None:
    credit, company = http.get("/company")["credit"], played.company
    call, token = company.chain.call, company.token.functions
    in_treasury = call(token.balanceOf(company.treasury.address))
    assert credit == {
        "capital": str(call(token.openingCapital())),
        "issued": str(call(token.issuedToDate())),
        "held": str(call(company.treasury.functions.totalSupply(company.token_id))),
        "withdrawn": str(call(token.totalSupply()) - in_treasury),
        "redeemed": str(call(token.redeemedToDate())),
        "unaccounted": "0",
        "treasury_tokens": str(in_treasury),
        "uncovered": "0",
    }
    lines = {row["what"]: played.minor(row["amount"]) for row in played.tables["sum_check"]}
    assert lines["held in the Treasury, by account"] == credit["held"]


def test_its_totals_are_the_units_together(http: Asking, played: Demo) -> None:
    page = http.get("/company")
    units = http.pages("/units", 500)
    for what in ("revenue", "cost", "profit", "shared", "arrears"):
        assert int(page[what]) == sum(int(unit[what] or 0) for unit in units), what
    assert page["units"] == len(units) == len(played.units)
    assert page["people"] == len(http.pages("/people", 500))
    agreements = http.pages("/agreements", 500)
    assert sum(page["agreements"].values()) == len(agreements) == len(played.agreements)
    assert page["ended_agreements"] == len(http.pages("/agreements", 500, status="ended"))


def test_it_reaches_as_far_as_the_indexer(http: Asking, played: Demo) -> None:
    reach = http.get("/company")["book"]
    head = played.company.chain.height()
    assert (reach["indexed"], reach["confirmed"], reach["final"]) == (head, head, head)
    assert reach["now"] == played.company.chain.timestamp()
