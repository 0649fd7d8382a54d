"""Every kind of template is opened by its contract, accrued, paid and closed, and no credit gets lost on the way."""

from pathlib import Path

from tests.backend.scenario.small_company import FILES, write
from tests.e2e.conftest import Heyi

KINDS = Path(__file__).with_name("every_kind.yaml").read_text(encoding="utf-8")


def test_every_kind_is_played(heyi: Heyi, tmp_path: Path) -> None:
    before_vam, _, _ = FILES["agreements.yaml"].partition("vam:")
    folder = tmp_path / "company"
    folder.mkdir()
    write(folder, agreements_yaml=before_vam + KINDS)
    done = heyi("run", str(folder), "--chain", "anvil", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    opened = [line.split(": ")[1].split(" ")[0] for line in done.stderr.splitlines() if "is signed and opened" in line]
    assert {"hotline", "books", "fresh", "kitchen", "shop-vam", "sam-2024", "max-helps"} <= set(opened)
    for line in ("issued less held less withdrawn", "Treasury's tokens less what it owes"):
        assert any(line in row and " 0.00 " in row for row in done.stdout.splitlines()), done.stdout
