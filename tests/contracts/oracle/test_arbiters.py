"""Who decides: an arbiter who is none of those it is about, by its own call or its signature, one dispute at a time."""

import pytest
from brownie import chain, web3
from tests.contracts.oracle.conftest import (
    AGREEMENT,
    BENCHMARK,
    FOREVER,
    OTHER_UNIT,
    REASON,
    RULING,
    UNIT,
    Finality,
    Stage,
    statement,
    subject_of,
)
from tests.contracts.support import deploy_double, digest_of, reverts, sign, typed_data

DECISION = "Decision(bytes32 subject,uint32 period,uint256 dispute,bool upheld,bytes32 ruling,uint256 deadline)"
FIELDS = ("subject", "period", "dispute", "upheld", "ruling", "deadline")
ROLE = bytes(web3.keccak(text="ARBITER_ROLE"))


@pytest.fixture(scope="module")
def judge(oracle, people, accounts):
    """An arbiter with a private key."""
    judge = accounts.add(f"0x{301:064x}")
    oracle.grantRole(ROLE, judge, {"from": people.timelock})
    return judge


@pytest.fixture
def parties(people):
    return [people.party, people.other_party]


@pytest.fixture
def disputed(report, challenge, last):
    report(last, statement(UNIT), statement(OTHER_UNIT)).post()
    challenge(UNIT, last)
    return UNIT


@pytest.fixture
def message(oracle, last):
    def message(upheld, dispute=1, subject=UNIT, deadline=FOREVER):
        decision = (subject, last, dispute, upheld, RULING, deadline)
        values = dict(zip(FIELDS, decision, strict=True))
        return decision, typed_data(oracle, "Heyi RevenueOracle", DECISION, values)

    return message


@pytest.fixture
def carry(oracle, people, parties, judge):
    """Anyone carries the arbiter's signature."""

    def carry(decision, data, arbiter=judge, signer=judge):
        return oracle.decide(decision, parties, arbiter, sign(signer, data), {"from": people.stranger})

    return carry


def test_a_signature_decides(oracle, judge, disputed, message, carry, last):
    tx = carry(*message(True))
    assert tx.events["StatementDecided"]["arbiter"] == judge
    assert tx.events["StatementDecided"]["ruling"] == RULING
    assert oracle.stageOf(UNIT, last) == (Stage.DECIDED, Finality.FINAL)


def test_a_contract_account_signs_too(oracle, people, judge, accounts, disputed, message, carry, last):
    wallet = deploy_double("Wallet", judge, sender=accounts[0])
    oracle.grantRole(ROLE, wallet, {"from": people.timelock})
    carry(*message(False), arbiter=wallet)
    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)


def test_it_is_the_arbiter_s_own(people, judge, disputed, message, carry):
    decision, data = message(True)
    with reverts("WrongSignature", judge, digest_of(data)):
        carry(decision, data, signer=people.nodes[0])
    with reverts("WrongSignature", people.arbiter, digest_of(data)):
        carry(decision, data, arbiter=people.arbiter)
    with reverts("AccessControlUnauthorizedAccount", people.nodes[0], ROLE):
        carry(decision, data, arbiter=people.nodes[0], signer=people.nodes[0])


def test_who_is_no_arbiter_any_more_has_said_nothing(oracle, people, judge, disputed, message, carry):
    oracle.revokeRole(ROLE, judge, {"from": people.timelock})
    with reverts("AccessControlUnauthorizedAccount", judge, ROLE):
        carry(*message(True))


@pytest.mark.parametrize(
    "change",
    [{"upheld": False}, {"ruling": REASON}, {"dispute": 2}, {"subject": OTHER_UNIT}, {"deadline": FOREVER + 1}],
)
def test_every_word_is_signed(judge, disputed, message, carry, change):
    decision, _ = message(True)
    changed = {**dict(zip(FIELDS, decision, strict=True)), **change}
    _, wrong = message(True)
    wrong["message"] = changed
    with reverts("WrongSignature", judge, digest_of(message(True)[1])):
        carry(decision, wrong)


def test_it_counts_on_one_chain(judge, disputed, message, carry):
    decision, data = message(True)
    digest = digest_of(data)
    data["domain"]["chainId"] = chain.id + 1
    with reverts("WrongSignature", judge, digest):
        carry(decision, data)


def test_it_expires(disputed, message, carry, decide, last):
    deadline = chain[-1].timestamp - 1
    with reverts("SignatureExpired", deadline, ...):
        carry(*message(True, deadline=deadline))
    with reverts("SignatureExpired", deadline, ...):
        decide(UNIT, last, True, deadline=deadline)


