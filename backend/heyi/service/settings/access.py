"""Settings of who may do what: how people sign in, roles that no chain knows, and what is hidden from whom."""

from dataclasses import dataclass
from typing import Literal

from heyi.service.settings.describing import setting
from heyi.service.settings.forms import Account, Items, OneOf, Whole

__all__ = ["PrivacySettings", "RolesSettings", "SignInSettings"]

DAY = 86_400  # seconds


@dataclass(frozen=True)
class SignInSettings:
    """Signing in with a wallet."""

    session_lifetime: int = setting(
        43_200, Whole(60, 30 * DAY, "seconds"), "After how long a session ends, whatever is done in it."
    )
    session_idle: int = setting(
        3_600, Whole(60, 30 * DAY, "seconds"), "After how long without a request a session ends."
    )
    nonce_lifetime: int = setting(
        300, Whole(30, 3_600, "seconds"), "How long a message may take from its nonce to its signature."
    )
    attempts_per_minute: int = setting(
        20, Whole(1, 10**6, "requests"), "How many requests of one address may ask for nonces or sign in in a minute."
    )
    requests_per_minute: int = setting(
        600, Whole(1, 10**6, "requests"), "How many requests one account may make in a minute, with all its keys."
    )


@dataclass(frozen=True)
class RolesSettings:
    """Roles that neither the book nor the chain knows. Nothing in the database can give them."""

    finance: tuple[str, ...] = setting((), Items(Account()), "Accounts of the company's finance: they see pay.")
    auditor: tuple[str, ...] = setting(
        (), Items(Account()), "Accounts of auditors: they see pay, all drafts and the audit log, and change nothing."
    )


@dataclass(frozen=True)
class PrivacySettings:
    """What is hidden from whom; all else is open to everybody."""

    pay: Literal["open", "private"] = setting(
        "open",
        OneOf(("open", "private")),
        "Who sees what one person earns: everybody, or that person, the leader of the unit it comes from, finance and "
        "auditors. Totals are open in any case.",
    )
