"""Two processes of every part on PostgreSQL and Anvil: one of two leads, and nobody notices when it is gone."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random

import pytest
import requests
import sqlalchemy as sa
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.chain.client import development_account
from heyi.client import HeyiClient, Problem
from heyi.client.client import sign_typed
from heyi.client.results import Call
from heyi.company import Company
from heyi.compiler import compile_contracts
from heyi.service.chaos.carrying import Deed
from heyi.service.chaos.checks import apis_agree, cache_equals_rebuild, deeds_done_once
from heyi.service.chaos.stage import Stage, part_of, staged
from heyi.store.kept.outbox import lease
from tests import postgres

WITHIN = 240.0  # seconds, on a machine that does much else; a lease of the stage lasts 3
CALLS = 6  # before somebody is gone, and once more after that
LIMIT = 3  # calls of one account in an hour
SENDERS = {"keep": development_account(8).address, "relay": development_account(9).address}
OPERATOR = development_account(0).address


@pytest.fixture(scope="module")
def playing() -> Iterator[tuple[Stage, Company]]:
    with postgres.cluster() as server, postgres.fresh_database(server) as url:
        begun = staged(
            compile_contracts(),
            url.replace("+psycopg", ""),
            Random(7),
            lambda company, *_: company,
            replicas=2,
            more={"HEYI_RELAYER_LIMIT_PER_HOUR": str(LIMIT)},
        )
        with begun as (stage, company):
            until(lambda: not stage.problems())
            yield stage, company


@pytest.fixture
def stage(playing: tuple[Stage, Company]) -> Stage:
    return playing[0]


@pytest.fixture
def company(playing: tuple[Stage, Company]) -> Company:
    return playing[1]


def until(holds: Callable[[], bool]) -> None:
    """Waits until it does."""
    deadline = time.monotonic() + WITHIN
    while True:
        with suppress(requests.ConnectionError):
            if holds():
                return
        assert time.monotonic() < deadline, "it never was so"
        time.sleep(0.1)


def wallet(name: str) -> LocalAccount:
    account: LocalAccount = Account.from_key(keccak(text=f"replicas: {name}"))
    return account


def leader(stage: Stage, part: str) -> tuple[str, int] | None:
    """Name and process of who holds the lease of the part's key; None while nobody who lives does."""
    with stage.database.reading() as connection:
        owner = connection.scalar(sa.select(lease.c.owner).where(lease.c.name == f"sender {SENDERS[part]}"))
    by_pid = {pid: name for name, pid in stage.pids().items()}
    pid = 0 if owner is None else int(owner.split()[1])
    return (by_pid[pid], pid) if pid in by_pid else None


def leads(stage: Stage, part: str) -> tuple[str, int]:
    until(lambda: leader(stage, part) is not None)
    found = leader(stage, part)
    assert found is not None
    assert part_of(found[0]) == part
    return found


def signed(client: HeyiClient, account: LocalAccount) -> Call:
    """A call that needs nobody's money: the account lets somebody move its credit."""
    arguments = {"owner": account.address, "operator": OPERATOR, "approved": True}
    asked = client.typed_data("Treasury", "setOperatorBySig", arguments)
    assert asked.call is not None
    signature = sign_typed(asked.typed_data, account)
    return Call("Treasury", "setOperatorBySig", {**asked.call.arguments, "signature": signature})


def deed(company: Company, call: Call) -> Deed:
    said = call.arguments
    function = company.treasury.functions.setOperatorBySig(
        said["owner"], OPERATOR, True, int(said["deadline"]), bytes.fromhex(said["signature"][2:])
    )
    return Deed(said["owner"], function)


@contextmanager
def clients(stage: Stage) -> Iterator[tuple[HeyiClient, HeyiClient]]:
    first, second = stage.apis
    with HeyiClient(first) as one, HeyiClient(second) as other:
        yield one, other


def hand_in(stage: Stage, accounts: list[LocalAccount]) -> list[tuple[int, Call]]:
    """Each is handed in at both APIs, with the same key: it is one."""
    with clients(stage) as (one, other):
        calls = [signed(one, account) for account in accounts]
        made = [one.relay(call, key=str(call.arguments["owner"])).id for call in calls]
        assert [other.relay(call, key=str(call.arguments["owner"])).id for call in calls] == made
    return list(zip(made, calls, strict=True))


def carried_out(stage: Stage, ids: list[int]) -> bool:
    with clients(stage) as (one, other):
        found = [(one if number % 2 else other).relayed(number) for number in ids]
    assert not [each for each in found if each.state in ("failed", "dropped", "replaced")]
    return all(each.state in ("mined", "final") for each in found)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_calls_are_carried_out_once_whoever_is_gone(stage: Stage, company: Company, how: signal.Signals) -> None:
    """A process that is stopped comes back, and thinks for a moment that it still leads."""
    accounts = [wallet(f"{how} {number}") for number in range(2 * CALLS)]
    before = leads(stage, "relay")
    handed_in = hand_in(stage, accounts[:CALLS])
    gone = [before[1], stage.pids()["index"]]
    for pid in gone:
        os.kill(pid, how)
    try:
        handed_in += hand_in(stage, accounts[CALLS:])
        until(lambda: carried_out(stage, [number for number, _ in handed_in]))
        after = leads(stage, "relay")
        assert after[1] != before[1]
        assert how is signal.SIGKILL or after[0] != before[0]
    finally:
        for pid in gone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    until(lambda: not stage.problems())
    assert list(deeds_done_once(stage.node, [deed(company, call) for _, call in handed_in])) == []
    assert list(apis_agree(stage.apis)) == []
    assert list(cache_equals_rebuild(stage.node, company, stage.book)) == []


def test_another_keeper_takes_over(stage: Stage) -> None:
    name, pid = leads(stage, "keep")
    os.kill(pid, signal.SIGSTOP)
    try:
        until(lambda: leader(stage, "keep") not in (None, (name, pid)))
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: not stage.problems())


def test_limits_count_what_any_api_has_taken_in(stage: Stage) -> None:
    person = wallet("busy")
    with clients(stage) as (one, other):
        for number in range(LIMIT):
            client = other if number % 2 else one
            relayed = client.relay(signed(client, person), key=f"busy {number}")
            until(lambda relayed=relayed: carried_out(stage, [relayed.id]))  # type: ignore[misc]
        for client in (one, other):
            with pytest.raises(Problem, match="LimitReached") as refused:
                client.relay(signed(client, person), key="once more")
            assert refused.value.status == 429


def test_what_one_api_has_given_the_other_knows(stage: Stage) -> None:
    until(lambda: not stage.problems())
    first, second = stage.apis
    for path in ("company", "units", "events?order=newest"):
        answer = requests.get(f"{first}/api/v1/book/{path}", timeout=WITHIN)
        tag = {"If-None-Match": answer.headers["etag"]}
        again = requests.get(f"{second}/api/v1/book/{path}", headers=tag, timeout=WITHIN)
        assert (again.status_code, again.headers["etag"]) == (304, answer.headers["etag"])
