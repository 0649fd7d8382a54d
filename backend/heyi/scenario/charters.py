"""Charters: what the founders of each unit sign."""

from collections.abc import Mapping

from heyi.core.charter import Charter
from heyi.scenario.model import Scenario, Unit
from heyi.templates.terms_of import salt_of

__all__ = ["charter_of"]


def charter_of(unit: Unit, scenario: Scenario, addresses: Mapping[str, str]) -> Charter:
    """The unit's charter, with its members' addresses by their ids, in the order the registry asks for."""
    members = sorted((scenario.person(person) for person in unit.members), key=lambda each: int(addresses[each.id], 16))
    return Charter(
        name=unit.name,
        leader=addresses[unit.leader],
        quorum=unit.quorum,
        members=tuple(addresses[person.id] for person in members),
        units=tuple(person.share_units for person in members),
        total_shares=unit.shares,
        allowance=unit.allowance,
        wind_up_after=unit.wind_up_after,
        salt=salt_of(unit.id),
    )
