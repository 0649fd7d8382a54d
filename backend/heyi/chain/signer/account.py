"""An account that signs over HTTP: in the places of eth_account's LocalAccount, and checked before it is believed."""

import re
from collections.abc import Mapping
from typing import Any

from eth_account.datastructures import SignedTransaction

from heyi.chain.signer.asking import SignerAccess, Web3Signer
from heyi.chain.signer.checks import Unfit, checked_signature, checked_transaction
from heyi.chain.signer.errors import SignerWrong
from heyi.chain.signer.place import SignerPlace
from heyi.core.errors import HeyiError
from heyi.core.solidity import as_bytes
from heyi.core.typed_data import Domain, Message

__all__ = ["ExternalAccount"]

UPCHECK_WITHIN = 2.0  # seconds, since readiness is asked for often
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{2})*")


class ExternalAccount:
    """Nothing is asked of the signer until something is to be signed. May be shared by threads only one at a time."""

    def __init__(self, place: SignerPlace, access: SignerAccess | None = None) -> None:
        access = access or SignerAccess()
        self._address, self._url = place.address, place.url
        self._signer = Web3Signer(place.url, place.address, access)
        quick = SignerAccess(
            access.authority,
            access.certificate,
            access.key,
            access.token_file,
            min(access.timeout, UPCHECK_WITHIN),
        )
        self._asked_often = Web3Signer(place.url, place.address, quick)

    @property
    def address(self) -> str:
        return self._address

    def __repr__(self) -> str:
        return f"ExternalAccount({self._address} at {self._url})"

    def sign_transaction(self, transaction: Mapping[str, Any], /) -> SignedTransaction:
        """The signed transaction. Raises NoSigner, SignerRefused, SignerWrong and CredentialUnreadable."""
        asked = {"from": self._address, **{name: _quantity(value) for name, value in transaction.items()}}
        raw = self._bytes(self._signer.request("eth_signTransaction", asked))
        try:
            return checked_transaction(raw, transaction, self._address)
        except Unfit as problem:
            raise self._wrong(str(problem)) from None

    def sign_typed(self, message: Message) -> bytes:
        """The 65 bytes of a signature of the message. Raises as `sign_transaction` does."""
        signature = self._bytes(self._signer.request("eth_signTypedData", self._address, message.typed_data()))
        try:
            return checked_signature(signature, message.signable(), self._address)
        except Unfit as problem:
            raise self._wrong(str(problem)) from None

    def problems(self) -> list[str]:
        """For a part's readiness: whether the signer is up."""
        try:
            self._asked_often.upcheck()
        except HeyiError as error:
            return [str(error)]
        return []

    def examine(self) -> None:
        """Has the signer sign something that is of no use anywhere. Raises as `sign_transaction` does."""
        self._signer.upcheck()
        types = {"Probe": [{"name": "purpose", "type": "string"}]}
        nowhere = Domain("Heyi probe", 0, self._address)
        self.sign_typed(Message(nowhere, "Probe", types, {"purpose": "does the signer have the key?"}))

    def _bytes(self, result: Any) -> bytes:
        if not isinstance(result, str) or not _HEXADECIMAL.fullmatch(result):
            raise self._wrong("is not in hexadecimal digits")
        return as_bytes(result)

    def _wrong(self, problem: str) -> SignerWrong:
        return SignerWrong(self._url, self._address, problem)


def _quantity(value: Any) -> Any:
    """A field as JSON-RPC has it."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return hex(value) if isinstance(value, int) else value
