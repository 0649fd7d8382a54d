"""A credit against the revenue of a company, in months, with one oracle node.

One person plays both the clearing account and the platform; the opening capital is taken out to their wallet.
"""

from types import SimpleNamespace

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.support import DAY, HOUR, deploy_double, go_to, sign, typed_data

from heyi.chain.client import development_account

CHALLENGE, ABSENT_AFTER = 3 * DAY, 45 * DAY
TREASURER = development_account(7).address
COMPANY = "0x" + "00" * 12 + TREASURER[2:].lower()
CAPITAL = 500

STATEMENT = (
    "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
)
REPORT = "Report(uint32 period,Statement[] statements)" + STATEMENT
CORRECTION = "Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements)" + STATEMENT
FIELDS = ("subject", "revenue", "profit", "other", "otherMetric", "score", "evidence")


@pytest.fixture(autouse=True)
def isolate(fn_isolation):
    pass


@pytest.fixture(scope="module")
def people(accounts):
    return SimpleNamespace(
        node=accounts.add(f"0x{301:064x}"),
        worker=accounts.add(f"0x{302:064x}"),
        treasurer=accounts[7],
        stranger=accounts[8],
    )


@pytest.fixture(scope="module")
def oracle(RevenueOracle, accounts, people):
    nobody = accounts[9]
    oracle = RevenueOracle.deploy(
        (0, 0),
        (CHALLENGE, 10 * DAY, ABSENT_AFTER),
        nobody,
        nobody,
        nobody,
        (*(ZERO_ADDRESS,) * 3, deploy_double("AgreementsRegistry", sender=accounts[0]), *(ZERO_ADDRESS,) * 2),
        [people.node],
        1,
        0,
        {"from": accounts[0]},
    )
    go_to(oracle.endOf(oracle.currentPeriod()) + HOUR)
    return oracle


@pytest.fixture(scope="module")
def first(oracle):
    """The first period that credit is issued for: the one that has just begun."""
    return oracle.currentPeriod()


@pytest.fixture(scope="module")
def treasury(Treasury, accounts):
    return Treasury.deploy({"from": accounts[0]})


@pytest.fixture(scope="module")
def deploy_token(SettlementToken, treasury, oracle, first, accounts, people):
    def deploy_token(capital):
        holder = people.treasurer
        return SettlementToken.deploy(
            "Credit", "CRD", 2, treasury, oracle, holder, holder, capital, first, {"from": accounts[0]}
        )

    return deploy_token


@pytest.fixture(scope="module")
def token(deploy_token, treasury, people):
    token = deploy_token(CAPITAL)
    token.issueCapital({"from": people.stranger})
    treasury.withdraw(token, CAPITAL, people.treasurer, {"from": people.treasurer})
    return token


@pytest.fixture(scope="module")
def held(treasury):
    """What an account has in the Treasury and in its wallet."""

    def held(token, account):
        return token.balanceOf(account) + treasury.balanceOf(account, int(token.address, 16))

    return held


@pytest.fixture(scope="module")
def close(oracle, people):
    """close(period, revenue): lets the period end and be final with this revenue (None: absent)."""

    def close(period, revenue):
        go_to(oracle.endOf(period))
        if revenue is None:
            go_to(oracle.endOf(period) + ABSENT_AFTER)
        else:
            post(period, revenue)
            go_to(chain[-1].timestamp + CHALLENGE)

    def post(period, revenue):
        statement = (COMPANY, revenue, 0, 0, 2, 0, COMPANY)
        message = {"period": period, "statements": [dict(zip(FIELDS, statement, strict=True))]}
        signature = sign(people.node, typed_data(oracle, "Heyi RevenueOracle", REPORT, message))
        oracle.post(period, [statement], [(people.node, signature)], {"from": people.stranger})

    return close


@pytest.fixture(scope="module")
def correct(oracle, people):
    def correct(period, booked_in, revenue):
        statement = (COMPANY, revenue, 0, 0, 2, 0, COMPANY)
        message = {
            "period": period,
            "bookedIn": booked_in,
            "nonce": oracle.correctionNonce(),
            "statements": [dict(zip(FIELDS, statement, strict=True))],
        }
        signature = sign(people.node, typed_data(oracle, "Heyi RevenueOracle", CORRECTION, message))
        oracle.correct(period, booked_in, [statement], [(people.node, signature)], {"from": people.stranger})

    return correct


@pytest.fixture(scope="module")
def books(token, people):
    """All that the token stores, to compare before and after."""

    def books():
        return (
            token.totalSupply(),
            token.nextPeriod(),
            token.revenueToDate(),
            token.issuedToDate(),
            token.redeemedToDate(),
            [(token.balanceOf(person), token.nonces(person)) for person in vars(people).values()],
        )

    return books
