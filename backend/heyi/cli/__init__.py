"""The `heyi` command: a module for each group of verbs, which registers them on `app.app`."""

from heyi.cli import asking, bundles, chaos, commands, companies, explaining, oracles, serving, up
from heyi.cli.app import main

__all__ = ["asking", "bundles", "chaos", "commands", "companies", "explaining", "main", "oracles", "serving", "up"]
