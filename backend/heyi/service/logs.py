"""Lines on stderr, as text or JSON: time, level, part, event, and what is known; secrets never.

    configure(settings.log, "index", secrets=secrets_of(settings))
    log = structlog.get_logger()
    with about(agreement=agreement_id, transaction=receipt["transactionHash"]):
        log.info("settled", paid=1200)

Modules of any layer take their logger from structlog; this module only says what becomes of lines. What libraries log
by the standard library (uvicorn, sqlalchemy) becomes lines of the same form.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import Processor

from heyi.service.settings import LogSettings, Settings

__all__ = ["about", "configure", "hiding", "passed_on", "secrets_of"]

Line = MutableMapping[str, Any]

HIDDEN = "(hidden)"
_SECRET_NAMES = re.compile(r"password|passphrase|secret|mnemonic|private_?key|authorization|^key$", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@")
_FIRST = ("timestamp", "level", "part", "event")
_ROUTED = ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy")
_TALKATIVE = ("urllib3", "web3", "asyncio", "sqlalchemy")  # what they tell below warnings serves those who write them


def configure(settings: LogSettings, part: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Says what becomes of this process's lines; again, if it was said before.

    part: which part of the service this is. secrets: texts that are hidden wherever they occur. stream: stderr if None.
    """
    shaping: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _of_part(part),
    ]
    finishing: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _without(secrets),
        _as_json if settings.format == "json" else _as_text,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shaping, processors=finishing))
    _route(handler, settings.level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shaping,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        # Through the standard library's logger, whose handler bears a stderr that is gone: a part that is asked to end
        # because its supervisor was killed must still end in order.
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _tell_fault


def about(agreement: bytes | str | None = None, transaction: bytes | str | None = None) -> AbstractContextManager[Any]:
    """Puts the agreement's id, the transaction's hash or both into every line of a `with` block, whoever writes it."""
    known = {"agreement": agreement, "transaction": transaction}
    return bound_contextvars(**{name: _plain(value) for name, value in known.items() if value is not None})


def secrets_of(settings: Settings) -> list[str]:
    """What in settings must not be read in a line: the database's password, and access tokens in the chain's URL."""
    database, chain = urlsplit(settings.database.url), urlsplit(settings.chain.rpc_url)
    token = f"{chain.path.strip('/')}?{chain.query}".strip("?")
    found = [database.password, unquote(database.password or ""), chain.password, token if len(token) >= 8 else None]
    return [secret for secret in found if secret]


def hiding(secrets: Iterable[str]) -> Callable[[str], str]:
    """What makes a text fit to be read by anybody: without these secrets, and without passwords in URLs."""
    longest_first = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
    known = re.compile("|".join(re.escape(secret) for secret in longest_first)) if longest_first else None

    def clean(text: str) -> str:
        text = _PASSWORD_IN_URL.sub(rf"\1:{HIDDEN}@", text)
        return known.sub(HIDDEN, text) if known else text

    return clean


def passed_on(part: str, line: str, settings: LogSettings) -> str:
    """A child's line with the part it comes from, in the form that ours have."""
    if settings.format == "text":
        return f"{part} | {line}"
    try:
        known = json.loads(line)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        known = {"timestamp": datetime.now(UTC).isoformat(), "level": "info", "event": line}
    return json.dumps(_ordered({"part": part, **known}), ensure_ascii=False)


# --- PARTS ---


def _route(handler: logging.Handler, level: str) -> None:
    """Makes one handler the only one."""
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in _ROUTED:
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.NOTSET)  # whatever a server has set before
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _of_part(part: str) -> Processor:
    def name(_logger: Any, _method: str, line: Line) -> Line:
        line.setdefault("part", part)
        return line

    return name


def _without(secrets: Iterable[str]) -> Processor:
    """Makes all values plain (text, numbers, lists of them), and hides secrets in them."""
    clean = hiding(secrets)

    def hide(_logger: Any, _method: str, line: Line) -> Line:
        return {name: HIDDEN if _SECRET_NAMES.search(name) else _plain(value, clean) for name, value in line.items()}

    return hide


def _plain(value: Any, clean: Callable[[str], str] = str) -> Any:
    """A value that JSON has. clean: applied to every text in it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, bytes | bytearray):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {
            str(name): HIDDEN if _SECRET_NAMES.search(str(name)) else _plain(inner, clean)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner, clean) for inner in value]
    return clean(str(value))


def _ordered(line: Line) -> dict[str, Any]:
    return {name: line[name] for name in (*_FIRST, *(n for n in line if n not in _FIRST)) if name in line}


def _as_json(_logger: Any, _method: str, line: Line) -> str:
    return json.dumps(_ordered(line), ensure_ascii=False)


def _as_text(_logger: Any, _method: str, line: Line) -> str:
    shown = _ordered(line)
    trace = shown.pop("exception", None)
    start = [str(shown.pop(name, "")) for name in _FIRST]
    start[1] = f"{start[1]:7}"
    start[3] = " ".join(start[3].split())  # a line is a line, whatever was put into it
    words = " ".join([*start, *(f"{name}={_word(value)}" for name, value in shown.items())])
    return words if trace is None else f"{words}\n{trace}"


def _word(value: Any) -> str:
    """A value in one word, or in quotes."""
    if isinstance(value, str):
        return value if re.fullmatch(r"[^\s\"=\x00-\x1f\x7f]+", value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def _tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault that ends the process is a line like any other."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("ended by a fault", exc_info=(kind, error, trace))
