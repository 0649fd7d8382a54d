"""Where chaos happens: a private Anvil with a company on it, the proxy before it, and the service's parts as processes.

with staged(artifacts, database_url, random, begun) as (stage, story):
    ...  # everything runs, and is gone at the end
"""

import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeVar

import requests

from heyi.chain.blocks import Blocks
from heyi.chain.client import connect, development_account
from heyi.chain.node import HOST, free_port
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import Artifact
from heyi.processes.ledger import book_of
from heyi.service.chaos.proxy import Proxy, proxying
from heyi.service.founding import deployed
from heyi.service.settings.reading import variable
from heyi.service.stopping import Stop, StopRequest
from heyi.service.supervised import Child, LocalChain
from heyi.service.supervisor import SETTLED_AFTER, Supervisor
from heyi.store.database import Database

T = TypeVar("T")

__all__ = ["CARRIER", "DEEPEST", "PARTS", "Stage", "part_of", "replica", "staged"]

PARTS = ("index", "serve", "keep", "relay")
DEEPEST = 64  # blocks that a reorganisation takes at most
CARRIER = 0  # the development account that founds the company
LISTENS = {"serve": ("api", "port")}  # where settings say a part's port; of the others, [metrics]
LINES = 40  # of each part, kept for the report
ASKED_WITHIN = 2.0  # seconds
LEASE = "3"  # seconds
STOP_WITHIN = 10.0  # seconds


class Stage:
    """book: of the cache that the parts keep. random: of what disturbs. replicas: how often each part runs. words: the
    last lines of each process."""

    def __init__(
        self,
        chain: LocalChain,
        proxy: Proxy,
        company: Company,
        database: Database,
        random: Random,
        replicas: int = 1,
    ) -> None:
        self.chain = chain
        self.proxy = proxy
        self._artifacts = company.artifacts
        self.book = book_of(company, database)
        self.database = database
        self.random = random
        self._names = [replica(part, number) for part in PARTS for number in range(replicas)]
        self.words: Mapping[str, deque[str]] = defaultdict(lambda: deque(maxlen=LINES))
        self._supervisor = Supervisor([])
        self._ready: dict[str, str] = {}
        self._quiet = 0

    @property
    def node(self) -> Blocks:
        """A connection of the caller's own, straight to the node."""
        return Blocks(self.chain.url, ANVIL, abis_of(self._artifacts))

    def pids(self) -> dict[str, int]:
        """The processes of the parts that run, by name; a part's second one is called as in keep-2."""
        return {each.name: each.pid for each in self._supervisor.status() if each.pid is not None}

    def pid_of(self, part: str) -> int | None:
        """A process of this part, whichever of its replicas; None if none runs at the moment."""
        running = [pid for name, pid in self.pids().items() if part_of(name) == part]
        return self.random.choice(running) if running else None

    @property
    def apis(self) -> list[str]:
        """Where each `serve` answers."""
        return [url.removesuffix("/ready") for name, url in self._ready.items() if part_of(name) == "serve"]

    def problems(self) -> list[str]:
        """Which parts aren't ready, and why the cache isn't where the chain is."""
        return [*self._unready(), *self._behind()]

    def settled(self) -> None:
        """Nothing has failed for long: what fails from now on is waited for as if it were the first time."""
        self._quiet += 1

    def clock(self) -> float:
        """Of the supervisor: between two disturbances as much time passes for it as makes it forget the first."""
        return time.monotonic() + self._quiet * SETTLED_AFTER

    def keep(self, environment: Mapping[str, str], folder: Path, stop: Stop) -> None:
        """Keeps the parts running until `stop`. Called by a thread that lives as long as they should."""
        ports = {name: free_port() for name in self._names}
        (folder / "heyi.toml").touch()  # so that no other file's settings count
        command = [sys.executable, "-m", "heyi.cli"]
        words = ["--config", str(folder / "heyi.toml")]
        children = [
            Child(name, [*command, part_of(name), *words], {**environment, **_listens(name, port)}, self._hear)
            for name, port in ports.items()
        ]
        self._ready = {name: f"http://{HOST}:{port}/ready" for name, port in ports.items()}
        self._supervisor = Supervisor(children, STOP_WITHIN, self.clock)
        self._supervisor.run(stop)

    def _hear(self, part: str, line: str) -> None:
        self.words[part].append(line)

    def _unready(self) -> Iterator[str]:
        for part, url in self._ready.items():
            try:
                answer = requests.get(url, timeout=ASKED_WITHIN)
            except requests.RequestException:
                yield f"{part} does not answer"
            else:
                if not answer.ok:
                    yield f"{part} is not ready: {answer.text[:200]}"

    def _behind(self) -> Iterator[str]:
        head, cursor = self.node.header(), self.book.cursor()
        latest = self.book.latest_blocks(cursor.next_block, 1)
        if cursor.next_block != head.number + 1 or not latest or latest[0].hash != head.hash:
            yield f"the cache is at block {cursor.next_block - 1}, the chain at {head.number}"


