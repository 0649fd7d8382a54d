"""A `Sender` carries out what one key has in the outbox, round by round.

A round: lease -> receipts -> send what is signed -> what takes too long -> try, sign and keep what is queued -> send.
It can be killed between any two of these. What makes that safe: raw bytes are kept before they are sent, and sent again
by whoever comes next; all attempts of an entry bear the same nonce, so that at most one of them counts; and an entry
gets another nonce only when a stranger's transaction holds the first one in a block that stays.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heyi.chain.answers import Answer, meaning
from heyi.chain.client import Chain
from heyi.chain.fees import bumped
from heyi.chain.refusals import NodeRefused, told
from heyi.core.errors import HeyiError
from heyi.processes.sending.outcomes import Outcome, outcome_of
from heyi.processes.sending.outgoing import UNMINED, WAITING, Fees, Outgoing
from heyi.processes.sending.taking_up import take_up
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.leases import LeaseLost, Lessee, owner_here
from heyi.store.outbox import Attempt, Entry, State

__all__ = ["Pace", "Round", "Sender"]


@dataclass(frozen=True)
class Pace:
    """lease: seconds until another process may take over. resend_after: seconds after which a transaction in no block
    is sent again, as nodes forget some. most: how many are on their way at once."""

    lease: float = 30
    resend_after: float = 20
    most: int = 32


@dataclass(frozen=True)
class Round:
    """What a round left. leads: whether the key is ours to use. under_way: entries that aren't over yet."""

    leads: bool
    under_way: int = 0


