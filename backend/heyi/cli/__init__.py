"""The `heyi` command: a module for each group of verbs, which registers them on `app.app`."""

from heyi.cli import bundles, chaos, commands, companies, explaining, oracles, serving, telling, up
from heyi.cli.app import main

__all__ = ["bundles", "chaos", "commands", "companies", "explaining", "main", "oracles", "serving", "telling", "up"]
