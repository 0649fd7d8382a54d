"""Sends what waits in the outbox: a `Sender` owns one key, counts its nonce, and looks after what it has sent.

`sender` says what a round is; `outgoing` is what all of it works on: the key's entries, under its lease; `taking_up`
tries, signs and keeps what is queued; `outcomes` reads receipts.
"""

from heyi.processes.sending.sender import Pace, Round, Sender

__all__ = ["Pace", "Round", "Sender"]