def test_a_decision_does_not_count_for_a_later_dispute(report, challenge, disputed, message, carry, decide, last):
    """Against the first statement; the second, of other figures, is challenged too, and waits for its own."""
    against = message(False)
    carry(*against)
    report(last, statement(UNIT, revenue=1)).post()
    with reverts("NotChallenged", UNIT, last, Stage.POSTED):
        carry(*against)
    challenge(UNIT, last)
    with reverts("OtherDispute", 1, 2):
        carry(*against)
    with reverts("OtherDispute", 1, 2):
        decide(UNIT, last, False, dispute=1)


def test_nor_for_one_of_another_statement(challenge, disputed, message, carry, last):
    challenge(OTHER_UNIT, last)
    with reverts("OtherDispute", 1, 2):
        carry(*message(True, subject=OTHER_UNIT))


def test_the_parties_are_those_of_the_challenge(people, disputed, decide, last):
    """Or an arbiter would leave itself out."""
    for parties in ([], [people.party], [people.other_party, people.party], [people.party, people.stranger]):
        with reverts("WrongParties", 1):
            decide(UNIT, last, True, parties=parties)


@pytest.fixture
def challenge_by(oracle, people, last):
    def challenge_by(subject, parties):
        oracle.challenge(subject, last, REASON, parties[0], AGREEMENT, parties, {"from": people.agreements})

    return challenge_by


@pytest.mark.parametrize("place", [0, 1, 2])
def test_no_party_decides(oracle, report, people, decide, challenge_by, last, place):
    report(last, statement(UNIT)).post()
    parties = [people.party, people.other_party, people.stranger]
    challenge_by(UNIT, parties)
    oracle.grantRole(ROLE, parties[place], {"from": people.timelock})
    with reverts("ArbiterNotNeutral", parties[place], parties[place]):
        decide(UNIT, last, True, parties=parties, arbiter=parties[place])
    decide(UNIT, last, True, parties=parties)


@pytest.mark.parametrize("tie", ["leads", "is a member", "invests"])
@pytest.mark.parametrize("of", ["subject", "challenger", "other party"])
def test_nobody_decides_who_has_a_part_in_an_enterprise_it_is_about(
    report, people, registry, accounts, decide, challenge_by, last, tie, of
):
    unit, party = (deploy_double("EnterpriseDouble", sender=accounts[0]) for _ in range(2))
    for enterprise in (unit, party):
        registry.addEnterprise(enterprise, {"from": accounts[0]})
    parties = {"subject": [people.party, people.other_party], "challenger": [party, people.other_party]}.get(
        of, [people.party, party]
    )
    report(last, statement(subject_of(unit))).post()
    challenge_by(subject_of(unit), parties)
    tied = unit if of == "subject" else party
    if tie == "leads":
        tied.lead(people.arbiter, {"from": accounts[0]})
    elif tie == "is a member":
        tied.admit(people.arbiter, {"from": accounts[0]})
    else:
        registry.setShares(tied, people.arbiter, 1, {"from": accounts[0]})
    with reverts("ArbiterNotNeutral", people.arbiter, tied):
        decide(subject_of(unit), last, True, parties=parties)


def test_ties_to_others_do_not_matter(report, people, registry, accounts, decide, challenge, last):
    elsewhere = deploy_double("EnterpriseDouble", sender=accounts[0])
    registry.addEnterprise(elsewhere, {"from": accounts[0]})
    elsewhere.lead(people.arbiter, {"from": accounts[0]})
    report(last, statement(UNIT)).post()
    challenge(UNIT, last)
    decide(UNIT, last, True)


def test_several_may_decide_and_one_does(oracle, people, judge, disputed, message, carry, decide, last):
    decide(UNIT, last, False)
    with reverts("NotChallenged", UNIT, last, Stage.NONE):
        carry(*message(True))


def test_a_benchmark_has_no_people(report, people, challenge, decide, last):
    report(last, statement(BENCHMARK)).post()
    challenge(BENCHMARK, last)
    decide(BENCHMARK, last, True)


def test_an_arbiter_carries_another_s_decision(oracle, people, judge, parties, disputed, message, last):
    decision, data = message(True)
    tx = oracle.decide(decision, parties, judge, sign(judge, data), {"from": people.arbiter})
    assert tx.events["StatementDecided"]["arbiter"] == judge
