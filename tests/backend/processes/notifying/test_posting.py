"""Posting to hosts that mean no good: addresses inside, redirects, answers without an end, names that change."""

import socket
import subprocess
import threading
import time
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest

from heyi.chain.hosts import is_public
from heyi.processes.notifying.posting import Answer, Poster, Undelivered
from tests.backend.chain.signer.standin import Authority
from tests.backend.processes.notifying.receiver import Receiver, raw_server, receiving

QUICK = 0.3  # seconds


def test_an_answer_is_its_status() -> None:
    with receiving(Receiver(answer=lambda _: (503, {"Retry-After": "120"}))) as receiver:
        assert Poster().post(receiver.url + "?a=b", {"webhook-id": "msg_1"}, b"{}") == Answer(503, 120)
        (got,) = receiver.got
        assert (got.path, got.body, got.id) == ("/hook?a=b", b"{}", "msg_1")
        assert got.headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("value", ["soon", "-1", "9" * 30, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_is_no_number_of_seconds_is_none(value: str) -> None:
    with receiving(Receiver(answer=lambda _: (429, {"Retry-After": value}))) as receiver:
        assert Poster().post(receiver.url, {}, b"{}") == Answer(429, None)


def test_no_redirect_is_followed() -> None:
    with receiving(Receiver()) as inside:
        location = {"Location": "http://169.254.169.254/latest/meta-data/"}
        for status, where in ((302, location), (307, {"Location": inside.url}), (308, {"Location": inside.url})):
            with receiving(Receiver(answer=lambda _, said=(status, where): said)) as receiver:
                assert Poster().post(receiver.url, {}, b"{}").status == status
        assert inside.got == []


def _drips(head: bytes, letter: bytes) -> "Drip":
    return Drip(head, letter)


class Drip:
    """Sends a beginning, and then one letter again and again, fast enough for any time-out of a single read."""

    def __init__(self, head: bytes, letter: bytes) -> None:
        self.head, self.letter = head, letter

    def __call__(self, connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(self.head)
        while not over.wait(0.02):
            connection.sendall(self.letter)


@pytest.mark.parametrize(
    "serve",
    [
        _drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        _drips(b"HTTP/1.1 200 OK\r\n", b"X-Many: a\r\n"),
        _drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a"),
        _drips(b"H", b"T"),
        lambda _, over: over.wait(),
    ],
    ids=["a header without end", "headers without end", "a slow body", "no status", "silence"],
)
def test_who_answers_slowly_is_not_awaited(serve: Drip) -> None:
    with raw_server(serve) as (url, _):
        began = time.monotonic()
        with pytest.raises(Undelivered, match=r"longer than 0.3 s|no answer"):
            Poster(timeout=QUICK).post(url, {}, b"{}")
        assert time.monotonic() - began < 5


def test_of_a_huge_answer_a_little_is_read() -> None:
    sent = []

    def serve(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
        while not over.is_set():
            sent.append(connection.send(b"a" * 65_536))

    with raw_server(serve) as (url, _):
        assert Poster(timeout=20).post(url, {}, b"{}") == Answer(200, None)
    assert sum(sent) < 50_000_000


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x00" * 100])
def test_what_is_no_answer_is_none(said: bytes) -> None:
    with (
        raw_server(lambda connection, _: (connection.recv(65_536), connection.sendall(said), None)[-1]) as (url, _),
        pytest.raises(Undelivered),
    ):
        Poster(timeout=2).post(url, {}, b"{}")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "nonsense"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::",
        ),
        "2001:0:53aa:64c:0:0:5601:5601",  # Teredo, for 169.254.169.254
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Undelivered, match=r"not a public one.*notify\.private_hosts"):
        Poster(resolve=lambda *_: [address]).post("https://hooks.example/heyi", {}, b"{}")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


def test_one_inner_address_among_others_is_enough_to_refuse() -> None:
    with pytest.raises(Undelivered, match="not a public one"):
        Poster(resolve=lambda *_: ["8.8.8.8", "10.0.0.1"]).post("https://hooks.example", {}, b"{}")


def test_a_host_that_nobody_knows_is_told() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    for resolve in (nobody, lambda *_: []):
        with pytest.raises(Undelivered, match="nobody knows the host's address"):
            Poster(resolve=resolve).post("https://hooks.example", {}, b"{}")


def test_a_loopback_name_that_leads_elsewhere_is_refused() -> None:
    with pytest.raises(Undelivered, match="not this machine"):
        Poster(resolve=lambda *_: ["10.0.0.1"]).post("http://localhost:80/", {}, b"{}")


class Certified:
    """A host with a certificate by an authority that only this test trusts, as 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self.authority, key = Authority(folder).issue(
            "hooks.example", lambda words: subprocess.run(words, check=True, capture_output=True), "DNS:hooks.example"
        )
        self.tls = SSLContext(PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.authority, key)

    def __call__(self, connection: socket.socket, over: threading.Event) -> None:
        with self.tls.wrap_socket(connection, server_side=True) as secure:
            found = b""
            while not found.endswith(b"{}"):
                found += secure.recv(65_536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def test_the_address_that_was_checked_is_the_one_that_is_posted_to(tmp_path: Path) -> None:
    """DNS rebinding: the name means another machine the second time it is asked for; so it is asked once."""
    host = Certified(tmp_path)
    answers = [["127.0.0.1"], ["10.255.255.1"]]
    asked = []

    def resolve(name: str, port: int) -> list[str]:
        asked.append(name)
        return answers[len(asked) - 1]

    poster = Poster(5, frozenset({"hooks.example"}), host.authority, resolve)
    with raw_server(host) as (url, came):
        port = url.split(":")[2].split("/")[0]
        assert poster.post(f"https://hooks.example:{port}/heyi", {}, b"{}") == Answer(200, None)
        assert asked == ["hooks.example"]
        assert len(came) == 1


def test_a_certificate_must_be_the_hosts_own(tmp_path: Path) -> None:
    host = Certified(tmp_path)
    with raw_server(host) as (url, _):
        port = url.split(":")[2].split("/")[0]
        for name, authority in (("other.example", host.authority), ("hooks.example", None)):
            poster = Poster(5, frozenset({name}), authority, lambda *_: ["127.0.0.1"])
            with pytest.raises(Undelivered, match="its certificate is not trusted"):
                poster.post(f"https://{name}:{port}/", {}, b"{}")


def test_nobody_there_is_told_without_the_url() -> None:
    with pytest.raises(Undelivered, match="no connection") as caught:
        Poster(timeout=1).post("http://127.0.0.1:1/t0ken", {}, b"{}")
    assert "t0ken" not in f"{caught.value}{caught.value!r}"
