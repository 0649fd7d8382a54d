"""Requests to a web3signer in its eth1 mode, and its answers. What is asked, and the token, are in no log and no error.

What it does was looked up in its source (github.com/Consensys/web3signer, core/src/main/java/…/core/, commit 3522fc87
of July 2026, and web3j 5.0.2, by which it encodes and signs) and in openapi-specs/eth1/web3signer.yaml:

- `POST /` takes one JSON-RPC request, no batch (JsonRpcRoute): eth_accounts, eth_sign, eth_signTypedData,
  eth_signTransaction and eth_sendTransaction are its own; any other method is passed on to a node.
- eth_signTransaction `[{from, to, gas, gasPrice | maxFeePerGas and maxPriorityFeePerGas, nonce, value, data}]`
  (EthSendTransactionJsonParameters): quantities are hexadecimal, `nonce` must be there, `chainId` and whatever else is
  ignored: the chain is the one that the signer was started for (`--chain-id`). The result is the signed transaction in
  hexadecimal: type 2 if both fees are there, else a legacy one with EIP-155's v (TransactionSerializer).
- eth_signTypedData `[address, typed data]`, an object or its text (EthSignTypedDataResultProvider): web3j's
  StructuredDataEncoder makes 0x1901, domain separator and struct hash of it, integers in decimal strings are taken; it
  is hashed once by Keccak-256 and signed (CredentialSigner, needToHash). The result is r, s and v in 65 bytes, v 27 or
  28 (SecpArtifactSignature). Keys in a cloud's vault give low s, too (Eth1SignatureUtil).
- `POST /api/v1/eth1/sign/{public key}` with `{"data": "0x…"}` hashes and signs any bytes
  (Eth1SignForIdentifierHandler). It isn't used: of a preimage nobody in between can tell what is signed, of typed data
  they can.
- eth_sign puts "\\x19Ethereum Signed Message:\\n" before what is signed, so it can't sign typed data.
- Refusals are JSON-RPC errors with HTTP status 400 or 500 (InternalResponseHandler): -32000 "No unlocked account
  matches the Sender", -32602 invalid parameters, -32603 for faults of its own, as when its vault does not answer.
- `GET /upcheck` answers 200 and OK. It knows no bearer token: TLS with clients' certificates is its own
  (`--tls-known-clients-file`); a token is for a proxy before it.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from heyi.chain.signer.errors import CredentialUnreadable, NoSigner, SignerRefused

__all__ = ["SignerAccess", "Web3Signer"]

MOST_BYTES = 2**20  # of an answer: a signed transaction is at most 128 KB, in hexadecimal twice that
INTERNAL_ERROR = -32603
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class SignerAccess:
    """How a signer is asked. authority: file of the certificates that vouch for the signer's; None takes those that
    requests knows. certificate, key: files of ours. token_file: holds a bearer token. timeout: seconds.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    token_file: Path | None = None
    timeout: float = 5.0


class Web3Signer:
    """One signer. account: whom it signs for here, named in errors."""

    def __init__(self, url: str, account: str, access: SignerAccess) -> None:
        self.url, self._account, self._access = url, account, access
        self._session = requests.Session()
        # No proxy of the environment is asked to carry this, and no .netrc gives it a password.
        self._session.trust_env = False

    def request(self, method: str, *params: Any) -> Any:
        """The result of one JSON-RPC call. Raises NoSigner, SignerRefused and CredentialUnreadable."""
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        status, body = self._sent("POST", self.url + "/", json.dumps(asked).encode())
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, Mapping) and isinstance(answer.get("error"), Mapping):
            self._fail(answer["error"])
        if status >= 500:
            raise NoSigner(self.url, f"it answers HTTP {status}")
        if status != 200:
            raise SignerRefused(self.url, self._account, f"HTTP {status}")
        if not isinstance(answer, Mapping) or "result" not in answer:
            raise NoSigner(self.url, "its answer is no JSON-RPC")
        return answer["result"]

    def upcheck(self) -> None:
        """Raises NoSigner, SignerRefused and CredentialUnreadable."""
        status, _ = self._sent("GET", self.url + "/upcheck", None)
        if status >= 500:
            raise NoSigner(self.url, f"it answers HTTP {status}")
        if status != 200:
            raise SignerRefused(self.url, self._account, f"HTTP {status}")

    def _fail(self, error: Mapping[str, Any]) -> None:
        said = " ".join(str(error.get("message", "no reason")).split())[:200]
        if error.get("code") == INTERNAL_ERROR:
            raise NoSigner(self.url, f"it says: {said}")
        raise SignerRefused(self.url, self._account, said)

    def _sent(self, verb: str, url: str, body: bytes | None) -> tuple[int, bytes]:
        """Status and body of an answer that is whole within the time, and not too long."""
        access = self._access
        deadline = time.monotonic() + access.timeout
        headers = {"Content-Type": "application/json", "Accept": "application/json"} if body else {}
        if access.token_file is not None:
            headers["Authorization"] = f"Bearer {_token(access.token_file)}"
        for file in (access.authority, access.certificate, access.key):
            if file is not None and not file.is_file():
                raise CredentialUnreadable(str(file), "there is no such file")
        certificate = None
        if access.certificate is not None:
            certificate = (str(access.certificate), str(access.key or access.certificate))
        try:
            with self._session.request(
                verb,
                url,
                data=body,
                headers=headers,
                timeout=access.timeout,
                allow_redirects=False,
                stream=True,
                verify=str(access.authority) if access.authority else True,
                cert=certificate,
            ) as response:
                found = b""
                for part in response.iter_content(65_536):
                    found += part
                    if len(found) > MOST_BYTES:
                        raise NoSigner(self.url, "its answer is too long")
                    if time.monotonic() > deadline:
                        raise requests.exceptions.ReadTimeout
                return response.status_code, found
        except (requests.exceptions.RequestException, OSError) as error:
            raise NoSigner(self.url, _reason(error, access.timeout)) from None


def _reason(error: Exception, timeout: float) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "TLS: one side does not trust the other's certificate"
    if isinstance(error, requests.exceptions.Timeout):
        return f"it has taken longer than {timeout:g} s"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "no connection"
    return type(error).__name__


def _token(file: Path) -> str:
    """Read each time, since tokens that last for hours are put there anew."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialUnreadable(str(file), getattr(error, "strerror", None) or "it is no text") from None
    if not lines or not _TOKEN.fullmatch(lines[0]):
        raise CredentialUnreadable(str(file), "its first line is no token")
    return lines[0]
