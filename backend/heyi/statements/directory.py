"""Who is who: the names that tables are written with."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Directory"]


@dataclass(frozen=True)
class Directory:
    """Who is who: names of enterprises, people and agreements by address or id, and who is a member where.

    clearing: the enterprise whose revenue is the sum of the others'.
    """

    enterprises: Mapping[str, str]
    people: Mapping[str, str]
    agreements: Mapping[bytes, str]
    homes: Mapping[str, str]
    clearing: str

    def name(self, address: str) -> str:
        """The name of a party; its address if it has none."""
        return self.enterprises.get(address) or self.people.get(address) or address

    def agreement(self, agreement: bytes) -> str:
        """The name of an agreement; its hash if it has none."""
        return self.agreements.get(agreement, agreement.hex())
