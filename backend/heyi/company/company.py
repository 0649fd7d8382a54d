"""A deployed company: its contracts by name, the messages they take, and what they are asked most often."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from web3.contract import Contract

from heyi.chain.client import Chain
from heyi.chain.refusals import WrongChain
from heyi.company.deploy import ORDER, Deployment, DeploymentMismatch
from heyi.compiler import Artifact
from heyi.core import messages as names
from heyi.core.messages import Messages
from heyi.core.typed_data import Abi, Domain

__all__ = ["Company", "abis_of"]

_DOMAINS = {
    "ServiceAgreements": names.SERVICE_AGREEMENTS,
    "CommunityAgreements": names.COMMUNITY_AGREEMENTS,
    "VamAgreements": names.VAM_AGREEMENTS,
    "RevenueOracle": names.REVENUE_ORACLE,
    "EnterpriseRegistry": names.ENTERPRISE_REGISTRY,
    "Treasury": names.TREASURY,
    "Tenders": names.TENDERS,
}


def abis_of(artifacts: Mapping[str, Artifact]) -> list[Abi]:
    """The ABIs of what is deployed."""
    return [artifact.abi for name, artifact in artifacts.items() if name in ORDER]


class Company:
    """One company on one chain."""

    def __init__(self, chain: Chain, deployment: Deployment, artifacts: Mapping[str, Artifact]) -> None:
        self.chain = chain
        self.deployment = deployment
        self.artifacts = artifacts
        self.messages = Messages(*abis_of(artifacts))

    @cached_property
    def treasury(self) -> Contract:
        return self.contract("Treasury")

    @cached_property
    def oracle(self) -> Contract:
        return self.contract("RevenueOracle")

    @cached_property
    def registry(self) -> Contract:
        return self.contract("EnterpriseRegistry")

    @cached_property
    def profit_share(self) -> Contract:
        return self.contract("ProfitShare")

    @cached_property
    def books(self) -> Contract:
        return self.contract("BookClosing")

    @cached_property
    def token(self) -> Contract:
        return self.contract("SettlementToken")

    @cached_property
    def services(self) -> Contract:
        return self.contract("ServiceAgreements")

    @cached_property
    def communities(self) -> Contract:
        return self.contract("CommunityAgreements")

    @cached_property
    def tenders(self) -> Contract:
        return self.contract("Tenders")

    @cached_property
    def vams(self) -> Contract:
        return self.contract("VamAgreements")

    def contract(self, name: str) -> Contract:
        """The company's contract of that name."""
        return self.chain.contract(self.deployment.addresses[name], self.artifacts[name].abi)

    def enterprise(self, address: str) -> Contract:
        """The account of one enterprise."""
        return self.chain.contract(address, self.artifacts["Enterprise"].abi)

    def domain(self, name: str) -> Domain:
        """The EIP-712 domain of the company's contract of that name."""
        return Domain(_DOMAINS[name], self.chain.chain_id, self.deployment.addresses[name])

    def enterprise_domain(self, address: str) -> Domain:
        return Domain(names.ENTERPRISE, self.chain.chain_id, address)

    @property
    def token_id(self) -> int:
        """The company's token in the Treasury (ERC-6909 id)."""
        return int(self.deployment.addresses["SettlementToken"], 16)

    def balance_of(self, account: str) -> int:
        """What an account has in the Treasury, in minor units."""
        return int(self.chain.call(self.treasury.functions.balanceOf(account, self.token_id)))

    def balances_of(self, accounts: Iterable[str]) -> dict[str, int]:
        """What each account has in the Treasury, in minor units."""
        asked = list(accounts)
        balance = self.treasury.functions.balanceOf
        return dict(zip(asked, self.chain.call_all([balance(each, self.token_id) for each in asked]), strict=True))

    def check(self) -> None:
        """Raises WrongChain or DeploymentMismatch unless this is the record's chain, with code at every address."""
        if self.chain.chain_id != self.deployment.chain_id:  # a profile may take any chain that answers
            raise WrongChain(self.chain.url, self.chain.chain_id, self.deployment.chain_id)
        for name, address in self.deployment.addresses.items():
            if not self.chain.code_at(address):
                problem = "there is no code: is this the chain the company was deployed to?"
                raise DeploymentMismatch(name, address, problem)
