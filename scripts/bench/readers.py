"""How fast the open book is read: a real server in a process of its own, and many readers that never pause."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.company import add_units

from heyi.chain.client import connect, development_account
from heyi.chain.node import free_port, running
from heyi.chain.profiles import ANVIL, local_chain
from heyi.company import Company, abis_of
from heyi.compiler import compile_contracts
from heyi.processes.indexer import Indexer
from heyi.processes.ledger import book_of
from heyi.service.founding import deployed
from heyi.store.database import Database

ASKED = 10_000  # requests of all readers together
READY_WITHIN = 120.0  # seconds
MILLISECOND = 1_000

Tell = Callable[[str], object]


def readers(units: int, count: int, tell: Tell) -> list[dict[str, object]]:
    """A row for the first look at each page, which is worked out, and one for all later ones."""
    with tempfile.TemporaryDirectory() as name, running(local_chain(ANVIL)) as node:
        folder = Path(name)
        tell(f"Making a company of {units:,} units ...")
        _make(folder, node.url, units)
        port = free_port()
        environment = {
            **os.environ,
            "HEYI_CHAIN_RPC_URL": node.url,
            "HEYI_CHAIN_PROFILE": "anvil",
            "HEYI_API_PORT": str(port),
            "HEYI_API_REQUESTS_PER_MINUTE": "1000000",  # all readers come from one address
        }
        server = subprocess.Popen([sys.executable, "-m", "heyi.cli", "serve"], cwd=folder, env=environment)
        try:
            asyncio.run(_ready(port))
            return asyncio.run(_measured(port, count, tell))
        finally:
            server.terminate()
            server.wait(30)


def _make(folder: Path, url: str, units: int) -> None:
    artifacts = compile_contracts()
    chain = connect(url, ANVIL, development_account(0), abis_of(artifacts))
    record = deployed(chain, ANVIL, artifacts, lambda _: None)
    record.write(folder / ".heyi" / "company.json")
    company, database = Company(chain, record.deployment, artifacts), Database(f"sqlite:///{folder}/.heyi/heyi.db")
    book = book_of(company, database)
    cursor = Indexer(chain, book).catch_up()
    first = chain.call(company.books.functions.booksOf(record.units["Platform"]))["nextPeriod"]
    add_units(database, units, first, record.deployment.addresses["SettlementToken"], cursor.next_block - 1)
    database.close()


@dataclass
class Connection:
    """One reader's, kept open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def get(self, path: str) -> bytes:
        """The body of an answer, which must be 200."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 200"), head.partition("\r\n")[0]
        lines = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
        return await self.reader.readexactly(int(lines["content-length"]))


async def _open(port: int) -> Connection:
    return Connection(*await asyncio.open_connection("127.0.0.1", port))


async def _ready(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            await (await _open(port)).get("/ready")
            return
        except (OSError, AssertionError, asyncio.IncompleteReadError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


async def _pages(connection: Connection) -> tuple[list[str], list[float]]:
    """All pages of the ranking and some units' own, and how long the first look at each took, in seconds."""
    paths, taken, units = [], [], []
    for sort in ("productivity", "profit"):
        path = f"/api/v1/book/units?limit=100&sort={sort}"
        while path:
            began = time.perf_counter()
            page = json.loads(await connection.get(path))
            taken.append(time.perf_counter() - began)
            paths.append(path)
            units += [item["address"] for item in page["items"][:1]]
            following = page["next"]
            path = f"/api/v1/book/units?limit=100&sort={sort}&cursor={following}" if following else ""
    for unit in units:
        began = time.perf_counter()
        await connection.get(f"/api/v1/book/units/{unit}")
        taken.append(time.perf_counter() - began)
        paths.append(f"/api/v1/book/units/{unit}")
    return paths, taken


async def _measured(port: int, count: int, tell: Tell) -> list[dict[str, object]]:
    tell("Looking at every page once ...")
    paths, first = await _pages(await _open(port))
    tell(f"{count} readers ask for {ASKED:,} pages ...")
    connections = [await _open(port) for _ in range(count)]
    began = time.perf_counter()
    each = await asyncio.gather(*(_read(c, paths, place, ASKED // count) for place, c in enumerate(connections)))
    whole = time.perf_counter() - began
    return [_row("first look, alone", first, sum(first)), _row("later", [t for taken in each for t in taken], whole)]


async def _read(connection: Connection, paths: Sequence[str], place: int, times: int) -> list[float]:
    taken = []
    for number in range(times):
        path = paths[(place * 7 + number) % len(paths)]
        began = time.perf_counter()
        await connection.get(path)
        taken.append(time.perf_counter() - began)
    return taken


def _row(what: str, taken: Sequence[float], whole: float) -> dict[str, object]:
    cuts = statistics.quantiles(taken, n=100)
    return {
        "pages": what,
        "requests": len(taken),
        "median, ms": round(cuts[49] * MILLISECOND, 1),
        "95th percentile, ms": round(cuts[94] * MILLISECOND, 1),
        "99th percentile, ms": round(cuts[98] * MILLISECOND, 1),
        "requests a second": round(len(taken) / whole),
    }
