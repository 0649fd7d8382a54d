"""Sending what the outbox holds: once, in order, whatever happens in between."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa

from heyi.chain.client import Chain, development_account
from heyi.chain.node import running
from heyi.chain.profiles import ANVIL, PROFILES, Finality, Profile, Replacement, local_chain
from heyi.processes.sending import Pace, Round, Sender
from heyi.processes.sending.outgoing import Outgoing
from heyi.processes.sending.taking_up import take_up
from heyi.store import outbox
from heyi.store.database import Database
from heyi.store.kept import outbox as kept_outbox
from heyi.store.outbox import Entry, State, Wanted
from tests.backend.processes.sending.killing import Clock, Fuse, Killed, killed_everywhere

# Code that logs the first word it is called with as a topic; the second one refuses a word it has had before.
LOGS = "5f355f5fa100"  # PUSH0 CALLDATALOAD PUSH0 PUSH0 LOG1 STOP
ONCE = "5f358054600f57600181555f5fa1005b5f5ffd"  # DUP1 SLOAD PUSH1 0f JUMPI PUSH1 1 DUP2 SSTORE; JUMPDEST: REVERT

# SUB SLOAD ISZERO OR JUMPI: refuses a word above 1 unless it has had the one before.
IN_A_ROW = "5f35806001900380549015176012575f5ffd5b600181555f5fa100"

Connected = Callable[..., Chain]


def created(chain: Chain, code: str) -> str:
    """A contract with this code: PUSHn code, MSTORE, RETURN of its bytes."""
    size = len(code) // 2
    return chain.create(f"0x{0x5F + size:x}{code}5f5260{size:02x}60{32 - size:02x}f3", [], [])


@pytest.fixture
def logging(chain: Chain) -> str:
    return created(chain, LOGS)


@pytest.fixture
def once(chain: Chain) -> str:
    return created(chain, ONCE)


def word(number: int) -> bytes:
    return number.to_bytes(32)


def wanted(chain: Chain, contract: str, number: int, key: str | None = None) -> Wanted:
    return Wanted(chain.account.address, key or f"key {number}", "log", contract, word(number))


def put(database: Database, *all_wanted: Wanted) -> list[Entry]:
    with database.writing() as connection:
        return [outbox.enqueue(connection, each, 0) for each in all_wanted]


def now(database: Database) -> list[Entry]:
    with database.reading() as connection:
        return outbox.entries(connection)


def states(database: Database) -> list[str]:
    return [entry.state.value for entry in now(database)]


def logged(chain: Chain, contract: str) -> list[int]:
    """The words that were logged, in order."""
    logs = chain.logs({"address": contract, "fromBlock": "0x0", "toBlock": "latest"})
    return [int(log["topics"][0], 16) for log in logs]


def test_what_is_queued_is_carried_out_in_order(chain: Chain, logging: str, database: Database, clock: Clock) -> None:
    put(database, *(wanted(chain, logging, number) for number in (3, 1, 2)))
    sender = Sender(chain, database, clock)
    assert sender.step() == Round(leads=True, under_way=3)
    assert states(database) == ["sent"] * 3
    sender.carry_out(lambda: None)
    assert logged(chain, logging) == [3, 1, 2]


def test_what_is_in_a_block_that_stays_is_final(chain: Chain, logging: str, database: Database, clock: Clock) -> None:
    sender = Sender(chain, database, clock)
    put(database, wanted(chain, logging, 1))
    assert sender.carry_out(lambda: None) == Round(leads=True, under_way=0)
    (entry,) = now(database)
    assert (entry.state, entry.block, entry.error) == (State.FINAL, chain.height(), None)


def test_the_same_key_is_one_entry(chain: Chain, logging: str, database: Database) -> None:
    first, again = put(database, wanted(chain, logging, 1), wanted(chain, logging, 1))
    assert first == again
    with pytest.raises(outbox.IdempotencyKeyReused) as refused:
        put(database, wanted(chain, logging, 2, key="key 1"))
    assert refused.value.facts() == {"key": "key 1", "id": first.id}


def test_nothing_is_left_of_a_decision_that_was_not_committed(chain: Chain, logging: str, database: Database) -> None:
    def decide_in_vain() -> None:
        with database.writing() as connection:
            outbox.enqueue(connection, wanted(chain, logging, 1), 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        decide_in_vain()
    assert now(database) == []


def test_a_refused_call_uses_no_nonce(chain: Chain, once: str, database: Database, clock: Clock) -> None:
    sender = Sender(chain, database, clock)
    put(database, wanted(chain, once, 1))
    sender.carry_out(lambda: None)
    before = chain.transaction_count("latest")
    put(database, wanted(chain, once, 1, key="again"))
    sender.carry_out(lambda: None)
    entry = now(database)[-1]
    assert (entry.state, entry.nonce) == (State.FAILED, None)
    assert entry.error is not None
    assert "revert" in entry.error["detail"]
    assert chain.transaction_count("latest") == before


def test_what_may_depend_on_an_earlier_one_waits_for_it(
    chain: Chain, another: Connected, once: str, database: Database, clock: Clock
) -> None:
    """Refused while something earlier is on its way means nothing yet."""
    put(database, wanted(chain, once, 1), wanted(chain, once, 1, key="again"), wanted(chain, once, 2))
    sender = Sender(chain, database, clock)
    chain.request("evm_setAutomine", False)
    sender.step()
    # All three pass when they are tried together; the second one fails in its block.
    chain.request("evm_setAutomine", True)
    chain.request("evm_mine")
    sender.carry_out(lambda: chain.request("evm_mine"))
    assert states(database) == ["final", "failed", "final"]
    failed = now(database)[1]
    assert failed.error is not None
    assert failed.block is not None
    assert logged(chain, once) == [1, 2]


def test_a_refusal_is_no_answer_while_something_earlier_is_on_its_way(
    chain: Chain, once: str, database: Database, clock: Clock
) -> None:
    sender = Sender(chain, database, clock)
    put(database, wanted(chain, once, 1))
    sender.carry_out(lambda: None)
    chain.request("evm_setAutomine", False)
    put(database, wanted(chain, once, 2), wanted(chain, once, 1, key="again"))
    sender.step()
    assert states(database) == ["final", "sent", "queued"]
    chain.request("evm_mine")
    sender.step()
    assert states(database) == ["final", "final", "failed"]


def test_cancelled_while_queued(chain: Chain, logging: str, database: Database, clock: Clock) -> None:
    first, second = put(database, wanted(chain, logging, 1), wanted(chain, logging, 2))
    with database.writing() as connection:
        assert outbox.cancel(connection, first.id, 1).state is State.DROPPED
        assert outbox.cancel(connection, first.id, 1).state is State.DROPPED
    Sender(chain, database, clock).carry_out(lambda: None)
    assert logged(chain, logging) == [2]
    with pytest.raises(outbox.NotQueued), database.writing() as connection:
        outbox.cancel(connection, second.id, 1)
    with pytest.raises(outbox.UnknownEntry), database.writing() as connection:
        outbox.cancel(connection, 99, 1)


# --- KILLED ---


def test_killed_anywhere_nothing_is_lost_and_nothing_happens_twice(
    another: Connected, chain: Chain, logging: str, database: Database, database_url: str, clock: Clock
) -> None:
    before = [chain.request("evm_snapshot")]

    def renew() -> None:
        chain.request("evm_revert", before.pop())
        before.append(chain.request("evm_snapshot"))
        with database.writing() as connection:
            connection.execute(sa.delete(kept_outbox.outbox))
        put(database, *(wanted(chain, logging, number) for number in (1, 2, 3)))

    def run(fuse: Fuse) -> None:
        renew()
        clock.advance(31)  # the lease of the one before
        mine = another()
        fuse.through(mine)
        with closing(fuse.database(database_url)) as fused:
            Sender(mine, fused, clock).carry_out(lambda: None, most=10)

    def check() -> None:
        clock.advance(31)  # the lease of the dead
        Sender(another(), database, clock).carry_out(lambda: clock.advance(31), most=20)
        assert states(database) == ["final"] * 3
        assert logged(chain, logging) == [1, 2, 3]

    assert killed_everywhere(run, check) > 20


def test_killed_when_its_first_transaction_was_sent(database: Database, clock: Clock) -> None:
    """Ganache takes a nonce of 0 for none: it would carry out the same bytes twice."""
    with running(local_chain(PROFILES["ganache"])) as node:
        first, second = (Chain(node.url, PROFILES["ganache"], development_account(1)) for _ in range(2))
        logging = created(Chain(node.url, PROFILES["ganache"], development_account(0)), LOGS)
        put(database, wanted(first, logging, 1))
        broadcast = first.broadcast

        def killed(raws: list[bytes]) -> None:
            broadcast(raws)
            raise Killed

        first.broadcast = killed  # type: ignore[method-assign, assignment]
        with pytest.raises(Killed):
            Sender(first, database, clock).step()
        assert states(database) == ["signed"]
        clock.advance(31)
        Sender(second, database, clock).carry_out(lambda: None)
        assert states(database) == ["final"]
        assert logged(second, logging) == [1]


def test_delivered_twice(chain: Chain, logging: str, database: Database, clock: Clock) -> None:
    """What was sent is sent again, by somebody who can't know: the node has it, or its nonce is gone."""
    put(database, wanted(chain, logging, 1))
    sender = Sender(chain, database, clock)
    chain.request("evm_setAutomine", False)
    sender.step()
    for _ in range(2):
        clock.advance(25)
        assert sender.step() == Round(leads=True, under_way=1)
        assert states(database) == ["sent"]
    chain.request("evm_mine")
    with database.writing() as connection:
        (entry,) = outbox.entries(connection)
        outbox.move(connection, entry.id, (State.SENT,), State.SIGNED, 0)
    sender.carry_out(lambda: None)
    assert states(database) == ["final"]
    assert logged(chain, logging) == [1]


