"""An account whose key is in an external signer, by web3signer's API: it signs like a LocalAccount, over HTTP.

    place = SignerPlace.read("web3signer+https://signer.example:9000#0x…")
    account = ExternalAccount(place, SignerAccess(token_file=Path("/run/secrets/signer")))
    account.sign_transaction({...})    # as eth_account's LocalAccount
    sign(message, account)             # core.signing

What comes back is believed only after it was checked here: see `checks`. `asking` says what web3signer does with what
it is asked, and where that was looked up.
"""

from heyi.chain.signer.account import ExternalAccount
from heyi.chain.signer.asking import SignerAccess
from heyi.chain.signer.errors import CredentialUnreadable, NoSigner, SignerRefused, SignerWrong
from heyi.chain.signer.place import SignerPlace

__all__ = [
    "CredentialUnreadable",
    "ExternalAccount",
    "NoSigner",
    "SignerAccess",
    "SignerPlace",
    "SignerRefused",
    "SignerWrong",
]
