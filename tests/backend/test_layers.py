"""Imports of the heyi package point one way (docs/architecture.md).

Why a test: one import against the arrow is enough to make a module impossible to understand, test or replace alone.
"""

import ast
import re
from pathlib import Path

import pytest

import heyi

ROOT = Path(heyi.__file__).parent

# Each layer may import itself and what stands before it. Names in one group may import one another.
LAYERS = [
    {"core"},
    {"chain", "sources", "compiler"},
    {"company"},
    {"store"},
    {"processes"},
    {"statements"},
    {"templates"},
    {"scenario"},
    {"service"},
    {"client"},
    {"api"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(ROOT.rglob("*.py"))


def layer_of(file: Path) -> str:
    """The first part of a module's path inside heyi."""
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """The layers a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module] if node.module != "heyi" else [f"heyi.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("heyi.")}
    return found


def test_the_architecture_page_says_the_same() -> None:
    page = (ROOT.parents[1] / "docs" / "architecture.md").read_text()
    order = page.partition("walks them:\n\n```\n")[2].partition("```")[0]
    assert [set(re.findall(r"\w+", layer)) for layer in order.split("<-")] == LAYERS


def test_every_module_belongs_to_a_layer() -> None:
    assert {layer_of(file) for file in MODULES} - {"__init__"} <= set(LEVEL)


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_point_to_earlier_layers(file: Path) -> None:
    mine = layer_of(file)
    if mine == "__init__":
        assert not imported(file)
        return
    later = {name for name in imported(file) if LEVEL[name] > LEVEL[mine]}
    assert not later, f"{mine} imports {later}, which stand after it"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_modules_first_line_says_what_it_is(file: Path) -> None:
    said = ast.get_docstring(ast.parse(file.read_text()))
    assert said
    assert len(said.splitlines()[0]) > 15


def test_only_the_chain_client_speaks_to_web3() -> None:
    """Building calls with web3's types is fine; sending them is the client's."""
    senders = []
    for file in MODULES:
        names = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        if names & {"HTTPProvider", "Web3"}:
            senders.append(str(file.relative_to(ROOT)))
    assert senders == ["chain/client.py", "chain/rpc.py"]


def test_the_core_touches_nothing_outside() -> None:
    """core is pure: no files, no clock, no network."""
    forbidden = {"os", "pathlib", "socket", "requests", "web3", "time", "subprocess", "random"}
    for file in (ROOT / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert not forbidden & {name.split(".")[0] for name in names}, file


def test_folders_stay_small() -> None:
    """A folder shows at most a dozen entries."""
    project = ROOT.parents[1]
    for folder in [ROOT, project / "contracts", *(p for p in ROOT.rglob("*") if p.is_dir())]:
        entries = [p.name for p in folder.iterdir() if p.name != "__pycache__"]
        assert len(entries) <= 16, f"{folder} shows {len(entries)}: {sorted(entries)}"
