"""Checks of agreements against the rest of the folder: what parties can invest, and what belongs together.

The contracts check most of this again; here a mistake gets its file, line and field before anything is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from heyi.scenario.reading.agreements import FILE as AGREEMENTS_FILE
from heyi.scenario.reading.agreements import WrittenTender
from heyi.scenario.reading.facts import ReadFacts
from heyi.scenario.reading.organisation import PEOPLE_FILE, UNITS_FILE, Organisation
from heyi.scenario.reading.settings import Settings
from heyi.sources.amounts import amount_text
from heyi.templates.kinds.clearing import ClearingText
from heyi.templates.kinds.vam.text import VamText
from heyi.templates.reading.cast import Cast
from heyi.templates.reading.entry import Entry
from heyi.templates.written import Written, check_written

__all__ = ["check_agreements", "check_cleared", "uncleared"]


def check_agreements(
    written: Sequence[Written],
    tenders: Sequence[WrittenTender],
    settings: Settings,
    organisation: Organisation,
    facts: ReadFacts | None,
) -> None:
    """Notes every mistake.

    facts: None where they have mistakes of their own; then any unit may have figures of any metric, and any benchmark
    figures.
    """
    cast = Cast(
        organisation.unit_ids,
        organisation.person_ids,
        UNITS_FILE,
        PEOPLE_FILE,
        attested=facts.attested if facts else {},
        benchmarks={each.name: each.measure for each in facts.plan.benchmarks} if facts else None,
        homes={person.id: person.unit for person in organisation.people},
    )
    check_written(written, cast, settings.currency.decimals)
    _check_tenders(tenders, written, cast)
    _check_cleared_once(written)
    for each in written:
        if isinstance(each.agreement, VamText):
            _check_can_invest(each.agreement, each.entry, settings, organisation)
    _check_shares(written, organisation)


def check_cleared(written: Iterable[Written], earning: Mapping[str, Entry]) -> None:
    """What a unit takes in lies with the clearing enterprise until an agreement passes it on: there must be one."""
    for unit, problem in uncleared(written, earning):
        earning[unit].wrong("unit", problem)


def uncleared(written: Iterable[Written], earning: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The units that earn something which no agreement passes on, each with what is to be said of it."""
    cleared = {each.agreement.unit for each in written if isinstance(each.agreement, ClearingText)}
    for unit in earning:
        if unit not in cleared:
            yield unit, f"no clearing agreement in {AGREEMENTS_FILE} passes on what {unit} takes in"


def _check_tenders(tenders: Iterable[WrittenTender], written: Iterable[Written], cast: Cast) -> None:
    """What is offered is named after its tender; no two things have one name."""
    seen = {each.agreement.id: each.entry for each in written}
    for each in tenders:
        each.tender.check(each.entry, cast)
        won = each.tender.won()
        for name in (each.tender.id, *([won.id] if won else [])):
            if (first := seen.setdefault(name, each.entry)) is not each.entry:
                each.entry.wrong("id", f'"{name}" is there twice, first in {first.at("id")}')


def _check_cleared_once(written: Iterable[Written]) -> None:
    cleared: dict[str, Entry] = {}
    for each in written:
        if isinstance(each.agreement, ClearingText):
            unit = each.agreement.unit
            if (first := cleared.setdefault(unit, each.entry)) is not each.entry:
                each.entry.wrong("unit", f"what {unit} takes in is passed on already, in {first.at('unit')}")


def _check_can_invest(agreement: VamText, entry: Entry, settings: Settings, organisation: Organisation) -> None:
    """At its opening an investment is drawn from what the investor has, an enterprise's from its allowance; so is what
    is locked for later."""
    decimals = settings.currency.decimals
    for party, needed, item, field in _put_in(agreement, entry):
        amount = amount_text(needed, decimals)
        unit = organisation.unit(party)
        if unit and needed > unit.allowance:
            allowance = amount_text(unit.allowance, decimals)
            item.wrong(field, f"{amount} is more than the {allowance} that {unit.id} may spend in a period")
        platform = organisation.platform
        if agreement.term.first_period > settings.first_period or platform is None:
            continue
        has = settings.opening_capital if party == platform else 0
        if needed > has:
            opening = amount_text(has, decimals)
            item.wrong(field, f"{amount} is more than the {opening} that {party} has on the first day")


def _put_in(agreement: VamText, entry: Entry) -> Iterator[tuple[str, int, Entry, str]]:
    """Who puts in how much at the opening, with the entry and the field that says so."""
    investors = entry.items("investors") or [entry]
    for investment, item in zip(agreement.investments, investors, strict=False):
        yield investment.investor, investment.amount, item, "amount"
    for later, item in zip(agreement.later, entry.items("later"), strict=True):
        yield later.investor, later.amount, item, "amount"
    for allowance, item in zip(agreement.allowances, entry.items("allowances"), strict=True):
        yield allowance.investor, allowance.in_all, item, "in_all"
    for loss, item in zip(agreement.losses, entry.items("losses"), strict=True):
        yield loss.bearer, loss.amount, item, "amount"


def _check_shares(written: Iterable[Written], organisation: Organisation) -> None:
    """All investors together can't get more shares of a unit than there are."""
    issued: dict[str, int] = defaultdict(int)
    for each in written:
        if not isinstance(each.agreement, VamText):
            continue
        investee = each.agreement.investee
        items = each.entry.items("investors") or [each.entry]
        for investment, item in zip(each.agreement.investments, items, strict=False):
            issued[investee] += investment.shares
            unit = organisation.unit(investee)
            if unit and issued[investee] > unit.shares:
                problem = f"investors would have {issued[investee]} of the {unit.shares} shares of {investee}"
                item.wrong("shares", problem)
