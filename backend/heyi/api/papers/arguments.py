"""Arguments of a function as JSON has them, read by name and Solidity type."""

from collections.abc import Mapping
from typing import Any, TypeVar

from heyi.core import solidity
from heyi.core.errors import InvalidValue
from heyi.core.records import Record

__all__ = ["Arguments"]

R = TypeVar("R", bound=Record)


class Arguments:
    """Every value is asked for once; `done` refuses what nobody asked for. All methods raise InvalidValue."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self.json: dict[str, Any] = {}
        """What was read, as it goes into a call."""

    def value(self, name: str, kind: str) -> Any:
        """A value of an elementary type, or a list of them."""
        try:
            read = solidity.from_json(kind, self._taken(name))
        except InvalidValue as error:
            raise error.inside(name) from None
        self.json[name] = solidity.to_json(kind, read)
        return list(read) if isinstance(read, tuple) else read

    def address(self, name: str) -> str:
        return str(self.value(name, "address"))

    def number(self, name: str, bits: int = 256) -> int:
        return int(self.value(name, f"uint{bits}"))

    def word(self, name: str) -> bytes:
        return bytes(self.value(name, "bytes32"))

    def record(self, name: str, kind: type[R]) -> R:
        """A struct."""
        try:
            read = kind.from_json(self._taken(name))
        except InvalidValue as error:
            raise error.inside(name) from None
        self.json[name] = read.to_json()
        return read

    def done(self) -> None:
        for name in self._values:
            raise InvalidValue(f"arguments.{name}", "is not asked for")

    def _taken(self, name: str) -> Any:
        if name not in self._values:
            raise InvalidValue(name, "is missing")
        return self._values.pop(name)
