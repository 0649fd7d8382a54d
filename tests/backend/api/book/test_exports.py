"""Exports: debits equal credits, and every account comes to what the Treasury says it has."""

import csv
import io
import json
from collections import Counter, defaultdict
from typing import Any

from heyi.core.solidity import ZERO_ADDRESS
from heyi.statements.open_book.exports import ACCOUNT, JOURNAL, written
from tests.backend.api.book.asking import BOOK, Asking
from tests.backend.api.book.demo import Demo


def lines_of(http: Asking, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in http.text(path, format="jsonl").splitlines()]


def test_debits_equal_credits_entry_by_entry(http: Asking) -> None:
    entries: dict[str, int] = defaultdict(int)
    for line in lines_of(http, "/exports/journal"):
        assert set(line) == set(JOURNAL)
        assert (line["debit"] == "0") != (line["credit"] == "0")
        entries[line["entry"]] += int(line["debit"]) - int(line["credit"])
    assert set(entries.values()) == {0}


def test_every_account_has_what_the_treasury_says(http: Asking, played: Demo) -> None:
    balances: dict[str, int] = defaultdict(int)
    for line in lines_of(http, "/exports/journal"):
        balances[line["account"]] += int(line["debit"]) - int(line["credit"])
    outside = balances.pop(ZERO_ADDRESS)
    assert balances == played.company.balances_of(balances)
    assert str(-outside) == http.get("/company")["credit"]["held"]
    for unit in http.pages("/units", 100):
        assert unit["held"] == str(balances[unit["address"]])
    for person in http.pages("/people", 100):
        assert person["held"] == str(balances.get(person["address"], 0))


def test_each_line_says_what_it_was_for(http: Asking, played: Demo) -> None:
    lines = lines_of(http, "/exports/journal")
    kinds = Counter(line["kind"] for line in lines if line["debit"] != "0")
    assert kinds["payment"] == sum(len(http.get(f"/agreements/{key}/payments")) for key in played.agreements.values())
    assert kinds["claim"] == len(list(played.ledger.named("Claimed")))
    assert kinds["withdrawal"] == len(list(played.ledger.named("Withdrawn")))
    assert kinds["spending"] + kinds["investment"] == len(list(played.ledger.named("Spent")))
    assert (kinds["issue"], kinds["capital"], kinds["investment"]) == (7, 1, 1)
    for line in lines:
        assert (line["agreement"] is not None) == (line["kind"] in ("payment", "investment"))
        assert line["kind"] != "payment" or (line["nature"] and line["period"])
        assert line["state"] == "final"
    names = {line["account_name"] for line in lines}
    assert {"Kitchen Line", "pool of Kitchen Line", "outside the Treasury", "Kofi Mensah"} <= names


def test_csv_says_the_same(http: Asking, played: Demo) -> None:
    key = played.agreements["australia-vam"]
    for path, columns in (("/exports/journal", JOURNAL), (f"/exports/agreements/{key}/statement", ACCOUNT)):
        answer = http.client.get(BOOK + path)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in answer.headers["content-disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert tuple(rows[0]) == columns
        as_json = lines_of(http, path)
        assert rows == [{name: "" if v is None else str(v) for name, v in line.items()} for line in as_json]


def test_an_agreements_account_equals_its_legs(http: Asking, played: Demo) -> None:
    for name in ("australia-vam", "alpine-table", "nordic-catalogue"):
        key = played.agreements[name]
        sums: dict[tuple[str, int], int] = defaultdict(int)
        for line in lines_of(http, f"/exports/agreements/{key}/statement"):
            sums[line["kind"], line["leg"]] += int(line["amount"])
        for leg in http.get(f"/agreements/{key}")["legs"]:
            for kind in ("accrued", "paid", "cancelled"):
                assert str(sums[kind, leg["leg"]]) == leg[kind]


def test_other_formats_are_refused(http: Asking) -> None:
    assert http.refused("/exports/journal", format="xlsx") == (422, "InvalidRequest")


def test_a_name_is_never_a_formula() -> None:
    line = dict.fromkeys(ACCOUNT) | {"debtor_name": "=HYPERLINK(1)", "amount": "-5"}
    (text,) = written([line], ACCOUNT, "csv")
    assert "'=HYPERLINK(1)" in text
    assert "'-5" not in text, "amounts are numbers"