# --- OTHERS WITH THE SAME KEY ---


def test_one_process_sends_at_a_time(another: Connected, chain: Chain, logging: str, database: Database) -> None:
    clock = Clock()
    one, two = (Sender(another(), database, clock, owner=name) for name in ("one", "two"))
    put(database, wanted(chain, logging, 1))
    assert one.step().leads
    assert not two.step().leads
    clock.advance(29)
    assert one.step().leads, "renewed with every round"
    clock.advance(29)
    assert not two.step().leads
    clock.advance(2)
    assert two.step().leads
    assert not one.step().leads
    two.stop()
    assert one.step().leads


def test_who_lost_the_lease_without_noticing_writes_nothing(
    another: Connected, chain: Chain, logging: str, database: Database, clock: Clock
) -> None:
    """It stands still in the middle of a round for so long that another takes over."""
    put(database, wanted(chain, logging, 1))
    slow, quick = another(), another()
    tried = slow.tried

    def stand_still(calls: list[object]) -> object:
        answer = tried(calls)  # type: ignore[arg-type]
        clock.advance(31)
        assert Sender(quick, database, clock).carry_out(lambda: None).leads
        return answer

    slow.tried = stand_still  # type: ignore[method-assign, assignment]
    assert Sender(slow, database, clock).step() == Round(leads=False)
    assert logged(chain, logging) == [1]
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(kept_outbox.attempt)) == 1


