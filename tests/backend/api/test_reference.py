"""docs/api.md says what the API has."""

from pathlib import Path

from heyi.api.reference import reference

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api.md"


def test_the_page_is_what_the_routes_say() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heyi.api.reference > docs/api.md"
