"""APIs are asked with care: pages to their end, and nobody that was not named."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from heyi.sources.errors import SourceError, SourceUnreachable, SourceWrong
from heyi.sources.kinds.http import Access, HttpApi, Paging
from heyi.sources.kinds.http import asking as asking_module
from tests.backend.sources.kinds.servers import Api, Asked, Said, serving
from tests.backend.sources.tomls import FIGURES, HEAD, ROWS, written

SEVEN = [{"id": n} for n in range(7)]
ALONE = Paging()
ACCESS = Access("api", frozenset({"127.0.0.1"}), timeout=5.0)


def everything(api: Api, paging: Paging = ALONE, rows: str = "", since: Any = None, **more: Any) -> list[Any]:
    asked = HttpApi(f"{api.url}/rows?kind=a%26b", rows, replace(ACCESS, **more), paging, "since")
    return [row for page in asked.pages(since) for row in page]


@contextmanager
def saying(body: Any, status: int = 200, **headers: str) -> Iterator[Api]:
    with serving(lambda _: Said(body, status, headers)) as api:
        yield api


# --- PAGES ---


def by_page(asked: Asked) -> Said:
    page, size = int(asked.parameters["p"]), int(asked.parameters.get("n", 3))
    return Said(SEVEN[page * size : (page + 1) * size])


def by_offset(asked: Asked) -> Said:
    start = int(asked.parameters["p"])
    return Said(SEVEN[start : start + 2])


def by_cursor(asked: Asked) -> Said:
    start = int(asked.parameters.get("p", 0))
    return Said({"data": {"rows": SEVEN[start : start + 3]}, "next": start + 3 if start + 3 < 7 else None})


def by_link(asked: Asked) -> Said:
    start = int(asked.parameters.get("p", 0))
    following = f'</rows?kind=x&p={start + 3}>; rel="next"' if start + 3 < 7 else '</>; rel="prev"'
    return Said(SEVEN[start : start + 3], headers={"Link": f'</rows>; rel="first", {following}'})


@pytest.mark.parametrize(
    ("answer", "paging", "rows", "times"),
    [
        (by_page, Paging("page", "p", start=0), "", 4),
        (by_page, Paging("page", "p", start=0, size=5, size_parameter="n"), "", 3),
        (by_offset, Paging("offset", "p"), "", 5),
        (by_cursor, Paging("cursor", "p", next="next"), "data.rows", 3),
        (by_link, Paging("link"), "", 3),
    ],
)
def test_all_pages_are_read(answer: Callable[[Asked], Said], paging: Paging, rows: str, times: int) -> None:
    with serving(answer) as api:
        assert everything(api, paging, rows, since=5) == SEVEN
        assert len(api.asked) == times
        assert api.asked[0].parameters["kind"] == "a&b"
        assert api.asked[0].parameters["since"] == "5"
        if paging.by != "link":
            assert all(asked.parameters["since"] == "5" for asked in api.asked)


def test_pages_that_go_on_for_ever_are_refused() -> None:
    endless = "page 3 is one that was there before"
    with saying({"rows": SEVEN, "next": "same"}) as api, pytest.raises(SourceError, match=endless):
        everything(api, Paging("cursor", "p", next="next"), "rows")
    with saying(SEVEN) as api, pytest.raises(SourceError, match="there are more than 5 pages"):
        everything(api, Paging("page", "p", most=5))


def test_a_link_elsewhere_is_not_followed() -> None:
    elsewhere, refused = '<http://169.254.169.254/latest>; rel="next"', r"169\.254\.169\.254 is none of allow_hosts"
    with saying(SEVEN, Link=elsewhere) as api, pytest.raises(SourceError, match=refused):
        everything(api, Paging("link"))


# --- ANSWERS ---


def test_numbers_are_as_written() -> None:
    with saying(b'[{"a": 0.1, "b": 1e2, "c": 12345678901234567890.00}]') as api:
        assert everything(api) == [{"a": Decimal("0.1"), "b": Decimal("1E+2"), "c": Decimal("12345678901234567890.00")}]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html>", "it is no JSON"),
        (b"\xff\xfe\xfd", "it is no JSON"),
        (b'[{"a": NaN}]', "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"a": 1}', "no list of rows is at the top"),
        (b"[1]", "api row 1: is no object with names and values"),
    ],
)
def test_an_answer_of_no_use_is_refused(body: bytes, problem: str) -> None:
    with saying(body) as api, pytest.raises(SourceError, match=problem):
        everything(api)


@pytest.mark.parametrize(
    ("status", "problem"),
    [(500, "it answers 500"), (204, "it answers 204"), (401, "it answers 401: it does not take our token")],
)
def test_a_failure_is_no_empty_answer(status: int, problem: str) -> None:
    with saying([], status) as api, pytest.raises(SourceUnreachable, match=problem):
        everything(api)


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    with saying(b"[" + b" " * 300_000 + b"]") as api, pytest.raises(SourceError, match="more than 100,000 bytes"):
        everything(api, largest=100_000)


def test_a_packed_answer_is_refused() -> None:
    with saying(b"x", **{"Content-Encoding": "gzip"}) as api, pytest.raises(SourceError, match="it packs its answer"):
        everything(api)


def test_an_answer_that_does_not_come_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        api = Api(lambda _: Said([]), silent.getsockname()[1])
        with pytest.raises(SourceUnreachable, match=r"127\.0\.0\.1 does not answer"):
            everything(api, timeout=0.2)


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(0, 100, 4))
    monkeypatch.setattr(asking_module.time, "monotonic", lambda: float(next(times)))
    monkeypatch.setattr(asking_module, "CHUNK", 10)
    with saying(SEVEN) as api, pytest.raises(SourceUnreachable, match="its answer takes longer than 5 seconds"):
        everything(api)


def test_a_redirect_is_not_followed() -> None:
    with saying([], 302, Location="http://10.0.0.1/") as api:
        with pytest.raises(SourceError, match="it answers 302 and sends us elsewhere, where we don't go"):
            everything(api)
        assert len(api.asked) == 1


# --- HOSTS ---


def resolving(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def found(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asking_module.socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fd00::1",
        "fe80::1%1",
        "::ffff:10.0.0.1",
        "2002:0a00:0001::",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
    ],
)
def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(SourceError, match="has the private address"):
        Access("api", frozenset({"api.example"})).get("https://api.example/rows")


def test_a_private_host_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "127.0.0.1")
    access = Access("api", frozenset({"api.example"}), frozenset({"api.example"}), timeout=0.2)
    with pytest.raises(SourceUnreachable, match=r"api\.example does not answer"):
        access.get("https://api.example:1/rows")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://other.example/", "other.example is none of allow_hosts"),
        ("http://api.example/", "api.example is asked over https only"),
        ("ftp://api.example/", "api.example is asked over https only"),
        ("file:///etc/passwd", "no host is none of allow_hosts"),
        ("https://me:secret@api.example/", "its address holds a name or a password"),
        ("https://api.example@127.0.0.1/", "its address holds a name or a password"),
        ("https://api.example:port/", "its address has no port that is a number"),
        ("https://api.example.evil.example/", "api.example.evil.example is none of allow_hosts"),
    ],
)
def test_only_hosts_that_were_named_are_asked(url: str, problem: str) -> None:
    with pytest.raises(SourceError) as raised:
        Access("api", frozenset({"api.example"})).get(url)
    assert str(raised.value) == f"api: {problem}"


# --- DESCRIPTIONS ---

SOURCE = '[source]\nkind = "http"\nurl = "https://api.example/rows"\nallow_hosts = ["api.example"]\n'


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ('private_hosts = ["other.example"]', "[source] private_hosts names one that allow_hosts does not."),
        ('header = "X-Key"', "[source] header is given without token_env or token_file."),
        ('rows = "a[["', "[source] rows is no JMESPath"),
        ('[source.paging]\nby = "page"', "[source.paging] parameter is missing"),
        ('[source.paging]\nby = "cursor"\nparameter = "p"', "[source.paging] next goes with"),
        ('[cursor]\ncolumn = "a"', "[cursor] parameter is missing"),
        ('token_env = "T"\nheader = "A: b"', "[source] header or its value has characters"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Any, more: str, problem: str) -> None:
    with pytest.raises(SourceWrong) as raised:
        written(tmp_path, SOURCE + more + "\n" + HEAD + ROWS + FIGURES, {"T": "hunter2"})
    assert str(raised.value).startswith(f"source.toml: {problem}")
    with pytest.raises(SourceWrong, match="url has a host that allow_hosts does not name"):
        written(tmp_path, SOURCE.replace('["api', '["other') + HEAD + ROWS + FIGURES)


def test_a_token_goes_into_the_header_and_nowhere_else(tmp_path: Any) -> None:
    with serving(lambda _: Said([], 403)) as api:
        url = SOURCE.replace("https://api.example", api.url).replace("api.example", "127.0.0.1")
        for more, name, value in (
            ('token_env = "T"\n', "Authorization", "Bearer hunter2"),
            ('token_env = "T"\nheader = "X-Key"\n', "X-Key", "hunter2"),
            ('token_env = "T"\nprefix = "Token "\n', "Authorization", "Token hunter2"),
        ):
            source = written(tmp_path, url + more + HEAD + ROWS + FIGURES, {"T": "hunter2"})
            assert "hunter2" not in repr(source)
            assert source.kind is not None
            with pytest.raises(SourceUnreachable) as raised:
                list(source.kind.tables()[0].rows(["number"])[1])
            assert api.asked[-1].headers[name] == value
            assert "hunter2" not in str(raised.value) + repr(raised.value)
