"""What a preview shows is what the contract pays: for every example the contract and its twin say the same."""

from rich.console import Console

from heyi.cli.preview import asking, read
from heyi.core.payoff import amount
from heyi.templates.previewing.preview import preview_of
from tests.e2e.conftest import ROOT


def test_the_contract_and_its_twin_preview_alike() -> None:
    files = sorted((ROOT / "examples" / "templates").glob("*.yaml"))
    assert files
    with asking(Console(stderr=True)) as ask:
        for file in files:
            template = read(file)
            for each in template.agreements:
                by_contract = preview_of(each, template.words, ask)
                assert by_contract == preview_of(each, template.words, amount), each.id
