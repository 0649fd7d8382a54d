"""
revenue          300   -500    400    absent    900
to date          300   -200    200      200    1100
issued to date   300    300    300      300    1100
mints            300      0      0        0     800
"""

import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st
from tests.contracts.settlement_token.conftest import CAPITAL, COMPANY
from tests.contracts.support import go_to, reverts


def test_credit_arises_against_final_revenue(token, oracle, people, close, first, held):
    close(first, 300)
    tx = token.issue(first, {"from": people.stranger})

    assert held(token, people.treasurer) == CAPITAL + 300
    assert (token.nextPeriod(), token.revenueToDate(), token.issuedToDate()) == (first + 1, 300, 300)
    assert dict(tx.events["Issued"]) == {"period": first, "revenue": 300, "amount": 300}


def test_a_loss_is_made_up_first(token, people, close, first, held):
    expected = [(300, 300), (-200, 300), (200, 300), (200, 300), (1100, 1100)]
    for month, revenue in enumerate((300, -500, 400, None, 900)):
        close(first + month, revenue)
        token.issue(first + month, {"from": people.stranger})
        assert (token.revenueToDate(), token.issuedToDate()) == expected[month]
        assert held(token, people.treasurer) == token.totalSupply() == CAPITAL + expected[month][1]


def test_a_company_that_starts_with_losses_issues_nothing(token, people, close, first):
    close(first, -(2**63))
    token.issue(first, {"from": people.stranger})
    assert (token.revenueToDate(), token.issuedToDate()) == (-(2**63), 0)
    assert token.totalSupply() == CAPITAL


def test_corrections_booked_in_a_period_count_in_it(token, people, close, correct, first):
    close(first, 300)
    correct(first, first + 1, 250)
    token.issue(first, {"from": people.stranger})
    assert token.issuedToDate() == 300

    close(first + 1, 100)
    tx = token.issue(first + 1, {"from": people.stranger})
    assert tx.events["Issued"]["revenue"] == 50
    assert token.issuedToDate() == 350


def test_corrections_booked_in_an_absent_period_count_too(token, people, close, correct, first):
    close(first, 300)
    correct(first, first + 1, 360)
    token.issue(first, {"from": people.stranger})
    close(first + 1, None)
    token.issue(first + 1, {"from": people.stranger})
    assert token.issuedToDate() == 360


def test_what_is_not_final_is_not_issued(token, oracle, people, books, first):
    before = books()
    with reverts("StatementNotFinal", COMPANY, first):
        token.issue(first, {"from": people.stranger})
    go_to(oracle.endOf(first))
    with reverts("StatementNotFinal", COMPANY, first):
        token.issue(first, {"from": people.stranger})
    assert books() == before


def test_periods_come_in_order_and_once(token, people, close, books, first):
    close(first, 300)
    before = books()
    for other in (first - 1, first + 1):
        with reverts("NotNextPeriod", other, first):
            token.issue(other, {"from": people.stranger})
    assert books() == before

    token.issue(first, {"from": people.stranger})
    before = books()
    with reverts("NotNextPeriod", first, first + 1):
        token.issue(first, {"from": people.stranger})
    assert books() == before


def test_whoever_calls_the_holder_is_paid(token, people, close, accounts, first, held):
    """There is no role: the amount and the receiver follow from facts."""
    for month, caller in enumerate((people.stranger, people.treasurer, accounts[0])):
        close(first + month, 10)
        token.issue(first + month, {"from": caller})
    assert held(token, people.treasurer) == token.totalSupply() == CAPITAL + 30


@given(
    revenues=st.lists(
        st.one_of(st.none(), st.integers(-1000, 1000), st.integers(-(2**63), 2**63 - 1)), min_size=1, max_size=6
    ),
    redeemed=st.integers(0, CAPITAL),
)
@settings(max_examples=8)
def test_issued_is_the_highest_that_revenue_has_been(token, people, close, first, revenues, redeemed):
    """totalSupply = openingCapital + issuedToDate - redeemedToDate; issuedToDate = max(0, highest revenueToDate)."""
    token.redeem(redeemed, COMPANY, {"from": people.treasurer})
    to_date = highest = 0
    for month, revenue in enumerate(revenues):
        close(first + month, revenue)
        token.issue(first + month, {"from": people.stranger})
        to_date += revenue or 0
        highest = max(highest, to_date)
        assert token.revenueToDate() == to_date
        assert token.issuedToDate() == highest
        assert token.totalSupply() == CAPITAL + highest - redeemed


@pytest.mark.parametrize("capital", [0, CAPITAL])
def test_opening_capital_is_minted_once_into_the_treasury(deploy_token, treasury, oracle, people, first, capital):
    token = deploy_token(capital)
    assert token.totalSupply() == 0
    tx = token.issueCapital({"from": people.stranger})

    assert dict(tx.events["OpeningCapital"]) == {"platform": people.treasurer, "amount": capital}
    assert treasury.balanceOf(people.treasurer, int(token.address, 16)) == token.totalSupply() == capital
    assert token.decimals() == 2
    assert (token.oracle(), token.clearing(), token.platform()) == (oracle, people.treasurer, people.treasurer)
    assert (token.nextPeriod(), token.revenueToDate(), token.issuedToDate(), token.redeemedToDate()) == (first, 0, 0, 0)
    with reverts("CapitalIssuedBefore"):
        token.issueCapital({"from": people.treasurer})
    assert token.totalSupply() == capital


def test_credit_never_lies_in_a_wallet_on_its_way(token, treasury, people, close, first):
    """It is minted to the token itself and deposited in the same call; nobody else ever holds it."""
    close(first, 300)
    tx = token.issue(first, {"from": people.stranger})
    assert [(e["from"], e["to"]) for e in tx.events["Transfer"] if "from" in e] == [
        ("0x" + "00" * 20, token.address),
        (token.address, treasury.address),
    ]
    assert token.balanceOf(people.treasurer) == CAPITAL
    assert treasury.balanceOf(people.treasurer, int(token.address, 16)) == 300
