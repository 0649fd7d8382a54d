"""What a company has for life: asked of its contracts once, and then known without a chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from heyi.company.company import Company
from heyi.company.deploy import KINDS
from heyi.core.periods import Calendar
from heyi.core.solidity import as_bytes, checksummed

__all__ = ["Constants", "Windows"]


@dataclass(frozen=True)
class Windows:
    """How long things take, in seconds: challenge from a posting until it is final, arbitration from a challenge until
    it lapses, absent from a period's end until it is final without a statement."""

    challenge: int
    arbitration: int
    absent: int


@dataclass(frozen=True)
class Constants:
    """addresses: of the contracts by name. token: its address; name, symbol, decimals: the token's. clearing: the
    enterprise that collects the company's revenue; platform: the one that holds the opening capital. bond: what a
    challenge costs who loses it, minor units; 0: nothing."""

    chain_id: int
    addresses: Mapping[str, str]
    token: str
    name: str
    symbol: str
    decimals: int
    calendar: Calendar
    windows: Windows
    clearing: str
    platform: str
    bond: int = 0

    @classmethod
    def of(cls, company: Company) -> "Constants":
        """Asks the chain, in one request. Raises NoNode and NodeRefused."""
        token, oracle = company.token.functions, company.oracle.functions
        asked = [token.name(), token.symbol(), token.decimals(), token.clearing(), token.platform()]
        answers = company.chain.call_all([*asked, oracle.calendar(), oracle.windows(), oracle.bond()])
        name, symbol, decimals, clearing, platform, calendar, windows, bond = answers
        return cls(
            chain_id=company.chain.chain_id,
            addresses=company.deployment.addresses,
            token=company.deployment.addresses["SettlementToken"],
            name=name,
            symbol=symbol,
            decimals=decimals,
            calendar=Calendar(length=calendar["length"], epoch=calendar["epoch"]),
            windows=Windows(windows["challenge"], windows["arbitration"], windows["absentAfter"]),
            clearing=checksummed(clearing),
            platform=checksummed(platform),
            bond=bond,
        )

    def kind_of(self, contract: str) -> str:
        """The kind of agreement that a contract keeps: service, community or vam; otherwise the contract's name."""
        name = next((name for name, address in self.addresses.items() if address == contract), contract)
        return name.removesuffix("Agreements").lower() if name in KINDS else name

    def contract_of(self, kind: str) -> str | None:
        """The address of the contract that keeps agreements of a kind; None if there is no such kind."""
        return next((self.addresses[name] for name in KINDS if self.kind_of(self.addresses[name]) == kind), None)

    def pool_of(self, enterprise: str) -> str:
        """The account that holds what an enterprise has shared and nobody has claimed yet."""
        return _key_account(self.addresses["ProfitShare"], bytes(12) + as_bytes(enterprise))

    def escrow_of(self, contract: str, agreement: bytes, leg: int) -> str:
        """The account that holds a leg's escrow. contract: that keeps the agreement."""
        return _key_account(contract, keccak(encode(["bytes32", "uint256"], [agreement, leg])))

    def bond_account_of(self, subject: bytes, period: int, challenger: str) -> str:
        """The account where a challenge's bond lies."""
        key = keccak(encode(["bytes32", "uint32", "address"], [subject, period, challenger]))
        return _key_account(self.addresses["RevenueOracle"], key)


@lru_cache(maxsize=65_536)  # the same ones come again and again, and each is a hash
def _key_account(holder: str, key: bytes) -> str:
    """Treasury.keyAccount."""
    return checksummed("0x" + keccak(encode(["address", "bytes32"], [holder, key]))[-20:].hex())
