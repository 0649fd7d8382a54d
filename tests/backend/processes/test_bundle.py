"""A whole book in a file: it verifies as it was written, and nothing in it can be changed unnoticed."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heyi.chain.blocks import Blocks
from heyi.company import Company
from heyi.processes.indexer import Indexer
from heyi.statements.bundle import BundleUnreadable, verified, written
from heyi.store.book import Book

Lines = list[dict[str, Any]]


@pytest.fixture
def file(company: Company, reader: Blocks, book: Book, tmp_path: Path) -> Path:
    Indexer(reader, book).catch_up()
    target = tmp_path / "book.jsonl.gz"
    target.write_bytes(b"".join(written(company, book)))
    return target


def changed(file: Path, change: Callable[[Lines], object]) -> Path:
    """The file with something else in it."""
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    change(lines)
    file.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    return file


def logs_of(lines: Lines) -> Lines:
    return [line for line in lines if "log" in line]


def test_a_file_as_it_was_written_holds(file: Path, company: Company, book: Book) -> None:
    found = verified(file, company.artifacts)
    assert found.differences == ()
    assert found.content_hash == book.content_hash()
    assert found.events == len(book.events()) > 90
    assert found.figures > 15
    assert found.last_block == company.chain.height()


def test_a_balance_that_was_written_up_is_found(file: Path, company: Company) -> None:
    def write_up(lines: Lines) -> None:
        balances = lines[-1]["stated"]["balances"]
        balances[next(iter(balances))] = "999999999"

    (difference,) = verified(changed(file, write_up), company.artifacts).differences
    assert difference.what.startswith("balances of 0x")
    assert difference.stated == "999999999"


@pytest.mark.parametrize("part", ["balances", "legs", "closings", "claims", "credit"])
def test_a_figure_left_out_is_found(file: Path, company: Company, part: str) -> None:
    def leave_out(lines: Lines) -> None:
        lines[-1]["stated"][part].popitem()

    (difference,) = verified(changed(file, leave_out), company.artifacts).differences
    assert difference.stated == "0"
    assert difference.what.startswith(f"{part} of")


def test_a_log_left_out_is_found(file: Path, company: Company) -> None:
    def leave_out(lines: Lines) -> None:
        lines.remove(logs_of(lines)[-1])

    assert verified(changed(file, leave_out), company.artifacts).differences


def test_an_amount_changed_in_a_log_is_found(file: Path, company: Company) -> None:
    def change(lines: Lines) -> None:
        log = logs_of(lines)[-1]["log"]
        log[5] = log[5][:-1] + ("1" if log[5][-1] == "0" else "0")

    assert verified(changed(file, change), company.artifacts).differences


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.pop(),
        lambda lines: lines.pop(0),
        lambda lines: lines[0].update(format="something else"),
        lambda lines: logs_of(lines)[0]["log"].pop(),
        lambda lines: lines.remove(next(line for line in lines if "block" in line)),
        lambda lines: logs_of(lines)[0]["log"].__setitem__(5, "zz"),
    ],
)
def test_what_is_no_whole_book_is_refused(file: Path, company: Company, change: Callable[[Lines], object]) -> None:
    with pytest.raises(BundleUnreadable, match="no whole book"):
        verified(changed(file, change), company.artifacts)


def test_a_file_cut_short_is_refused(file: Path, company: Company) -> None:
    file.write_bytes(file.read_bytes()[:-500])
    with pytest.raises(BundleUnreadable):
        verified(file, company.artifacts)


def test_a_block_that_is_there_twice_is_told_without_the_database_s_statement(file: Path, company: Company) -> None:
    def double(lines: Lines) -> None:
        lines.insert(1, next(line for line in lines if "block" in line))

    with pytest.raises(BundleUnreadable, match="a block or log is in it twice") as refused:
        verified(changed(file, double), company.artifacts)
    assert "INSERT" not in str(refused.value)
