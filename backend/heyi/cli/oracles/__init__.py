"""`heyi oracle`, `source`, `figures`, `evidence`: a node, what it reads, what all of them say, the rows behind."""

from heyi.cli.oracles import evidence, figures, rotating, running, source

__all__ = ["evidence", "figures", "rotating", "running", "source"]