def test_a_stranger_takes_the_nonce(
    another: Connected, chain: Chain, logging: str, database: Database, clock: Clock
) -> None:
    """Ours is signed when somebody sends another transaction with the key; it gets the next nonce."""
    put(database, wanted(chain, logging, 1))
    mine = another()
    broadcast = mine.broadcast

    def beaten(raws: list[bytes]) -> object:
        mine.broadcast = broadcast  # type: ignore[method-assign]
        raw = another().signed({"to": logging, "data": "0x" + word(99).hex()}, first, {"gasPrice": 3 * 10**9}, 10**6)
        chain.broadcast([raw])
        return broadcast(raws)

    first = chain.transaction_count("latest")
    mine.broadcast = beaten  # type: ignore[method-assign, assignment]
    sender = Sender(mine, database, clock)
    sender.carry_out(lambda: None)
    (entry,) = now(database)
    assert (entry.state, entry.nonce) == (State.FINAL, first + 1)
    assert logged(chain, logging) == [99, 1]


def test_a_missing_nonce_is_filled(
    another: Connected, chain: Chain, logging: str, database: Database, clock: Clock
) -> None:
    put(database, wanted(chain, logging, 1))
    mine = another()
    count = mine.transaction_count
    mine.transaction_count = lambda tag: count(tag) + 2  # type: ignore[method-assign]
    sender = Sender(mine, database, clock)
    sender.step()
    assert logged(chain, logging) == []
    mine.transaction_count = count  # type: ignore[method-assign]
    sender.carry_out(lambda: clock.advance(25))
    assert states(database) == ["final"] * 3
    assert [entry.wanted.verb for entry in now(database)] == ["log", "gap", "gap"]
    assert logged(chain, logging) == [1]


