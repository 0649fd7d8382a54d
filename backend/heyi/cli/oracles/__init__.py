"""`heyi oracle`, `source`, `figures`, `evidence`, `disputes`: a node, what it reads, what all of them say, and why."""

from heyi.cli.oracles import disputes, evidence, figures, rotating, running, source

__all__ = ["disputes", "evidence", "figures", "rotating", "running", "source"]
