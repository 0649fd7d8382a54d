"""Mistakes in what people have written: each says where it stands and what it is, and all are told together."""

from dataclasses import dataclass
from pathlib import Path

from heyi.core.errors import InvalidInput

__all__ = ["Findings", "Mistake", "MistakesFound", "Place"]


@dataclass(frozen=True, order=True)
class Place:
    """A file's name and a line in it (0: the whole file)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file} line {self.line}" if self.line else self.file


@dataclass(frozen=True)
class Mistake:
    """field: the column of a CSV file, or the keys down to a value in YAML, such as service.share; may be empty."""

    place: Place
    field: str
    problem: str

    def __str__(self) -> str:
        field = f", field {self.field}" if self.field else ""
        return f"{self.place}{field}: {self.problem}"


@dataclass(eq=False)
class MistakesFound(InvalidInput):
    """What is written in a folder or file can't be used; nothing was sent."""

    place: Path
    mistakes: tuple[Mistake, ...]

    def __str__(self) -> str:
        count = len(self.mistakes)
        head = f"{count} mistakes" if count > 1 else "a mistake"
        return "\n".join([f"{head} in {self.place}", *(f"  {mistake}" for mistake in self.mistakes)])


class Findings:
    """Collects mistakes on the way, so that a reader learns of all of them at once."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._mistakes: list[Mistake] = []

    def add(self, place: Place, field: str, problem: str) -> None:
        self._mistakes.append(Mistake(place, field, problem))

    def __len__(self) -> int:
        return len(self._mistakes)

    def raise_any(self) -> None:
        """Raises MistakesFound with what was found, by file and line, if there is anything."""
        if self._mistakes:
            once = dict.fromkeys(self._mistakes)
            raise MistakesFound(self._place, tuple(sorted(once, key=lambda mistake: mistake.place)))
