"""The oracle nodes of a played scenario: real ones, which meet in a real exchange, with books and keys of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from eth_account.signers.local import LocalAccount

from heyi.company import Company
from heyi.processes.attesting import Board, OracleNode
from heyi.processes.attesting.agreeing import Agreed, NoQuorum
from heyi.processes.attesting.standing import standings_of
from heyi.scenario.model import Scenario
from heyi.scenario.playing.nodes.reading import opened
from heyi.sources.figures import Reading
from heyi.sources.source import FactsSource
from heyi.store.database import Database

__all__ = ["IN_MEMORY", "Committee", "node_id"]

IN_MEMORY = "sqlite://"
MOST_ROUNDS = 3  # who comes first signs in the second, once others have read the same


def node_id(name: str) -> str:
    """A node among the holders of a scenario's keys."""
    return f"node {name}"


class Committee:
    """keys: of the nodes, by name."""

    def __init__(self, scenario: Scenario, keys: Mapping[str, LocalAccount], sources: Sequence[FactsSource]) -> None:
        self._scenario, self._sources = scenario, sources
        self._keys = keys
        self.names = {str(account.address): name for name, account in keys.items()}

    @classmethod
    @contextmanager
    def of(
        cls, scenario: Scenario, wallet: Callable[[str], LocalAccount], addresses: Mapping[str, str]
    ) -> Iterator["Committee"]:
        """For the length of a `with` block. addresses: of units, by id; they may be filled in later."""
        keys = {node.name: wallet(node_id(node.name)) for node in scenario.oracle.nodes}
        with opened(scenario, addresses) as sources:
            yield cls(scenario, keys, sources)

    @property
    def addresses(self) -> list[str]:
        return [str(account.address) for account in self._keys.values()]

    @property
    def readings(self) -> list[Callable[[], Reading]]:
        """Every node's reading of its books, once it is called."""
        return [source.reading for source in self._sources]

    def meet(self, company: Company, database: Database) -> None:
        """company: by a connection that pays for what nodes post. database: where the exchange is kept."""
        self._company, self._board = company, Board(company, database)
        first = self._scenario.first_period
        self._nodes = [
            OracleNode(company, source, self._board, first, key=key)
            for source, key in zip(self._sources, self._keys.values(), strict=True)
        ]

    def report(self, period: int) -> Agreed:
        """All nodes do what there is to do, in turn, until what they agree on is posted.

        Raises SourceError, NoQuorum, ContractRefused, and the first thing that a node could not do.
        """
        for node in MOST_ROUNDS * self._nodes:
            did = node.step()
            if did.failed:
                raise did.failed[0]
            if did.posted and self._all_posted(period, agreed := self._board.figures(period).agreed):
                return agreed
        raise NoQuorum(f"the nodes agree on no statement of period {period}")

    def _all_posted(self, period: int, agreed: Agreed) -> bool:
        subjects = [statement.subject for statement in agreed.statements]
        return not any(each.is_open for each in standings_of(self._company, period, subjects).values())
