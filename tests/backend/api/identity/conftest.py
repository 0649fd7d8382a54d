"""The world that the tests of papers play in, one of its own."""

from collections.abc import Iterator

import pytest

from tests.backend.api.identity.browsing import Browser
from tests.backend.api.papers.conftest import world
from tests.backend.api.papers.world import World

__all__ = ["browser", "world"]


@pytest.fixture
def browser(world: World) -> Iterator[Browser]:
    """One that nobody has used yet, before a service with a clock of its own."""
    with Browser.over(world) as browser:
        yield browser
