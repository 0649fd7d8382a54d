"""Wallets for the people of a scenario: keys derived from the scenario's name and the person's id.

For local chains only: whoever knows the scenario can compute them.
"""

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.chain.client import development_account

__all__ = ["origin", "wallet", "wallet_of"]

MNEMONIC = "dev:"  # and the account's number


def wallet(scenario: str, holder: str) -> LocalAccount:
    """The wallet of a person, an oracle node or an outside account of a scenario."""
    return wallet_of(origin(scenario, holder))


def origin(scenario: str, holder: str) -> str:
    """What the key of a scenario's person derives from, as a company's record keeps it."""
    return f"{scenario}/{holder}"


def wallet_of(origin: str) -> LocalAccount:
    """The wallet that derives from `origin`: SCENARIO/HOLDER, or dev:N for account N of the development mnemonic."""
    if origin.startswith(MNEMONIC):
        return development_account(int(origin.removeprefix(MNEMONIC)))
    account: LocalAccount = Account.from_key(keccak(text=f"heyi local wallet: {origin}"))
    return account
