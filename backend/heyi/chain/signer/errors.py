"""What goes wrong between a part and its external signer. None of them bears what was to be signed, or a credential.

HeyiError
├── InvalidInput
│   └── CredentialUnreadable  422  a file with a token, a certificate or its key is not there, or holds no such thing
├── NoSigner                  503  the signer does not answer, too late, or with a fault of its own: asked again later
├── SignerRefused             502  it answers that it won't
└── SignerWrong               502  what it has signed is not what was asked for
"""
# ruff: noqa: N818

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError, InvalidInput

__all__ = ["CredentialUnreadable", "NoSigner", "SignerRefused", "SignerWrong"]


@dataclass(eq=False)
class CredentialUnreadable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "{file}, by which the external signer is asked, cannot be used ({reason})."


@dataclass(eq=False)
class NoSigner(HeyiError):
    url: str
    reason: str
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "No external signer answers at {url} ({reason}): see that it runs and is reached."


@dataclass(eq=False)
class SignerRefused(HeyiError):
    """reason: in the signer's words."""

    url: str
    account: str
    reason: str
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = "The external signer at {url} refuses to sign for {account}: {reason}"


@dataclass(eq=False)
class SignerWrong(HeyiError):
    """problem: the end of a sentence that begins with what came back."""

    url: str
    account: str
    problem: str
    status: ClassVar[int] = 502
    sentence: ClassVar[str] = (
        "What the external signer at {url} has signed for {account} {problem}; it was thrown away. Take the signer for "
        "misconfigured or in others' hands until you know which."
    )
