"""Masks the lines of exports, which are no models: amounts that may not be seen are empty, and `hidden` names them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from heyi.api.identity.looking import Looking
from heyi.api.identity.masking import Eyes
from heyi.api.models.privacy import Whose

__all__ = ["Veil"]

Line = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Veil:
    """Over the lines of one answer."""

    eyes: Eyes
    look: Looking

    def over_journal(self, lines: Iterable[Line]) -> Iterator[Line]:
        """An entry is two lines with one amount: both are masked, if one of the accounts is somebody else's."""
        pair: list[Line] = []
        for line in lines:
            pair.append(line)
            if len(pair) == 2:
                whose = self._between(str(each["account"]) for each in pair)
                yield from (self._over(each, whose, ("debit", "credit")) for each in pair)
                pair = []

    def over_account(self, lines: Iterable[Line], agreement: str) -> Iterator[Line]:
        """An agreement's account: who has signed it sees all of it."""
        signed = self.look.parties(agreement)
        for line in lines:
            whose = self._between((str(line["debtor"]), str(line["creditor"])))
            known = replace(whose, insiders=signed.persons, units=whose.units | signed.units)
            yield self._over(line, known, ("amount",))

    def _between(self, accounts: Iterable[str]) -> Whose:
        found = list(accounts)
        persons = frozenset(each for each in found if self.look.is_person(each))
        units = frozenset(unit for each in found if (unit := self.look.unit_of(each)))
        return Whose(persons, units=units)

    def _over(self, line: Line, whose: Whose, columns: tuple[str, ...]) -> Line:
        if self.eyes.see(whose):
            return {**line, "hidden": None}
        return {**line, **dict.fromkeys(columns), "hidden": " ".join(columns)}
