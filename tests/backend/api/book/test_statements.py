"""What oracle nodes reported over HTTP, and the fourth statement that is made of it."""

from typing import Any

from heyi.core.facts import Finality, Stage, subject_of
from tests.backend.api.book.asking import Asking
from tests.backend.api.book.demo import Demo


def test_reports_equal_the_oracles(http: Asking, played: Demo) -> None:
    reports = http.pages("/statements", 11)
    oracle, calendar = played.company.oracle.functions, played.service.constants.calendar
    assert len({(each["subject"]["subject"], each["period"]) for each in reports}) == len(reports)
    spots = [(each["period"], each["subject"]["subject"]) for each in reports]
    assert spots == sorted(spots, key=lambda spot: (-calendar.parse(spot[0]), spot[1]))
    asked = [(bytes.fromhex(each["subject"]["subject"][2:]), calendar.parse(each["period"])) for each in reports]
    stated = played.company.chain.call_all([oracle.statementOf(*spot) for spot in asked])
    stages = played.company.chain.call_all([oracle.stageOf(*spot) for spot in asked])
    for report, (statement, since), (stage, finality) in zip(reports, stated, stages, strict=True):
        figures = report["figures"]
        assert [int(figures[name]) for name in ("revenue", "profit", "other", "score")] == [
            statement[name] for name in ("revenue", "profit", "other", "score")
        ]
        assert report["posted"]["time"] == since
        assert report["stage"] == Stage(stage).name.lower()
        assert report["finality"] == Finality(finality).name.lower()
        assert report["final_at"] == since + played.service.constants.windows.challenge
        assert (report["corrections"], report["apart"], report["challenger"]) == ([], [], None)


def test_those_of_a_subject_or_a_period(http: Asking, played: Demo) -> None:
    unit = played.units["Kitchen Line"]
    mine = http.pages("/statements", 2, subject=unit)
    assert [each["period"] for each in mine] == [f"2011-{n:02}" for n in range(6, 0, -1)] + ["2010-12"]
    assert {each["subject"]["name"] for each in mine} == {"Kitchen Line"}
    by_subject = http.pages("/statements", 3, subject="0x" + subject_of(unit).hex())
    assert by_subject == mine
    march = http.pages("/statements", 4, period="2011-03")
    assert {each["period"] for each in march} == {"2011-03"}
    assert len(march) == len(played.units)


def test_one_report(http: Asking, played: Demo) -> None:
    unit = played.units["Kitchen Line"]
    (april,) = http.get("/statements", subject=unit, period="2011-04")["items"]
    assert http.get(f"/statements/{unit}/2011-04") == april
    assert april["figures"]["score"] == 890
    assert april["evidence"] != "0x" + "00" * 32


def test_what_was_not_reported_is_pending_until_it_is_absent(http: Asking, played: Demo) -> None:
    constants = played.service.constants
    report = http.get(f"/statements/{played.units['Kitchen Line']}/2011-09")
    assert (report["stage"], report["finality"], report["figures"]) == ("none", "pending", None)
    end = constants.calendar.end_of(constants.calendar.parse("2011-09"))
    assert report["final_at"] == end + constants.windows.absent
    long_ago = http.get(f"/statements/{played.units['Kitchen Line']}/2010-01")
    assert long_ago["finality"] == "absent"


def test_what_is_no_subject_or_period(http: Asking, played: Demo) -> None:
    assert http.refused("/statements/kitchen/2011-03") == (422, "InvalidRequest")
    assert http.refused(f"/statements/{played.units['Kitchen Line']}/soon") == (422, "InvalidPeriod")
    assert http.refused("/statements", period="2011-13") == (422, "InvalidPeriod")


# --- THE FOURTH STATEMENT ---


def check_adds_up(page: dict[str, Any]) -> None:
    income = page["income"]
    assert int(income["total"]) == int(income["traditional"]) + int(income["ecosystem"])
    assert int(page["value_added"]) == int(income["total"]) - int(page["costs"])
    shared = {name: value for name, value in page["shared"].items() if name != "users"}
    assert int(page["value_added"]) == sum(map(int, shared.values()))
    for line in (page["shared"]["users"], page["marginal_income"], page["user_resources"]["users"]):
        assert line["why"], "a line the chain doesn't have says why"
        assert line.get("amount", line.get("value")) is None


def test_the_companys_adds_up_and_is_its_units_together(http: Asking, played: Demo) -> None:
    page = http.get("/winwin")
    check_adds_up(page)
    company = http.get("/company")
    assert (page["unit"], page["period"], page["pending"]) == (None, None, 0)
    assert page["income"]["traditional"] == company["revenue"]
    assert page["costs"] == company["cost"]
    retained = 0
    for address in played.units.values():
        unit = http.get("/winwin", unit=address)
        check_adds_up(unit)
        retained += int(unit["shared"]["retained"])
        books = played.company.chain.call(played.company.books.functions.booksOf(address))
        assert unit["shared"]["retained"] == str(books["undistributed"]), "what was not shared is still in the books"
    assert page["shared"]["retained"] == str(retained)


def test_periods_add_up_to_all_of_it(http: Asking, played: Demo) -> None:
    for query in ({}, {"unit": played.units["Kitchen Line"]}, {"unit": played.units["Export Platform"]}):
        whole = http.get("/winwin", **query)
        parts = [http.get("/winwin", period=row["period"], **query) for row in played.tables["months"]]
        for part in parts:
            check_adds_up(part)
        for line in ("resource_providers", "co_investors", "teams", "platform", "retained"):
            assert int(whole["shared"][line]) == sum(int(part["shared"][line]) for part in parts), line
        assert int(whole["value_added"]) == sum(int(part["value_added"]) for part in parts)


def test_what_is_not_final_is_left_out(http: Asking, played: Demo) -> None:
    page = http.get("/winwin", period="2011-07")
    assert page["pending"] == len(played.units)
    assert page["value_added"] == "0"
    assert http.refused("/winwin", unit="0x" + "11" * 20) == (404, "UnknownUnit")
    assert http.refused("/winwin", period="never") == (422, "InvalidPeriod")
