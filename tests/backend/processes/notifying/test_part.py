"""The part as a whole: events and notices go out, mails are put into the folder, and of two processes one leads."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import sqlalchemy as sa

from heyi.chain.blocks import Blocks
from heyi.chain.profiles import ANVIL
from heyi.company import Company
from heyi.company.record import Record
from heyi.processes.indexer import Indexer
from heyi.processes.notifying.endpoints import SecretUnusable
from heyi.processes.notifying.types import TYPES
from heyi.service.metrics import Metrics
from heyi.service.parts.hooking import endpoints_of
from heyi.service.parts.notifying import Notifying
from heyi.service.parts.spooling import SpoolUnusable
from heyi.service.settings import (
    ChainSettings,
    CompanySettings,
    DatabaseSettings,
    NoticesSettings,
    Settings,
    WebhookSettings,
)
from heyi.service.workplace import Workplace
from heyi.store import deliveries
from heyi.store.deliveries import Spot
from heyi.store.kept.webhooks import delivery, notice
from tests.backend.processes.conftest import Kept
from tests.backend.processes.notifying.couriers import SECRET
from tests.backend.processes.notifying.receiver import Receiver, receiving
from tests.backend.processes.sending.killing import Clock, Fuse, killed_everywhere

ENVIRONMENT = {"HOOK_SECRET": SECRET}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as receiver:
        yield receiver


@pytest.fixture
def place(company: Company, kept: Kept, receiver: Receiver, database_url: str, tmp_path: Path) -> Iterator[Workplace]:
    """With one endpoint that wants everything, and a mailbox for each unit."""
    record = tmp_path / "company.json"
    Record(company.chain.url, "anvil", kept.deployment, dict(kept.units), {}).write(record)
    mailboxes = tuple(
        (address, f"{name.lower().replace(' ', '.')}@example.com") for name, address in kept.units.items()
    )
    settings = replace(
        Settings(),
        chain=ChainSettings(rpc_url=company.chain.url, profile="anvil"),
        company=CompanySettings(record),
        database=DatabaseSettings(database_url),
        notices=NoticesSettings(spool=tmp_path / "spool", mail=mailboxes),
        webhooks=MappingProxyType({"books": WebhookSettings(url=receiver.url, secret_env="HOOK_SECRET")}),
    )
    place = Workplace(settings, kept.artifacts, ENVIRONMENT)
    Indexer(Blocks(company.chain.url, ANVIL), place.book).catch_up()
    yield place
    place.database.close()


def notifying(place: Workplace, clock: Callable[[], float] | None = None) -> Notifying:
    made = Notifying(place, endpoints_of(place.settings, place.environment), Metrics())
    return replace(made, clock=clock) if clock else made


def all_done(part: Notifying) -> None:
    while part.step():
        pass


def from_the_start(place: Workplace) -> None:
    with place.database.writing() as connection:
        deliveries.move_on(connection, Spot(-1, 2**31 - 1, None))


def rows(place: Workplace, table: sa.Table) -> list[Any]:
    with place.database.reading() as connection:
        return list(connection.execute(sa.select(table)))


def test_events_and_notices_arrive_signed(place: Workplace, receiver: Receiver, company: Company) -> None:
    from_the_start(place)
    part = notifying(place)
    all_done(part)
    bodies = [got.verified(SECRET) for got in receiver.got]
    types = {body["type"] for body in bodies}
    assert {"unit.founded", "agreement.opened", "closing.completed"} <= types
    assert len(receiver.ids) == len(set(receiver.ids)) == len(rows(place, delivery))
    told = [body for body in bodies if TYPES[body["type"]].is_notice]
    assert told
    assert set(told[0]["data"]) == {"notice", "account", "reader", "subject", "text", "due", "links"}
    text = part.metrics.exposition().decode()
    assert f'heyi_webhooks_total{{outcome="delivered"}} {len(bodies)}.0' in text
    assert 'heyi_webhook_backlog{endpoint="books"} 0.0' in text
    assert "heyi_notices{" in text
    # The same notices the next time are the same.
    before = len(receiver.got)
    again = notifying(place)
    with place.database.writing() as connection:
        part.lease.give_back(connection)
    all_done(again)
    assert len(receiver.got) == before
    part.stop()


def test_units_are_mailed_once(place: Workplace, company: Company, tmp_path: Path) -> None:
    company.chain.request("evm_increaseTime", 200 * 86_400)
    company.chain.request("evm_mine")
    Indexer(Blocks(company.chain.url, ANVIL), place.book).catch_up()
    part = notifying(place)
    all_done(part)
    files = sorted((tmp_path / "spool").iterdir())
    assert files
    mails = [message_from_bytes(file.read_bytes(), policy=SMTP) for file in files]
    assert {file.stem for file in files} == {mail["Message-ID"].strip("<>").partition("@")[0] for mail in mails}
    assert {str(mail["To"]) for mail in mails} <= {mailbox for _, mailbox in place.settings.notices.mail}
    assert all(mail["From"] == "heyi@localhost" and mail["Subject"] for mail in mails)
    assert [row for row in rows(place, notice) if row.mail is not None] == []
    for file in files:  # the mail agent has taken them
        file.unlink()
    part._noticed = 0
    all_done(part)
    assert list((tmp_path / "spool").iterdir()) == []
    part.stop()


def test_mails_wait_while_the_folder_cannot_be_written_to(place: Workplace, company: Company, tmp_path: Path) -> None:
    company.chain.request("evm_increaseTime", 200 * 86_400)
    company.chain.request("evm_mine")
    Indexer(Blocks(company.chain.url, ANVIL), place.book).catch_up()
    (tmp_path / "spool").write_text("a file")
    part = notifying(place)
    with pytest.raises(SpoolUnusable, match="spool"):
        all_done(part)
    waiting = [row.id for row in rows(place, notice) if row.mail is not None]
    assert waiting
    (tmp_path / "spool").unlink()
    all_done(part)
    assert {file.stem for file in (tmp_path / "spool").iterdir()} == set(waiting)
    part.stop()


def test_of_two_processes_one_leads_until_it_is_gone(place: Workplace, receiver: Receiver) -> None:
    from_the_start(place)
    clock = Clock(1_800_000_000.0)
    one, two = notifying(place, clock), notifying(place, clock)
    all_done(one)
    sent = len(receiver.got)
    assert sent
    from_the_start(place)
    with place.database.writing() as connection:
        connection.execute(sa.delete(delivery))
    all_done(two)
    assert len(receiver.got) == sent  # it stands by
    clock.advance(61)
    all_done(two)
    assert len(receiver.got) == 2 * sent - len(rows(place, notice))
    all_done(one)
    assert len(receiver.got) == 2 * sent - len(rows(place, notice))


def test_wherever_it_is_killed_notices_are_given_once(place: Workplace, receiver: Receiver, database_url: str) -> None:
    with place.database.writing() as connection:
        deliveries.move_on(connection, Spot(10**9, 0, None))  # events are another test
    whole = set()

    def run(fuse: Fuse) -> None:
        receiver.got.clear()
        with place.database.writing() as connection:
            for table in ("delivery", "endpoint", "lease", "notice"):
                connection.exec_driver_sql(f"delete from {table}")
        with closing(fuse.database(database_url)) as fused:
            killed = notifying(Workplace(place.settings, place.artifacts, place.environment))
            killed.place.__dict__["database"] = fused
            all_done(killed)
        whole.update(receiver.ids)

    def check() -> None:
        with place.database.writing() as connection:
            connection.exec_driver_sql("delete from lease")
        all_done(notifying(place))
        assert {row.state for row in rows(place, delivery)} <= {"delivered"}
        assert {row.id for row in rows(place, delivery)} == set(receiver.ids)
        assert {row.id for row in rows(place, notice)} == {id_.removeprefix("msg_") for id_ in set(receiver.ids)}
        whole.update(receiver.ids)

    assert killed_everywhere(run, check) > 10
    assert whole == set(receiver.ids)


@pytest.mark.parametrize("secret", [None, "", "hunter2", f"{SECRET} {SECRET} {SECRET}"])
def test_a_secret_that_is_none_is_noticed_before_it_begins(place: Workplace, secret: str | None) -> None:
    with pytest.raises(SecretUnusable, match="books in HOOK_SECRET") as caught:
        endpoints_of(place.settings, {} if secret is None else {"HOOK_SECRET": secret})
    assert not secret or secret not in str(caught.value)


def test_a_secret_in_a_file_is_changed_without_a_new_start(place: Workplace, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    hooked = WebhookSettings(url="https://hooks.example", secret_file=file)
    (hook,) = endpoints_of(replace(place.settings, webhooks=MappingProxyType({"books": hooked})), {})
    body = json.dumps({})
    before = hook.headers("msg_1", body, 1_800_000_000)["webhook-signature"]
    file.write_text("whsec_" + "QUFB" * 10 + "\n" + SECRET + "\n")
    after = hook.headers("msg_1", body, 1_800_000_000)["webhook-signature"].split(" ")
    assert len(after) == 2
    assert after[1] == before