# --- BLOCKS ---

SLOW = replace(ANVIL, finality=Finality("depth", 3), replacement=Replacement(bump_percent=15, after_blocks=5))


@pytest.fixture
def by_hand(chain: Chain, logging: str) -> Callable[[], None]:
    """No block comes by itself; what is given makes one."""
    chain.request("evm_setAutomine", False)
    return lambda: chain.request("evm_mine") and None


@pytest.mark.parametrize(
    "profile",
    [SLOW, replace(SLOW, replacement=Replacement(bump_percent=15, after_seconds=60))],
    ids=["blocks", "seconds"],
)
def test_what_is_stuck_is_replaced_by_what_offers_more(
    profile: Profile,
    another: Connected,
    chain: Chain,
    logging: str,
    by_hand: Callable[[], None],
    database: Database,
    clock: Clock,
) -> None:
    mine = another(profile)
    put(database, wanted(chain, logging, 1))
    sender = Sender(mine, database, clock, Pace(resend_after=1_000))
    sender.step()
    (entry,) = now(database)
    chain.request("anvil_dropTransaction", _hashes(database, entry)[0])  # no miner wants it
    for _ in range(5):
        by_hand()
        clock.advance(13)
    sender.step()
    first, second = _hashes(database, entry)
    assert first != second
    by_hand()
    sender.step()
    assert states(database) == ["mined"]
    for _ in range(3):
        by_hand()
    sender.step()
    assert states(database) == ["final"]
    assert logged(chain, logging) == [1]
    with database.reading() as connection:
        low, high = outbox.attempts_of(connection, [entry.id])[entry.id]
    assert high.fees["gasPrice"] == low.fees["gasPrice"] * 115 // 100
    assert (high.nonce, high.empty) == (low.nonce, False)


def test_the_first_one_counts_when_it_is_mined_after_all(
    another: Connected, chain: Chain, logging: str, by_hand: Callable[[], None], database: Database, clock: Clock
) -> None:
    """Its replacement is refused, and the receipt of the first is found."""
    mine = another(SLOW)
    put(database, wanted(chain, logging, 1))
    sender = Sender(mine, database, clock, Pace(resend_after=1_000))
    sender.step()
    (entry,) = now(database)
    (first,) = _hashes(database, entry)
    with database.reading() as connection:
        raw = outbox.attempts_of(connection, [entry.id])[entry.id][0].raw
    chain.request("anvil_dropTransaction", first)
    for _ in range(6):
        by_hand()
    broadcast = mine.broadcast

    def late(raws: list[bytes]) -> object:
        chain.broadcast([raw])
        by_hand()
        return broadcast(raws)

    mine.broadcast = late  # type: ignore[method-assign, assignment]
    sender.step()
    mine.broadcast = broadcast  # type: ignore[method-assign]
    sender.step()
    assert len(_hashes(database, entry)) == 2
    assert states(database) == ["mined"]
    sender.carry_out(by_hand)
    assert logged(chain, logging) == [1]


