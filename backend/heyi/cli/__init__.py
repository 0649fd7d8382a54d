"""The `heyi` command: a module for each group of verbs, which registers them on `app.app`."""

from heyi.cli import asking, bundles, chaos, commands, companies, explaining, notifying, oracles, serving, up
from heyi.cli.app import main

__all__ = [
    "asking",
    "bundles",
    "chaos",
    "commands",
    "companies",
    "explaining",
    "main",
    "notifying",
    "oracles",
    "serving",
    "up",
]
