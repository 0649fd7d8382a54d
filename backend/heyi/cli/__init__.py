"""The `heyi` command."""

from heyi.cli.commands import app, main
from heyi.cli.explaining import explain

__all__ = ["main"]

app.command()(explain)
