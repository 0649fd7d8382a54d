"""How often one caller may ask: each request takes up its part of a minute, and a minute may be taken up ahead."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import ClassVar

from heyi.core.errors import HeyiError

__all__ = ["Pace", "TooManyRequests", "caller_of"]

MINUTE = 60.0  # seconds
MOST_CALLERS = 100_000  # whose count is kept; the longest silent one is forgotten first
NETWORK = 64  # bits: whoever has one address of version 6 has all with the same


@dataclass(eq=False)
class TooManyRequests(HeyiError):  # noqa: N818 - named after the fact
    """most: requests a minute. again_in: seconds."""

    most: int
    again_in: int
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "more than {most} requests a minute came from this caller: ask again in {again_in} s"


class Pace:
    """Of any number of callers, in this process; for any number of threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = MINUTE / per_minute
        self._clock = clock
        self._free: OrderedDict[str, float] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Seconds until the caller may ask again; 0: now, and that is counted."""
        now = self._clock()
        taken_until = max(now, self._free.pop(caller, now))
        wait = taken_until + self._each - (now + MINUTE)
        self._free[caller] = taken_until if wait > 0 else taken_until + self._each
        if len(self._free) > MOST_CALLERS:
            self._free.popitem(last=False)
        return max(0.0, wait)


def caller_of(host: str) -> str:
    """Who counts as one caller."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return host if address.version == 4 else address.exploded[: NETWORK // 16 * 5 - 1]
