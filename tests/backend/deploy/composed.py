"""The compose files of deploy/, read as docker compose reads them: variables put in, and what is shared merged."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
import yaml
from typer.core import TyperGroup

from heyi.cli.app import app

__all__ = ["DEPLOY", "FILES", "SERVICES", "named", "parsed", "read"]

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
FILES = ("compose.yaml", "oracle.yaml", "besu/compose.yaml")

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def named(file: str) -> dict[str, str]:
    """The variables of an environment file."""
    lines = (DEPLOY / file).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def read(file: str) -> dict[str, Any]:
    known = named(".env.example")
    text = (DEPLOY / file).read_text()
    for name in {found[1] for found in _VARIABLE.finditer(text)} - {"HEYI_SOURCE"}:
        assert name in known, f"{name} of {file} stands in no .env.example"
    filled = _VARIABLE.sub(lambda found: known.get(found[1], found[2] or ""), text)
    whole: dict[str, Any] = yaml.safe_load(filled)
    return whole


SERVICES: Mapping[tuple[str, str], dict[str, Any]] = {
    (file, name): service for file in FILES for name, service in read(file)["services"].items()
}
"""All of them, by file and name."""


def parsed(words: list[str]) -> str:
    """The verb that a `heyi` command line comes to. Raises TyperException for what the command would refuse."""
    command: Any = typer.main.get_command(app)
    context, rest, name = command.make_context("heyi", [words[0]]), list(words), ""
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        name, command, rest = command.resolve_command(context, rest)
    if rest != ["--help"]:
        command.make_context(name, rest, parent=context)
    return str(name)
