"""One played company for all tests of the open book; none of them changes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo, demo


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The gift wholesaler after its seven months."""
    folder: Path = tmp_path_factory.mktemp("book")
    with demo(folder) as company:
        yield company


@pytest.fixture(scope="session")
def http(played: Demo) -> Iterator[Asking]:
    """The API over it."""
    with TestClient(create_app(played.service), raise_server_exceptions=False) as client:
        yield Asking(client)


@pytest.fixture(scope="session")
def described(http: Asking) -> dict[str, Any]:
    """The API's description of itself."""
    description: dict[str, Any] = http.client.get("/api/v1/openapi.json").json()
    return description
