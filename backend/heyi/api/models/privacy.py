"""Privacy classes of what is answered: `open`, unless a field says that it is somebody's `pay`.

A field of the class `pay` may be null, and then its name stands in `hidden`: it tells what one person earns, holds or
withdraws, and the company has chosen to show that to few. `api.identity.masking` takes such fields out, in one place,
when everything else about an answer is done; a model says by `whose` whose pay its fields are.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, Field

from heyi.api.models.base import Amount, Exact, Party

__all__ = ["HIDDEN", "OPEN", "PAY", "Look", "PayAmount", "PayExact", "Personal", "Whose", "class_of"]

OPEN, PAY = "open", "pay"
CLASS = "x-privacy"  # as it stands in OpenAPI

HIDDEN: dict[str, Any] = {CLASS: PAY}
"""What makes a field one of the class `pay`: Field(json_schema_extra=HIDDEN)."""

PayAmount = Annotated[Amount | None, Field(json_schema_extra=HIDDEN)]
PayExact = Annotated[Exact | None, Field(json_schema_extra=HIDDEN)]


@dataclass(frozen=True)
class Whose:
    """Whose pay something is: of nobody, if there are no persons; then it is open.

    insiders: accounts that have signed for it, and know it anyway. units: out of whose money it comes; their leaders
    answer for it, and see it.
    """

    persons: frozenset[str] = frozenset()
    insiders: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def of(self, *parties: Party | None) -> "Whose":
        """The same, narrowed down to these parties."""
        found = [each for each in parties if each is not None]
        persons = frozenset(each.address for each in found if each.kind == "person")
        units = frozenset(each.address for each in found if each.kind == "unit")
        return replace(self, persons=persons, insiders=self.insiders | self.persons, units=self.units | units)


class Look(Protocol):
    """What a model needs to say whose pay it is."""

    def is_person(self, address: str) -> bool:
        """Whether it is somebody's own account, and not a unit's or a contract's."""

    def unit_of(self, account: str) -> str | None:
        """The unit whose account it is, or whose pool."""

    def is_about_facts(self, contract: str) -> bool:
        """Whether a contract's events say nothing of anybody's pay."""

    def parties(self, agreement: str) -> Whose:
        """The people and units that are party to an agreement."""


class Personal(BaseModel):
    """What has fields of the class `pay`. hidden: those that were taken out for whoever asks; left out if none were."""

    hidden: list[str] = Field(
        default_factory=list,
        exclude_if=lambda names: not names,
        description="Fields that are null because they tell what one person gets. Left out if there are none.",
    )

    def whose(self, outer: Whose, _look: Look, /) -> Whose:
        """outer: of what it is part of."""
        return outer

    def hide(self) -> None:
        """Takes its own fields of the class out; not those of its parts."""
        for name, field in type(self).model_fields.items():
            if class_of(type(self), name) == PAY:
                setattr(self, name, None)
                self.hidden.append(field.serialization_alias or name)


def class_of(model: type[BaseModel], field: str) -> str:
    """The privacy class of a model's field."""
    extra = model.model_fields[field].json_schema_extra
    return str(extra.get(CLASS, OPEN)) if isinstance(extra, dict) else OPEN
