"""Signed for enterprises: by those who found them, by members, and by leaders."""

from collections.abc import Mapping

from heyi.api.papers.gasless.asked import Asked, Builder, Built, by_sig
from heyi.core.charter import Charter

__all__ = ["OF_ENTERPRISES"]


def _found(asked: Asked) -> Built:
    charter = asked.arguments.record("charter", Charter)
    return Built(asked.company.messages.found(asked.domain, charter, asked.deadline), charter.leader)


def _spend(asked: Asked) -> Built:
    read, enterprise = asked.arguments, asked.company.enterprise(asked.enterprise).functions
    receiver, amount, purpose = read.address("receiver"), read.number("amount"), read.word("purpose")
    nonce = asked.company.chain.call(enterprise.spendNonce())
    leader = asked.company.chain.call(enterprise.leader())
    build = asked.company.messages.spend
    return by_sig(asked, build(asked.domain, receiver, amount, purpose, nonce, asked.deadline), leader)


def _leave(asked: Asked) -> Built:
    member = asked.arguments.address("member")
    message = asked.company.messages.leave(asked.domain, member, _nonce(asked), asked.deadline)
    return by_sig(asked, message, member)


def _admit(asked: Asked) -> Built:
    member, units = asked.arguments.address("member"), asked.arguments.number("units", 64)
    return Built(asked.company.messages.admit(asked.domain, member, units, _nonce(asked), asked.deadline), member)


def _change_units(asked: Asked) -> Built:
    members, units = asked.arguments.value("members", "address[]"), asked.arguments.value("units", "uint64[]")
    message = asked.company.messages.change_units(asked.domain, members, units, _nonce(asked), asked.deadline)
    return Built(message, asked.enterprise)


def _elect(asked: Asked) -> Built:
    leader = asked.arguments.address("leader")
    message = asked.company.messages.elect(asked.domain, leader, _nonce(asked), asked.deadline)
    return Built(message, asked.enterprise)


def _succeed(asked: Asked) -> Built:
    read = asked.arguments
    challenger, units, offer = read.address("challenger"), read.number("units", 64), read.word("offer")
    build = asked.company.messages.succeed
    return Built(build(asked.domain, challenger, units, offer, _nonce(asked), asked.deadline), asked.enterprise)


def _set_allowance(asked: Asked) -> Built:
    allowance = asked.arguments.number("allowance", 96)
    message = asked.company.messages.set_allowance(asked.domain, allowance, _nonce(asked), asked.deadline)
    return Built(message, asked.enterprise)


def _name_committee(asked: Asked) -> Built:
    nodes, quorum = asked.arguments.value("nodes", "address[]"), asked.arguments.number("quorum")
    build = asked.company.messages.name_committee
    return Built(build(asked.domain, nodes, quorum, _nonce(asked), asked.deadline), asked.enterprise)


def _nonce(asked: Asked) -> int:
    return int(asked.company.chain.call(asked.company.enterprise(asked.enterprise).functions.nonce()))


OF_ENTERPRISES: Mapping[tuple[str, str], Builder] = {
    ("EnterpriseRegistry", "found"): _found,
    ("Enterprise", "spend"): _spend,
    ("Enterprise", "leave"): _leave,
    ("Enterprise", "admit"): _admit,
    ("Enterprise", "changeUnits"): _change_units,
    ("Enterprise", "elect"): _elect,
    ("Enterprise", "succeed"): _succeed,
    ("Enterprise", "setAllowance"): _set_allowance,
    ("Enterprise", "nameCommittee"): _name_committee,
}
