"""An oracle node as a part of the service: it reads its own source, and signs what it has read itself.

InvalidInput
├── NoOracleSource   422  the settings name nothing to read
└── UnitNotRecorded  422  the source tells of a unit that the company's record does not know
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar

import structlog

from heyi.core.errors import InvalidInput
from heyi.core.facts import benchmark_id, enterprise_of
from heyi.core.signing import Key
from heyi.processes.attesting import OracleNode, RemoteExchange, Step
from heyi.scenario.definition import NamedSource, source_at
from heyi.service.health import Readiness, listening_for
from heyi.service.keys import signer_checks
from heyi.service.loop import Progress, run_loop
from heyi.service.metrics import Metrics
from heyi.service.parts.receiving import WebhooksUnheard, receiving
from heyi.service.stopping import Stop
from heyi.service.workplace import Workplace
from heyi.sources.journal import Journal

__all__ = ["NoOracleSource", "OraclePlace", "UnitNotRecorded", "attest", "step_of"]

log = structlog.get_logger()


@dataclass(eq=False)
class NoOracleSource(InvalidInput):
    sentence: ClassVar[str] = (
        "There is no oracle here: name the source that this node reads, by oracle.source in the settings or by "
        "HEYI_ORACLE_SOURCE."
    )


@dataclass(eq=False)
class UnitNotRecorded(InvalidInput):
    unit: str
    record: str
    sentence: ClassVar[str] = "The source tells of {unit}, of which the company's record {record} knows no address."


@dataclass(frozen=True)
class _Recorded(Mapping[str, str]):
    """Addresses by the source's units, of which more may come to light as rows are read."""

    names: Mapping[str, str]
    recorded: Mapping[str, str]
    record: str

    def __getitem__(self, unit: str) -> str:
        """Raises UnitNotRecorded."""
        name = self.names.get(unit, unit)
        if name not in self.recorded:
            raise UnitNotRecorded(name, self.record)
        return self.recorded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class OraclePlace:
    """What a node works with, beside what every part does."""

    workplace: Workplace

    @cached_property
    def read(self) -> NamedSource:
        """What the node reads. Raises NoOracleSource, and what `source_at` raises."""
        settings = self.workplace.settings.oracle
        if settings.source is None:
            raise NoOracleSource
        return source_at(settings.source, self.workplace.environment, partial(Journal, settings.journal))

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Of the source's units. Raises NoRecord and UnitNotRecorded."""
        recorded, file = self.workplace.record.units, self.workplace.settings.company.record
        found = _Recorded(self.read.units, recorded, str(file))
        for unit in found:
            _ = found[unit]
        return found

    @cached_property
    def account(self) -> Key:
        """The node's. Raises what `keys.account_of` does."""
        return self.workplace.account("oracle")

    def node(self) -> OracleNode:
        """The node, which has asked nobody anything yet.

        Raises NoOracleSource, NoRecord, UnitNotRecorded, and what `source_at` and `account_of` raise.
        """
        place, settings = self.workplace, self.workplace.settings.oracle
        source = self.read.source(self.addresses)
        company = place.company(self.account)
        exchange, first = RemoteExchange(company, settings.api_url), self.read.frame.first
        return OracleNode(company, source, exchange, first, shares_evidence=settings.share_evidence)

    def name_of(self, subject: bytes) -> str:
        """A unit's name, or a benchmark's."""
        enterprise = enterprise_of(subject)
        if enterprise is None:
            return next(each.name for each in self.read.plan.benchmarks if benchmark_id(each.name) == subject)
        return next(name for name, address in self.workplace.record.units.items() if address == enterprise)


def attest(workplace: Workplace, stop: Stop) -> None:
    """Reports what ends until `stop`. Raises, before it begins, what `OraclePlace.node` raises, and WebhooksUnheard."""
    settings, metrics, progress = workplace.settings, Metrics(), Progress()
    place = OraclePlace(workplace)
    node = place.node()
    readiness = Readiness({"oracle": progress.problems, **signer_checks(place.account)})
    with (
        listening_for("oracle", settings.metrics, metrics, readiness),
        _receiving(place.read, settings.oracle.webhook_host, settings.oracle.webhook_port),
    ):
        run_loop(lambda: step_of(node, metrics), settings.oracle.poll, stop, metrics.step_failed, progress)


@contextmanager
def _receiving(read: NamedSource, host: str, port: int) -> Iterator[None]:
    """Takes in the webhooks that the source is made of, if it is."""
    if read.webhooks is None:
        yield
        return
    if port == 0:
        raise WebhooksUnheard(read.webhooks.name)
    with receiving(host, port, read.webhooks) as bound:
        log.info("receiving webhooks", host=host, port=bound)
        yield


def step_of(node: OracleNode, metrics: Metrics) -> bool:
    """One step, counted; whether there is more to do at once. Raises what `step` does, and the first thing that failed.

    What failed held up nothing else: it is raised last so that it is tried again, and makes the node unready.
    """
    done: Step = node.step()
    metrics.oracle_statements.labels("offered").inc(done.offered)
    metrics.oracle_statements.labels("signed").inc(done.signed)
    metrics.oracle_batches.inc(done.posted + done.corrected)
    metrics.oracle_apart.set(done.apart)
    if done.failed:
        raise done.failed[0]
    return False
