"""An afterword is read and checked as its scenario is: all mistakes are told before anything is sent."""

import shutil
from pathlib import Path

import pytest

from heyi.scenario.afterword.reading import read_afterword
from heyi.scenario.load import load
from heyi.scenario.model import Scenario
from heyi.sources.source import read_facts
from heyi.templates.reading.mistakes import MistakesFound
from tests.backend.scenario.conftest import EXAMPLE
from tests.backend.scenario.small_company import write

MISTAKES = {
    "{first: 2011-07, last": (
        "{first: 2011-08, last",
        "afterword.yaml line 3, field periods.first: is not the period after",
    ),
    "until: 2011-08": ("until: 2013-08", "afterword.yaml line 4, field until: lies outside the afterword's periods"),
    "node: Customer Service": ("node: Nobody", 'afterword.yaml line 8, field tables.node: no node "Nobody"'),
    "[desks_customer_service.csv,": (
        "[gone.csv,",
        "afterword.yaml line 8, field tables.files: there is no file gone.csv",
    ),
    "agreement: tea-time": ("agreement: no-time", 'field drafts.agreement: no agreement "no-time" in proposed.yaml'),
    "by: iberia,": ("by: france,", "field drafts.by: france is no party of iberia-parcels-answered"),
    "amends: benelux-kitchen-renewed,": (
        "amends: gone,",
        'field drafts.amends: no agreement "gone" in agreements.yaml',
    ),
    "answers: iberia-parcels}": ("answers: tea-time}", 'field drafts.answers: no draft "tea-time" stands above'),
    "agreement: toy-workshop": ("agreement: nordic-vam", "field offers.agreement: is no service"),
    "to: nordic": ("to: france", "field offers.to: is not its client, nordic"),
    "by: kitchen": ("by: play", "field challenge.by: play is no party of benelux-kitchen-renewed"),
    "unit: benelux": ("unit: nobody", 'field challenge.unit: no unit "nobody" in units.csv'),
}


def test_the_example_goes_on_where_its_story_ends(example: Scenario) -> None:
    afterword = read_afterword(example)
    assert afterword is not None
    assert afterword.scenario.first_period == example.last_period + 1
    reading = read_facts(afterword.scenario.facts, afterword.scenario.frame)
    assert {period for _, period in reading.figures} == {*afterword.scenario.periods}
    other = read_facts(afterword.tables["Customer Service"], afterword.scenario.frame)
    differing = {unit for (unit, period), each in reading.figures.items() if other.figures[unit, period] != each}
    assert differing == {"benelux", "clearing"}


def test_a_scenario_need_not_have_one(tmp_path: Path) -> None:
    assert read_afterword(load(write(tmp_path))) is None


@pytest.mark.parametrize("was", list(MISTAKES))
def test_a_mistake_is_told(example: Scenario, tmp_path: Path, was: str) -> None:
    folder = tmp_path / "company"
    shutil.copytree(EXAMPLE, folder)
    file = folder / "afterword" / "afterword.yaml"
    text = file.read_text()
    assert was in text
    becomes, told = MISTAKES[was]
    file.write_text(text.replace(was, becomes, 1))
    with pytest.raises(MistakesFound) as raised:
        read_afterword(_of(example, folder))
    assert any(told in str(mistake) for mistake in raised.value.mistakes), str(raised.value)


def _of(example: Scenario, folder: Path) -> Scenario:
    """The example as it lies in a folder, without its being read again."""
    return Scenario(**{**vars(example), "folder": folder})
