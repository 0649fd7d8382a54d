"""Takes up what is queued: tries it, gives it a nonce, and keeps it signed, so that it can be sent."""

from collections.abc import Sequence
from itertools import count

import sqlalchemy as sa

from heyi.chain.answers import refuses_call
from heyi.chain.refusals import told
from heyi.core.errors import HeyiError
from heyi.processes.sending.outgoing import UNMINED, WAITING, Outgoing
from heyi.store import outbox
from heyi.store.outbox import Entry, State, Wanted

__all__ = ["GAP", "take_up"]

GAP = "gap"  # the verb of a transaction that takes a nonce which would hold up those after it


def take_up(outgoing: Outgoing, most: int) -> None:
    """Signs what can be sent now, so that at most `most` are on their way. Raises LeaseLost, NoNode, NodeRefused."""
    with outgoing.database.reading() as connection:
        live = outgoing.entries(connection, UNMINED)
        room = most - len(live)
        waiting = outgoing.entries(connection, WAITING, most=room) if room > 0 else []
    if waiting:
        _sign(outgoing, _simulate(outgoing, waiting, live))
    elif live:
        _fill_gap(outgoing, live, most)


def _simulate(outgoing: Outgoing, waiting: Sequence[Entry], live: Sequence[Entry]) -> list[Entry]:
    """Tries entries by eth_call; returns those that may be sent.

    A refusal counts only when nothing that was decided before is on its way, as the entry may depend on it; till then
    it waits.
    """
    answers = outgoing.chain.tried([outgoing.call(entry) for entry in waiting])
    undone = _undone(outgoing) if any(isinstance(answer, HeyiError) for answer in answers) else []
    earlier = min((*(entry.id for entry in live), *undone), default=None)
    ready: list[Entry] = []
    with outgoing.writing() as (connection, now):
        for entry, answer in zip(waiting, answers, strict=True):
            if isinstance(answer, int):
                if outbox.move(connection, entry.id, WAITING, State.SIMULATED, now, gas=answer):
                    ready.append(outbox.entry(connection, entry.id))
            elif refuses_call(answer) and (earlier is None or entry.id < earlier):
                outbox.move(connection, entry.id, WAITING, State.FAILED, now, error=told(answer))
                continue
            earlier = entry.id if earlier is None else min(earlier, entry.id)
    return ready


def _undone(outgoing: Outgoing) -> list[int]:
    """Entries that count as mined and are in no block any more.

    A reorganisation may have come after receipts were read and before something was tried, which then was refused for
    want of what is to be sent again.
    """
    mined = outgoing.with_attempts((State.MINED,))
    hashes = [bytes.fromhex(made.hash[2:]) for _, attempts in mined for made in attempts]
    found = {receipt["transactionHash"].lower() for receipt in outgoing.chain.receipts(hashes)}
    return [entry.id for entry, attempts in mined if not any(made.hash in found for made in attempts)]


def _sign(outgoing: Outgoing, ready: Sequence[Entry]) -> None:
    """Gives nonces in the order of ids, and keeps what is signed before anything is sent."""
    paying = outgoing.paying() if ready else None
    if paying is None:
        return
    first = outgoing.chain.transaction_count("pending")
    with outgoing.database.reading() as connection:
        held = _held(outgoing, connection)
    free = (number for number in count(first) if number not in held)
    attempts = [outgoing.attempt(entry, nonce, paying) for entry, nonce in zip(ready, free, strict=False)]
    with outgoing.writing() as (connection, now):
        if _held(outgoing, connection) != held:
            return  # somebody had the key in between
        for made in attempts:
            if not outbox.move(connection, made.outbox, (State.SIMULATED,), State.SIGNED, now, nonce=made.nonce):
                return  # it was cancelled in between: those after it get its nonce the next time
            outgoing.keep(connection, made)


def _held(outgoing: Outgoing, connection: sa.Connection) -> set[int | None]:
    """Nonces of what is on its way."""
    return {entry.nonce for entry in outgoing.entries(connection, (*UNMINED, State.MINED))}


def _fill_gap(outgoing: Outgoing, live: Sequence[Entry], most: int) -> None:
    """Where a nonce is missing below those on their way, and nothing waits to take it, something empty does."""
    nonces = {entry.nonce for entry in live if entry.nonce is not None}
    first = outgoing.chain.transaction_count("pending")
    missing = [number for number in range(first, min(nonces, default=first)) if number not in nonces]
    if not missing:
        return
    with outgoing.writing() as (connection, now):
        for number in missing[:most]:
            wanted = Wanted(outgoing.address, f"{GAP}:{number}:{now}", GAP, outgoing.address, b"")
            outbox.enqueue(connection, wanted, now)
