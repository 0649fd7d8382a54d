"""What tests of several folders share: databases of both kinds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One server for the whole run, started when it is first needed."""
    with postgres.cluster() as where:
        yield where


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/heyi.sqlite"
        return
    with postgres.fresh_database(request.getfixturevalue("postgres_server")) as url:
        yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not tested for want of a server is said where nobody overlooks it."""
    if any(postgres.NONE in str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())):
        terminalreporter.write_sep("!", postgres.NONE, red=True, bold=True)
