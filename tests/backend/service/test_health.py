"""Parts tell over HTTP whether they are alive and ready, and what they count."""

import json
import re
import socket
from http.client import HTTPConnection

import pytest

from heyi.chain.refusals import NoNode
from heyi.service.answering import PortUnusable
from heyi.service.health import Readiness, listening, listening_for
from heyi.service.metrics import CONTENT_TYPE, Metrics
from heyi.service.settings import MetricsSettings


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    """Status, type and body of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read().decode()
    finally:
        connection.close()


def test_every_metric_has_our_name_and_what_it_means() -> None:
    metrics = Metrics()
    metrics.at(indexed=90, chain=100)
    metrics.events.inc(3)
    metrics.reorganisations.inc()
    metrics.omitted_logs.inc(2)
    metrics.transactions.labels("sent").set(4)
    metrics.relay_requests.labels("refused").inc()
    metrics.closings.inc()
    metrics.keeper_backlog.set(7)
    metrics.step_failed(NoNode("http://127.0.0.1:8545"))
    metrics.request_seconds.labels("/agreements/{id}", "200").observe(0.02)
    text = metrics.exposition().decode()
    for line in (
        "heyi_indexed_height 90.0",
        "heyi_chain_height 100.0",
        "heyi_lag_blocks 10.0",
        "heyi_events_total 3.0",
        "heyi_reorganisations_total 1.0",
        "heyi_omitted_logs_total 2.0",
        'heyi_transactions{state="sent"} 4.0',
        'heyi_relay_requests_total{outcome="refused"} 1.0',
        "heyi_closings_total 1.0",
        "heyi_keeper_backlog 7.0",
        'heyi_step_failures_total{error="NoNode"} 1.0',
        'heyi_request_duration_seconds_count{route="/agreements/{id}",status="200"} 1.0',
    ):
        assert f"\n{line}\n" in text
    assert set(re.findall(r"^# HELP (\w+?)_", text, re.MULTILINE)) == {"heyi"}
    assert all(len(words) > 8 for words in re.findall(r"^# HELP \w+ (.*)$", text, re.MULTILINE))


def test_a_chain_that_went_back_is_no_negative_lag() -> None:
    metrics = Metrics()
    metrics.at(indexed=100, chain=90)
    assert "\nheyi_lag_blocks 0.0\n" in metrics.exposition().decode()


def test_two_sets_do_not_mix() -> None:
    one, other = Metrics(), Metrics()
    one.events.inc()
    assert "\nheyi_events_total 0.0\n" in other.exposition().decode()


def test_what_a_part_answers() -> None:
    metrics, problems = Metrics(), ["no chain"]
    readiness = Readiness({"loop": lambda: problems})
    readiness.register("database", list)
    with listening("127.0.0.1", 0, metrics, readiness) as port:
        assert asked(port, "/health") == (200, "application/json", '{"alive": true}')
        status, _, body = asked(port, "/ready")
        assert (status, json.loads(body)) == (503, {"ready": False, "problems": {"loop": ["no chain"]}})
        problems.clear()
        status, _, body = asked(port, "/ready?verbose")
        assert (status, json.loads(body)) == (200, {"ready": True, "problems": {}})
        status, kind, body = asked(port, "/metrics")
        assert (status, kind) == (200, CONTENT_TYPE)
        assert "heyi_events_total" in body
        assert asked(port, "/health", "HEAD")[2] == ""
        assert asked(port, "/")[0] == 404
        assert asked(port, "/health", "POST")[0] == 501
    with pytest.raises(ConnectionRefusedError):
        asked(port, "/health")


def test_a_check_that_fails_is_a_problem() -> None:
    def fails() -> list[str]:
        raise KeyError("secret")

    assert Readiness({"odd": fails}).problems() == {"odd": ["the check itself failed: KeyError"]}


def test_problems_hide_secrets() -> None:
    readiness = Readiness({"loop": lambda: [str(NoNode("https://rpc.example/v3/token"))]}, ["v3/token"])
    assert "https://rpc.example/(hidden)" in readiness.problems()["loop"][0]


def test_one_that_says_nothing_does_not_keep_others_waiting() -> None:
    with (
        listening("127.0.0.1", 0, Metrics(), Readiness()) as port,
        socket.create_connection(("127.0.0.1", port)),
    ):
        assert asked(port, "/health")[0] == 200


def test_where_settings_say_so_it_is_off() -> None:
    with listening_for("keep", MetricsSettings(index=1), Metrics(), Readiness()) as port:
        assert port is None


def test_a_busy_port_is_named() -> None:
    with listening("127.0.0.1", 0, Metrics(), Readiness()) as port:
        settings = MetricsSettings(relay=port)
        with (
            pytest.raises(PortUnusable, match=rf"127\.0\.0\.1:{port} cannot be listened on \(.*in use\)"),
            listening_for("relay", settings, Metrics(), Readiness()),
        ):
            pass
        with listening_for("keep", settings, Metrics(), Readiness()) as other:
            assert other is None
