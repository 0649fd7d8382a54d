"""A company to develop against: settings whose every key derives from the public development mnemonic.

For local chains only: anyone can compute these keys.
"""

from heyi.chain.client import Chain, development_account
from heyi.company import Company
from heyi.company.deploy import CompanySettings, OracleSettings, TokenSettings
from heyi.core.charter import Charter
from heyi.core.periods import Calendar
from heyi.core.signing import sign

__all__ = ["WALLETS", "development_settings", "found"]

# Development account 0 carries transactions.
NODES = (1, 2, 3)
ARBITER, PAUSER, CLEARING, PLATFORM = 4, 5, 6, 7
WALLETS = {"Arbiter": f"dev:{ARBITER}", "Clearing": f"dev:{CLEARING}", "Platform": f"dev:{PLATFORM}"}
"""What the keys of a new company's people derive from, as its record keeps it."""
SIGNED_FOR = 86_400  # seconds that a founder's signature is good for


def development_settings(chain: Chain) -> CompanySettings:
    """Three nodes, monthly periods from the chain's current month, a credit with two decimals."""
    calendar = Calendar()
    return CompanySettings(
        calendar=calendar,
        first_period=calendar.period_at(chain.timestamp()),
        oracle=OracleSettings(
            nodes=tuple(development_account(index).address for index in NODES),
            quorum=2,
            arbiter=development_account(ARBITER).address,
            pauser=development_account(PAUSER).address,
        ),
        token=TokenSettings(name="Internal credit", symbol="ICR", decimals=2, opening_capital=100_000_000),
        clearing=_charter("Clearing", CLEARING),
        platform=_charter("Platform", PLATFORM),
    )


def found(company: Company, settings: CompanySettings) -> dict[str, str]:
    """Founds the clearing enterprise and the platform and issues the opening capital; returns addresses by name."""
    chain, registry = company.chain, company.registry.functions
    addresses = {}
    for charter, index in ((settings.clearing, CLEARING), (settings.platform, PLATFORM)):
        deadline = chain.timestamp() + SIGNED_FOR
        message = company.messages.found(company.domain("EnterpriseRegistry"), charter, deadline)
        chain.send(registry.found(charter.to_abi(), deadline, [sign(message, development_account(index))]))
        addresses[charter.name] = chain.call(registry.addressOf(charter.to_abi()))
    chain.send(company.token.functions.issueCapital())
    return addresses


def _charter(name: str, index: int) -> Charter:
    leader = development_account(index).address
    return Charter(
        name=name, leader=leader, quorum=1, members=(leader,), units=(1,), total_shares=1_000_000, allowance=10_000_000
    )
