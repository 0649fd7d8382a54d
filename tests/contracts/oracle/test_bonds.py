"""
bond put in    challenged       decided against it: to the challenger     upheld: to the defender
|--------------|----------------|
               |---- nobody decides: lapsed, back to the challenger
"""

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.oracle.conftest import (
    ABSENT_AFTER,
    AGREEMENT,
    ARBITRATION,
    BENCHMARK,
    CHALLENGE,
    OTHER_UNIT,
    REASON,
    SOON,
    Finality,
    Stage,
    statement,
    subject_of,
)
from tests.contracts.support import HOUR, deploy_double, go_to, reverts

BOND = 500


@pytest.fixture(scope="module")
def oracle(deployed):
    oracle = deployed((CHALLENGE, ARBITRATION, ABSENT_AFTER), bond=BOND)
    go_to(oracle.endOf(oracle.currentPeriod()) + HOUR)
    return oracle


@pytest.fixture(scope="module")
def unit(registry, accounts):
    """An enterprise that is no challenger."""
    unit = deploy_double("EnterpriseDouble", sender=accounts[0])
    registry.addEnterprise(unit, {"from": accounts[0]})
    return unit


@pytest.fixture(scope="module")
def money(treasury, registry, accounts):
    """Everybody's money lies with accounts[0]."""
    registry.mint(accounts[0], 10**6, {"from": accounts[0]})
    registry.approve(treasury, 10**6, {"from": accounts[0]})
    treasury.deposit(registry, 10**6, accounts[0], {"from": accounts[0]})
    return lambda account: treasury.balanceOf(account, int(registry.address, 16))


@pytest.fixture
def put_in(oracle, treasury, registry, money, accounts, last):
    def put_in(subject, challenger, amount=BOND, period=None):
        account = oracle.bondAccount(subject, last if period is None else period, challenger)
        treasury.transfer(account, int(registry.address, 16), amount, {"from": accounts[0]})
        return account

    return put_in


@pytest.fixture
def subject(unit, report, last):
    """The enterprise's, of which a statement is posted."""
    report(last, statement(subject_of(unit)), statement(OTHER_UNIT), statement(BENCHMARK)).post()
    return subject_of(unit)


@pytest.fixture
def dispute(oracle, people, put_in, last):
    """dispute(subject): one that is open, by the party unless named."""

    def dispute(subject, challenger=None, amount=BOND):
        challenger = challenger or people.party
        account = put_in(subject, challenger, amount)
        parties = [challenger, people.other_party]
        oracle.challenge(subject, last, REASON, challenger, AGREEMENT, parties, {"from": people.agreements})
        return account

    return dispute


def test_a_challenge_needs_its_bond(oracle, people, challenge, put_in, subject, last, kept):
    before = kept(last)
    with reverts("BondMissing", 0, BOND):
        challenge(subject, last)
    put_in(subject, people.party, BOND - 1)
    with reverts("BondMissing", BOND - 1, BOND):
        challenge(subject, last)
    assert kept(last) == before
    put_in(subject, people.party, 1)
    assert challenge(subject, last).events["StatementChallenged"]["bond"] == BOND


def test_no_bond_stands_for_another(people, challenge, put_in, subject, last):
    """Nobody challenges on what somebody else put in, or what lies there for another statement or period."""
    put_in(subject, people.other_party)
    put_in(OTHER_UNIT, people.party)
    put_in(subject, people.party, period=last - 1)
    with reverts("BondMissing", 0, BOND):
        challenge(subject, last)


def test_decided_against_it_the_challenger_has_the_bond_back(people, dispute, decide, money, subject, last):
    account = dispute(subject)
    tx = decide(subject, last, False)
    assert tx.events["StatementDecided"]["bondTo"] == people.party
    assert (money(account), money(people.party)) == (0, BOND)


def test_upheld_the_enterprise_has_it(people, dispute, decide, money, unit, subject, last):
    account = dispute(subject)
    tx = decide(subject, last, True)
    assert tx.events["StatementDecided"]["bondTo"] == unit
    assert (money(account), money(unit), money(people.party)) == (0, BOND, 0)


def test_what_is_above_the_bond_goes_back_whatever_is_decided(people, dispute, decide, money, unit, subject, last):
    account = dispute(subject, amount=BOND + 7)
    decide(subject, last, True)
    assert (money(account), money(unit), money(people.party)) == (0, BOND, 7)


@pytest.mark.parametrize("subject_name", ["benchmark", "no enterprise", "its own"])
def test_where_nobody_is_to_defend_it_the_platform_has_it(
    people, dispute, decide, money, registry, accounts, unit, subject, last, subject_name
):
    """To the other party it would come back to two who collude, and delay would cost them nothing."""
    contested = {"benchmark": BENCHMARK, "no enterprise": OTHER_UNIT, "its own": subject}[subject_name]
    challenger = unit if contested == subject else people.party
    dispute(contested, challenger=challenger)
    tx = decide(contested, last, True, parties=[challenger, people.other_party])
    assert tx.events["StatementDecided"]["bondTo"] == people.platform
    assert (money(people.platform), money(unit), money(people.other_party)) == (BOND, 0, 0)


