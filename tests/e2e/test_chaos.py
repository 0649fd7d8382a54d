"""A short run of chaos: whatever is killed, cut off, misled or reorganised, no payment is lost or doubled (idea 10).

Every disturbance there is comes at least once, on each database; `heyi chaos` goes on for as long as one likes.
"""

import json

import pytest

from heyi.service.chaos.acts import ACTS
from tests.e2e.conftest import Heyi

SHORT = ("--rounds", "1", "--in-a-row", "11")  # pairs: each of the acts is in one, and nothing recovers in between
WITHIN = 400.0  # seconds; a quiet machine takes a tenth of that


@pytest.mark.parametrize("seed", [7])
def test_nothing_is_lost_or_doubled(heyi: Heyi, database_url: str, seed: int) -> None:
    url = database_url.replace("postgresql+psycopg", "postgresql")
    done = heyi("chaos", "--seed", str(seed), *SHORT, "--database", url, "--json", timeout=WITHIN)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["holds"]
    assert {act for each in report["rounds"] for act in each["acts"]} == {*ACTS, "start"}
    assert report["deeds"] > 20
    assert report["months"] > 0


def test_an_unknown_disturbance_is_one_sentence(heyi: Heyi) -> None:
    done = heyi("chaos", "--only", "earthquake")
    assert done.returncode == 1
    assert done.stderr.startswith("earthquake is no disturbance: name one of kill-index, ")
