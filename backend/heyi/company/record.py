"""What is where: the record of a company on a running chain, which later commands read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from heyi.company.deploy import Deployment
from heyi.core.errors import HeyiError, InvalidInput

__all__ = ["NoRecord", "Record", "RecordUnreadable"]


@dataclass(eq=False)
class NoRecord(HeyiError):  # noqa: N818 - named after the fact
    file: str
    status: ClassVar[int] = 404
    sentence: ClassVar[str] = "There is no company here ({file} is missing): start one with `heyi up` or `heyi deploy`."


@dataclass(eq=False)
class RecordUnreadable(InvalidInput):
    file: str
    reason: str
    sentence: ClassVar[str] = "{file} is no record of a company as `heyi deploy` writes it: {reason}."


@dataclass(frozen=True)
class Record:
    """rpc_url and profile: of the chain. units, people: addresses by name. own_time: whether the chain's clock is not
    the world's, because a story was played on it that lies in the past. wallets: on a local chain, what the keys of its
    people derive from, by name; heyi.scenario.playing.wallets makes them of it."""

    rpc_url: str
    profile: str
    deployment: Deployment
    units: Mapping[str, str]
    people: Mapping[str, str]
    own_time: bool = False
    wallets: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "rpc_url": self.rpc_url,
            "profile": self.profile,
            "deployment": self.deployment.to_json(),
            "units": dict(self.units),
            "people": dict(self.people),
            "own_time": self.own_time,
            "wallets": dict(self.wallets),
        }

    def write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self.to_json(), indent=2) + "\n")

    @classmethod
    def read(cls, file: Path) -> "Record":
        """Raises NoRecord and RecordUnreadable."""
        if not file.is_file():
            raise NoRecord(str(file))
        try:
            value = json.loads(file.read_text())
            deployment = Deployment.from_json(value["deployment"])
            names = (value["units"], value["people"])
            rest = (value.get("own_time", False), value.get("wallets", {}))
            return cls(value["rpc_url"], value["profile"], deployment, *names, *rest)
        except OSError as error:
            raise RecordUnreadable(str(file), error.strerror or str(error)) from None
        except KeyError as error:
            raise RecordUnreadable(str(file), f"it has no {error.args[0]}") from None
        except (ValueError, TypeError, AttributeError) as error:
            raise RecordUnreadable(str(file), str(error)) from None
