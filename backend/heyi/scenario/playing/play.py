"""Plays a scenario: `Play.run` founds the company, lives through its months, and returns what its books say.

A month: agreements that begin are signed and opened; the month ends; every oracle node reads the facts on its own,
and what a quorum reads alike is posted; credit is issued against final revenue; books are closed, debtors first;
people claim, units that could not pay for long enough are wound up, and units pay their outside costs. After the last
month people withdraw to their wallets.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from eth_account.signers.local import LocalAccount
from web3.contract.contract import ContractFunction

from heyi.chain.client import Chain
from heyi.company import Company
from heyi.company.deploy import CompanySettings, OracleSettings, TokenSettings, deploy
from heyi.company.record import Record
from heyi.compiler import Artifact
from heyi.core.facts import benchmark_id, subject_of
from heyi.core.terms import Terms
from heyi.processes.attesting.agreeing import Agreed
from heyi.processes.closing import close_period, collect_from_people
from heyi.processes.ledger import Ledger
from heyi.processes.winding_up import wind_up
from heyi.scenario.charters import charter_of
from heyi.scenario.model import Scenario, Unit
from heyi.scenario.playing.absence import awaited
from heyi.scenario.playing.bidding import Bidding
from heyi.scenario.playing.cast import Cast
from heyi.scenario.playing.nodes.committee import IN_MEMORY, Committee, node_id
from heyi.scenario.playing.nodes.differing import deviations, notes_of
from heyi.scenario.playing.played import Played
from heyi.scenario.playing.purses import Purses
from heyi.scenario.playing.stage import Stage
from heyi.scenario.playing.tables import Month, Opened, tables_of
from heyi.scenario.playing.wallets import origin, wallet
from heyi.sources.figures import Figures, Key
from heyi.statements.communities import shared_in
from heyi.statements.directory import Directory
from heyi.statements.table import Money
from heyi.store.database import Database
from heyi.store.names import Names
from heyi.store.projection import hexed
from heyi.templates.agreement import Agreement
from heyi.templates.terms_of import sentence_of, terms_of

__all__ = ["Play", "Played", "starts_at"]

Tell = Callable[[str], None]

HOUR = 3600
OUTSIDE = "outside suppliers"
ARBITER = "arbiter"


def starts_at(scenario: Scenario) -> int:
    """The unix time at which a chain for the scenario has to start: early in its first period."""
    return scenario.calendar.start_of(scenario.first_period) + HOUR


class Play:
    """One scenario on one chain. Everything sent is paid for by the chain client's account; people need no gas."""

    def __init__(
        self,
        scenario: Scenario,
        chain: Chain,
        artifacts: Mapping[str, Artifact],
        tell: Tell,
        database: Database | None = None,
    ) -> None:
        """database: where the oracle nodes' exchange is kept; None: it is forgotten afterwards."""
        self._scenario = scenario
        self._chain = chain
        self._database = database or Database(IN_MEMORY)
        self._artifacts = artifacts
        self._tell = tell
        self._wallets = {person.id: self._wallet(person.id) for person in scenario.people}
        self._addresses: dict[str, str] = {person: account.address for person, account in self._wallets.items()}
        self._outside = self._wallet(OUTSIDE)
        self._figures: dict[Key, Figures] = {}
        self._opened: list[Opened] = []
        self._months: list[Month] = []
        self._wound_up: set[str] = set()
        self._given: set[tuple[bytes, int]] = set()

    def run(self) -> Played:
        """From the first day to the last closing. Raises ContractRefused, SourceError, NoQuorum."""
        self._tell("Every oracle node opens its books")
        with self._books_open():
            # A row that can't be read stops everything before anything is sent.
            first, *others = self._committee.readings
            first()
            # The others read while the company is founded, which is mostly waiting for the chain. What they can't read
            # they say when they are asked for it.
            with ThreadPoolExecutor(max_workers=1) as reading:
                for read in others:
                    reading.submit(read)
                self._found()
            for period in self._scenario.periods:
                self._live(period)
        self._tell("People withdraw to their own wallets")
        self._purses.withdraw()
        self._tell("Outside suppliers are paid out in cash")
        self._purses.pay_out_in_cash()
        return self._played()

    @property
    def stage(self) -> Stage:
        """What goes on after `run`."""
        return Stage(self._company, self._cast, self._ledger, self._purses, self._addresses, self._wound_up)

    @contextmanager
    def _books_open(self) -> Iterator[None]:
        """For as long as nodes read."""
        self._database.create()
        with Committee.of(self._scenario, self._wallet, self._addresses) as self._committee:
            yield

    # --- FOUNDING ---

    def _found(self) -> None:
        scenario = self._scenario
        self._tell(f"Deploying {scenario.company}'s contracts")
        settings = self._settings(self._committee.addresses)
        self._company = Company(self._chain, deploy(self._chain, self._artifacts, settings), self._artifacts)
        self._committee.meet(self._company, self._database)
        self._ledger = Ledger(self._company)
        people = {**self._wallets, OUTSIDE: self._outside}
        self._cast = Cast(self._company, people, self._deadline(scenario.first_period))
        self._bidding = Bidding(self._cast, scenario, self._addresses)
        outside = str(self._outside.address)
        self._purses = Purses(self._cast, self._ledger, scenario, self._addresses, outside, self._money)
        for unit in scenario.units:
            self._tell(f"Founding {unit.name}: {len(unit.members)} members sign")
            self._addresses[unit.id] = self._cast.found(charter_of(unit, scenario, self._addresses))
        self._chain.send(self._company.token.functions.issueCapital())

    def _settings(self, nodes: list[str]) -> CompanySettings:
        scenario, oracle = self._scenario, self._scenario.oracle
        return CompanySettings(
            calendar=scenario.calendar,
            first_period=scenario.first_period,
            oracle=OracleSettings(
                nodes=tuple(nodes),
                quorum=oracle.quorum,
                arbiter=self._wallet(ARBITER).address,
                pauser=self._wallet("pauser").address,
                challenge_window=oracle.challenge_window,
                arbitration_window=oracle.arbitration_window,
                absent_after=oracle.absent_after,
                bond=oracle.bond,
            ),
            token=TokenSettings(
                name=scenario.currency.name,
                symbol=scenario.currency.symbol,
                decimals=scenario.currency.decimals,
                opening_capital=scenario.opening_capital,
            ),
            clearing=charter_of(scenario.clearing, scenario, self._addresses),
            platform=charter_of(scenario.platform, scenario, self._addresses),
        )

    # --- A MONTH ---

    def _live(self, period: int) -> None:
        self._cast.deadline = self._deadline(period)
        month = Month(period)
        self._months.append(month)
        label = self._scenario.calendar.format(period)
        self._open_agreements(period, month)
        self._publish_tenders(period, month)
        self._award_tenders(period, month)
        self._tell(f"{label}: {len(self._scenario.oracle.nodes)} oracle nodes read, agree and sign")
        self._chain.advance_to(self._scenario.calendar.end_of(period) + HOUR)
        agreed = self._report(period, month)
        self._chain.advance_to(self._chain.timestamp() + self._scenario.oracle.challenge_window + 1)
        self._await_absent(period, agreed, month)
        receipt = self._chain.send(self._company.token.functions.issue(period))
        month.issued = sum(e.args["amount"] for e in self._events_in(receipt["blockNumber"], "Issued"))
        everyone = [self._addresses[unit.id] for unit in self._scenario.units]

        def tell(address: str) -> None:
            self._tell(f"{label}: {self._name(address)} closes its books")

        close_period(self._company, self._ledger, everyone, period, tell)
        collect_from_people(self._company, self._ledger, period)
        self._note_communities(period, month)
        self._wind_up(month)
        self._tell(f"{label}: people claim, units pay their outside costs")
        self._purses.claim(period)
        month.notes += self._purses.pay_costs(period, self._figures, without=self._wound_up)

    def _deadline(self, period: int) -> int:
        """What is signed in a period or in its closing is good until two periods later, however late figures are."""
        oracle = self._scenario.oracle
        return self._scenario.calendar.end_of(period + 2) + oracle.challenge_window + oracle.absent_after

    def _open_agreements(self, period: int, month: Month) -> None:
        beginning = [
            (agreement, terms_of(agreement, self._addresses, self._company.deployment.addresses["SettlementToken"]))
            for agreement in self._scenario.agreements
            if agreement.term.first_period == period and not self._is_over(agreement.id, agreement.parties, month)
        ]
        for agreement, terms in beginning:
            self._cast.let_all_pay(agreement.contract, terms)
        self._chain.send_all(self._signed_by_all(agreement, terms, period) for agreement, terms in beginning)
        month.opened += len(beginning)

    def _is_over(self, name: str, parties: Iterable[str], month: Month) -> bool:
        """Whether a party signs nothing any more, because it was wound up; that is noted."""
        gone = [self._scenario.names[party] for party in parties if party in self._wound_up]
        month.notes += [f"{name}: not opened, {unit} is wound up" for unit in gone]
        return bool(gone)

    def _signed_by_all(self, agreement: Agreement, terms: Terms, period: int) -> ContractFunction:
        """What opens the agreement; to be sent."""
        self._tell(f"{self._scenario.calendar.format(period)}: {agreement.id} is signed and opened")
        sentence = sentence_of(agreement, self._scenario.words)
        self._remember(agreement, terms, sentence)
        return self._cast.opening(agreement.contract, terms, sentence)

    def _remember(self, agreement: Agreement, terms: Terms, sentence: str) -> None:
        names = ", ".join(self._scenario.names[party] for party in agreement.parties)
        self._opened.append(Opened(agreement.id, self._company.messages.terms_hash(terms), names, sentence))

    def _publish_tenders(self, period: int, month: Month) -> None:
        label, names = self._scenario.calendar.format(period), self._scenario.names
        for tender in self._scenario.tenders:
            if tender.closes != period or self._is_over(tender.id, [tender.client], month):
                continue
            self._tell(f"{label}: {tender.id} is published, and answered with signed offers")
            self._bidding.open(tender, without=self._wound_up)
            month.notes.append(f"{tender.id}: {names[tender.client]} asks for {tender.goal}")
            month.notes += [
                f"{tender.id}: {names[bid.supplier]} bids {self._money.shown(bid.price)}"
                for bid in tender.bids
                if bid.supplier not in self._wound_up
            ]

    def _award_tenders(self, period: int, month: Month) -> None:
        label, names = self._scenario.calendar.format(period), self._scenario.names
        for tender in self._scenario.tenders:
            won = tender.won()
            if tender.term.first_period != period or won is None or self._is_over(tender.id, won.parties, month):
                continue
            self._tell(f"{label}: {won.id} is accepted, and {tender.id} awarded")
            if self._addresses[tender.client] not in self._cast.leaders:
                self._cast.let_pay(self._addresses[tender.client], won.contract)
            self._bidding.award(tender, won)
            self._remember(won, self._bidding.terms(won), sentence_of(won, self._scenario.words))
            month.opened += 1
            month.notes.append(f"{tender.id}: won by {names[tender.winner]} at {self._money.shown(won.fee)}")

    def _report(self, period: int, month: Month) -> Agreed:
        agreed = self._committee.report(period)
        self._note_figures(agreed, month)
        return agreed

    def _note_figures(self, agreed: Agreed, month: Month) -> None:
        for statement in agreed.statements:
            unit = self._unit_of(statement.subject)
            if unit:
                self._figures[unit.id, month.period] = Figures(revenue=statement.revenue, profit=statement.profit)
            if unit is self._scenario.clearing:
                month.revenue = statement.revenue
            elif unit and statement.revenue < 0:
                owed = self._money.shown(-statement.revenue)
                month.notes.append(
                    f"{unit.name}: refunds exceed sales, {owed} owed back to {self._scenario.clearing.name}"
                )
        month.deviations = deviations(month.period, agreed, self._committee.names, self._subject_name)
        month.notes += notes_of(agreed, month.deviations, self._subject_name)

    def _note_communities(self, period: int, month: Month) -> None:
        names = self._agreements
        for agreement, amount, partners in shared_in(self._ledger, period):
            shown = self._money.shown(amount)
            month.notes.append(f"{names[agreement]}: above its target, {shown} shared by {partners} partners")

    def _wind_up(self, month: Month) -> None:
        """Whoever may be wound up is: it signs and spends nothing any more, and its books go on being closed."""
        for unit in self._scenario.units:
            if not unit.wind_up_after or unit.id in self._wound_up:
                continue
            end = wind_up(self._company, self._ledger, self._addresses[unit.id])
            if end:
                self._tell(f"{unit.name} is wound up")
                self._wound_up.add(unit.id)
                last = self._scenario.calendar.format(end - 1)
                month.notes.append(
                    f"{unit.name}: wound up after {unit.wind_up_after} closings in arrears, {last} is the last to count"
                )

    def _await_absent(self, period: int, agreed: Agreed, month: Month) -> None:
        """No books close on a figure that may still come: who has none is waited for until it is final as absent."""
        self._given |= {(statement.subject, period) for statement in agreed.statements}
        calendar, absent_after = self._scenario.calendar, self._scenario.oracle.absent_after
        units = [u for u in self._scenario.units if (subject_of(self._addresses[u.id]), period) not in self._given]
        month.notes += [f"{unit.name}: no figures, final as absent" for unit in units]
        if units:
            self._chain.advance_to(calendar.end_of(period) + absent_after)
        for subject, missed in awaited(self._ledger.refresh().agreements.values(), period, self._given):
            if self._chain.timestamp() < (final := calendar.end_of(missed) + absent_after):
                self._chain.advance_to(final)
                name, when = self._subject_name(subject), calendar.format(missed)
                month.notes.append(f"{name}: no figure for {when}, final as absent")

    # --- WHAT IS LEFT ---

    def _played(self) -> Played:
        self._tell("Reading the books")
        scenario, company, ledger = self._scenario, self._company, self._ledger.refresh()
        tables = tables_of(company, ledger, self._directory(), scenario, self._months, self._opened)
        names = {unit.name: self._addresses[unit.id] for unit in scenario.units}
        nodes = {name: address for address, name in self._committee.names.items()}
        people = {**nodes, **{person.name: self._addresses[person.id] for person in scenario.people}}
        profile, keys = self._chain.profile.source, self._origins()
        record = Record(self._chain.url, profile, company.deployment, names, people, own_time=True, wallets=keys)
        return Played(scenario.company, self._money, record, tables, self._names())

    def _origins(self) -> Mapping[str, str]:
        """What everybody's key derives from, by name."""
        holders = {person.name: person.id for person in self._scenario.people}
        nodes = {name: node_id(name) for name in self._committee.names.values()}
        everybody = {**holders, **nodes, ARBITER.capitalize(): ARBITER}
        return {name: origin(self._scenario.company, holder) for name, holder in everybody.items()}

    def _names(self) -> Names:
        scenario, directory = self._scenario, self._directory()
        benchmarks = {hexed(benchmark_id(each.name)): each.name for each in scenario.facts.benchmarks}
        agreements = {hexed(agreement): name for agreement, name in self._agreements.items()}
        homes = {self._addresses[p.id]: self._addresses[p.unit] for p in scenario.people if p.unit}
        sentences = tuple(opened.sentence for opened in self._opened)
        others = {**self._committee.names, str(self._wallet(ARBITER).address): ARBITER.capitalize()}
        return Names({**others, **directory.people, **agreements, **benchmarks}, homes, sentences)

    def _directory(self) -> Directory:
        scenario = self._scenario
        people: dict[str, str] = {self._addresses[person.id]: person.name for person in scenario.people}
        homes: dict[str, str] = {self._addresses[p.id]: scenario.unit(p.unit).name for p in scenario.people if p.unit}
        return Directory(
            enterprises={self._addresses[unit.id]: unit.name for unit in scenario.units},
            people={**people, str(self._outside.address): OUTSIDE.capitalize()},
            agreements=self._agreements,
            homes=homes,
            clearing=self._addresses[scenario.clearing.id],
        )

    @property
    def _agreements(self) -> Mapping[bytes, str]:
        """What was opened, by its hash."""
        return {opened.hash: opened.agreement for opened in self._opened}

    @property
    def _money(self) -> Money:
        return Money(self._scenario.currency.symbol, self._scenario.currency.decimals)

    def _name(self, address: str) -> str:
        return next(unit.name for unit in self._scenario.units if self._addresses[unit.id] == address)

    def _unit_of(self, subject: bytes) -> Unit | None:
        """None for a benchmark."""
        return next((u for u in self._scenario.units if subject_of(self._addresses[u.id]) == subject), None)

    def _subject_name(self, subject: bytes) -> str:
        benchmarks = {benchmark_id(each.name): each.name for each in self._scenario.facts.benchmarks}
        unit = self._unit_of(subject)
        return unit.name if unit else benchmarks[subject]

    def _events_in(self, block: int, name: str) -> list[Any]:
        self._ledger.refresh()
        return [event for event in self._ledger.named(name) if event.block == block]

    def _wallet(self, holder: str) -> LocalAccount:
        return wallet(self._scenario.company, holder)
