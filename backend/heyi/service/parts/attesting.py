"""An oracle node as a part of the service: it reads its own copy of the scenario, and signs what it has read itself.

InvalidInput
├── NoOracleSource   422  the settings name nothing to read
└── UnitNotRecorded  422  the source tells of a unit that the company's record does not know
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from heyi.core.errors import InvalidInput
from heyi.core.facts import benchmark_id, enterprise_of
from heyi.processes.attesting import OracleNode, RemoteExchange, Step
from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.service.health import Readiness, listening_for
from heyi.service.keys import account_of
from heyi.service.loop import Progress, run_loop
from heyi.service.metrics import Metrics
from heyi.service.stopping import Stop
from heyi.service.workplace import Workplace
from heyi.sources.csv_source import CsvSource

__all__ = ["NoOracleSource", "OraclePlace", "UnitNotRecorded", "attest", "step_of"]


@dataclass(eq=False)
class NoOracleSource(InvalidInput):
    sentence: ClassVar[str] = (
        "There is no oracle here: name the folder that this node reads, by oracle.source in the settings or by "
        "HEYI_ORACLE_SOURCE."
    )


@dataclass(eq=False)
class UnitNotRecorded(InvalidInput):
    unit: str
    record: str
    sentence: ClassVar[str] = "The source tells of {unit}, of which the company's record {record} knows no address."


@dataclass(frozen=True)
class OraclePlace:
    """What a node works with, beside what every part does."""

    workplace: Workplace

    @cached_property
    def scenario(self) -> Scenario:
        """What the node reads. Raises NoOracleSource and MistakesFound."""
        source = self.workplace.settings.oracle.source
        if source is None:
            raise NoOracleSource
        return load(source)

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Of the source's units, by id. Raises NoRecord and UnitNotRecorded."""
        recorded, file = self.workplace.record.units, self.workplace.settings.company.record
        for unit in self.scenario.units:
            if unit.name not in recorded:
                raise UnitNotRecorded(unit.name, str(file))
        return {unit.id: recorded[unit.name] for unit in self.scenario.units}

    def node(self) -> OracleNode:
        """The node, which has asked nobody anything yet.

        Raises NoOracleSource, MistakesFound, NoRecord, UnitNotRecorded, and what `account_of` raises.
        """
        place, settings = self.workplace, self.workplace.settings.oracle
        source = CsvSource(self.scenario.facts, self.scenario.frame, self.addresses)
        company = place.company(account_of("oracle", settings, place.profile, place.environment))
        exchange, first = RemoteExchange(company, settings.api_url), self.scenario.first_period
        return OracleNode(company, source, exchange, first, shares_evidence=settings.share_evidence)

    def name_of(self, subject: bytes) -> str:
        """A unit's name, or a benchmark's."""
        enterprise = enterprise_of(subject)
        if enterprise is None:
            return next(each.name for each in self.scenario.facts.benchmarks if benchmark_id(each.name) == subject)
        return next(unit.name for unit in self.scenario.units if self.addresses[unit.id] == enterprise)


def attest(workplace: Workplace, stop: Stop) -> None:
    """Reports what ends until `stop`. Raises, before it begins, what `OraclePlace.node` raises."""
    settings, metrics, progress = workplace.settings, Metrics(), Progress()
    node = OraclePlace(workplace).node()
    readiness = Readiness({"oracle": progress.problems})
    with listening_for("oracle", settings.metrics, metrics, readiness):
        run_loop(lambda: step_of(node, metrics), settings.oracle.poll, stop, metrics.step_failed, progress)


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
