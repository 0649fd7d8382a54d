"""[[figures]]: which rows make which figures of which unit, as cuts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from heyi.sources.amounts import AmountError, parse_amount, parse_percent
from heyi.sources.described.document import Document
from heyi.sources.plan import ALL_LINES, Cost, Cut, Match, Score

__all__ = ["cuts_of", "match_of", "score_of"]

Whose = tuple[str, str]
"""A unit, or the column that says which."""


def match_of(given: Any) -> Match:
    """A selection of rows, whose form was checked. Numbers, such as article codes, are compared as they are written."""
    if given is None or given == "all":
        return ALL_LINES
    return tuple(
        (column, frozenset(str(value) for value in (wanted if isinstance(wanted, list) else [wanted])))
        for column, wanted in given.items()
    )


def score_of(document: Document) -> Score | None:
    given = document.table("score")
    if not given:
        return None
    bad = match_of(given["bad"]) if "bad" in given else None
    return Score(match_of(given["good"]), bad, given["count"], given["scale"])


def cuts_of(document: Document, decimals: int) -> tuple[Cut, ...]:
    """One for each unit, or column of units, in the order in which they come first. Raises SourceWrong."""
    units = document.table("units") or None
    cuts: dict[Whose, Cut] = {}
    seen: set[tuple[Whose, str]] = set()
    figures: Sequence[Mapping[str, Any]] = document.values["figures"]
    for number, figure in enumerate(figures, start=1):
        where = f"[[figures]] {number}"
        whose = _whose(document, figure, where)
        metric = figure.get("metric", "revenue")
        if (whose, metric) in seen:
            raise document.wrong(where, f"gives the {metric} of {whose[0] or whose[1]} twice")
        seen.add((whose, metric))
        cut = cuts.setdefault(whose, Cut(whose[0], unit_column=whose[1], units=units if whose[1] else None))
        cuts[whose] = _with(document, cut, figure, metric, where, decimals)
    for (unit, column), cut in cuts.items():
        if cut.profit is not None and cut.cost != Cost():
            raise document.wrong("[[figures]]", f"gives profit and cost of {unit or column}: one of the two")
        if cut.ecosystem is not None and cut.collected is not None:
            raise document.wrong("[[figures]]", f"gives collected and ecosystem of {unit or column}: one of the two")
    if units is not None and not any(column for _, column in cuts):
        raise document.wrong("[units]", "is given, but no figures have a unit_column")
    return tuple(cuts.values())


def _whose(document: Document, figure: Mapping[str, Any], where: str) -> Whose:
    if ("unit" in figure) == ("unit_column" in figure):
        raise document.wrong(where, "needs unit or unit_column, one of the two")
    return figure.get("unit", ""), figure.get("unit_column", "")


def _with(document: Document, cut: Cut, figure: Mapping[str, Any], metric: str, where: str, decimals: int) -> Cut:
    """The cut with one more metric."""
    for key in ("ratio", "fixed"):
        if key in figure and metric != "cost":
            raise document.wrong(f"{where}, {key}", "is for the metric cost only")
    match = match_of(figure.get("where"))
    match metric:
        case "cost":
            return replace(cut, cost=_cost(document, figure, where, decimals))
        case "score":
            if not document.table("score"):
                raise document.wrong(f"{where}, metric", "needs a table [score], which says how scores are counted")
            return replace(cut, scored_on=match)
        case "revenue":
            return replace(cut, revenue=match)
        case "profit":
            return replace(cut, profit=match)
        case "collected":
            return replace(cut, collected=match)
        case _:
            return replace(cut, ecosystem=match)


def _cost(document: Document, figure: Mapping[str, Any], where: str, decimals: int) -> Cost:
    """Without a ratio, the rows are the cost; without rows, the ratio is of the unit's own revenue."""
    try:
        fixed = parse_amount(figure.get("fixed", "0"), decimals)
    except AmountError as error:
        raise document.wrong(f"{where}, fixed", str(error)) from None
    if "ratio" in figure:
        of = match_of(figure["where"]) if "where" in figure else None
        return Cost(parse_percent(figure["ratio"]), of, fixed)
    if "where" not in figure:
        return Cost(fixed=fixed)
    return Cost(Fraction(1), match_of(figure["where"]), fixed)
