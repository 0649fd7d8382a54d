"""An oracle of calendar months with three nodes, two of which are a quorum, in the first hour of a month.

endOf(last)           +3 days (challenge)      +45 days (absent)
|---- reports ... -----------------------------|
      posted ----------| final
      posted - challenged -- +10 days ---------| final (lapsed)
"""

from enum import IntEnum
from types import SimpleNamespace

import pytest
from brownie import ZERO_ADDRESS, chain
from tests.contracts.support import DAY, HOUR, deploy_double, digest_of, go_to, sign, typed_data

CHALLENGE, ARBITRATION, ABSENT_AFTER = 3 * DAY, 10 * DAY, 45 * DAY
SOON = 600  # a margin for tests that stand just before a moment
MONTHS = (0, 0)

STATEMENT = (
    "Statement(bytes32 subject,int64 revenue,int64 profit,int64 other,uint8 otherMetric,uint16 score,bytes32 evidence)"
)
REPORT = "Report(uint32 period,Statement[] statements)" + STATEMENT
CORRECTION = "Correction(uint32 period,uint32 bookedIn,uint256 nonce,Statement[] statements)" + STATEMENT
FIELDS = ("subject", "revenue", "profit", "other", "otherMetric", "score", "evidence")

UNIT = "0x" + "00" * 12 + "a1" * 20
OTHER_UNIT = "0x" + "00" * 12 + "a2" * 20
THIRD_UNIT = "0x" + "00" * 12 + "a3" * 20
BENCHMARK = "0x" + "be" * 32
REASON, RULING = "0x" + "ea" * 32, "0x" + "eb" * 32
AGREEMENT = "0x" + "a9" * 32
FOREVER = 2**40


class Metric(IntEnum):
    REVENUE, PROFIT, COLLECTED, ECOSYSTEM, SCORE = range(5)


class Finality(IntEnum):
    PENDING, FINAL, ABSENT = range(3)


class Stage(IntEnum):
    NONE, POSTED, CHALLENGED, DECIDED = range(4)


def subject_of(account):
    """What the oracle calls an enterprise."""
    return "0x" + "00" * 12 + str(account)[2:].lower()


def by_address(*accounts):
    return sorted(map(str, accounts), key=lambda account: int(account, 16))


def statement(subject, revenue=1000, profit=300, other=900, otherMetric=Metric.COLLECTED, score=80, evidence=REASON):
    """As the contract takes it."""
    return (subject, revenue, profit, other, int(otherMetric), score, evidence)


@pytest.fixture(autouse=True)
def isolate(fn_isolation):
    pass


@pytest.fixture(scope="module")
def people(accounts):
    """The roles, and nodes in the order of their addresses."""
    nodes = sorted(
        (accounts.add(f"0x{number:064x}") for number in range(101, 104)), key=lambda node: int(str(node), 16)
    )
    return SimpleNamespace(
        timelock=accounts[1],
        arbiter=accounts[2],
        pauser=accounts[3],
        agreements=accounts[4],
        stranger=accounts[5],
        party=accounts[6],
        other_party=accounts[7],
        platform=accounts[8],
        enterprise=accounts[9],
        nodes=nodes,
        newcomer=accounts.add(f"0x{201:064x}"),
    )


@pytest.fixture(scope="module")
def registry(accounts, people):
    registry = deploy_double("AgreementsRegistry", sender=accounts[0])
    registry.add(people.agreements, {"from": accounts[0]})
    registry.addEnterprise(people.enterprise, {"from": accounts[0]})
    registry.setPlatform(people.platform, {"from": accounts[0]})
    return registry


@pytest.fixture(scope="module")
def treasury(Treasury, accounts):
    return Treasury.deploy({"from": accounts[0]})


@pytest.fixture(scope="module")
def deployed(RevenueOracle, accounts, people, registry, treasury):
    """deployed(windows, calendar, bond): an oracle with the same roles and nodes."""

    def deployed(windows, calendar=MONTHS, bond=0, nodes=None, quorum=2, timelock=None):
        roles = timelock or people.timelock, people.arbiter, people.pauser
        # The registry's double answers for shares and token, too.
        company = (treasury, registry, ZERO_ADDRESS, registry, registry, ZERO_ADDRESS)
        return RevenueOracle.deploy(
            calendar, windows, *roles, company, nodes or people.nodes, quorum, bond, {"from": accounts[0]}
        )

    return deployed


