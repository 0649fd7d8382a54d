"""docs/scenarios.md names every file and field of the format, and its examples load."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from heyi.scenario.load import load
from heyi.sources.source import read_facts
from heyi.templates.terms_of import sentence_of
from heyi.templates.written import KINDS as KINDS_READ
from tests.backend.scenario.small_company import FILES, write

FOLDER = Path(__file__).parents[3] / "docs"
DOCS = (FOLDER / "scenarios.md").read_text(encoding="utf-8")
TEMPLATES = (FOLDER / "templates.md").read_text(encoding="utf-8")
SCHEMAS = {
    (package, file.name): json.loads(file.read_text("utf-8"))
    for package in ("heyi.scenario", "heyi.templates")
    for file in files(package).joinpath("schema").iterdir()
}
OWN = sorted(name.removesuffix(".json") for package, name in SCHEMAS if package == "heyi.scenario")
KINDS = sorted(["tender", *(kind.kind for kind in KINDS_READ)])


def sections() -> dict[str, str]:
    """The text of each second-level heading."""
    _, *parts = re.split(r"^## ", f"{DOCS}\n{TEMPLATES}", flags=re.MULTILINE)
    return {part.split("\n", 1)[0]: part for part in parts}


def fields(schema: object) -> Iterator[str]:
    """Every field a schema knows, however deep."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from fields(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from fields(item)


def blocks(heading: str, language: str = "yaml") -> list[str]:
    """The fenced blocks of a section that are in a language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", sections()[heading], flags=re.MULTILINE | re.DOTALL)
    return [text for given, text in found if given == language]


def undocumented(schema: object, text: str) -> set[str]:
    return {field for field in fields(schema) if not re.search(rf"`[^`]*\b{field}\b[^`]*`", text)}


@pytest.mark.parametrize("stem", OWN)
def test_every_field_is_documented(stem: str) -> None:
    file = next((file for file in FILES if file.startswith(stem)), stem)
    assert not undocumented(SCHEMAS["heyi.scenario", f"{stem}.json"], sections()[file] + DOCS[:2500])


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_template_is_documented(kind: str) -> None:
    everywhere = TEMPLATES.split("\n## ", maxsplit=1)[0]
    assert not undocumented(SCHEMAS["heyi.templates", f"{kind}.json"], sections()[kind] + everywhere)


def test_every_schema_describes_each_value_it_may_refuse() -> None:
    """What a schema refuses is told in the words of its description."""

    def bare(schema: object) -> Iterator[object]:
        if isinstance(schema, dict):
            if schema.keys() & {"type", "enum", "pattern"} and "description" not in schema and "title" not in schema:
                yield schema
            for value in schema.values():
                yield from bare(value)
        elif isinstance(schema, list):
            for item in schema:
                yield from bare(item)

    for name, content in SCHEMAS.items():
        assert not list(bare(content)), name


def test_the_examples_load(tmp_path: Path) -> None:
    clearing, service, vam, raw = (blocks(kind)[0] for kind in ("clearing", "service", "vam", "raw"))
    lines, _, _ = blocks("facts.yaml")
    write(
        tmp_path,
        scenario_yaml=blocks("scenario.yaml")[0],
        units_csv=FILES["units.csv"].replace(
            FILES["units.csv"].splitlines()[2], blocks("units.csv", "")[0].splitlines()[1]
        ),
        agreements_yaml=clearing + "  - {id: clearing-mill, unit: mill, at_most: 10000}\n" + service + vam,
        facts_yaml=lines.replace("of: all}", "of: all}\n      score: all"),
    )
    scenario = load(tmp_path)
    sentence = sentence_of(scenario.agreements[2], scenario.words)
    assert sentence in " ".join(TEMPLATES.replace("\n> ", " ").split())
    (tmp_path / "agreements.yaml").write_text(clearing + "  - {id: m, unit: mill, at_most: 1}\n" + raw)
    assert len(load(tmp_path).agreements) == 3


def test_the_table_loads(tmp_path: Path) -> None:
    write(tmp_path, facts_yaml=blocks("facts.yaml")[1])
    (tmp_path / "figures.csv").write_text(blocks("facts.yaml", "")[1])
    assert load(tmp_path)


def test_the_benchmarks_load(tmp_path: Path) -> None:
    _, _, benchmarks = blocks("facts.yaml")
    write(tmp_path, facts_yaml=FILES["facts.yaml"] + benchmarks)
    (tmp_path / "benchmarks.csv").write_text(blocks("facts.yaml", "")[2])
    scenario = load(tmp_path)
    read = read_facts(scenario.facts, scenario.frame).benchmarks
    assert {name for name, _ in read} == {"industry growth", "worth of the stake", "market"}


def test_people_in_the_docs_load(tmp_path: Path) -> None:
    sam, olga = blocks("people.csv", "")[0].splitlines()[1:]
    people = FILES["people.csv"].replace("sam,Sam,shop,2,50 %", sam).replace("olga,Olga,,,", olga)
    assert people != FILES["people.csv"]
    assert load(write(tmp_path, people_csv=people)).person("olga").name == "Olga Berg"
