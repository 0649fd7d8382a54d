"""Puts mails into a folder from which any mail agent can send them: whole or not at all, each under its own name.

InvalidInput
└── SpoolUnusable  422  the folder can't be written to
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from heyi.core.errors import InvalidInput

__all__ = ["SpoolUnusable", "spool"]


@dataclass(eq=False)
class SpoolUnusable(InvalidInput):
    folder: str
    reason: str
    sentence: ClassVar[str] = "No mail can be put into {folder} ({reason}): name another folder in notices.spool."


def spool(folder: Path, id_: str, mail: str) -> Path:
    """The file, whose name follows from the notice: written twice, it is the same. Raises SpoolUnusable."""
    file, unfinished = folder / f"{id_}.eml", folder / f".{id_}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as writing:
            writing.write(mail.encode("ascii"))
            writing.flush()
            os.fsync(writing.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise SpoolUnusable(str(folder), error.strerror or str(error)) from None
    return file
