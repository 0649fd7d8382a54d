"""Sending with a key that is in an external signer: what the signer does wrong delays, and changes nothing."""

from collections.abc import Iterator

import pytest

from heyi.chain.client import Chain, connect
from heyi.chain.profiles import ANVIL
from heyi.chain.signer import ExternalAccount, NoSigner, SignerAccess, SignerPlace, SignerWrong
from heyi.processes.sending import Round, Sender
from heyi.store import outbox
from heyi.store.database import Database
from tests.backend.chain.signer.standin import INTERNAL, StandIn, new_key, running
from tests.backend.processes.sending.killing import Clock
from tests.backend.processes.sending.test_sending import LOGS, created, logged, now, put, states, wanted

KEY = new_key("keeper")


@pytest.fixture
def signer() -> Iterator[StandIn]:
    with running(StandIn([KEY])) as stand_in:
        yield stand_in


@pytest.fixture
def sending(chain: Chain, signer: StandIn) -> Chain:
    """A connection that sends with a key it does not have."""
    chain.request("anvil_setBalance", KEY.address, hex(10**18))
    account = ExternalAccount(SignerPlace(signer.url, KEY.address), SignerAccess(timeout=5))
    return connect(chain.url, ANVIL, account)


def test_what_is_queued_is_signed_elsewhere_and_carried_out_in_order(
    chain: Chain, sending: Chain, database: Database, clock: Clock
) -> None:
    contract = created(chain, LOGS)
    put(database, *(wanted(sending, contract, number) for number in (3, 1, 2)))
    Sender(sending, database, clock).carry_out(lambda: None)
    assert logged(chain, contract) == [3, 1, 2]


def test_while_the_signer_is_ill_everything_waits(
    chain: Chain, sending: Chain, signer: StandIn, database: Database, clock: Clock
) -> None:
    contract = created(chain, LOGS)
    put(database, *(wanted(sending, contract, number) for number in (1, 2)))
    sender = Sender(sending, database, clock)
    signer.ill = INTERNAL
    for _ in range(2):
        with pytest.raises(NoSigner):
            sender.step()
        assert {entry.nonce for entry in now(database)} == {None}
    signer.ill = None
    assert sender.carry_out(lambda: None) == Round(leads=True, under_way=0)
    assert logged(chain, contract) == [1, 2]
    assert states(database) == ["final", "final"]


def test_what_a_taken_over_signer_signs_is_never_sent(
    chain: Chain, sending: Chain, signer: StandIn, database: Database, clock: Clock
) -> None:
    contract, other = created(chain, LOGS), created(chain, LOGS)
    put(database, wanted(sending, contract, 1))
    signer.lie = lambda asked: {**asked, "to": other}
    with pytest.raises(SignerWrong, match="has another to than"):
        Sender(sending, database, clock).step()
    assert chain.transaction_count("pending") == chain.transaction_count("latest")
    assert logged(chain, other) == []
    with database.reading() as connection:
        assert outbox.attempts_of(connection, [now(database)[0].id])[now(database)[0].id] == []


def test_what_is_cancelled_while_it_is_signed_leaves_no_gap(
    chain: Chain, sending: Chain, signer: StandIn, database: Database, clock: Clock
) -> None:
    """Signing happens outside of the database's transactions, so that others may write meanwhile."""
    contract = created(chain, LOGS)
    first, _ = put(database, wanted(sending, contract, 1), wanted(sending, contract, 2))
    sender = Sender(sending, database, clock)
    cancelled = []

    def cancel(asked: dict[str, object]) -> dict[str, object]:
        if not cancelled:
            cancelled.append(first.id)
            with database.writing() as connection:
                outbox.move(connection, first.id, (outbox.State.SIMULATED,), outbox.State.DROPPED, clock())
        return asked

    signer.lie = cancel
    sender.carry_out(lambda: None)
    assert states(database) == ["dropped", "final"]
    assert logged(chain, contract) == [2]
    assert chain.request("eth_getTransactionCount", KEY.address, "pending") == "0x1"
