"""Deliveries: each arrives at least once, always under its own id, however often anybody is killed or away."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from heyi.processes.notifying.delivering import DAY, HOUR, PAUSES, Sent
from heyi.processes.notifying.endpoints import SecretUnusable, checked_secret
from heyi.processes.notifying.posting import Answer, Poster
from heyi.store import deliveries
from heyi.store.database import Database
from heyi.store.leases import LeaseLost
from tests.backend.processes.notifying.couriers import FORMER, LEASE, SECRET, courier, hook, put, states
from tests.backend.processes.notifying.receiver import Receiver, receiving
from tests.backend.processes.sending.killing import Clock, Fuse, killed_everywhere


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as database:
        database.create()
        yield database


@pytest.fixture
def clock() -> Clock:
    """Near the present, as the package looks at the time of what is signed."""
    return Clock(time.time())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as receiver:
        yield receiver


def down(receiver: Receiver, status: int = 500) -> None:
    receiver.answer = lambda _: (status, {})


def up(receiver: Receiver) -> None:
    receiver.answer = lambda _: (204, {})


def test_what_waits_arrives_in_order_and_signed(database: Database, clock: Clock, receiver: Receiver) -> None:
    put(database, clock, "books", "msg_1", "msg_2", "msg_3")
    one = courier(database, clock, hook("books", receiver.url))
    assert one.round() == Sent(delivered=3)
    assert receiver.ids == ["msg_1", "msg_2", "msg_3"]
    for got in receiver.got:
        assert got.verified(SECRET) == json.loads(got.body)
        assert got.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        receiver.got[0].verified(FORMER)
    assert one.round() == Sent()
    assert set(states(database).values()) == {("delivered", 1)}


def test_while_a_secret_is_changed_either_is_good(database: Database, clock: Clock, receiver: Receiver) -> None:
    put(database, clock, "books", "msg_1")
    courier(database, clock, hook("books", receiver.url, ("*",), "all", SECRET, FORMER)).round()
    assert receiver.got[0].headers["webhook-signature"].count("v1,") == 2
    for secret in (SECRET, FORMER):
        assert receiver.got[0].verified(secret)["type"] == "payment.made"


def test_every_attempt_has_the_same_id_and_body_and_its_own_time(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    down(receiver)
    put(database, clock, "books", "msg_1")
    one = courier(database, clock, hook("books", receiver.url))
    one.round()
    clock.advance(PAUSES[0])
    up(receiver)
    one.round()
    first, second = receiver.got
    assert (first.id, first.body) == (second.id, second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == PAUSES[0]
    assert second.verified(SECRET)


def test_one_message_that_is_never_taken_is_tried_for_days_and_given_up(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    """The endpoint takes others, so that it is the message and not the endpoint."""
    receiver.refused.add("poison")
    put(database, clock, "books", "poison")
    one, began, times = courier(database, clock, hook("books", receiver.url)), clock(), []
    for number in range(20):
        one.round()
        times.append(clock() - began)
        if states(database)["poison"][0] == "dead":
            break
        put(database, clock, "books", f"good {number}")
        clock.advance(PAUSES[0])
        one.round()
        clock.advance(_until_due(database, clock))
    assert len(times) == len(PAUSES) + 1
    assert times[-1] > 2 * DAY
    assert all(later > earlier for earlier, later in pairwise(times))
    assert all(state == ("delivered", 1) for id_, state in states(database).items() if id_ != "poison")
    with database.reading() as connection:
        (gone,) = deliveries.dead(connection, 10)
    assert (gone.id, gone.error) == ("poison", "HTTP 400")


def _until_due(database: Database, clock: Clock) -> float:
    with database.reading() as connection:
        (oldest,) = deliveries.probe(connection, "books", 2.0**62)
    return max(0.0, oldest.next_at - clock())


def test_the_pauses_grow_and_are_spread(database: Database, clock: Clock, receiver: Receiver) -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert 2 * DAY < sum(PAUSES) < 4 * DAY
    down(receiver)
    put(database, clock, "books", "msg_1")
    for chance, factor in ((0.0, 0.8), (1.0, 1.2)):
        one = replace(courier(database, clock, hook("books", receiver.url)), chance=lambda chance=chance: chance)
        one.round()
        with database.reading() as connection:
            (oldest,) = deliveries.probe(connection, "books", 2.0**62)
        assert oldest.next_at - clock() == pytest.approx(PAUSES[oldest.attempts - 1] * factor)
        clock.advance(PAUSES[oldest.attempts - 1] * factor + 1)


def test_what_fails_does_not_hold_up_what_follows(database: Database, clock: Clock, receiver: Receiver) -> None:
    put(database, clock, "books", "msg_1", "msg_2", "msg_3")
    receiver.answer = lambda before: (500 if before == 0 else 204, {})
    one = courier(database, clock, hook("books", receiver.url))
    assert one.round() == Sent(failed=1)
    assert one.round() == Sent()  # it rests
    clock.advance(PAUSES[0] - 1)
    assert one.round() == Sent()
    clock.advance(1)
    assert one.round() == Sent(delivered=1)
    one.round()
    assert Counter(receiver.ids) == {"msg_1": 2, "msg_2": 1, "msg_3": 1}


def test_an_endpoint_that_is_down_is_asked_ever_less_often(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    down(receiver)
    put(database, clock, "books", *(f"msg_{number}" for number in range(200)))
    one, began = courier(database, clock, hook("books", receiver.url)), clock()
    while clock() - began < DAY - HOUR:
        one.round()
        clock.advance(600)
        if len(receiver.got) > 100:
            break
    assert 15 < len(receiver.got) < 40  # not two hundred, again and again
    assert all(state == "waiting" for state, _ in states(database).values())


def test_one_that_fails_for_long_is_paused_and_others_are_told(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    down(receiver)
    put(database, clock, "books", "msg_1", "msg_2")
    with receiving(Receiver()) as watching:
        one = courier(database, clock, hook("books", receiver.url), hook("watch", watching.url, ["endpoint.*"]))
        one.round()
        clock.advance(DAY)
        one.round()
        with database.reading() as connection:
            assert deliveries.fares_of(connection, "books").paused_at == clock()
        one.round()
        (told,) = watching.got
        said = json.loads(told.body)
        assert (said["type"], said["data"]) == ("endpoint.paused", {"endpoint": "books", "reason": "HTTP 500"})
    # Once an hour it is tried, by what has waited longest, and nothing of it is given up.
    tried, attempts = len(receiver.got), states(database)["msg_1"][1]
    for _ in range(48):
        clock.advance(HOUR / 2)
        one.round()
    assert len(receiver.got) - tried == 24
    assert set(receiver.ids[tried:]) == {"msg_1"}
    assert states(database)["msg_1"] == ("waiting", attempts)
    up(receiver)
    clock.advance(HOUR)
    one.round()
    one.round()
    clock.advance(PAUSES[0])
    one.round()
    assert set(states(database).values()) <= {("delivered", attempts + 1), ("delivered", 1), ("delivered", 2)}
    with database.reading() as connection:
        fares = deliveries.fares_of(connection, "books")
    assert (fares.paused_at, fares.failing_since, fares.failures) == (None, None, 0)


def test_who_says_that_it_is_gone_is_paused_at_once(database: Database, clock: Clock, receiver: Receiver) -> None:
    down(receiver, 410)
    put(database, clock, "books", "msg_1")
    courier(database, clock, hook("books", receiver.url)).round()
    with database.reading() as connection:
        assert deliveries.fares_of(connection, "books").paused_at is not None


def test_who_asks_for_time_gets_it_but_not_for_ever(database: Database, clock: Clock, receiver: Receiver) -> None:
    for seconds, waited in ((600, 600), (10**7, DAY)):
        receiver.answer = lambda _, seconds=seconds: (429, {"Retry-After": str(seconds)})
        put(database, clock, "books", f"msg_{seconds}")
        courier(database, clock, hook("books", receiver.url)).round()
        with database.reading() as connection:
            found = deliveries.probe(connection, "books", 2.0**62)[0]
        assert found.next_at - clock() == pytest.approx(waited)
        clock.advance(2 * DAY)
        up(receiver)
        courier(database, clock, hook("books", receiver.url)).round()


def test_a_redirect_is_a_failure(database: Database, clock: Clock, receiver: Receiver) -> None:
    receiver.answer = lambda _: (302, {"Location": "http://169.254.169.254/"})
    put(database, clock, "books", "msg_1")
    assert courier(database, clock, hook("books", receiver.url)).round() == Sent(failed=1)


def test_one_endpoint_does_not_wait_for_another(database: Database, clock: Clock, receiver: Receiver) -> None:
    away = hook("away", "http://127.0.0.1:1/")
    put(database, clock, "away", "msg_1")
    put(database, clock, "books", "msg_1")
    assert courier(database, clock, away, hook("books", receiver.url)).round() == Sent(delivered=1, failed=1)


def test_what_was_given_up_can_be_sent_again(database: Database, clock: Clock, receiver: Receiver) -> None:
    put(database, clock, "books", "msg_1", "msg_2")
    with database.writing() as connection:
        deliveries.give_up(connection, clock() + 1, clock())
    one = courier(database, clock, hook("books", receiver.url))
    assert one.round() == Sent()
    with database.writing() as connection:
        assert deliveries.revive(connection, "msg_2", clock()) == 1
    assert one.round() == Sent(delivered=1)
    with database.writing() as connection:
        assert deliveries.revive(connection, "books", clock()) == 1
    assert one.round() == Sent(delivered=1)
    assert receiver.ids == ["msg_2", "msg_1"]
    with database.writing() as connection:
        assert deliveries.revive(connection, "msg_2", clock()) == 0


def test_without_its_secret_nothing_is_sent(database: Database, clock: Clock, receiver: Receiver) -> None:
    def none() -> tuple[str, ...]:
        raise SecretUnusable("books", "/run/secret", "No such file")

    put(database, clock, "books", "msg_1")
    assert courier(database, clock, replace(hook("books", receiver.url), secrets=none)).round() == Sent(failed=1)
    assert receiver.got == []


@pytest.mark.parametrize("secret", ["", "hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_" + "A" * 100, "whsec_!!!"])
def test_a_secret_is_long_enough_or_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(SecretUnusable) as caught:
        checked_secret("books", "HOOK_SECRET", secret)
    assert not secret or secret == "whsec_" or secret not in f"{caught.value!r}{caught.value}"


class Counting(Poster):
    """A poster whose every way there and back passes through a fuse."""

    fuse: Fuse

    def post(self, url: str, headers: object, body: bytes) -> Answer:
        self.fuse.tick()
        answer = super().post(url, headers, body)  # type: ignore[arg-type]
        self.fuse.tick()
        return answer


def test_wherever_it_is_killed_everything_arrives_and_repeats_have_their_id(
    database: Database, database_url: str, clock: Clock, receiver: Receiver
) -> None:
    ids = ["msg_1", "msg_2"]
    receiver.answer = lambda before: (500 if before == 0 else 204, {})

    def run(fuse: Fuse) -> None:
        receiver.got.clear()
        with database.writing() as connection:
            connection.exec_driver_sql("delete from delivery")
            connection.exec_driver_sql("delete from endpoint")
            connection.exec_driver_sql("delete from lease")
        put(database, clock, "books", *ids)
        poster = Counting(5)
        object.__setattr__(poster, "fuse", fuse)
        with closing(fuse.database(database_url)) as fused:
            one = courier(database, clock, hook("books", receiver.url), poster=poster)
            one = replace(one, database=fused)
            for _ in range(3):
                one.round()
                clock.advance(PAUSES[0])

    def check() -> None:
        clock.advance(120)  # longer than the lease
        two = courier(database, clock, hook("books", receiver.url), owner="two")
        for _ in range(4):
            two.round()
            clock.advance(PAUSES[0])
        assert set(receiver.ids) == set(ids)
        assert {state for state, _ in states(database).values()} == {"delivered"}
        assert len(receiver.got) <= len(ids) + 2  # one was refused, one may have been sent and not noted

    assert killed_everywhere(run, check) > 10


def test_of_two_only_one_sends(database: Database, clock: Clock, receiver: Receiver) -> None:
    one = courier(database, clock, hook("books", receiver.url), owner="one")
    two = courier(database, clock, hook("books", receiver.url), owner="two")
    put(database, clock, "books", "msg_1")
    with pytest.raises(LeaseLost, match=LEASE):
        two.round()
    assert one.round() == Sent(delivered=1)
    clock.advance(61)  # the first one has gone without a word
    with database.writing() as connection:
        assert two.lease.take(connection, clock())
    put(database, clock, "books", "msg_2")
    with pytest.raises(LeaseLost):
        one.round()
    assert two.round() == Sent(delivered=1)
    assert receiver.ids == ["msg_1", "msg_2"]


def test_one_that_loses_its_lease_while_it_sends_notes_nothing(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    one = courier(database, clock, hook("books", receiver.url), owner="one")
    put(database, clock, "books", "msg_1")

    def taken(_: int) -> tuple[int, dict[str, str]]:
        clock.advance(61)
        courier(database, clock, owner="two")
        return 204, {}

    receiver.answer = taken
    with pytest.raises(LeaseLost):
        one.round()
    assert states(database) == {"msg_1": ("waiting", 0)}


def test_old_things_are_dropped_and_what_waits_too_long_is_given_up(
    database: Database, clock: Clock, receiver: Receiver
) -> None:
    put(database, clock, "books", "msg_1")
    one = courier(database, clock, hook("books", receiver.url))
    one.round()
    put(database, clock, "removed", "msg_2")
    clock.advance(15 * DAY)
    with database.writing() as connection:
        one.lease.take(connection, clock())
    assert one.round() == Sent(dead=1)
    assert states(database) == {"msg_2": ("dead", 0)}
