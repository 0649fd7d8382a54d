"""Who may call what: function x caller -> allowed."""

import pytest
from doubles.company import FIRST_PERIOD, person

CALLERS = ["stranger", "member", "agreements", "books", "registry", "enterprise", "treasury"]

# function, arguments, who may call, the error for the rest
TABLE = [
    ("open", "other 100 [member] [5]", {"registry"}, "NotRegistry"),
    ("setUnits", "member 7", {"enterprise"}, "NotEnterprise"),
    ("issueShares", "enterprise investor 7", {"agreements"}, "NotAgreements"),
    ("moveShares", "enterprise enterprise investor 7", {"agreements"}, "NotAgreements"),
    ("creditTeam", "enterprise period 0", {"agreements"}, "NotAgreements"),
    ("distribute", "enterprise period 0", {"books"}, "NotBooks"),
    ("distributeToInvestors", "enterprise period 0", {"books"}, "NotBooks"),
    ("claim", "enterprise member", set(CALLERS), ""),
    ("claimMany", "enterprise [member]", set(CALLERS), ""),
]


@pytest.fixture(scope="module")
def who(company, trio, accounts):
    return {
        "stranger": accounts[3].address,
        "member": trio[1].address,
        "agreements": company.agreements.address,
        "books": company.books.address,
        "registry": company.registry.address,
        "enterprise": company.found(trio).address,
        "treasury": company.treasury.address,
        "other": person("other").address,
        "investor": person("investor").address,
        "period": FIRST_PERIOD,
    }


def value(word, who):
    if word.startswith("["):
        return [value(word.strip("[]"), who)]
    return int(word) if word.isdigit() else who[word]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("function", "arguments", "allowed", "error"), TABLE, ids=[row[0] for row in TABLE])
def test_only_who_may_call_can(company, who, function, arguments, allowed, error, caller):
    values = [value(word, who) for word in arguments.split()]
    call = getattr(company.profit_share, function).call
    if caller in allowed:
        call(*values, {"from": who[caller]})
    else:
        with pytest.raises(Exception, match=f"{error}: {who[caller].lower()}"):
            call(*values, {"from": who[caller]})


def test_no_function_is_missing_from_the_table(company):
    functions = [item for item in company.profit_share.abi if item["type"] == "function"]
    changing = {item["name"] for item in functions if item["stateMutability"] == "nonpayable"}
    assert changing == {row[0] for row in TABLE}
