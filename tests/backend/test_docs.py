"""What the documents name exists: tests cited by invariants, files that pages link to."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
CONTRACT_TESTS = DOCS.parent / "tests" / "contracts"


def test_every_invariant_cites_tests_that_exist() -> None:
    rows = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", (DOCS / "invariants.md").read_text(), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    cited = {path for _, tests in rows for path in re.findall(r"`([^`]+)`", tests)}
    assert [path for path in sorted(cited) if not (CONTRACT_TESTS / path).exists()] == []


def test_links_lead_somewhere() -> None:
    for page in [DOCS.parent / "README.md", *DOCS.rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text()):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page.name}: {link}"
