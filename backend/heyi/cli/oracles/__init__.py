"""`heyi oracle`, `heyi figures` and `heyi evidence`: running a node, seeing what all of them say, checking its rows."""

from heyi.cli.oracles import evidence, figures, running

__all__ = ["evidence", "figures", "running"]