def replica(part: str, number: int) -> str:
    """The name of a part's process, counted from 0."""
    return part if number == 0 else f"{part}-{number + 1}"


def part_of(name: str) -> str:
    """The part that a process of this name is of."""
    return name.partition("-")[0]


def _listens(name: str, port: int) -> dict[str, str]:
    part = part_of(name)
    return {variable(*LISTENS.get(part, ("metrics", part))): str(port)}


@contextmanager
def staged(
    artifacts: Mapping[str, Artifact],
    database_url: str | None,
    random: Random,
    begun: Callable[[Company, Database, Mapping[str, str]], T],
    replicas: int = 1,
    more: Mapping[str, str] | None = None,
) -> Iterator[tuple[Stage, T]]:
    """A stage for the length of a `with` block, and what `begun` returns.

    database_url: of an empty database; None takes a SQLite file that is thrown away. begun: is given the company, the
    database and units' addresses by name, and makes what no reorganisation may take away. replicas: how often each
    part runs. more: variables of settings that differ. Raises NodeError, NoDatabase and BookOfOtherCompany.
    """
    with TemporaryDirectory(prefix="heyi-chaos-") as name:
        folder = Path(name)
        url = database_url or f"sqlite:///{folder / 'heyi.db'}"
        database = Database(url)
        database.create()
        with closing(database), _chain(folder) as chain, proxying(chain.url) as proxy:
            client = connect(chain.url, ANVIL, development_account(CARRIER), abis_of(artifacts))
            record = deployed(client, ANVIL, artifacts, lambda _: None)
            record.write(folder / "company.json")
            company = Company(client, record.deployment, artifacts)
            story = begun(company, database, record.units)
            client.request("anvil_mine", hex(DEEPEST))
            stage = Stage(chain, proxy, company, database, random, replicas)
            with _kept(stage, {**_environment(url, proxy, folder), **(more or {})}, folder):
                yield stage, story


@contextmanager
def _chain(folder: Path) -> Iterator[LocalChain]:
    # All states are kept, or a chain that was stopped and started again could take back none of its blocks; they are
    # written at the end only, since they are large.
    kept = ("--state", str(folder / "chain.json"), "--preserve-historical-states")
    chain = LocalChain(replace(local_chain(ANVIL), extra_arguments=kept))
    chain.start()
    try:
        yield chain
    finally:
        chain.stop(STOP_WITHIN)


def _environment(database_url: str, proxy: Proxy, folder: Path) -> dict[str, str]:
    """What the parts are told."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEYI_")}
    return {
        **own,
        "HEYI_CHAIN_RPC_URL": proxy.url,
        "HEYI_CHAIN_PROFILE": ANVIL.source,
        "HEYI_COMPANY_RECORD": str(folder / "company.json"),
        "HEYI_DATABASE_URL": database_url,
        "HEYI_INDEXER_CONFIRM_DEPTH": str(DEEPEST),
        "HEYI_INDEXER_RANGE_START": "20",
        "HEYI_INDEXER_POLL": "0.1",
        "HEYI_KEEPER_POLL": "0.2",
        "HEYI_KEEPER_LEASE": LEASE,
        "HEYI_RELAYER_POLL": "0.1",
        "HEYI_RELAYER_LEASE": LEASE,
    }


@contextmanager
def _kept(stage: Stage, environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    stop = StopRequest()
    keeper = Thread(target=stage.keep, args=(environment, folder, stop), name="supervisor")
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        stop.close()
