"""Deploys a company's contracts in order and records where they are.

The contracts know one another by immutable addresses, so each address is computed from the deployer's nonce before the
first one exists; nothing has to be bound, and nobody could bind it to something else, afterwards. The same code serves
the command line, Brownie's script and the tests.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from heyi.chain.client import Chain, created_address
from heyi.compiler import Artifact
from heyi.core.charter import Charter
from heyi.core.errors import HeyiError
from heyi.core.periods import Calendar
from heyi.core.solidity import ZERO_ADDRESS

__all__ = ["CompanySettings", "Deployment", "DeploymentMismatch", "OracleSettings", "TokenSettings", "deploy"]

Progress = Callable[[str], None]

# The code that all kinds of agreement run, and the kinds in the order in which closings pay them.
CODE = ("Opening", "Changing", "Accruing", "Settling")
KINDS = ("ServiceAgreements", "CommunityAgreements", "VamAgreements")

# In the order of deployment. The token comes last, because the accounts it credits are addresses that the registry
# computes.
ORDER = (
    "Treasury",
    "Timelock",
    "RevenueOracle",
    "ProfitShare",
    "BookClosing",
    *CODE,
    *KINDS,
    "Tenders",
    "Enterprise",
    "EnterpriseRegistry",
    "SettlementToken",
)


@dataclass(eq=False)
class DeploymentMismatch(HeyiError):  # noqa: N818 - named after the fact
    """What is on chain isn't what the record says."""

    name: str
    address: str
    problem: str
    status: ClassVar[int] = 409
    sentence: ClassVar[str] = "{name} at {address}: {problem}"


@dataclass(frozen=True)
class OracleSettings:
    """nodes: addresses; quorum: of them, more than half. Windows in seconds. arbiter, pauser: addresses. bond: what a
    challenge costs who loses it, minor units; 0: nothing."""

    nodes: tuple[str, ...]
    quorum: int
    arbiter: str
    pauser: str
    challenge_window: int = 3 * 86_400
    arbitration_window: int = 7 * 86_400
    absent_after: int = 45 * 86_400
    timelock_delay: int = 2 * 86_400
    bond: int = 0


@dataclass(frozen=True)
class TokenSettings:
    """The company's credit. opening_capital: minor units, credited to the platform once, at deployment."""

    name: str
    symbol: str
    decimals: int
    opening_capital: int


@dataclass(frozen=True)
class CompanySettings:
    """What a company is deployed with.

    first_period: from which final revenue is turned into credit. clearing: the enterprise that collects the company's
    revenue and passes it on; platform: the one that holds the opening capital and invests.
    """

    calendar: Calendar
    first_period: int
    oracle: OracleSettings
    token: TokenSettings
    clearing: Charter
    platform: Charter


@dataclass(frozen=True)
class Deployment:
    """Where a company's contracts are. first_block: the first one that can hold an event of theirs."""

    chain_id: int
    first_block: int
    addresses: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "addresses": dict(self.addresses)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Deployment":
        return cls(int(value["chain_id"]), int(value["first_block"]), dict(value["addresses"]))

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.to_json(), indent=2) + "\n")

    @classmethod
    def read(cls, file: Path) -> "Deployment":
        return cls.from_json(json.loads(file.read_text()))


def deploy(
    chain: Chain, artifacts: Mapping[str, Artifact], settings: CompanySettings, progress: Progress | None = None
) -> Deployment:
    """Deploys everything. Raises ContractRefused, or DeploymentMismatch if the chain put a contract elsewhere."""
    first_block = chain.height() + 1
    nonce = chain.next_nonce()
    addresses = {name: created_address(chain.account.address, nonce + i) for i, name in enumerate(ORDER)}
    for name in ORDER:
        artifact = artifacts[name]
        arguments = _arguments(name, chain, artifacts, addresses, settings)
        at = chain.create(artifact.bytecode, artifact.abi, arguments)
        if at != addresses[name]:
            raise DeploymentMismatch(name, at, f"was expected at {addresses[name]}; is another process using this key?")
        if progress:
            progress(name)
    return Deployment(chain.chain_id, first_block, addresses)


def _arguments(
    name: str,
    chain: Chain,
    artifacts: Mapping[str, Artifact],
    addresses: Mapping[str, str],
    settings: CompanySettings,
) -> Sequence[Any]:
    kinds = [addresses[kind] for kind in KINDS]
    if name == "Treasury":
        return ()
    if name == "Timelock":
        admin = [settings.oracle.pauser]
        return (settings.oracle.timelock_delay, admin, admin, ZERO_ADDRESS)
    if name == "RevenueOracle":
        return _oracle_arguments(addresses, settings)
    if name == "BookClosing":
        return (_company(addresses), kinds)
    if name in KINDS:
        return (_company(addresses), tuple(addresses[code] for code in CODE))
    if name == "Tenders":
        return (addresses["ServiceAgreements"],)
    if name == "EnterpriseRegistry":
        return (_company(addresses), addresses["Enterprise"], kinds, addresses["Tenders"])
    if name == "SettlementToken":
        return _token_arguments(chain, artifacts, addresses, settings)
    return (_company(addresses),)


def _company(addresses: Mapping[str, str]) -> tuple[str, ...]:
    """The Company struct of IEnterpriseRegistry.sol."""
    names = ("Treasury", "SettlementToken", "RevenueOracle", "EnterpriseRegistry", "ProfitShare", "BookClosing")
    return tuple(addresses[name] for name in names)


def _oracle_arguments(addresses: Mapping[str, str], settings: CompanySettings) -> Sequence[Any]:
    oracle = settings.oracle
    return (
        (settings.calendar.epoch, settings.calendar.length),
        (oracle.challenge_window, oracle.arbitration_window, oracle.absent_after),
        addresses["Timelock"],
        oracle.arbiter,
        oracle.pauser,
        _company(addresses),
        sorted(oracle.nodes, key=str.lower),
        oracle.quorum,
        oracle.bond,
    )


def _token_arguments(
    chain: Chain, artifacts: Mapping[str, Artifact], addresses: Mapping[str, str], settings: CompanySettings
) -> Sequence[Any]:
    registry = chain.contract(addresses["EnterpriseRegistry"], artifacts["EnterpriseRegistry"].abi)
    clearing = chain.call(registry.functions.addressOf(settings.clearing.to_abi()))
    platform = chain.call(registry.functions.addressOf(settings.platform.to_abi()))
    token = settings.token
    return (
        token.name,
        token.symbol,
        token.decimals,
        addresses["Treasury"],
        addresses["RevenueOracle"],
        clearing,
        platform,
        token.opening_capital,
        settings.first_period,
    )
