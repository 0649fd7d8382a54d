"""Records: frozen dataclasses that mirror a Solidity struct one to one.

A record's fields have the struct's order, in snake case (an underscore is added to Python's own words), and
annotations that name the ABI type. `to_abi` gives what contract calls want, `to_message` what EIP-712 hashes, `to_json`
what the API speaks; `from_abi` and `from_json` read them back. A record that exists fits its struct: the constructor
checks.
"""

import dataclasses
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, Self, get_args, get_origin, get_type_hints

from heyi.core import solidity
from heyi.core.errors import InvalidValue

__all__ = ["Field", "Record", "fields_of"]


class Record:
    """Base of the dataclasses that mirror a struct. Lists given for tuples and lower-case addresses are normalised."""

    def __post_init__(self) -> None:
        for field in fields_of(type(self)):
            value = field.convert(getattr(self, field.name), _checked)
            object.__setattr__(self, field.name, value)  # how a frozen dataclass sets what it derives

    def to_abi(self) -> tuple[Any, ...]:
        """A tuple in the struct's order; lists stay lists, structs inside are tuples, enums are int."""
        return tuple(self._by_key(_to_abi).values())

    def to_message(self) -> dict[str, Any]:
        """The struct by the ABI's names, values as Python has them."""
        return self._by_key(_to_message)

    def to_json(self) -> dict[str, Any]:
        """The struct by the ABI's names, values as `solidity.to_json` writes them; enums are numbers as in the ABI."""
        return self._by_key(_to_json)

    @classmethod
    def from_abi(cls, value: object) -> Self:
        """Reads what a contract call or a decoded event gives: a tuple in order, or a mapping by the ABI's names.

        Raises InvalidValue with the path to what does not fit.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, Mapping):
            return cls._read(value, _from_abi)
        fields = fields_of(cls)
        if not isinstance(value, tuple | list) or len(value) != len(fields):
            raise InvalidValue("", f"is not a {cls.__name__}: {value!r}")
        return cls._read({field.key: item for field, item in zip(fields, value, strict=True)}, _from_abi)

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The inverse of to_json; enums may also be given by name. Raises InvalidValue, also for keys too many."""
        if not isinstance(value, Mapping):
            raise InvalidValue("", f"is not a {cls.__name__}: {value!r}")
        unknown = sorted(value.keys() - {field.key for field in fields_of(cls)})
        if unknown:
            raise InvalidValue(str(unknown[0]), f"is not a field of {cls.__name__}")
        return cls._read(value, _from_json)

    @classmethod
    def _read(cls, values: Mapping[Any, Any], convert: "_Conversion") -> Self:
        given = {}
        for field in fields_of(cls):
            if field.key not in values:
                raise InvalidValue(field.key, "is missing")
            given[field.name] = field.convert(values[field.key], convert)
        return cls(**given)

    def _by_key(self, convert: "_Conversion") -> dict[str, Any]:
        values = {}
        for field in fields_of(type(self)):
            value = field.convert(getattr(self, field.name), convert)
            values[field.key] = list(value) if field.many else value  # eth_account and JSON know no other arrays
        return values


_Item = str | type[IntEnum] | type[Record]
_Conversion = Callable[[_Item, Any], Any]


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a record: its names in Python and in the ABI, what it holds, and whether it holds a list of it."""

    name: str
    key: str
    item: _Item
    many: bool

    @property
    def type(self) -> str:
        """The field's type as EIP-712 writes it; an enum is its number, as in the ABI."""
        if isinstance(self.item, str):
            name = self.item
        else:
            name = "uint8" if issubclass(self.item, IntEnum) else self.item.__name__
        return name + ("[]" if self.many else "")

    def convert(self, value: Any, convert: _Conversion) -> Any:
        """`convert` applied to the value or to each in the list; an InvalidValue gets the path up to here."""
        path = self.key
        try:
            if not self.many:
                return convert(self.item, value)
            if not isinstance(value, tuple | list):
                raise InvalidValue("", f"is not a list: {value!r}")
            items = []
            for index, item in enumerate(value):
                path = f"{self.key}[{index}]"
                items.append(convert(self.item, item))
            return tuple(items)
        except InvalidValue as error:
            raise error.inside(path) from None


_fields: dict[type[Record], tuple[Field, ...]] = {}


def fields_of(record: type[Record]) -> tuple[Field, ...]:
    """The fields of a record in the struct's order."""
    if record not in _fields:
        hints = get_type_hints(record, include_extras=True)
        names = [field.name for field in dataclasses.fields(record)]  # type: ignore[arg-type]
        _fields[record] = tuple(_field(name, hints[name]) for name in names)
    return _fields[record]


def _field(name: str, hint: Any) -> Field:
    many = get_origin(hint) is tuple
    item = get_args(hint)[0] if many else hint
    if not isinstance(item, type):
        item = get_args(item)[1]  # Annotated[int, "uint8"]
    first, *others = name.rstrip("_").split("_")
    return Field(name, first + "".join(other.capitalize() for other in others), item, many)


def _checked(item: _Item, value: Any) -> Any:
    if isinstance(item, str):
        return solidity.checked(item, value)
    if issubclass(item, IntEnum):
        try:
            return item(solidity.checked("uint8", value))
        except ValueError:
            raise InvalidValue("", f"is no {item.__name__}: {value!r}") from None
    if not isinstance(value, item):
        raise InvalidValue("", f"is not a {item.__name__}: {value!r}")
    return value


def _to_abi(_item: _Item, value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_abi()
    return int(value) if isinstance(value, IntEnum) else value


def _to_message(_item: _Item, value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_message()
    return int(value) if isinstance(value, IntEnum) else value


def _to_json(item: _Item, value: Any) -> Any:
    if isinstance(item, str):
        return solidity.to_json(item, value)
    return int(value) if isinstance(value, IntEnum) else value.to_json()


def _from_abi(item: _Item, value: Any) -> Any:
    return value if isinstance(item, str) or issubclass(item, IntEnum) else item.from_abi(value)


def _from_json(item: _Item, value: Any) -> Any:
    if isinstance(item, str):
        return solidity.from_json(item, value)
    if issubclass(item, IntEnum):
        named = isinstance(value, str) and value in item.__members__
        return item[value] if named else solidity.from_json("uint8", value)
    return item.from_json(value)
