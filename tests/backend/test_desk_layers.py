"""Imports of the page's source point one way, as those of the package do (test_layers.py)."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "web" / "src"

# Each folder may import itself and what stands before it.
LAYERS = ["i18n", "format", "api", "parts", "wallet", "acting", "pages", "app", "main.tsx"]
FILES = sorted(file for file in SOURCE.rglob("*.ts*") if file.name != "schema.d.ts")
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']~/([^"']+)["']""")
RELATIVE = re.compile(r"""(?:from|import)\s*\(?\s*["']\.""")


def layer_of(file: Path) -> str:
    return file.relative_to(SOURCE).parts[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_imports_point_to_earlier_layers(file: Path) -> None:
    text, mine = file.read_text(), LAYERS.index(layer_of(file))
    wrong = [name for name in IMPORT.findall(text) if _level(name) > mine]
    assert not wrong, f"{layer_of(file)} imports {wrong}, which stand after it"
    assert not RELATIVE.search(text), "imports say from where in web/src they are: ~/parts/Table"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_areas_of_pages_do_not_lean_on_one_another(file: Path) -> None:
    place = file.relative_to(SOURCE).parts
    if place[0] != "pages":
        return
    others = {name.split("/")[1] for name in IMPORT.findall(file.read_text()) if name.startswith("pages/")}
    assert others <= {place[1]}, f"{place[1]} imports from {others - {place[1]}}: what both need belongs to parts/"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_text_becomes_markup(file: Path) -> None:
    """The page's policy refuses it (Trusted Types); this says where."""
    assert not re.search(r"dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|\beval\(", file.read_text())


def test_folders_and_files_stay_small() -> None:
    for folder in [SOURCE, *(each for each in SOURCE.rglob("*") if each.is_dir())]:
        assert len(list(folder.iterdir())) <= 16, folder
    # Words are looked up, not read: they may be more.
    most = {file: 400 if file.stem.lower().endswith("words") else 250 for file in FILES}
    long = {str(file): lines for file in FILES if (lines := len(file.read_text().splitlines())) > most[file]}
    assert not long, "not read in one sitting"


def _level(name: str) -> int:
    first = name.split("/", maxsplit=1)[0]
    return LAYERS.index(first) if first in LAYERS else -1  # styles stand before everything
