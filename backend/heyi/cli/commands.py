"""The verbs of `heyi`. Each is a thin layer: read the arguments, call what does the work, show the result.

An error a user can do something about is one sentence on stderr and exit code 1; a traceback is a fault of ours.
"""

import code
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, ClassVar

import typer
from rich.console import Console
from rich.measure import Measurement

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.node import NodeError, running
from heyi.chain.profiles import Profile, local_chain, profile_of
from heyi.cli import preview as previews
from heyi.cli.doctor import examine
from heyi.cli.pictures import to_svg
from heyi.cli.progress import Steps
from heyi.company import Company, abis_of
from heyi.company.deploy import deploy
from heyi.company.development import development_settings, found
from heyi.compiler import Artifact, CompilationError, compile_contracts
from heyi.compiler.solc import PROJECT_ROOT, CompilerUnavailableError
from heyi.core.errors import HeyiError, InvalidInput
from heyi.processes.oracle import NoQuorum
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, Played, starts_at
from heyi.scenario.playing.record import Record
from heyi.templates.previewing.preview import papers_of, preview_of

__all__ = ["main"]

DEMO = PROJECT_ROOT / "examples" / "gift_wholesaler"
WIDEST = 1000  # characters of a table
RECORD = Path(".heyi") / "company.json"
STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass(eq=False)
class OutNotWritable(InvalidInput):
    """out: where statements should go."""

    out: str
    reason: str
    sentence: ClassVar[str] = "Statements cannot be written to {out} ({reason}): name another folder with --out."


@dataclass(eq=False)
class PictureNotWritable(InvalidInput):
    """picture: where it should go."""

    picture: str
    reason: str
    sentence: ClassVar[str] = "The picture cannot be written to {picture} ({reason}): name another file with --picture."


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
Out = Annotated[Path | None, typer.Option("--out", help="Folder for CSV and JSON statements.")]


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


@app.command()
def demo(chain: ChainName = "ganache", out: Out = None, as_json: AsJson = False) -> None:
    """Play the gift wholesaler: seven months of real invoices on a private chain."""
    _play(DEMO, chain, None, out or Path("out") / "demo", as_json)


@app.command()
def run(
    folder: Annotated[Path, typer.Argument(help="The scenario's folder; see docs/scenarios.md.")],
    chain: ChainName = "ganache",
    rpc_url: RpcUrl = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Play a company described by files."""
    _play(folder, chain, rpc_url, out or Path("out") / folder.resolve().name, as_json)


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="Agreements: a template file, or a scenario's; see docs/templates.md.")],
    picture: Annotated[Path | None, typer.Option(help="Draw the payoffs into this SVG file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what agreements would pay before anybody signs: sentence, payoff, worst and best case, warnings."""
    if picture is not None:
        _check_picture(picture)
    template = previews.read(file)
    with previews.asking(aside) as ask:
        shown = [preview_of(agreement, template.words, ask) for agreement in template.agreements]
    if picture is not None:
        if svg := to_svg(shown):
            picture.write_text(svg, encoding="utf-8")
        else:
            aside.print("There is no picture: every amount is a fixed one")
    if as_json:
        print(json.dumps([each.to_json() for each in (*papers_of(template), *shown)], indent=2))
        return
    for each in (*papers_of(template), *shown):
        screen.print(previews.shown(each), end="\n\n")


@app.command(name="deploy")
def deploy_company(
    rpc_url: Annotated[str, typer.Option("--rpc-url", help="The chain to deploy to.")] = "http://127.0.0.1:8545",
    chain: ChainName = "ganache",
    as_json: AsJson = False,
) -> None:
    """Deploy a company to a running chain and found its platform and clearing enterprises."""
    record = _deploy(rpc_url, profile_of(chain))
    record.write(RECORD)
    _show_record(record, as_json)


@app.command()
def up(
    chain: ChainName = "ganache",
    port: Annotated[int, typer.Option(help="Port of the chain; 0 takes a free one.")] = 8545,
    folder: Annotated[Path | None, typer.Option("--scenario", help="Play this scenario first.")] = None,
) -> None:
    """Start a local chain with a company on it, and keep it until Ctrl-C."""
    profile = profile_of(chain)
    scenario = load(folder) if folder else None
    start = starts_at(scenario) if scenario else None
    with running(local_chain(profile, port=port, start_time=start)) as node:
        record = _played(scenario, node.url, profile).record if scenario else _deploy(node.url, profile)
        # Held back from here on: a signal that came between the record and the waiting would leave the record behind.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        record.write(RECORD)
        _show_record(record, as_json=False)
        screen.print(f"\n[bold]{profile.name}[/] is running at {node.url}. In another terminal: [bold]heyi console[/]")
        screen.print("Ctrl-C stops it.")
        signal.sigwait(STOPS)
        RECORD.unlink(missing_ok=True)


@app.command()
def doctor(rpc_url: RpcUrl = None, chain: ChainName = "ganache", as_json: AsJson = False) -> None:
    """Look at this machine, and at a chain if --rpc-url is given; say what is wrong and what to do."""
    findings = []
    for finding in examine(rpc_url, profile_of(chain), lambda line: aside.print(line, markup=False)):
        findings.append(finding)
        if not as_json:
            mark = "[green]ok [/]" if finding.well else "[red]no [/]"
            advice = "" if finding.well or not finding.advice else f": {finding.advice}"
            screen.print(f"{mark} {finding.what}: {finding.says}{advice}", soft_wrap=True)
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=2))
    if not all(finding.well for finding in findings):
        sys.exit(1)


