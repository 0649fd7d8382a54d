"""The record of a company, and files that are none."""

import json
from pathlib import Path

import pytest

from heyi.company.deploy import Deployment
from heyi.company.record import NoRecord, Record, RecordUnreadable

RECORD = Record("http://127.0.0.1:8545", "anvil", Deployment(31337, 1), {"Bakery": "0x1"}, {"Ann": "0x2"})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    RECORD.write(tmp_path / "company.json")
    assert Record.read(tmp_path / "company.json") == RECORD
    with pytest.raises(NoRecord):
        Record.read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"{", "Expecting property name"),
        (b"\xff\xfe", "utf-8"),
        (b"[]", "list indices"),
        (b"{}", "it has no deployment"),
        (json.dumps(RECORD.to_json() | {"deployment": 3}).encode(), "int"),
    ],
)
def test_a_file_that_is_no_record(tmp_path: Path, text: bytes, reason: str) -> None:
    (tmp_path / "company.json").write_bytes(text)
    with pytest.raises(RecordUnreadable, match=reason):
        Record.read(tmp_path / "company.json")