@pytest.mark.parametrize("order", [1, -1])
def test_the_platform_s_own_goes_to_the_first_other_party(oracle, people, put_in, decide, money, subject, last, order):
    put_in(BENCHMARK, people.platform)
    parties = [people.platform, people.other_party, people.stranger][::order]
    oracle.challenge(BENCHMARK, last, REASON, people.platform, AGREEMENT, parties, {"from": people.agreements})
    decide(BENCHMARK, last, True, parties=parties)
    first = people.other_party if order == 1 else people.stranger
    assert (money(first), money(people.platform)) == (BOND, 0)


def test_a_lapsed_challenge_s_bond_goes_back(oracle, people, dispute, money, unit, subject, last):
    account = dispute(subject)
    challenged = chain[-1].timestamp
    go_to(challenged + ARBITRATION - SOON)
    for sender in (people.stranger, people.party):
        with reverts("BondAtStake", 1):
            oracle.reclaimBond(subject, last, people.party, {"from": sender})
    go_to(challenged + ARBITRATION)
    tx = oracle.reclaimBond(subject, last, people.party, {"from": people.stranger})
    assert dict(tx.events["BondReturned"]) == {
        "subject": subject,
        "period": last,
        "challenger": people.party,
        "amount": BOND,
    }
    assert (money(account), money(people.party), money(people.stranger)) == (0, BOND, 0)
    with reverts("NoBond", subject, last, people.party):
        oracle.reclaimBond(subject, last, people.party, {"from": people.stranger})


def test_nobody_takes_a_challenger_s_bond_away_before_it_challenges(oracle, people, put_in, money, subject, last):
    put_in(subject, people.party)
    for sender in (people.stranger, people.arbiter, people.timelock):
        with reverts("BondWaiting", subject, last, people.party):
            oracle.reclaimBond(subject, last, people.party, {"from": sender})
    oracle.reclaimBond(subject, last, people.party, {"from": people.party})
    assert money(people.party) == BOND


def test_who_came_second_has_the_bond_back(oracle, people, put_in, dispute, money, subject, last):
    dispute(subject)
    put_in(subject, people.other_party)
    oracle.reclaimBond(subject, last, people.other_party, {"from": people.other_party})
    assert money(people.other_party) == BOND


def test_a_bond_that_came_to_nothing_goes_back_by_anyone(oracle, report, people, put_in, money, subject, last):
    """An enterprise makes no call of its own: once nothing can be challenged any more somebody else does."""
    put_in(subject, people.party)
    put_in(BENCHMARK, people.party, period=last - 1)  # nothing is posted there, and it becomes absent
    put_in(subject, people.party, period=2**32 - 3)  # long before that period's end
    oracle.reclaimBond(subject, 2**32 - 3, people.party, {"from": people.stranger})
    go_to(chain[-1].timestamp + CHALLENGE)
    oracle.reclaimBond(subject, last, people.party, {"from": people.stranger})
    go_to(oracle.endOf(last - 1) + ABSENT_AFTER)
    oracle.reclaimBond(BENCHMARK, last - 1, people.party, {"from": people.stranger})
    assert money(people.party) == 3 * BOND


def test_after_a_decision_nothing_is_left_to_take(oracle, people, dispute, decide, money, subject, last):
    dispute(subject)
    decide(subject, last, True)
    for sender in (people.stranger, people.party):
        with reverts("NoBond", subject, last, people.party):
            oracle.reclaimBond(subject, last, people.party, {"from": sender})


def test_each_round_has_its_own_bond(oracle, report, people, dispute, decide, challenge, money, subject, last):
    dispute(subject)
    decide(subject, last, False)
    report(last, statement(subject, revenue=1)).post()
    with reverts("BondMissing", 0, BOND):
        challenge(subject, last)
    dispute(subject)
    assert oracle.disputeOf(subject, last)[0] == 2
    decide(subject, last, True)
    assert money(people.party) == BOND


def test_a_bond_given_without_one_being_asked_for_is_not_lost(
    deployed, report, treasury, registry, money, people, accounts
):
    oracle = deployed((CHALLENGE, ARBITRATION, ABSENT_AFTER))
    period = oracle.currentPeriod() - 1
    account = oracle.bondAccount(BENCHMARK, period, people.party)
    treasury.transfer(account, int(registry.address, 16), 9, {"from": accounts[0]})
    oracle.reclaimBond(BENCHMARK, period, people.party, {"from": people.party})
    assert money(people.party) == 9


def test_the_bonds_of_all_are_what_lies_there(oracle, people, put_in, dispute, decide, money, unit, subject, last):
    """Whatever happens to one, the others' stay."""
    others = [put_in(subject, people.other_party), put_in(OTHER_UNIT, people.party)]
    dispute(subject)
    decide(subject, last, True)
    assert [money(account) for account in others] == [BOND, BOND]
    assert (money(unit), money(people.party)) == (BOND, 0)


def test_a_dispute_waits_for_no_money(oracle, people, dispute, decide, subject, last):
    """A statement is as final with a bond as without."""
    dispute(subject)
    challenged = chain[-1].timestamp
    assert oracle.stageOf(subject, last) == (Stage.CHALLENGED, Finality.PENDING)
    go_to(challenged + ARBITRATION)
    assert oracle.stageOf(subject, last) == (Stage.CHALLENGED, Finality.FINAL)
    assert oracle.disputeOf(BENCHMARK, last) == (0, ZERO_ADDRESS)
