"""Lines have time, level, part and event, and what is known; no secret gets into one."""

import io
import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from heyi.service.logs import about, configure, passed_on, secrets_of
from heyi.service.settings import ChainSettings, DatabaseSettings, LogSettings, Settings

AGREEMENT = bytes(range(32))
TRANSACTION = "0x" + "ab" * 32
JSON = LogSettings(format="json")
log = structlog.get_logger()


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Logging is the process's: afterwards it is as before."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level
    sys.excepthook = hook


def lines(write: Callable[[], object], settings: LogSettings = JSON, secrets: tuple[str, ...] = ()) -> list[Any]:
    """What is written as JSON, or as text."""
    stream = io.StringIO()
    configure(settings, "index", secrets, stream)
    write()
    written = stream.getvalue().splitlines()
    return [json.loads(line) for line in written] if settings.format == "json" else written


def test_a_line_of_json_has_time_level_part_and_event() -> None:
    def write() -> None:
        log.info("read", blocks=12, hash=AGREEMENT, file=Path("a/b"), nested={"of": [1, AGREEMENT]})

    [line] = lines(write)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line.pop("timestamp"))
    assert line == {
        "level": "info",
        "part": "index",
        "event": "read",
        "blocks": 12,
        "hash": "0x" + AGREEMENT.hex(),
        "file": "a/b",
        "nested": {"of": [1, "0x" + AGREEMENT.hex()]},
    }


def test_a_line_of_text_is_one_line_for_people() -> None:
    def write() -> None:
        log.warning("not\nread", reason='no "route"', url="http://a/b", tries=3)

    [line] = lines(write, LogSettings())
    assert re.fullmatch(r'\S+Z warning index not read reason="no \\"route\\"" url=http://a/b tries=3', line)


def test_agreement_and_transaction_are_in_every_line_of_the_block() -> None:
    def write() -> None:
        with about(agreement=AGREEMENT):
            with about(transaction=TRANSACTION):
                log.info("ours")
                logging.getLogger("some.library").warning("theirs")
            log.info("after the transaction")
        log.info("after the agreement")

    found = [(line.get("agreement"), line.get("transaction")) for line in lines(write)]
    agreement = "0x" + AGREEMENT.hex()
    assert found == [(agreement, TRANSACTION), (agreement, TRANSACTION), (agreement, None), (None, None)]


def test_less_important_lines_are_left_out() -> None:
    def write() -> None:
        log.debug("a")
        log.info("b")
        log.warning("c")
        logging.getLogger("some.library").info("d")

    assert [line["event"] for line in lines(write, LogSettings(level="warning", format="json"))] == ["c"]
    assert [line["event"] for line in lines(write, LogSettings(level="debug", format="json"))] == ["a", "b", "c", "d"]


def test_libraries_write_lines_of_the_same_form() -> None:
    uvicorn = logging.getLogger("uvicorn.access")
    uvicorn.addHandler(logging.NullHandler())
    uvicorn.propagate = False

    def write() -> None:
        uvicorn.info('%s - "%s %s"', "127.0.0.1", "GET", "/health")
        logging.getLogger("sqlalchemy.engine.Engine").info("SELECT 1")
        logging.getLogger("sqlalchemy.pool").warning("lost")
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        found = lines(write)
    assert [line["event"] for line in found[:2]] == ['127.0.0.1 - "GET /health"', "lost"]
    assert [(line["level"], line["part"]) for line in found] == [("info", "index")] + [("warning", "index")] * 2
    assert "DeprecationWarning: old" in found[2]["event"]


def test_a_fault_has_its_trace() -> None:
    def write() -> None:
        try:
            raise ZeroDivisionError("by postgresql://heyi:hunter2@db/heyi")
        except ZeroDivisionError:
            log.exception("fault")
            logging.getLogger("some.library").exception("fault")

    for line in lines(write):
        assert line["exception"].startswith("Traceback")
        assert line["exception"].endswith("ZeroDivisionError: by postgresql://heyi:(hidden)@db/heyi")
    text = lines(write, LogSettings())
    assert text[0].endswith(" error   index fault")
    assert text[1].startswith("Traceback")


def test_secrets_never_appear() -> None:
    settings = Settings(
        database=DatabaseSettings(url="postgresql://heyi:p%40ss%2Fword@db/heyi"),
        chain=ChainSettings(rpc_url="https://rpc.example/v3/0123456789abcdef"),
    )

    def write() -> None:
        log.info("connecting to postgresql+psycopg://heyi:other@db", url=settings.database.url)
        log.info("decoded", reason="password p@ss/word is wrong", urls=[settings.chain.rpc_url])
        log.info("named", password="a1", private_key="a2", key="a3", settings={"Secret": "a4", "host": "db"})
        log.info("an error", error=ConnectionError(settings.chain.rpc_url))
        logging.getLogger("some.library").warning("failed: %s", settings.database.url)

    secrets = tuple(secrets_of(settings))
    for form in (JSON, LogSettings()):
        text = json.dumps(lines(write, form, secrets))
        for secret in ("p%40ss", "p@ss", "other", "0123456789abcdef", "a1", "a2", "a3", "a4"):
            assert secret not in text
        assert text.count("(hidden)") == 10
        assert "rpc.example" in text


def test_without_secrets_nothing_is_hidden() -> None:
    assert secrets_of(Settings()) == []
    [line] = lines(lambda: log.info("at", url="http://127.0.0.1:8545/a", transaction=TRANSACTION))
    assert (line["url"], line["transaction"]) == ("http://127.0.0.1:8545/a", TRANSACTION)


def test_a_fault_that_ends_the_process_is_a_line_on_stderr() -> None:
    program = (
        "from heyi.service.logs import configure\n"
        "from heyi.service.settings import LogSettings\n"
        "configure(LogSettings(format='json'), 'keep')\n"
        "raise ValueError('fault')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    line = json.loads(done.stderr)
    assert (line["event"], line["level"], line["part"]) == ("ended by a fault", "critical", "keep")
    assert line["exception"].endswith("ValueError: fault")


def test_a_process_whose_stderr_is_gone_goes_on() -> None:
    program = (
        "import sys, structlog\n"
        "from heyi.service.logs import configure\n"
        "from heyi.service.settings import LogSettings\n"
        "configure(LogSettings(), 'keep')\n"
        "sys.stdin.readline()\n"
        "structlog.get_logger().info('nobody reads this')\n"
        "print('done')"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", program], text=True, **pipes) as process:  # type: ignore[call-overload]
        process.stderr.close()
        process.stdin.write("go on\n")
        process.stdin.close()
        assert process.stdout.read() == "done\n"


def test_lines_of_children_are_passed_on_with_their_part() -> None:
    assert passed_on("index", "a line", LogSettings()) == "index | a line"
    known = json.loads(passed_on("index", '{"event": "a", "part": "inner"}', JSON))
    assert known == {"part": "inner", "event": "a"}
    for line in ("a line", "[1]", "{"):
        wrapped = json.loads(passed_on("index", line, JSON))
        assert (wrapped["part"], wrapped["event"], wrapped["level"]) == ("index", line, "info")
