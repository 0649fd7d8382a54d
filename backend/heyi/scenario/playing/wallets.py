"""Wallets for the people of a scenario: keys derived from the scenario's name and the person's id.

For local chains only: whoever knows the scenario can compute them.
"""

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

__all__ = ["wallet"]


def wallet(scenario: str, holder: str) -> LocalAccount:
    """The wallet of a person, an oracle node or an outside account of a scenario."""
    account: LocalAccount = Account.from_key(keccak(text=f"heyi local wallet: {scenario}/{holder}"))
    return account