def test_what_is_refused_for_want_of_what_a_reorganisation_took_waits_for_it(
    another: Connected, chain: Chain, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may come between the look at receipts and the trial of what is queued (found by `heyi chaos`)."""
    row = created(chain, IN_A_ROW)
    sender = Sender(another(replace(ANVIL, finality=Finality("depth", 5))), database, clock)
    parting = chain.request("evm_snapshot")
    put(database, wanted(chain, row, 1))
    sender.step()
    sender.step()
    assert states(database) == ["mined"]
    put(database, wanted(chain, row, 2))

    def too_late(outgoing: Outgoing, most: int) -> None:
        monkeypatch.undo()
        chain.request("evm_revert", parting)
        for lost in _hashes(database, now(database)[0]):
            chain.request("anvil_dropTransaction", lost)
        take_up(outgoing, most)

    monkeypatch.setattr("heyi.processes.sending.sender.take_up", too_late)
    sender.step()
    assert states(database) == ["mined", "queued"]
    sender.carry_out(lambda: chain.request("evm_mine"))
    assert states(database) == ["final", "final"]
    assert logged(chain, row) == [1, 2]


def test_a_reorganisation_takes_it_out_of_its_block(
    another: Connected, chain: Chain, logging: str, by_hand: Callable[[], None], database: Database, clock: Clock
) -> None:
    mine = another(SLOW)
    put(database, wanted(chain, logging, 1), wanted(chain, logging, 2))
    sender = Sender(mine, database, clock)
    sender.step()
    parting = chain.request("evm_snapshot")
    by_hand()
    sender.step()
    assert states(database) == ["mined", "mined"]
    chain.request("evm_revert", parting)
    for each in now(database):
        for lost in _hashes(database, each):
            chain.request("anvil_dropTransaction", lost)
    sender.step()
    assert states(database) == ["sent", "sent"]
    assert [entry.block for entry in now(database)] == [None, None]
    sender.carry_out(by_hand)
    assert states(database) == ["final", "final"]
    assert logged(chain, logging) == [1, 2]


def test_what_no_node_takes_gives_its_nonce_to_something_empty(
    another: Connected, chain: Chain, logging: str, database: Database, clock: Clock
) -> None:
    put(database, wanted(chain, logging, 1))
    mine = another(replace(ANVIL, gas=replace(ANVIL.gas, limit=40_000_000)))
    mine.tried = lambda calls: [40_000_000 for _ in calls]  # type: ignore[method-assign, misc]
    sender = Sender(mine, database, clock)
    sender.carry_out(lambda: None, most=10)
    (entry,) = now(database)
    assert entry.state is State.REPLACED
    assert entry.error is not None
    assert entry.error["code"] == "NodeRefused"
    assert logged(chain, logging) == []
    put(database, wanted(chain, logging, 2))
    Sender(another(), database, clock, owner="next").carry_out(lambda: clock.advance(31), most=5)
    assert logged(chain, logging) == [2]


def _hashes(database: Database, entry: Entry) -> list[str]:
    with database.reading() as connection:
        return [made.hash for made in outbox.attempts_of(connection, [entry.id])[entry.id]]


def test_counts_by_state(chain: Chain, logging: str, database: Database) -> None:
    put(database, wanted(chain, logging, 1), wanted(chain, logging, 2))
    with database.reading() as connection:
        assert Counter(outbox.counted(connection, chain.account.address)) == {State.QUEUED: 2}