@pytest.fixture(scope="module")
def oracle(deployed):
    oracle = deployed((CHALLENGE, ARBITRATION, ABSENT_AFTER))
    go_to(oracle.endOf(oracle.currentPeriod()) + HOUR)
    return oracle


@pytest.fixture(scope="module")
def last(oracle):
    """The period that has just ended."""
    return oracle.currentPeriod() - 1


@pytest.fixture(scope="module")
def report(oracle, people):
    """report(period, statement, ...): what nodes sign and anyone posts; `.post()` does so."""
    return lambda period, *statements, signers=None: Report(oracle, people, period, statements, signers)


@pytest.fixture(scope="module")
def correction(oracle, people):
    """correction(period, booked_in, statement, ...): the same for corrections; `.book()` does so."""
    return lambda period, booked_in, *statements, signers=None: Correction(
        oracle, people, period, booked_in, statements, signers
    )


@pytest.fixture(scope="module")
def final(oracle, report):
    """final(period, statement, ...): posts, and lets the challenge window pass."""

    def final(period, *statements):
        report(period, *statements).post()
        go_to(chain[-1].timestamp + CHALLENGE)

    return final


@pytest.fixture(scope="module")
def challenge(oracle, people):
    def challenge(subject, period, sender=None):
        parties = [people.party, people.other_party]
        return oracle.challenge(
            subject, period, REASON, people.party, AGREEMENT, parties, {"from": sender or people.agreements}
        )

    return challenge


@pytest.fixture(scope="module")
def decide(oracle, people):
    """decide(subject, period, upheld): by the arbiter's own call, about the open dispute unless told otherwise."""

    def decide(subject, period, upheld, dispute=None, parties=None, arbiter=None, sender=None, deadline=FOREVER):
        number = oracle.disputeOf(subject, period)[0] if dispute is None else dispute
        decision = (subject, period, number, upheld, RULING, deadline)
        arbiter = arbiter or people.arbiter
        parties = [people.party, people.other_party] if parties is None else parties
        return oracle.decide(decision, parties, arbiter, b"", {"from": sender or arbiter})

    return decide


@pytest.fixture(scope="module")
def kept(oracle):
    """kept(period, ...): all that is stored for the units in these periods, to compare before and after."""

    def kept(*periods):
        return [oracle.correctionNonce()] + [
            (
                oracle.statementOf(subject, period),
                [oracle.figure(subject, metric, period, corrected) for metric in Metric for corrected in (False, True)],
            )
            for subject in (UNIT, OTHER_UNIT, BENCHMARK)
            for period in periods
        ]

    return kept


class Report:
    """A batch, signed by a quorum unless `signers` are named."""

    def __init__(self, oracle, people, period, statements, signers):
        self.oracle, self.people, self.period, self.statements = oracle, people, period, list(statements)
        self.signers = people.nodes[:2] if signers is None else signers

    def data(self):
        return typed_data(self.oracle, "Heyi RevenueOracle", REPORT, {"period": self.period, **self._statements()})

    def attestations(self):
        return [(str(signer), sign(signer, self.data())) for signer in self.signers]

    def digest(self):
        return digest_of(self.data())

    def post(self, attestations=None):
        return self.oracle.post(
            self.period, self.statements, attestations or self.attestations(), {"from": self.people.stranger}
        )

    def _statements(self):
        return {"statements": [dict(zip(FIELDS, statement, strict=True)) for statement in self.statements]}


class Correction(Report):
    def __init__(self, oracle, people, period, booked_in, statements, signers):
        super().__init__(oracle, people, period, statements, signers)
        self.booked_in, self.nonce = booked_in, oracle.correctionNonce()

    def data(self):
        message = {"period": self.period, "bookedIn": self.booked_in, "nonce": self.nonce, **self._statements()}
        return typed_data(self.oracle, "Heyi RevenueOracle", CORRECTION, message)

    def book(self, attestations=None):
        return self.oracle.correct(
            self.period,
            self.booked_in,
            self.statements,
            attestations or self.attestations(),
            {"from": self.people.stranger},
        )
