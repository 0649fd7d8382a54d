"""`heyi demo`, `run`, `preview` and `doctor`: what needs no company that is up."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from heyi.chain.node import running
from heyi.chain.profiles import Profile, local_chain, profile_of
from heyi.cli import preview as previews
from heyi.cli.app import AsJson, ChainName, RpcUrl, app, aside, compiled, connected, print_whole, screen
from heyi.cli.doctor import examine
from heyi.cli.pictures import to_svg
from heyi.cli.progress import Steps, tell_faults_only
from heyi.cli.serving import Config
from heyi.compiler.solc import PROJECT_ROOT
from heyi.core.errors import InvalidInput
from heyi.scenario.load import load
from heyi.scenario.playing.play import Play, Played, starts_at
from heyi.service.settings import read_settings
from heyi.templates.previewing.preview import papers_of, preview_of

__all__ = ["DEMO", "played_on"]

DEMO = PROJECT_ROOT / "examples" / "gift_wholesaler"


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


Out = Annotated[Path | None, typer.Option("--out", help="Folder for CSV and JSON statements.")]


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


@app.command()
def doctor(
    rpc_url: RpcUrl = None, chain: ChainName = "ganache", config: Config = None, as_json: AsJson = False
) -> None:
    """Look at this machine, at a chain if --rpc-url is given, and at the external signers that the settings name.

    Says what is wrong and what to do. A signer is asked to sign something that is of no use anywhere.
    """
    findings = []
    settings = read_settings(config, os.environ)
    for finding in examine(rpc_url, profile_of(chain), lambda line: aside.print(line, markup=False), settings):
        findings.append(finding)
        if not as_json:
            mark = "[green]ok [/]" if finding.well else "[red]no [/]"
            advice = "" if finding.well or not finding.advice else f": {finding.advice}"
            screen.print(f"{mark} {finding.what}: {finding.says}{advice}", soft_wrap=True)
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=2))
    if not all(finding.well for finding in findings):
        sys.exit(1)


# --- PARTS ---


def _play(folder: Path, chain: str, rpc_url: str | None, out: Path, as_json: bool) -> None:
    scenario, profile = load(folder), profile_of(chain)
    _check_writable(out)
    tell_faults_only()
    with _chain_at(rpc_url, profile, starts_at(scenario)) as url:
        played = played_on(scenario, url, profile)
    try:
        played.write(out)
    except OSError as error:
        raise OutNotWritable(str(out), error.strerror or str(error)) from None
    if as_json:
        print(json.dumps(played.to_json(), indent=2))
        return
    for table in played.shown():
        print_whole(table)
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


def played_on(scenario: Any, url: str, profile: Profile) -> Played:
    artifacts = compiled()
    with Steps(aside) as steps:
        play = Play(scenario, connected(url, profile, artifacts), artifacts, steps.tell)
        return play.run()


@contextmanager
def _chain_at(rpc_url: str | None, profile: Profile, start_time: int) -> Iterator[str]:
    """The URL of the chain to use: a running one, or a private one for as long as the block lasts."""
    if rpc_url is not None:
        yield rpc_url
        return
    with running(local_chain(profile, start_time=start_time)) as node:
        yield node.url
