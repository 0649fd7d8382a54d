"""The oracle nodes of the small company, each with its own copy of the facts, in the month after its last one."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eth_account.signers.local import LocalAccount

from heyi.chain.client import connect
from heyi.chain.profiles import ANVIL
from heyi.company import Company, abis_of
from heyi.core.facts import Metric, Statement, subject_of
from heyi.core.periods import MONTHS
from heyi.processes.attesting import Exchange, OracleNode, Step
from heyi.processes.attesting.rotating import rotation_of
from heyi.processes.attesting.standing import Standing, standings_of
from heyi.scenario.load import load
from heyi.scenario.playing.wallets import wallet
from heyi.sources.source import FactsSource
from tests.backend.processes.conftest import TWO_UNITS

NAMES = ("Finance", "Auditor", "Customer Service")
FOUR = (*NAMES, "Platform")
MARCH = MONTHS.parse("2024-03")
ROWS = {"shop": "50.00,40.00", "mill": "0,0", "platform": "0,0"}
"""Revenue and profit in March."""

DAY = 86_400
ETHER = 10**18


def key_of(name: str) -> LocalAccount:
    """The key of a node, or of another role of the scenario's company."""
    return wallet("Two Units", name if name not in FOUR else f"node {name}")


def mirrored(signature: str) -> bytes:
    """The other form of a signature, which recovers to the same key and which no contract takes."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    raw = bytes.fromhex(signature[2:])
    other = (order - int.from_bytes(raw[32:64])).to_bytes(32, "big")
    return raw[:32] + other + bytes([55 - raw[64]])


@dataclass(frozen=True)
class March:
    """The company once March, or another month, has ended. units: addresses by name; where: for the nodes' files."""

    company: Company
    units: Mapping[str, str]
    where: Path
    month: int = MARCH

    def begin(self) -> "March":
        self.company.chain.advance_to(MONTHS.end_of(self.month) + DAY)
        for name in (*FOUR, "arbiter"):
            self.company.chain.request("anvil_setBalance", key_of(name).address, hex(ETHER))
        for name in FOUR:
            self.write(name)
        return self

    def with_four(self) -> "March":
        """Four nodes, of which three are a quorum."""
        nodes = sorted((key_of(name).address for name in FOUR), key=lambda address: int(address, 16))
        self.pretend("Timelock", "setNodes", nodes, 3)
        return self

    def pass_days(self, days: float) -> None:
        self.company.chain.advance_to(self.company.chain.timestamp() + round(days * DAY))

    def write(self, name: str, **rows: str) -> Path:
        """The facts of a node, with these rows instead of the right ones."""
        folder = self.where / name
        if not folder.exists():
            shutil.copytree(TWO_UNITS, folder)
        scenario = (
            (TWO_UNITS / "scenario.yaml").read_text().replace("last: 2024-02", f"last: {MONTHS.format(self.month)}")
        )
        (folder / "scenario.yaml").write_text(scenario)
        added = "".join(f"{unit},{MONTHS.format(self.month)},{row}\n" for unit, row in {**ROWS, **rows}.items())
        (folder / "figures.csv").write_text((TWO_UNITS / "figures.csv").read_text() + added)
        return folder

    def source(self, name: str) -> FactsSource:
        scenario = load(self.where / name)
        return FactsSource(scenario.facts, scenario.frame, {unit.id: self.units[unit.name] for unit in scenario.units})

    def reading(self, name: str) -> list[Statement]:
        """What a node reads of March, by ascending subject."""
        return sorted(self.source(name).statements(self.month), key=lambda each: each.subject)

    def company_of(self, account: LocalAccount) -> Company:
        """The company by a connection that sends with this key."""
        artifacts = self.company.artifacts
        chain = connect(self.company.chain.url, ANVIL, account, abis_of(artifacts))
        return Company(chain, self.company.deployment, artifacts)

    def node(self, name: str, exchange: Exchange) -> OracleNode:
        """A node that was just started."""
        return OracleNode(
            self.company_of(key_of(name)), self.source(name), exchange, load(self.where / name).first_period
        )

    def rotated(self, name: str, new: str, exchange: Exchange) -> OracleNode:
        """The node with the facts of `name` and the key of `new`, once that is on the chain."""
        self.company.chain.request("anvil_setBalance", key_of(new).address, hex(ETHER))
        company = self.company_of(key_of(name))
        rotation_of(company, key_of(name), key_of(new), DAY).send(company)
        return OracleNode(
            self.company_of(key_of(new)), self.source(name), exchange, load(self.where / name).first_period
        )

    def name_committee(self, unit: str, names: Sequence[str], quorum: int) -> None:
        """The unit names nodes whose quorum its figures need, from the first period that has not begun."""
        nodes = sorted((key_of(name).address for name in names), key=lambda address: int(address, 16))
        self.pretend_as(self.units[unit], "nameCommittee", nodes, quorum)

    def nodes(self, exchange: Exchange, names: Sequence[str] = NAMES) -> list[OracleNode]:
        """Nodes that were just started."""
        return [self.node(name, exchange) for name in names]

    def write_all(self, names: Sequence[str] = NAMES, **rows: str) -> None:
        """The same facts for all of these nodes."""
        for name in names:
            self.write(name, **rows)

    def subject(self, unit: str) -> bytes:
        return subject_of(self.units[unit])

    def standings(self) -> Mapping[str, Standing]:
        """What the chain says of March, by unit."""
        found = standings_of(self.company, self.month, [subject_of(address) for address in self.units.values()])
        return {name: found[subject_of(address)] for name, address in self.units.items()}

    def open(self) -> set[str]:
        """The units that have no figures for March on the chain."""
        return {name for name, standing in self.standings().items() if standing.is_open}

    def booked(self, unit: str, month: str) -> tuple[int, int]:
        """Revenue and profit that corrections of this year's months have booked in a month."""
        correction, booked_in = self.company.oracle.functions.correctionOf, MONTHS.parse(month)
        changed = [0, 0]
        for number, metric in enumerate((Metric.Revenue, Metric.Profit)):
            for period in range(MARCH - 2, booked_in):
                asked = [
                    correction(self.subject(unit), metric, period, through) for through in (booked_in, booked_in - 1)
                ]
                through, before = self.company.chain.call_all(asked)
                changed[number] += through - before
        return changed[0], changed[1]

    def challenge(self, unit: str) -> None:
        """A party disputes the unit's figures of March."""
        challenger = key_of("Finance").address
        disputed = (self.subject(unit), self.month, bytes(32), challenger, bytes(32), [challenger])
        self.pretend("ServiceAgreements", "challenge", *disputed)

    def decide(self, unit: str, *, upheld: bool) -> None:
        """The arbiter decides on them."""
        arbiter, subject = self.company_of(key_of("arbiter")), self.subject(unit)
        number, challenger = arbiter.chain.call(arbiter.oracle.functions.disputeOf(subject, self.month))
        decision = (subject, self.month, number, upheld, bytes(32), 2**32)
        decide = arbiter.oracle.functions.decide(decision, [challenger], key_of("arbiter").address, b"")
        arbiter.chain.send(decide)

    def pretend(self, contract: str, function: str, *arguments: object) -> None:
        """Another contract of the company calls the oracle."""
        self.pretend_as(self.company.deployment.addresses[contract], function, *arguments)

    def pretend_as(self, sender: str, function: str, *arguments: object) -> None:
        """Whoever it is calls the oracle."""
        chain = self.company.chain
        chain.request("anvil_impersonateAccount", sender)
        chain.request("anvil_setBalance", sender, hex(ETHER))
        data = self.company.oracle.encode_abi(function, list(arguments))
        call = {"from": sender, "to": self.company.oracle.address, "data": data}
        receipt = chain.request("eth_sendTransactionSync", call)  # Anvil's own: it answers once that is mined
        assert receipt["status"] == "0x1"


def rounds(nodes: Sequence[OracleNode], count: int = 2) -> Step:
    """Each node steps in turn, so many times."""
    return sum((node.step() for _ in range(count) for node in nodes), Step())
