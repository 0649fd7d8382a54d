"""The README's file map names every file once, with a line of its own (style rule D2: an unlisted file fails)."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^\| `([^`]+)` \| (.+) \|$")


def mapped() -> dict[str, str]:
    """What the map says, by path."""
    section = (ROOT / "README.md").read_text().partition("## Every file")[2].partition("\n## ")[0]
    return {match[1]: match[2] for line in section.splitlines() if (match := LINE.match(line))}


def tracked() -> set[str]:
    """Files that git knows; tests, vectors and a folder of like files are mapped as folders."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {line for line in listed.splitlines() if line}


def test_every_file_is_in_the_map() -> None:
    paths = mapped()
    folders = [path for path in paths if path.endswith("/")]
    missing = [f for f in tracked() if f not in paths and not any(f.startswith(folder) for folder in folders)]
    assert not missing


def test_the_map_names_nothing_that_is_gone() -> None:
    assert [path for path in mapped() if not (ROOT / path).exists()] == []


def test_commands_in_the_readme_exist() -> None:
    """Every make target and every heyi verb that the README names."""
    words = (ROOT / "README.md").read_text()
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", words, re.MULTILINE)) <= targets
    commands = "\n".join(file.read_text() for file in (ROOT / "backend" / "heyi" / "cli").rglob("*.py"))
    verbs = set(re.findall(r"^def ([a-z]+)", commands, re.MULTILINE)) | {"deploy", "notify"}
    verbs |= set(re.findall(r"add_typer\(\w+, name=\"([a-z]+)\"", commands))
    assert set(re.findall(r"`heyi ([a-z]+)", words)) <= verbs
