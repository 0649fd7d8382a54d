"""Verbs that tell: what a running service says of its company, what waits for somebody, and where webhooks go."""

from heyi.cli.telling import asking, notifying

__all__ = ["asking", "notifying"]
