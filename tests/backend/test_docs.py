"""What the documents name exists: tests cited by invariants, files that pages link to."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONTRACT_TESTS = DOCS.parent / "tests" / "contracts"
ROWS = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", (DOCS / "invariants.md").read_text(), re.MULTILINE)


def test_every_invariant_cites_tests_that_exist() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, len(ROWS) + 1))
    cited = {path for _, tests in ROWS for path in re.findall(r"`([^`]+)`", tests)}
    assert [path for path in sorted(cited) if not (CONTRACT_TESTS / path).exists()] == []


def test_an_invariant_that_a_test_cites_names_the_test() -> None:
    """Else numbers go on saying something after what they number has changed."""
    cited = set()
    for file in CONTRACT_TESTS.rglob("test_*.py"):
        for numbers in re.findall(r"\bInvariants? ([\d, and]*\d)", file.read_text()):
            cited |= {(number, file.relative_to(CONTRACT_TESTS).as_posix()) for number in re.findall(r"\d+", numbers)}
    named = {(number, path) for number, tests in ROWS for path in re.findall(r"`([^`]+)`", tests)}
    assert cited
    assert sorted(cited - named) == []


def test_links_lead_somewhere() -> None:
    for page in [DOCS.parent / "README.md", *DOCS.rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"
