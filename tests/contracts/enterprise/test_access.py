"""Who may call what: function x caller -> allowed. Everything not listed is decided by signatures, whoever calls."""

import pytest

CALLERS = ["stranger", "member", "agreements", "tenders", "books", "registry", "enterprise", "treasury"]

# function, arguments, who may call, the error for the rest
TABLE = [
    ("initialize", "leader 1 1 0 0", {"registry"}, "NotRegistry"),
    ("retire", "601", {"books"}, "NotBooks"),
    ("replaceLeader", "leader", {"agreements"}, "NotAgreements"),
    ("draw", "receiver 1 purpose", {"agreements"}, "NotAgreements"),
    ("trust", "agreements", set(CALLERS), ""),
]


@pytest.fixture(scope="module")
def who(company, laundry, trio, accounts):
    return {
        "stranger": accounts[3].address,
        "member": trio[1].address,
        "agreements": company.agreements.address,
        "tenders": company.tenders.address,
        "books": company.books.address,
        "registry": company.registry.address,
        "enterprise": laundry.address,
        "treasury": company.treasury.address,
    }


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("function", "arguments", "allowed", "error"), TABLE, ids=[row[0] for row in TABLE])
def test_only_who_may_call_can(company, laundry, trio, who, function, arguments, allowed, error, caller):
    named = who | {"leader": trio[1].address, "receiver": trio[2].address, "purpose": bytes(32)}
    values = [named.get(word, word) for word in arguments.split()]
    values = [int(value) if isinstance(value, str) and value.isdigit() else value for value in values]
    call = getattr(laundry, function).call
    if caller in allowed:
        call(*values, {"from": who[caller]})
    else:
        with pytest.raises(Exception, match=f"{error}: {who[caller].lower()}"):
            call(*values, {"from": who[caller]})


def test_no_function_is_missing_from_the_tables(company, laundry):
    """A new function that changes state must be added above, or to those that check signatures."""
    by_signature = {"admit", "changeUnits", "leave", "elect", "succeed", "setAllowance", "nameCommittee", "spend"}
    functions = [item for item in laundry.abi if item["type"] == "function"]
    changing = {item["name"] for item in functions if item["stateMutability"] == "nonpayable"}
    assert changing == by_signature | {row[0] for row in TABLE}


def test_trust_is_for_the_companys_contracts(company, laundry, who, accounts):
    for trusted in ("agreements", "books"):
        assert not company.treasury.isOperator(laundry, who[trusted])
        laundry.trust(who[trusted], {"from": accounts[3]})
        assert company.treasury.isOperator(laundry, who[trusted])
    for other in ("tenders", "stranger", "member", "registry", "enterprise", "treasury"):
        with pytest.raises(Exception, match=f"NotAgreements: {who[other].lower()}"):
            laundry.trust(who[other], {"from": accounts[3]})
        assert not company.treasury.isOperator(laundry, who[other])
