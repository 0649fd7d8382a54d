"""How a setting is declared: its default, the form of its values, and what it means, in one place."""

from dataclasses import dataclass, field, fields
from typing import Any

from heyi.service.settings.forms import Form

__all__ = ["Described", "described", "setting"]


@dataclass(frozen=True)
class Described:
    """What is known of a setting beside its type and default. meaning: one sentence. secret: its value isn't shown."""

    form: Form
    meaning: str
    secret: bool = False


def setting(default: object, form: Form, meaning: str, *, secret: bool = False) -> Any:
    """A field of a section. Any, since a dataclass takes it in place of the default, whatever that is."""
    return field(default=default, repr=not secret, metadata={"described": Described(form, meaning, secret)})


def described(section: Any) -> dict[str, Described]:
    """What is known of a section's settings, by key. section: its class, or one of it."""
    return {each.name: each.metadata["described"] for each in fields(section)}
