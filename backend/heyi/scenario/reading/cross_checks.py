"""Checks of agreements against everything else: who is named, what they can pay, and what contracts would refuse.

The contracts check most of this again; here a mistake gets its file, line and field before anything is sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from heyi.core.checks import CeilingBelowClauses, check
from heyi.core.errors import InvalidTerms, InvalidValue
from heyi.core.terms import Nature
from heyi.scenario.model import ClearingText, RawText, ServiceText, VamText
from heyi.scenario.reading.agreements import FILE as AGREEMENTS_FILE
from heyi.scenario.reading.agreements import Written
from heyi.scenario.reading.entry import Entry
from heyi.scenario.reading.organisation import PEOPLE_FILE, UNITS_FILE, Organisation
from heyi.scenario.reading.settings import Settings
from heyi.scenario.terms_of import SOME_TOKEN, parties_of, placeholders, terms_of
from heyi.sources.amounts import amount_text

__all__ = ["check_agreements", "check_cleared"]


def check_agreements(
    written: Sequence[Written], settings: Settings, organisation: Organisation, scored: frozenset[str] | None
) -> None:
    """Notes every mistake. scored: units that the facts give a score; None: any may have one."""
    _check_ids(written)
    checks = _Checks(settings, organisation, scored)
    for each in written:
        before = len(each.entry.findings)
        match each.agreement:
            case ClearingText():
                checks.clearing(each.agreement, each.entry)
            case ServiceText():
                checks.service(each.agreement, each.entry)
            case VamText():
                checks.vam(each.agreement, each.entry)
            case RawText():
                checks.raw(each.agreement, each.entry)
        if len(each.entry.findings) == before:
            checks.terms(each)
    checks.shares(written)


def check_cleared(written: Iterable[Written], earning: Mapping[str, Entry]) -> None:
    """What a unit takes in lies with the clearing enterprise until an agreement passes it on: there must be one."""
    cleared = {each.agreement.unit for each in written if isinstance(each.agreement, ClearingText)}
    for unit, entry in earning.items():
        if unit not in cleared:
            entry.wrong("unit", f"no clearing agreement in {AGREEMENTS_FILE} passes on what {unit} takes in")


def _check_ids(written: Iterable[Written]) -> None:
    seen: dict[str, Entry] = {}
    for each in written:
        if (first := seen.setdefault(each.agreement.id, each.entry)) is not each.entry:
            each.entry.wrong("id", f'"{each.agreement.id}" is there twice, first in {first.at("id")}')


class _Checks:
    def __init__(self, settings: Settings, organisation: Organisation, scored: frozenset[str] | None) -> None:
        self._settings = settings
        self._organisation = organisation
        self._scored = scored
        self._cleared: dict[str, Entry] = {}
        self._addresses = placeholders(organisation.unit_ids | organisation.person_ids)

    def clearing(self, agreement: ClearingText, entry: Entry) -> None:
        self._unit(entry, "unit", agreement.unit)
        if agreement.unit == agreement.clearing:
            entry.wrong("unit", f"{agreement.unit} is the clearing enterprise itself")
        if (first := self._cleared.setdefault(agreement.unit, entry)) is not entry:
            entry.wrong("unit", f"what {agreement.unit} takes in is passed on already, in {first.at('unit')}")

    def service(self, agreement: ServiceText, entry: Entry) -> None:
        self._party(entry, "client", agreement.client)
        self._party(entry, "supplier", agreement.supplier)
        if agreement.client == agreement.supplier:
            entry.wrong("supplier", f"{agreement.supplier} is the client")
        if entry.has("of"):
            self._unit(entry, "of", entry.text("of"))
        elif agreement.share and agreement.client in self._organisation.person_ids:
            entry.wrong("of", f"is missing: {agreement.client} is a person, of whom there are no figures")
        if agreement.penalty:
            self._score_of(entry.inside("penalty"))

    def vam(self, agreement: VamText, entry: Entry) -> None:
        self._unit(entry, "investee", agreement.investee)
        self._party(entry, "investor", agreement.investor)
        if agreement.investor == agreement.investee:
            entry.wrong("investor", f"{agreement.investor} is the unit invested in")
        if agreement.compensation:
            payer, inner = agreement.compensation.payer, entry.inside("compensation")
            self._party(inner, "payer", payer)
            if payer == agreement.investee:
                inner.wrong("payer", f"{payer} is the unit invested in, and compensation never comes out of it")
            elif payer == agreement.investor:
                inner.wrong("payer", f"{payer} is the investor, whom the compensation is for")
        for side in ("compensation", "bonus"):
            if entry.inside(side).has("gate"):
                self._score_of(entry.inside(side).inside("gate"))
        self._can_invest(agreement, entry)

    def _can_invest(self, agreement: VamText, entry: Entry) -> None:
        """At its opening an investment is drawn from what the investor has, an enterprise's from its allowance."""
        decimals = self._settings.currency.decimals
        amount = amount_text(agreement.amount, decimals)
        unit = self._organisation.unit(agreement.investor)
        if unit and agreement.amount > unit.allowance:
            allowance = amount_text(unit.allowance, decimals)
            entry.wrong("amount", f"{amount} is more than the {allowance} that {unit.id} may spend in a period")
        platform = self._organisation.platform
        if agreement.term.first_period > self._settings.first_period or platform is None:
            return
        has = self._settings.opening_capital if agreement.investor == platform else 0
        if agreement.amount > has:
            opening = amount_text(has, decimals)
            entry.wrong("amount", f"{amount} is more than the {opening} that {agreement.investor} has on the first day")

    def raw(self, agreement: RawText, entry: Entry) -> None:
        for party in agreement.parties:
            self._party(entry, "parties", party)
        named = [(leg, field) for leg in entry.items("legs") for field in ("debtor", "creditor")]
        named += [(tranche, field) for tranche in entry.items("tranches") for field in ("investor", "enterprise")]
        for item, field in named:
            if item.text(field) not in agreement.parties:
                item.wrong(field, f"{item.text(field)} is not one of the parties")
        for clause in entry.items("clauses"):
            if clause.has("subject"):
                self._unit(clause, "subject", clause.text("subject"))
            for gate in clause.items("gates"):
                self._unit(gate, "subject", gate.text("subject"))
        if agreement.contract == "ServiceAgreements":
            _check_raw_service(agreement, entry)
        else:
            _check_raw_vam(agreement, entry, self._organisation)

    def terms(self, written: Written) -> None:
        """What the contracts would refuse, whoever the parties are."""
        agreement, entry = written.agreement, written.entry
        if not self._addresses.keys() >= set(parties_of(agreement)):
            return  # without a clearing enterprise, which was told
        try:
            check(terms_of(agreement, self._addresses, SOME_TOKEN))
        except CeilingBelowClauses as error:
            decimals = self._settings.currency.decimals
            ceiling, most = amount_text(error.ceiling, decimals), amount_text(error.most, decimals)
            entry.wrong("ceiling", f"{ceiling} is below the {most} that its clauses can come to in a period")
        except (InvalidTerms, InvalidValue) as error:
            entry.wrong("", str(error))

    def shares(self, written: Iterable[Written]) -> None:
        """All investors together can't get more shares of a unit than there are."""
        issued: dict[str, int] = defaultdict(int)
        for each in written:
            if not isinstance(each.agreement, VamText):
                continue
            investee = each.agreement.investee
            issued[investee] += each.agreement.shares
            unit = self._organisation.unit(investee)
            if unit and issued[investee] > unit.shares:
                problem = f"investors would have {issued[investee]} of the {unit.shares} shares of {investee}"
                each.entry.wrong("shares", problem)

    def _unit(self, entry: Entry, field: str, unit: str) -> bool:
        known = unit in self._organisation.unit_ids
        if not known:
            entry.wrong(field, f'no unit "{unit}" in {UNITS_FILE}')
        return known

    def _score_of(self, entry: Entry) -> None:
        unit = entry.text("score_of")
        if self._unit(entry, "score_of", unit) and self._scored is not None and unit not in self._scored:
            entry.wrong("score_of", f"the facts give {unit} no score")

    def _party(self, entry: Entry, field: str, party: str) -> None:
        if party not in self._organisation.unit_ids | self._organisation.person_ids:
            entry.wrong(field, f'no unit or person "{party}" in {UNITS_FILE} or {PEOPLE_FILE}')


