"""Oracle nodes that differ, and nodes that are silent."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from heyi.core.facts import Stage, Statement, enterprise_of
from heyi.core.solidity import ZERO_BYTES32, checksummed
from heyi.statements.notices.figures import open_periods
from heyi.statements.notices.notice import Notice
from heyi.statements.notices.scene import DAY, Scene
from heyi.store import cached
from heyi.store.kept.oracle import offers_of
from heyi.store.projection import hexed
from heyi.store.reading.facts import reports

__all__ = ["nodes"]

SILENT_AFTER = DAY
"""After others have offered figures of a period."""


def nodes(scene: Scene) -> Iterator[Notice]:
    """For finance, which is the enterprise that collects the company's revenue, and for the nodes themselves."""
    registered = registered_nodes(scene)
    for period in open_periods(scene):
        offers = [offer for offer in offers_of(scene.connection, period) if offer.node in registered]
        last = {offer.node: {each.subject: each for each in offer.statements} for offer in offers}
        if not last:
            continue
        yield from _apart(scene, period, last)
        if scene.now - min(offer.offered_at for offer in offers) >= SILENT_AFTER:
            yield from _silent(scene, period, [node for node in registered if node not in last])


def registered_nodes(scene: Scene) -> list[str]:
    """As the oracle's events tell."""
    found: list[str] = []
    for event in scene.last_events("NodesSet", "NodeRotated"):
        if event["name"] == "NodesSet":
            given = event["nodes"]
            found = [str(node) for node in given] if isinstance(given, list | tuple) else []
        else:
            found = [str(event["newNode"]) if node == event["node"] else node for node in found]
    return found


def _apart(scene: Scene, period: int, read: Mapping[str, Mapping[bytes, Statement]]) -> Iterator[Notice]:
    statement = cached.statement.c
    posted = reports(scene.connection, statement.period == period)
    for subject in sorted({subject for reading in read.values() for subject in reading}):
        figures = {_plain(reading[subject]) for reading in read.values() if subject in reading}
        report = posted.get((hexed(subject), period))
        if len(figures) < 2 or (report is not None and report.stage is not Stage.None_):
            continue
        unit = enterprise_of(subject)
        whose = scene.name(checksummed(unit)) if unit else hexed(subject)
        due = scene.constants.calendar.end_of(period) + scene.constants.windows.absent
        for account in (scene.constants.clearing, *sorted(read)):
            yield scene.notice(
                "figures.apart",
                account,
                [hexed(subject), period],
                subject=f"Oracle nodes differ on {whose} for {scene.label(period)}",
                what=f"{len(read)} nodes have read {len(figures)} different figures of {whose} for "
                f"{scene.label(period)}. Compare the sources, and offer the right ones.",
                otherwise="What a quorum reads alike is posted; if nothing is, the period is final without figures.",
                due=due,
                path=scene.figures_page(period),
            )


def _silent(scene: Scene, period: int, silent: list[str]) -> Iterator[Notice]:
    due = scene.constants.calendar.end_of(period) + scene.constants.windows.absent
    for node in silent:
        for account in (node, scene.constants.clearing):
            yield scene.notice(
                "node.silent",
                account,
                [node, period],
                subject=f"Oracle node {scene.name(node)} is silent about {scene.label(period)}",
                what=f"Others have offered figures for {scene.label(period)}, and the node {node} has offered none.",
                otherwise="A quorum of the others goes on without it; with more than one silent there may be none.",
                due=due,
                path=scene.figures_page(period),
            )


def _plain(statement: Statement) -> Statement:
    """Without the evidence, of which two sources have two hashes."""
    return replace(statement, evidence=ZERO_BYTES32)
