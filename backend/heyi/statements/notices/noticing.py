"""All notices there are at one moment."""

from heyi.statements.notices.figures import figures
from heyi.statements.notices.money import money
from heyi.statements.notices.nodes import nodes
from heyi.statements.notices.notice import Notice
from heyi.statements.notices.papers import papers
from heyi.statements.notices.scene import Scene

__all__ = ["NEVER", "notices"]

NEVER = 2**63
"""Sorts what has no deadline last."""


def notices(scene: Scene, account: str | None = None) -> list[Notice]:
    """What is due first comes first. account: only what is for it, or for a unit that it leads."""
    parts = (papers, figures, nodes, money)
    found = {each.id: each for part in parts for each in part(scene)}
    wanted = [each for each in found.values() if account is None or account in each.concerned]
    return sorted(wanted, key=lambda each: (NEVER if each.due is None else each.due, each.kind, each.id))
