"""Why an amount is what it is: every accrued period of every agreement, computed from the book, equals the chain's."""

from collections import Counter
from fractions import Fraction
from typing import Any

from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def every_period(http: Asking, played: Demo) -> list[dict[str, Any]]:
    """All pages, in which nothing may differ."""
    pages = []
    for name, key in played.agreements.items():
        for item in http.get(f"/agreements/{key}/periods"):
            page = http.get(f"/agreements/{key}/periods/{item['period']}")
            assert page["equal"], (name, item["period"])
            assert [clause["accrued"] for clause in page["clauses"]] == item["amounts"]
            assert page["accrued_at"] == item["accrued_at"]
            pages.append(page)
    return pages


def check_steps(clause: dict[str, Any]) -> None:
    """What is told on the way leads to what comes out, by the words of the description alone."""
    x, segment = clause["x"], clause["segment"]
    if clause["outcome"] == "no window ends":
        assert clause["added"] == "0"
    if clause["outcome"] in ("computed", "restated"):
        y = Fraction(int(segment["y"]["numerator"]), int(segment["y"]["denominator"]))
        assert int(clause["entitlement"]) == y.numerator // y.denominator, "rounded down"
        left, right = segment["left"], segment["right"]
        if left and right:
            at = Fraction(int(x["numerator"]), int(x["denominator"]))
            (x0, y0), (x1, y1) = ((int(point["x"]), int(point["y"])) for point in (left, right))
            assert x0 <= at < x1
            assert y == y0 + (y1 - y0) * (at - x0) / (x1 - x0)
        before = int(clause["sums"]["accrued"]) if clause["sums"] else 0
        if clause["gates_hold"] and clause["span"] != "cumulative":
            assert int(clause["added"]) == int(clause["entitlement"]) - before
    for gate in clause["gates"]:
        holds = [
            run["figure"] is not None
            and int(gate["at_least"]) <= int(run["figure"]) - int(run["promise"]) < int(gate["below"])
            for run in gate["windows"]
        ]
        assert gate["holds"] == (bool(holds) and all(holds))
    if clause["reads"] and clause["outcome"] == "computed":
        assert int(clause["actual"]) == sum(int(read["counted"]) for read in clause["reads"])
    if clause["base"] is not None and clause["outcome"] == "computed":
        assert int(clause["base"]) == sum(int(base["value"]) for base in clause["bases"])
    assert clause["steps"]


def test_every_period_of_the_demo_equals_the_chain(http: Asking, played: Demo) -> None:
    pages = every_period(http, played)
    assert len(pages) == len({(row["agreement"], row["period"]) for row in played.tables["agreement_months"]})
    outcomes = Counter(clause["outcome"] for page in pages for clause in page["clauses"])
    assert outcomes.keys() == {"computed", "constant", "gates fail", "no window ends"}
    for page in pages:
        for clause in page["clauses"]:
            check_steps(clause)


def test_a_score_that_decided(http: Asking, played: Demo) -> None:
    page = http.get(f"/agreements/{played.agreements['ireland-kitchen']}/periods/2011-04")
    penalty = page["clauses"][-1]
    (gate,) = penalty["gates"]
    assert (gate["subject"]["name"], gate["metric"], gate["windows"][0]["figure"]) == ("Kitchen Line", "score", "890")
    assert penalty["added"] == "-250000"
    assert penalty["steps"] == [
        "Window 5 is 2011-04.",
        "Condition: Kitchen Line's score is below 950. It is 890 in 2011-04: it holds.",
        "The amount is fixed: -250000.",
    ]
    (leg,) = page["legs"]
    assert leg["computed"] == leg["accrued"] == str(40_000 + 1_890_330 - 250_000)


def test_a_promise_that_was_beaten(http: Asking, played: Demo) -> None:
    page = http.get(f"/agreements/{played.agreements['australia-vam']}/periods/2011-05")
    bonus = page["clauses"][1]
    assert bonus["window"] == {"number": 1, "first": "2011-03", "last": "2011-05"}
    assert bonus["steps"] == [
        "Window 2 is 2011-03..2011-05.",
        "Actual: Australia Desk's revenue 17055290 (2011-03) + -16600 (2011-04) + 13628510 (2011-05) = 30667200.",
        "Base, promised for the window: 28000000.",
        "x is the actual figure less the base: 2667200.",
        "That lies between the points (0, 0) and (6666660, 999999): y = 400080.",
    ]
    assert {read["finality"] for read in bonus["reads"]} == {"final"}
