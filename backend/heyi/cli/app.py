"""The `heyi` command itself: where its verbs are registered, what they share, and how it ends.

An error a user can do something about is one sentence on stderr and exit code 1; a traceback is a fault of ours.
"""

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import NodeError
from heyi.chain.profiles import Profile
from heyi.cli.progress import Steps
from heyi.company import abis_of
from heyi.compiler import Artifact, CompilationError, CompilerUnavailableError, compile_contracts
from heyi.core.errors import HeyiError
from heyi.processes.attesting.agreeing import NoQuorum

__all__ = [
    "RECORD",
    "AsJson",
    "ChainName",
    "RpcUrl",
    "app",
    "aside",
    "compiled",
    "connected",
    "main",
    "print_whole",
    "screen",
]

RECORD = Path(".heyi") / "company.json"
WIDEST = 1000  # characters of a table

app = typer.Typer(
    help="Heyi: internal agreements on chain, with automatic profit-sharing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
screen = Console(soft_wrap=False)
aside = Console(stderr=True)

ChainName = Annotated[
    str, typer.Option("--chain", help="Chain profile, by name or by the path of its TOML file; see docs/chains.md.")
]
RpcUrl = Annotated[str | None, typer.Option("--rpc-url", help="A running chain; without it a private one is started.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def main() -> None:
    """The entry point. Turns errors that have a sentence into that sentence."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        app()
    except (HeyiError, NodeError, NoQuorum, CompilationError, CompilerUnavailableError) as error:
        aside.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # so that chains we started are stopped on the way out


def compiled() -> dict[str, Artifact]:
    """The contracts; compiling them tells its progress."""
    with Steps(aside) as steps:
        return compile_contracts(progress=steps.tell)


def connected(url: str, profile: Profile, artifacts: dict[str, Artifact]) -> Chain:
    """A connection with the key that deploys on local chains. Raises NoNode and WrongChain."""
    return connect(url, profile, development_account(0), abis_of(artifacts))


def print_whole(table: Table) -> None:
    """A table as wide as it has to be, even if the terminal isn't: an amount without its last digits is a wrong one."""
    widest = Console(width=WIDEST)
    width = Measurement.get(widest, widest.options, table).maximum
    Console(width=max(screen.width, width)).print(table)
