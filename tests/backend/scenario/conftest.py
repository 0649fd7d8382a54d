"""The example that comes with Heyi, loaded once."""

from pathlib import Path

import pytest

from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.sources.figures import Reading
from heyi.sources.source import read_facts

EXAMPLE = Path(__file__).parents[3] / "examples" / "gift_wholesaler"


@pytest.fixture(scope="session")
def example() -> Scenario:
    return load(EXAMPLE)


@pytest.fixture(scope="session")
def reading(example: Scenario) -> Reading:
    return read_facts(example.facts, example.frame)