@app.command()
def console(
    expression: Annotated[str | None, typer.Option("--exec", "-c", help="Run this instead of asking.")] = None,
) -> None:
    """A Python console on the company that is up: named units, contracts, the ledger."""
    record = Record.read(RECORD)
    artifacts = _compiled()
    company = Company(_connect(record.rpc_url, profile_of(record.profile), artifacts), record.deployment, artifacts)
    company.check()
    names = record.console(company)
    if expression:
        exec(expression, names)
        return
    banner = f"Heyi console: {', '.join(sorted(names))}\nFor example: company.balance_of(units['Platform'])"
    code.interact(banner=banner, local=names, exitmsg="")


# --- PARTS ---


def _play(folder: Path, chain: str, rpc_url: str | None, out: Path, as_json: bool) -> None:
    scenario, profile = load(folder), profile_of(chain)
    _check_writable(out)
    with _chain_at(rpc_url, profile, starts_at(scenario)) as url:
        played = _played(scenario, url, profile)
    try:
        played.write(out)
    except OSError as error:
        raise OutNotWritable(str(out), error.strerror or str(error)) from None
    if as_json:
        print(json.dumps(played.to_json(), indent=2))
        return
    for table in played.shown():
        # As wide as it has to be, even if the terminal isn't: an amount without its last digits is a wrong amount.
        width = Measurement.get(Console(width=WIDEST), Console(width=WIDEST).options, table).maximum
        Console(width=max(screen.width, width)).print(table)
        screen.print()
    screen.print(f"The same as CSV and JSON: {out}/")


def _check_picture(picture: Path) -> None:
    """Refuses what could not be written to, before the contract is asked for nothing."""
    if picture.suffix.lower() != ".svg":
        raise PictureNotWritable(str(picture), "it is an SVG file, so its name ends in .svg")
    folder = picture.absolute().parent
    if not folder.is_dir() or picture.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise PictureNotWritable(str(picture), f"{folder} is no folder you may write to")


def _check_writable(out: Path) -> None:
    """Refuses a folder that could not be written to, before months are played for nothing. Makes no folder."""
    existing = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise OutNotWritable(str(out), f"{existing} is no folder you may write to")


def _played(scenario: Any, url: str, profile: Profile) -> Played:
    artifacts = _compiled()
    with Steps(aside) as steps:
        play = Play(scenario, _connect(url, profile, artifacts), artifacts, steps.tell)
        return play.run()


def _deploy(url: str, profile: Profile) -> Record:
    artifacts = _compiled()
    chain = _connect(url, profile, artifacts)
    settings = development_settings(chain)
    with Steps(aside) as steps:
        deployment = deploy(chain, artifacts, settings, lambda name: steps.tell(f"Deploying {name}"))
        units = found(Company(chain, deployment, artifacts), settings)
    return Record(url, profile.source, deployment, units, {})


def _show_record(record: Record, as_json: bool) -> None:
    if as_json:
        print(json.dumps(record.to_json(), indent=2))
        return
    for name, address in {**record.deployment.addresses, **record.units}.items():
        screen.print(f"  {name:24} {address}", highlight=False)
    screen.print(f"Recorded in {RECORD}")


def _compiled() -> dict[str, Artifact]:
    with Steps(aside) as steps:
        return compile_contracts(progress=steps.tell)


def _connect(url: str, profile: Profile, artifacts: dict[str, Artifact]) -> Chain:
    return connect(url, profile, development_account(0), abis_of(artifacts))


@contextmanager
def _chain_at(rpc_url: str | None, profile: Profile, start_time: int) -> Iterator[str]:
    """The URL of the chain to use: a running one, or a private one for as long as the block lasts."""
    if rpc_url is not None:
        yield rpc_url
        return
    with running(local_chain(profile, start_time=start_time)) as node:
        yield node.url