class Sender:
    """One key's transactions. Several processes may have one for the same key: the lease lets one of them work."""

    def __init__(
        self,
        chain: Chain,
        database: Database,
        clock: Callable[[], float] = time.time,
        pace: Pace | None = None,
        owner: str | None = None,
    ) -> None:
        """owner: of the lease; each Sender is its own unless given."""
        self._pace = pace or Pace()
        lease = Lessee(f"sender {chain.account.address}", owner or owner_here(), self._pace.lease)
        self._outgoing = Outgoing(chain, database, clock, lease)
        self._chain = chain
        self._suspected: set[tuple[int, int]] = set()

    @property
    def address(self) -> str:
        """Of the key."""
        return self._outgoing.address

    def step(self) -> Round:
        """One round. Raises NoNode, NodeRefused, NoDatabase, and what the key does if it is elsewhere.

        The next round goes on where this one stopped.
        """
        outgoing = self._outgoing
        try:
            with outgoing.database.writing() as connection:
                if not outgoing.lease.take(connection, outgoing.clock()):
                    return Round(leads=False)
            # Receipts come first: Ganache takes a nonce of 0 for none, and would carry out again what it is sent again.
            self._watch()
            self._send_signed()
            self._hasten()
            take_up(outgoing, self._pace.most)
            self._send_signed()
        except LeaseLost:
            return Round(leads=False)
        with outgoing.database.reading() as connection:
            return Round(True, outgoing.count(connection, (*WAITING, *UNMINED, State.MINED)))

    def carry_out(self, wait: Callable[[], None], most: int = 1_000) -> Round:
        """Rounds until nothing is under way, or `most` of them; `wait` comes between two."""
        done = self.step()
        for _ in range(most - 1):
            if done.leads and not done.under_way:
                break
            wait()
            done = self.step()
        return done

    def stop(self) -> None:
        """Lets another process take over without waiting for the lease to end."""
        with self._outgoing.database.writing() as connection:
            self._outgoing.lease.give_back(connection)

    # --- SENDING ---

    def _send_signed(self) -> None:
        found = self._outgoing.with_attempts((State.SIGNED,))
        found.sort(key=lambda each: each[0].nonce or 0)
        if not found:
            return
        answers = self._chain.broadcast([attempts[-1].raw for _, attempts in found])
        height = self._chain.height()
        empty = self._empty([made for made, answer in zip(found, answers, strict=True) if _is_hopeless(answer)])
        with self._outgoing.writing() as (connection, now):
            for (entry, attempts), answer in zip(found, answers, strict=True):
                if isinstance(answer, HeyiError) and meaning(answer) in (Answer.LATER, Answer.HOPELESS):
                    outbox.move(connection, entry.id, (State.SIGNED,), State.SIGNED, now, error=told(answer))
                    if entry.id in empty:
                        self._outgoing.keep(connection, empty[entry.id])
                    continue
                outbox.note_sent(connection, attempts[-1], now, height)
                # An empty one stands there because of an error, which stays.
                cleared = {} if attempts[-1].empty else {"error": None}
                outbox.move(connection, entry.id, (State.SIGNED,), State.SENT, now, **cleared)

    def _empty(self, hopeless: Sequence[tuple[Entry, Sequence[Attempt]]]) -> dict[int, Attempt]:
        """Something empty in the place of what no node takes: its nonce would hold up all that follow."""
        paying = self._outgoing.paying() if hopeless else None
        if paying is None:
            return {}
        given_up = [(entry, attempts[-1]) for entry, attempts in hopeless if not attempts[-1].empty]
        return {entry.id: self._outgoing.attempt(entry, last.nonce, paying, empty=True) for entry, last in given_up}

    # --- WATCHING ---

    def _watch(self) -> None:
        found = self._outgoing.with_attempts((*UNMINED, State.MINED))
        if not found:
            return
        final = self._chain.final_height()  # before the receipts: a block at or below it is the one they tell of
        hashes = [bytes.fromhex(made.hash[2:]) for _, attempts in found for made in attempts]
        receipts = {receipt["transactionHash"].lower(): receipt for receipt in self._chain.receipts(hashes)}
        outcomes = [(entry, outcome_of(self._chain, entry, attempts, receipts, final)) for entry, attempts in found]
        taken = self._taken_by_strangers([entry for entry, outcome in outcomes if outcome is None], final)
        changes = [(entry, after) for entry, outcome in outcomes if (after := _after(entry, outcome, taken))]
        if not changes:
            return
        with self._outgoing.writing() as (connection, now):
            for entry, (state, values) in changes:
                outbox.move(connection, entry.id, (entry.state,), state, now, **values)

    def _taken_by_strangers(self, missing: Sequence[Entry], final: int) -> set[int]:
        """Entries whose nonce went to a transaction that isn't ours, for good.

        That is so if blocks that stay have more transactions of the key, and the receipts of ours were missing after
        that was known: so it takes two rounds to tell.
        """
        nonces = {entry.id: entry.nonce for entry in missing if entry.state is State.SENT and entry.nonce is not None}
        used = self._used(final) if nonces and self._chain.transaction_count("latest") > min(nonces.values()) else 0
        suspects = {(id_, nonce) for id_, nonce in nonces.items() if nonce < used}
        taken = {id_ for id_, _ in suspects & self._suspected}
        self._suspected = suspects
        return taken

    def _used(self, height: int) -> int:
        """Transactions of the key up to a block; 0 if the node does not know any more."""
        try:
            return self._chain.transaction_count(hex(height))
        except NodeRefused:
            return 0

    # --- WHAT TAKES TOO LONG ---

    def _hasten(self) -> None:
        """Sends what nodes may have forgotten once more, or offers more for it, as the profile says."""
        found = self._outgoing.with_attempts((State.SENT,))
        now = self._outgoing.clock()
        more = self._more_for([(entry, attempts[-1]) for entry, attempts in found], now)
        forgotten = [entry for entry, _ in found if now - entry.updated_at >= self._pace.resend_after]
        if not more and not forgotten:
            return
        attempts = [self._outgoing.attempt(entry, last.nonce, paying, last.empty) for entry, last, paying in more]
        with self._outgoing.writing() as (connection, _):
            for made in attempts:
                self._outgoing.keep(connection, made)
            for entry in (*(entry for entry, _, _ in more), *forgotten):
                outbox.move(connection, entry.id, (State.SENT,), State.SIGNED, now)
        self._send_signed()

    def _more_for(self, sent: Sequence[tuple[Entry, Attempt]], now: float) -> list[tuple[Entry, Attempt, Fees]]:
        """What is stuck, and what to offer for it; not what would cost more than the profile allows."""
        policy, gas = self._chain.profile.replacement, self._chain.profile.gas
        if policy is None or not sent:
            return []
        if policy.after_seconds is not None:
            since = now - policy.after_seconds
            stuck = [(entry, last) for entry, last in sent if last.sent_at is not None and last.sent_at <= since]
        else:
            above = self._chain.height() - (policy.after_blocks or 0)
            stuck = [(e, last) for e, last in sent if last.sent_at_height is not None and last.sent_at_height <= above]
        usual = self._outgoing.paying() if stuck else None
        offers = [(entry, last, bumped(last.fees, policy.bump_percent, usual or {}, gas)) for entry, last in stuck]
        return [(entry, last, offer) for entry, last, offer in offers if offer is not None]


def _is_hopeless(answer: str | HeyiError) -> bool:
    return isinstance(answer, HeyiError) and meaning(answer) is Answer.HOPELESS


def _after(entry: Entry, outcome: Outcome | None, taken: set[int]) -> tuple[State, dict[str, Any]] | None:
    """The state of an entry and its values after a look at its receipts; None if nothing has changed."""
    if outcome is not None:
        same = (entry.state, entry.block, entry.error) == (outcome.state, outcome.block, outcome.error)
        return None if same else (outcome.state, {"block": outcome.block, "error": outcome.error})
    if entry.state is State.MINED:  # its block was reorganised away
        return State.SIGNED, {"block": None, "error": None}
    if entry.id in taken:
        return State.QUEUED, {"nonce": None, "gas": None, "error": None}
    return None
