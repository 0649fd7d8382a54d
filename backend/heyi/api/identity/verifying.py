"""Whether an account has signed a message: by its key, or as a contract by its own rules (ERC-1271).

A Heyi enterprise takes a signature for its own only when an agreement contract asks, or when it endorses what another
enterprise asks (decision 7). So it is asked in the name of the company's own agreement contract: its leader's signature
counts, or that of a quorum of its members, until it is wound up.
"""

from eth_abi.exceptions import DecodingError
from eth_account.messages import SignableMessage, encode_defunct
from eth_utils.crypto import keccak

from heyi.api.papers.signatures import recovered_from
from heyi.chain.refusals import ContractRefused, NodeRefused
from heyi.company import Company
from heyi.core.signing import VALID, enterprise_signature_by_leader

__all__ = ["has_signed"]

ASKER = "ServiceAgreements"


def has_signed(company: Company, account: str, text: str, signature: bytes) -> bool:
    """Raises NoNode if a contract would have to be asked and the chain does not answer."""
    message = encode_defunct(text=text)
    if recovered_from(message, signature) == account:
        return True
    if not company.chain.code_at(account):
        return False
    if company.chain.call(company.registry.functions.isEnterprise(account)):
        asker = company.deployment.addresses[ASKER]
        forms = (signature, enterprise_signature_by_leader(signature))
        return any(_answers(company, account, message, each, asker) for each in forms)
    return _answers(company, account, message, signature, None)


def _answers(company: Company, account: str, message: SignableMessage, signature: bytes, asker: str | None) -> bool:
    """Whether the contract says that the signature is its own; it may also revert, or answer nothing at all."""
    digest = keccak(b"\x19" + message.version + message.header + message.body)
    asked = company.enterprise(account).functions.isValidSignature(digest, signature)
    try:
        return bool(company.chain.call(asked, sender=asker) == VALID)
    except (ContractRefused, NodeRefused, DecodingError):
        return False
