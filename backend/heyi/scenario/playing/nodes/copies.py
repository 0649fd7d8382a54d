"""Copies of a scenario's lines, as each oracle node keeps them: a CSV or Parquet file, a database, or behind HTTP.

A copy may hold a slip, so that what happens then can be played.
"""

import csv
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from heyi.core.errors import InvalidInput
from heyi.scenario.model import Slip
from heyi.sources.kinds.csv_files import CsvFile

__all__ = ["Lines", "SlipNotFound", "read_lines", "served", "slipped", "write_csv", "write_parquet", "write_sql"]

PAGE = 1000  # lines of one answer over HTTP
TABLE = "lines"


@dataclass(eq=False)
class SlipNotFound(InvalidInput):
    """of: cells by column. lines: how many have them."""

    of: str
    lines: int
    sentence: ClassVar[str] = "a slip is in one line, and {lines} lines have {of}"


@dataclass(frozen=True)
class Lines:
    """Rows of cells as they are written in the files."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def whole(self) -> list[bool]:
        """Of each column, whether all its cells are whole numbers as a number type would write them."""
        return [all(_is_whole(cell) for cell in cells) for cells in zip(*self.rows, strict=True)]

    def typed(self) -> list[list[Any]]:
        """The rows with whole numbers as such."""
        whole = self.whole()
        return [
            [int(cell) if is_whole else cell for cell, is_whole in zip(row, whole, strict=True)] for row in self.rows
        ]


def _is_whole(cell: str) -> bool:
    digits = cell.removeprefix("-")
    return digits.isdigit() and str(int(cell)) == cell


def read_lines(files: Sequence[Path]) -> Lines:
    """The lines of files with the same columns. Raises SourceError."""
    tables = [CsvFile(file).rows(()) for file in files]
    columns = tuple(tables[0][0])
    return Lines(columns, tuple(tuple(cells) for _, rows in tables for _, cells in rows))


def slipped(lines: Lines, slips: Sequence[Slip]) -> Lines:
    """The lines with the slips in them. Raises SlipNotFound."""
    rows = [dict(zip(lines.columns, row, strict=True)) for row in lines.rows]
    for slip in slips:
        found = [row for row in rows if all(row.get(column) == cell for column, cell in slip.of.items())]
        if len(found) != 1 or not slip.written.keys() <= found[0].keys():
            raise SlipNotFound(json.dumps({**slip.of}), len(found))
        found[0].update(slip.written)
    return Lines(lines.columns, tuple(tuple(row.values()) for row in rows))


# --- WRITE ---


def write_csv(lines: Lines, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(lines.columns)
        writer.writerows(lines.rows)


def write_parquet(lines: Lines, file: Path) -> None:
    columns = zip(*lines.typed(), strict=True)
    pq.write_table(pa.table({name: list(cells) for name, cells in zip(lines.columns, columns, strict=True)}), file)


def write_sql(lines: Lines, file: Path) -> None:
    """A SQLite file with one table, `lines`."""
    types = ["INTEGER" if whole else "TEXT" for whole in lines.whole()]
    columns = ", ".join(f'"{name}" {kind} NOT NULL' for name, kind in zip(lines.columns, types, strict=True))
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(f'CREATE TABLE "{TABLE}" ({columns})')
        places = ", ".join("?" for _ in lines.columns)
        connection.executemany(f'INSERT INTO "{TABLE}" VALUES ({places})', lines.typed())
    connection.close()


@contextmanager
def served(lines: Lines, token: str) -> Iterator[str]:
    """Answers with pages of lines as JSON to who has the token, for the length of a `with` block; yields the URL.

    GET URL?after=N gives {"lines": [...], "next": M}: those from the N-th on, and where to go on; null at the end.
    """
    rows = [dict(zip(lines.columns, row, strict=True)) for row in lines.typed()]
    server = _Server(rows, token)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="lines", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/lines"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, rows: Sequence[dict[str, Any]], token: str) -> None:
        self.rows, self.token = rows, token
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        if self.headers.get("authorization") != f"Bearer {self.server.token}":
            self._answer(401, {"error": "who asks?"})
            return
        after = int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[0])
        page, end = self.server.rows[after : after + PAGE], after + PAGE
        self._answer(200, {"lines": page, "next": end if end < len(self.server.rows) else None})

    def _answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Nothing: who plays a company reads of the company."""
