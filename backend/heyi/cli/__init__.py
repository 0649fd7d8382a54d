"""The `heyi` command."""

from heyi.cli.commands import main

__all__ = ["main"]
