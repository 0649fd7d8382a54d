"""Plays an afterword on the chain: months go on as in the story, but people leave what they earn where it is, and the
last month's figures stay open."""

from collections.abc import Callable

from web3.contract.contract import ContractFunction

from heyi.core.facts import subject_of
from heyi.core.messages import sentence_hash
from heyi.core.terms import Terms
from heyi.processes.closing import close_period, collect_from_people
from heyi.scenario.afterword.model import Afterword, Challenge
from heyi.scenario.playing.bidding import Bidding
from heyi.scenario.playing.cast import Offer
from heyi.scenario.playing.nodes.committee import Committee, node_id
from heyi.scenario.playing.stage import Stage
from heyi.scenario.playing.wallets import wallet
from heyi.sources.figures import Figures
from heyi.sources.source import FactsSource
from heyi.store.database import Database
from heyi.store.names import Names
from heyi.store.projection import hexed
from heyi.templates.agreement import Agreement
from heyi.templates.terms_of import sentence_of, terms_of

__all__ = ["GoingOn"]

HOUR = 3600

Tell = Callable[[str], None]


class GoingOn:
    """An afterword on the stage that its story has left. database: where the oracle nodes' exchange is kept.

    terms: of what was opened, by id. offers: that bidders have signed.
    """

    def __init__(self, afterword: Afterword, stage: Stage, database: Database, tell: Tell) -> None:
        self._afterword, self._scenario = afterword, afterword.scenario
        self._stage, self._tell = stage, tell
        self._company, self._cast, self._chain = stage.company, stage.cast, stage.company.chain
        self._token = self._company.deployment.addresses["SettlementToken"]
        self._committee = self._nodes(database)
        self._bidding = Bidding(self._cast, self._scenario, stage.addresses)
        self._sentences: list[str] = []
        self.terms: dict[str, Terms] = {}

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self._bidding.offers

    def run(self) -> None:
        """From the first day after the story until the last month's figures are posted."""
        *closed, last = self._scenario.periods
        for period in closed:
            self._begin(period)
            self._report(period)
            self._close(period)
        self._begin(last)
        self._publish_tenders()
        self._report(last)
        self._begin(last + 1)
        if self._afterword.challenge:
            self._dispute(self._afterword.challenge, last)

    @property
    def names(self) -> Names:
        """How what was opened is called, and the words of it."""
        called = {hexed(self._company.messages.terms_hash(terms)): name for name, terms in self.terms.items()}
        return Names(called, sentences=tuple(self._sentences))

    # --- A MONTH ---

    def _begin(self, period: int) -> None:
        """What begins in it is signed and opened."""
        # Good as long as what is signed in the story's months.
        oracle = self._scenario.oracle
        end = self._scenario.calendar.end_of(period + 2)
        self._cast.deadline = end + oracle.challenge_window + oracle.absent_after
        beginning = [each for each in self._scenario.agreements if each.term.first_period == period]
        self._tell(f"{self._label(period)}: {len(beginning)} agreements are signed and opened")
        opening = [self._signed_by_all(each) for each in beginning]
        self._chain.send_all(opening)

    def _signed_by_all(self, agreement: Agreement) -> ContractFunction:
        """What opens the agreement; to be sent."""
        terms = terms_of(agreement, self._stage.addresses, self._token)
        sentence = sentence_of(agreement, self._scenario.words)
        self._cast.let_all_pay(agreement.contract, terms)
        self.terms[agreement.id] = terms
        self._sentences.append(sentence)
        return self._cast.opening(agreement.contract, terms, sentence)

    def _publish_tenders(self) -> None:
        for tender in self._scenario.tenders:
            self._tell(f"{tender.id} is published, and answered with signed offers")
            self._bidding.open(tender, without=self._stage.wound_up)
            self._sentences.append(tender.says(self._scenario.words))
            self._sentences += [tender.bid_says(bid, self._scenario.words) for bid in tender.bids]

    def _report(self, period: int) -> None:
        self._tell(f"{self._label(period)}: {len(self._scenario.oracle.nodes)} oracle nodes read, agree and sign")
        self._chain.advance_to(self._scenario.calendar.end_of(period) + HOUR)
        self._statements = self._committee.report(period).statements

    def _close(self, period: int) -> None:
        self._tell(f"{self._label(period)}: books are closed")
        company, ledger, addresses = self._company, self._stage.ledger, self._stage.addresses
        self._chain.advance_to(self._chain.timestamp() + self._scenario.oracle.challenge_window + 1)
        self._chain.send(company.token.functions.issue(period))
        close_period(company, ledger, [addresses[unit.id] for unit in self._scenario.units], period)
        collect_from_people(company, ledger, period)
        by_subject = {each.subject: each for each in self._statements}
        figures = {
            (unit.id, period): Figures(revenue=found.revenue, profit=found.profit)
            for unit in self._scenario.units
            if (found := by_subject.get(subject_of(addresses[unit.id]))) is not None
        }
        self._stage.purses.pay_costs(period, figures, without=self._stage.wound_up)

    # --- WHAT IS IN DISPUTE ---

    def _dispute(self, challenge: Challenge, period: int) -> None:
        addresses = self._stage.addresses
        unit, party = addresses[challenge.unit], addresses[challenge.by]
        kind = next(each.contract for each in self._scenario.agreements if each.id == challenge.agreement)
        terms = self.terms[challenge.agreement]
        agreement = self._company.messages.terms_hash(terms)
        about = (subject_of(unit), period, sentence_hash(challenge.reason))
        names, label = self._scenario.names, self._label(period)
        said = f"{names[challenge.by]} challenges the figures of {names[challenge.unit]} for {label}."
        self._tell(said)
        consent = self._cast.challenge(kind, agreement, party, about, said)
        self._sentences += [said, challenge.reason]
        challenging = self._company.contract(kind).functions.challenge
        place = terms.parties.index(party)
        self._chain.send(challenging(agreement, terms.to_abi(), place, *about, consent.to_abi()))

    # --- PARTS ---

    def _nodes(self, database: Database) -> Committee:
        """The company's nodes, each with the table that it reads."""
        scenario = self._scenario
        keys = {node.name: wallet(scenario.company, node_id(node.name)) for node in scenario.oracle.nodes}
        plans = [self._afterword.tables.get(node.name, scenario.facts) for node in scenario.oracle.nodes]
        sources = [FactsSource(plan, scenario.frame, self._stage.addresses) for plan in plans]
        committee = Committee(scenario, keys, sources)
        committee.meet(self._company, database)
        return committee

    def _label(self, period: int) -> str:
        return self._scenario.calendar.format(period)
