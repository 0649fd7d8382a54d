"""Signed for the oracle: by arbiters, and by nodes whose keys change."""

from collections.abc import Mapping

from heyi.api.papers.gasless.asked import Asked, Builder, Built
from heyi.core.facts import Decision

__all__ = ["OF_ORACLE"]


def _decide(asked: Asked) -> Built:
    """arguments: a decision's but its deadline, and what the call takes besides: parties and arbiter."""
    read = asked.arguments
    subject, period, dispute = read.word("subject"), read.number("period", 32), read.number("dispute")
    upheld, ruling = bool(read.value("upheld", "bool")), read.word("ruling")
    parties, arbiter = read.value("parties", "address[]"), read.address("arbiter")
    decision = Decision(subject, period, dispute, upheld, ruling, asked.deadline)
    build = asked.company.messages.decision
    message = build(asked.domain, *vars(decision).values())
    call = {"decision": decision.to_json(), "parties": parties, "arbiter": arbiter, "signature": "0x"}
    return Built(message, arbiter, call, ("signature",))


def _rotate_node(asked: Asked) -> Built:
    """Both keys sign."""
    node, new_node = asked.arguments.address("node"), asked.arguments.address("newNode")
    nonce = asked.company.chain.call(asked.company.oracle.functions.nonces(node))
    return Built(asked.company.messages.rotate_node(asked.domain, node, new_node, nonce, asked.deadline), node)


OF_ORACLE: Mapping[tuple[str, str], Builder] = {
    ("RevenueOracle", "decide"): _decide,
    ("RevenueOracle", "rotateNode"): _rotate_node,
}
