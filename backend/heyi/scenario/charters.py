"""Charters: what the founders of each unit sign."""

from collections.abc import Mapping

from heyi.core.charter import Charter
from heyi.scenario.model import Scenario, Unit
from heyi.templates.kinds.charter import CharterText, Member

__all__ = ["charter_of"]


def charter_of(unit: Unit, scenario: Scenario, addresses: Mapping[str, str]) -> Charter:
    """The unit's charter, with its members' addresses by their ids."""
    text = CharterText(
        id=unit.id,
        name=unit.name,
        leader=unit.leader,
        members=tuple(Member(person, scenario.person(person).share_units) for person in unit.members),
        quorum=unit.quorum,
        shares=unit.shares,
        allowance=unit.allowance,
        wind_up_after=unit.wind_up_after,
    )
    return text.charter(addresses)
