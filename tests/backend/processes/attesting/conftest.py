"""The company once March has ended, and an exchange of its nodes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from heyi.company import Company
from heyi.processes.attesting import Board
from heyi.store.database import Database
from tests.backend.processes.attesting.oracles import March
from tests.backend.processes.conftest import Kept


@pytest.fixture
def march(company: Company, kept: Kept, tmp_path: Path) -> March:
    return March(company, kept.units, tmp_path / "nodes").begin()


@pytest.fixture
def board(march: March) -> Iterator[Board]:
    database = Database("sqlite://")
    database.create()
    yield Board(march.company, database, clock=lambda: 1_712_000_000)
    database.close()
