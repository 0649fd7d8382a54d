"""`heyi oracle` and `heyi source`: oracle nodes, and what they read."""

from heyi.cli.oracles import node, source

__all__ = ["node", "source"]
