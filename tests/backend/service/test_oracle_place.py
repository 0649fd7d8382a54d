"""What an oracle node reads, by its settings: a scenario folder, or a source in TOML."""

from pathlib import Path
from typing import Any

import pytest

from heyi.core.facts import benchmark_id, subject_of
from heyi.core.periods import MONTHS
from heyi.service.parts import attesting
from heyi.service.parts.attesting import NoOracleSource, OraclePlace, UnitNotRecorded
from heyi.service.parts.receiving import WebhooksUnheard
from heyi.service.settings.sections import OracleSettings
from heyi.sources.errors import SourceWrong
from tests.backend.processes.conftest import TWO_UNITS
from tests.backend.sources.tomls import CSV, FIGURES, HEAD, LINES, ROWS

ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate(("shop", "mill", "Shop", "Mill"), start=1)}
EXAMPLE = Path(__file__).parents[3] / "examples" / "gift_wholesaler"
JANUARY = MONTHS.parse("2024-01")


class _Place:
    """As much of a workplace as is asked for what a node reads."""

    def __init__(self, source: Path | None, journal: Path, units: dict[str, str], **environment: str) -> None:
        oracle = OracleSettings(source=source, journal=journal)
        self.settings = type("Settings", (), {"oracle": oracle, "company": type("C", (), {"record": Path("r.json")})})
        self.record = type("Record", (), {"units": units})
        self.environment = environment


def place(source: Path | None, units: dict[str, str] | None = None, **environment: str) -> OraclePlace:
    folder = source.parent if source else Path()
    return OraclePlace(_Place(source, folder / "journal.db", units or ADDRESSES, **environment))  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "lines.csv").write_text(LINES)
    (tmp_path / "source.toml").write_text(CSV + HEAD + ROWS + FIGURES)
    return tmp_path / "source.toml"


def test_units_have_the_addresses_of_the_company(file: Path) -> None:
    found = place(file)
    statements = found.read.source(found.addresses).statements(JANUARY)
    assert [each.subject for each in statements] == [subject_of(ADDRESSES[unit]) for unit in ("shop", "mill")]
    assert found.name_of(subject_of(ADDRESSES["mill"])) == "mill"
    assert found.read.frame.first == JANUARY


def test_a_unit_that_the_company_does_not_know_is_told(file: Path) -> None:
    found = place(file, {"shop": ADDRESSES["shop"]})
    with pytest.raises(UnitNotRecorded, match=r"tells of mill, of which the company's record r\.json"):
        found.read.source(found.addresses).statements(JANUARY)
    folder = place(TWO_UNITS, {"Shop": ADDRESSES["Shop"]})
    with pytest.raises(UnitNotRecorded):
        _ = folder.addresses


def test_a_scenario_folder_and_a_description_by_its_definition_state_alike(tmp_path: Path) -> None:
    (tmp_path / "lines.csv.xz").symlink_to(EXAMPLE / "invoice_lines.csv.xz")
    facts = Path(*[".."] * (len(tmp_path.parts) - 1)) / EXAMPLE.relative_to("/") / "facts.yaml"
    (tmp_path / "source.toml").write_text(f'figures = "{facts}"\n[source]\nkind = "csv"\nfiles = ["*.csv.xz"]\n')
    names = place(EXAMPLE).read.units.values()
    units = {name: f"0x{number:040x}" for number, name in enumerate(names, start=1)}
    folder, described = place(EXAMPLE, units), place(tmp_path / "source.toml", units)
    march = MONTHS.parse("2011-03")
    stated = [each.read.source(each.addresses).statements(march) for each in (folder, described)]
    assert stated[0] == stated[1] != []
    assert described.read.symbol == "GBPc"
    assert described.name_of(stated[1][0].subject) == "Export Platform"


def test_a_definition_is_a_facts_file_and_says_what_is_the_companys(tmp_path: Path) -> None:
    for head, problem in (
        ('figures = "other.yaml"\n', r"source.toml: figures name no file called facts.yaml"),
        (f'figures = "{TWO_UNITS}/facts.yaml"\nclearing = "x"\n', "clearing is the company's to say"),
        (f'figures = "{TWO_UNITS}/facts.yaml"\n[currency]\ndecimals = 2\n', "decimals is the company's to say"),
        (f'figures = "{TWO_UNITS}/facts.yaml"\n[units]\na = "b"\n', "says nothing of a table that holds figures"),
    ):
        (tmp_path / "source.toml").write_text(head + CSV)
        with pytest.raises(SourceWrong, match=problem):
            _ = place(tmp_path / "source.toml").read


def test_without_a_source_there_is_no_oracle() -> None:
    with pytest.raises(NoOracleSource):
        _ = place(None).read


def test_a_source_that_is_sent_needs_somebody_who_listens(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[source]\nkind = "webhook"\nsecrets_env = "SECRETS"\n' + HEAD + ROWS + FIGURES)
    read = place(file, SECRETS="whsec_b3RoZXI=").read
    with (
        pytest.raises(WebhooksUnheard, match=r"rows of source\.toml are sent to this node"),
        attesting._receiving(read, "127.0.0.1", 0),
    ):
        pass
    heard: list[Any] = []
    monkeypatch.setattr(attesting, "receiving", lambda *given: heard.append(given) or _nobody())
    with attesting._receiving(read, "127.0.0.1", 8700):
        assert heard == [("127.0.0.1", 8700, read.webhooks)]


def test_benchmarks_have_their_names(file: Path) -> None:
    found = place(EXAMPLE.parent / "hospitals", {})
    names = [benchmark.name for benchmark in found.read.plan.benchmarks]
    assert [found.name_of(benchmark_id(name)) for name in names] == names


class _nobody:  # noqa: N801 - used as the context manager it stands for
    def __enter__(self) -> int:
        return 8700

    def __exit__(self, *_: object) -> None:
        return None
