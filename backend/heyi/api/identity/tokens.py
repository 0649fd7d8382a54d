"""Tokens: 256 random bits that a cookie or a machine brings along, kept as their hash alone."""

import hashlib
import hmac
import secrets
import string

__all__ = ["KEY_BEGINS", "PREFIX_LENGTH", "hash_of", "is_same", "new_key", "new_nonce", "new_token"]

KEY_BEGINS = "heyi_"
"""What every API key begins with, so that scanners find one that was published by mistake."""

PREFIX_LENGTH = len(KEY_BEGINS) + 6  # of a key's characters, that are kept to know it by
NONCE_LENGTH = 22  # letters and digits: above 128 bits
BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def new_key() -> str:
    return KEY_BEGINS + secrets.token_urlsafe(BYTES)


def new_nonce() -> str:
    """Of letters and digits, as EIP-4361 wants it."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(NONCE_LENGTH))


def hash_of(token: str) -> str:
    """SHA-256 is enough for what nobody can guess: nothing is gained by making a guess slow."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_same(one: str, other: str) -> bool:
    """In a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
