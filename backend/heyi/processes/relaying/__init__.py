"""Carries people's signatures to the chain: what may be relayed, and what it takes to be accepted.

`verbs` is the table of what may be relayed; `arguments` reads JSON by the contracts' types; `relay` tries what is asked
for, counts it, and puts it in the outbox, from where a `sending.Sender` carries it out.
"""

from heyi.processes.relaying.relay import Asked, LimitReached, Relay, RelayLimits, Simulated
from heyi.processes.relaying.verbs import UnknownVerb, Verb

__all__ = ["Asked", "LimitReached", "Relay", "RelayLimits", "Simulated", "UnknownVerb", "Verb"]
