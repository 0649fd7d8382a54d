"""What can be wrong with who asks, as errors named after facts.

HeyiError
├── NotSignedIn, KeyRefused                        401
├── NotAllowed, OutOfScope, ForeignOrigin          403
├── KeyNotEnough, OrderHidden                      403
├── NoSuchKey                                      404
├── TooManyKeys                                    429
├── SignInUnavailable, TooManyNonces, AuditBusy    503
└── InvalidInput                                   422
    ├── SignInElsewhere, SignInOfOtherChain, SignInExpired, SignInNotYet
    ├── NonceUnknown, SignInNotSigned
    └── UnknownScope
"""
# ruff: noqa: N818

from dataclasses import dataclass
from typing import ClassVar

from heyi.core.errors import HeyiError, InvalidInput

__all__ = [
    "AuditBusy",
    "ForeignOrigin",
    "KeyNotEnough",
    "KeyRefused",
    "NoSuchKey",
    "NonceUnknown",
    "NotAllowed",
    "NotSignedIn",
    "OrderHidden",
    "OutOfScope",
    "SignInElsewhere",
    "SignInExpired",
    "SignInNotSigned",
    "SignInNotYet",
    "SignInOfOtherChain",
    "SignInUnavailable",
    "TooManyKeys",
    "TooManyNonces",
    "UnknownScope",
]


@dataclass(eq=False)
class NotSignedIn(HeyiError):
    status: ClassVar[int] = 401
    sentence: ClassVar[str] = "this is for those who have signed in, or use an API key"


@dataclass(eq=False)
class KeyRefused(HeyiError):
    """Whether there is no such key, or one that is revoked or expired, isn't told."""

    status: ClassVar[int] = 401
    sentence: ClassVar[str] = "the API key is none that counts: there is no such key, or it is revoked or expired"


@dataclass(eq=False)
class NotAllowed(HeyiError):
    """needed: roles, one of which would do."""

    verb: str
    needed: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "{verb} is for {needed}"


@dataclass(eq=False)
class OutOfScope(HeyiError):
    verb: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "the API key was not made for {verb}"


@dataclass(eq=False)
class KeyNotEnough(HeyiError):
    verb: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "{verb} is for people who have signed in, not for API keys"


@dataclass(eq=False)
class ForeignOrigin(HeyiError):
    """origin: that the request says it comes from; empty if it says nothing."""

    origin: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = (
        "what is done with a session's cookie must come from the service's own pages, not {origin!r}"
    )


@dataclass(eq=False)
class OrderHidden(HeyiError):
    sort: str
    status: ClassVar[int] = 403
    sentence: ClassVar[str] = "people are not ranked by {sort} for who may not see what each of them gets"


@dataclass(eq=False)
class NoSuchKey(HeyiError):
    key: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "the account has no API key {key}"


@dataclass(eq=False)
class TooManyKeys(HeyiError):
    account: str
    most: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "{account} has {most} API keys that count, which is the most: revoke one first"


@dataclass(eq=False)
class SignInUnavailable(HeyiError):
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = (
        "nobody can sign in here: the service is not told where it is reached (api.public_origins)"
    )


@dataclass(eq=False)
class TooManyNonces(HeyiError):
    most: int
    again_in: int
    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "{most} people are signing in at the moment: try again in {again_in} s"


@dataclass(eq=False)
class AuditBusy(HeyiError):
    """Nothing is shown or done that could not be written down."""

    status: ClassVar[int] = 503
    sentence: ClassVar[str] = "the audit log could not be written: ask again"


@dataclass(eq=False)
class SignInElsewhere(InvalidInput):
    """what: domain or URI. given: what the message has."""

    what: str
    given: str
    sentence: ClassVar[str] = "the message signs in somewhere else: its {what} is {given}"


@dataclass(eq=False)
class SignInOfOtherChain(InvalidInput):
    given: int
    expected: int
    sentence: ClassVar[str] = "the message signs in on chain {given}, and this company is on chain {expected}"


@dataclass(eq=False)
class SignInExpired(InvalidInput):
    """until: Unix seconds."""

    until: int
    now: int
    sentence: ClassVar[str] = "the message was good until {until}, and it is {now}"


@dataclass(eq=False)
class SignInNotYet(InvalidInput):
    """since: Unix seconds."""

    since: int
    now: int
    sentence: ClassVar[str] = "the message is good from {since} on, and it is {now}: is a clock wrong?"


@dataclass(eq=False)
class NonceUnknown(InvalidInput):
    """The nonce itself isn't told: whoever sent it knows it."""

    sentence: ClassVar[str] = (
        "the message's nonce was not given here, was used already, or has expired: ask for another"
    )


@dataclass(eq=False)
class SignInNotSigned(InvalidInput):
    account: str
    sentence: ClassVar[str] = "the signature of the message is not one of {account}"


@dataclass(eq=False)
class UnknownScope(InvalidInput):
    scope: str
    allowed: str
    sentence: ClassVar[str] = "{scope!r} is no scope of an API key; there are {allowed}"
