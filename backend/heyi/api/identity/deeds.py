"""What a request came to, as the audit log will have it: noted while it is answered, written down by `auditing`."""

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Deed", "deed_of"]


@dataclass
class Deed:
    """who, key: once it is known. role: as what it was allowed. object: what it was about; left empty, the path.

    refused: whether it was for want of permission, also where the answer is that there is no such thing. showed: the
    verb of something that not everybody may see and was shown, as somebody else's pay.
    """

    who: str | None = None
    key: str | None = None
    role: str | None = None
    object: str = ""
    refused: bool = False
    showed: str | None = None
    request: str = field(default_factory=lambda: secrets.token_hex(8))


def deed_of(scope: MutableMapping[str, Any]) -> Deed:
    """The deed of a request."""
    deed: Deed = scope.setdefault("heyi.deed", Deed())
    return deed