def _check_raw_service(agreement: RawText, entry: Entry) -> None:
    """As ServiceAgreements.sol wants it."""
    if len(agreement.parties) != 2:
        entry.wrong("parties", f"there are {len(agreement.parties)}, but a service has a client and a supplier")
    elif [(leg.debtor, leg.creditor) for leg in agreement.legs] != [agreement.parties]:
        entry.wrong("legs", "a service has one leg, from the first party to the second")
    if agreement.tranches:
        entry.wrong("tranches", "a service has no investment")


def _check_raw_vam(agreement: RawText, entry: Entry, organisation: Organisation) -> None:
    """As VamAgreements.sol wants it."""
    if len(agreement.parties) < 2 or agreement.parties[0] not in organisation.unit_ids:
        entry.wrong("parties", "the first is the unit invested in, the second the investor")
        return
    investee, investor = agreement.parties[:2]
    if [(tranche.investor, tranche.enterprise) for tranche in agreement.tranches] != [(investor, investee)]:
        entry.wrong("tranches", f"there must be one, from {investor} to {investee}")
    for leg, item in zip(agreement.legs, entry.items("legs"), strict=True):
        if leg.nature is Nature.Bonus and leg.creditor != investee:
            item.wrong("creditor", f"a bonus goes to the team of {investee}")
        if leg.nature is not Nature.Bonus and investee in (leg.debtor, leg.creditor):
            item.wrong("debtor", f"{investee} is the unit invested in, which neither pays nor receives compensation")
