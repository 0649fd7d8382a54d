"""A company with agreements of every kind: cumulative clauses, escrow, backers, shares, dividends and control."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from heyi.api.app import create_app
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo, demo
from tests.backend.api.book.test_why import check_steps, every_period
from tests.backend.scenario.small_company import FILES, write

KINDS = Path(__file__).parents[3] / "e2e" / "every_kind.yaml"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder, database = tmp_path_factory.mktemp("company"), tmp_path_factory.mktemp("book")
    before_vam, _, _ = FILES["agreements.yaml"].partition("vam:")
    write(folder, agreements_yaml=before_vam + KINDS.read_text(encoding="utf-8"))
    with demo(database, folder) as played:
        yield played


@pytest.fixture(scope="module")
def asking(small: Demo) -> Iterator[Asking]:
    with TestClient(create_app(small.service), raise_server_exceptions=False) as client:
        yield Asking(client)


def test_every_period_equals_the_chain(asking: Asking, small: Demo) -> None:
    pages = every_period(asking, small)
    clauses = [clause for page in pages for clause in page["clauses"]]
    for clause in clauses:
        check_steps(clause)
    assert any(clause["sums"] for clause in clauses), "cumulative ones are among them"
    bases = {base["from"] for clause in clauses for base in clause["bases"]}
    assert {"promises", "days", "dividends"} <= bases


def test_legs_equal_their_contracts(asking: Asking, small: Demo) -> None:
    names = {address: name for name, address in small.company.deployment.addresses.items()}
    natures = set()
    for key in small.agreements.values():
        page = asking.get(f"/agreements/{key}")
        contract, raw = small.company.contract(names[page["contract"]]), bytes.fromhex(key[2:])
        dues = small.company.chain.call_all([contract.functions.dueOf(raw, leg["leg"]) for leg in page["legs"]])
        for leg, due in zip(page["legs"], dues, strict=True):
            assert leg["due"] == str(due)
            natures.add(leg["nature"])
    assert {"fee", "bonus", "tranche", "shares", "control"} <= natures


def test_escrowed_money_is_told_as_such(asking: Asking, small: Demo) -> None:
    key = small.agreements["shop-vam"]
    paid = asking.get(f"/agreements/{key}/payments")
    legs = asking.get(f"/agreements/{key}")["legs"]
    for leg in legs:
        mine = [each for each in paid if each["leg"] == leg["leg"]]
        assert sum(int(each["amount"]) for each in mine if each["out_of_escrow"]) == int(leg["from_escrow"])
        assert sum(int(each["amount"]) for each in mine if each["backer"]) == int(leg["from_backers"])
    assert any(int(leg["from_escrow"]) for leg in legs)
    lines = asking.text("/exports/journal").splitlines()
    assert any("escrow of shop-vam, leg" in line for line in lines)


def test_books_equal_the_chain(asking: Asking, small: Demo) -> None:
    books = small.company.books.functions
    for unit in asking.pages("/units", 2):
        kept = small.company.chain.call(books.booksOf(unit["address"]))
        assert unit["arrears"] == str(kept["arrears"])
        assert int(unit["result"]) == kept["undistributed"] + int(unit["shared"]), unit["name"]
        statement = asking.get("/winwin", unit=unit["address"])
        assert statement["shared"]["retained"] == str(kept["undistributed"])
        assert unit["held"] == str(small.company.balance_of(unit["address"]))
