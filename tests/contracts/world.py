"""A small company on a chain, for tests: founded, funded and reported on with the production code.

    world = World(chain, artifacts)
    client, supplier = world.found("Client"), world.found("Supplier")
    agreement = world.open(world.terms((client, supplier), [constant(100), share(client.subject, 10)]))
    world.month(revenue={client: 1000})          # the month ends, its statements become final
    assert agreement.due() == 0                  # nothing is accrued before somebody asks for it
    world.close(client)
    with world.refused("AgreementExists", agreement=agreement.id):
        world.open(agreement.terms)

People are keys derived from names; every enterprise has one member, its leader, unless told otherwise.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.refusals import ContractRefused
from heyi.company import Company, abis_of
from heyi.company.deploy import CompanySettings, OracleSettings, TokenSettings, deploy
from heyi.compiler import Artifact
from heyi.core.accrual import entitlements
from heyi.core.charter import Charter
from heyi.core.facts import Figure, Finality, Metric, Statement, subject_of
from heyi.core.periods import MONTHS, Calendar
from heyi.core.signing import (
    ascending,
    enterprise_signature_by_leader,
    enterprise_signature_by_members,
    sign,
    signed,
)
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Clause, Form, Leg, Nature, Point, Span, Status, Terms, Tranche
from heyi.core.typed_data import Domain, Message
from heyi.processes.closing import close_enterprise
from heyi.processes.ledger import Ledger

FOREVER = 2**40
BIG = 10**15
DAY = 86_400
CHALLENGE_WINDOW = 2 * DAY
ARBITRATION_WINDOW = 5 * DAY
ABSENT_AFTER = 40 * DAY

SERVICES = "ServiceAgreements"
COMMUNITIES = "CommunityAgreements"
VAMS = "VamAgreements"

# They hold roles and call by themselves, so they need money for gas.
ARBITER, PAUSER, STRANGER = (development_account(i) for i in (1, 2, 3))

_people: dict[str, LocalAccount] = {}


def person(name: str) -> LocalAccount:
    """The wallet of a person, from a name."""
    account: LocalAccount = Account.from_key(keccak(text=f"heyi test: {name}"))
    _people[account.address] = account
    return account


@dataclass(frozen=True)
class Unit:
    """An enterprise and those who sign for it."""

    address: str
    leader: LocalAccount
    members: tuple[LocalAccount, ...]

    @property
    def subject(self) -> bytes:
        """What the oracle calls it."""
        return subject_of(self.address)


Party = Unit | LocalAccount


@dataclass
class Agreement:
    """An agreement on the chain. terms: the last ones that all its parties signed."""

    world: World = field(repr=False)
    kind: str
    id: bytes
    terms: Terms

    @property
    def contract(self) -> Any:
        return self.world.company.contract(self.kind)

    def due(self, leg: int = 0) -> int:
        return int(self.world.chain.call(self.contract.functions.dueOf(self.id, leg)))

    def account(self) -> dict[str, Any]:
        account: dict[str, Any] = self.world.chain.call(self.contract.functions.accountOf(self.id))
        return account

    def status(self) -> Status:
        return Status(self.account()["status"])

    def accrue(self, terms: Terms | None = None) -> Any:
        """By anyone: here, as always, by the account that carries everything."""
        return self.world.send(self.contract.functions.accrue(self.id, (terms or self.terms).to_abi()))

    def amend(self, terms: Terms, in_force: Terms | None = None, signers: Sequence[str] | None = None) -> Agreement:
        """The agreement under new terms, signed by all their parties (or by `signers` in their place)."""
        messages = self.world.company.messages
        consents = [
            self.world.sign(messages.amendment(self.domain, "Changed.", party, self.id, terms, FOREVER), signer)
            for party, signer in zip(terms.parties, signers or terms.parties, strict=True)
        ]
        in_force_abi = (in_force or self.terms).to_abi()
        self.world.send(self.contract.functions.amend(self.id, in_force_abi, terms.to_abi(), consents))
        return replace(self, terms=terms)

    def notice(self, party: int, terms: Terms | None = None, deadline: int = FOREVER) -> None:
        who = self.terms.parties[party]
        message = self.world.company.messages.notice(self.domain, "It ends.", who, self.id, deadline)
        consent = self.world.sign(message, who)
        self.world.send(self.contract.functions.giveNotice(self.id, (terms or self.terms).to_abi(), party, consent))

    def end(self, end_period: int) -> None:
        """All parties end it."""
        messages = self.world.company.messages
        consents = [
            self.world.sign(messages.ending(self.domain, "We end it.", party, self.id, end_period, FOREVER), party)
            for party in self.terms.parties
        ]
        self.world.send(self.contract.functions.endByAll(self.id, self.terms.to_abi(), end_period, consents))

    def challenge(self, party: int, subject: bytes, period: int, reason: bytes = bytes(32)) -> None:
        who = self.terms.parties[party]
        messages = self.world.company.messages
        message = messages.challenge(self.domain, "Wrong.", who, self.id, subject, period, reason, FOREVER)
        consent = self.world.sign(message, who)
        function = self.contract.functions.challenge
        self.world.send(function(self.id, self.terms.to_abi(), party, subject, period, reason, consent))

    def accrued(self) -> list[tuple[int, tuple[int, ...]]]:
        """What each clause has added, by period, as the events tell."""
        events = (event for event in self.world.events("Accrued") if event["agreement"] == self.id)
        return [(event["period"], tuple(event["amounts"])) for event in events]

    def entitled(self, through: int) -> list[tuple[int, tuple[int, ...]]]:
        """The same as the Python twin computes it from the same facts."""
        facts = ChainFacts(self.world.company)
        accrual = entitlements(self.terms, facts, self.world.calendar, through)
        return [(one.period, one.amounts) for one in accrual.periods]

    def escrow(self, leg: int = 0) -> int:
        return int(self.world.chain.call(self.contract.functions.escrowOf(self.id, self.terms.to_abi(), leg)))

    def release(self, party: int) -> None:
        """By anyone, once that party is wound up."""
        self.world.send(self.contract.functions.release(self.id, self.terms.to_abi(), party))

    def hop(self, leg: int = 0) -> tuple[Any, ...]:
        """As an element of a circle."""
        return (self.contract.address, self.id, self.terms.to_abi(), leg)

    @property
    def domain(self) -> Domain:
        return self.world.company.domain(self.kind)


def constant(amount: int, **changes: Any) -> Clause:
    """A fixed amount per period."""
    return clause([(0, amount)], **changes)


def clause(points: Sequence[tuple[int, int]], subject: bytes = bytes(32), **changes: Any) -> Clause:
    """A clause over a subject's revenue in each period, unless changed."""
    fields: dict[str, Any] = {
        "leg": 0,
        "subject": subject,
        "metric": Metric.Revenue,
        "form": Form.Actual,
        "span": Span.Window,
        "window": 1,
        "absent_as": 0,
        "base": (),
        "gates": (),
        "points": tuple(Point(x, y) for x, y in points),
    }
    return Clause(**{**fields, **changes})


def share(subject: bytes, percent: int, **changes: Any) -> Clause:
    """A percentage of a subject's revenue, capped far away."""
    return clause([(0, 0), (BIG, BIG * percent // 100)], subject, **changes)


class ChainFacts:
    """The oracle's figures, for the Python twins: core.facts.Facts."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def figure(self, subject: bytes, metric: Metric, period: int, corrected: bool) -> Figure:
        finality, value = self._company.chain.call(
            self._company.oracle.functions.figure(subject, metric, period, corrected)
        )
        return Figure(Finality(finality), value)

    def correction(self, subject: bytes, metric: Metric, period: int, through: int) -> int:
        function = self._company.oracle.functions.correctionOf(subject, metric, period, through)
        return int(self._company.chain.call(function))


class World:
    """The company and its clock. Periods are months; it starts in `first_period`, the month of the chain's clock.

    sends_refused: whether what is to be refused is sent, and not only asked for. Brownie's Ganache answers a failed
    transaction with its hash where the contract's error should be.
    """

    def __init__(
        self,
        chain: Chain,
        artifacts: Mapping[str, Artifact],
        capital: int = 10**9,
        calendar: Calendar = MONTHS,
        bond: int = 0,
    ) -> None:
        self.calendar = calendar
        self.sends_refused = True
        self.nodes = sorted((person(f"node {i}") for i in range(3)), key=lambda a: a.address.lower())
        self.first_period = self.calendar.period_at(chain.timestamp())
        platform, clearing = self._charter("Platform"), self._charter("Clearing")
        settings = CompanySettings(
            calendar=self.calendar,
            first_period=self.first_period,
            oracle=OracleSettings(
                nodes=tuple(node.address for node in self.nodes),
                quorum=2,
                arbiter=ARBITER.address,
                pauser=PAUSER.address,
                challenge_window=CHALLENGE_WINDOW,
                arbitration_window=ARBITRATION_WINDOW,
                absent_after=ABSENT_AFTER,
                bond=bond,
            ),
            token=TokenSettings("Test credit", "TC", 2, capital),
            clearing=clearing,
            platform=platform,
        )
        deployment = deploy(chain, artifacts, settings)
        self.chain = chain
        self.company = Company(chain, deployment, artifacts)
        self.ledger = Ledger(self.company)
        self.units: list[Unit] = []
        self.platform = self._found(platform, (person("Platform"),))
        self.clearing = self._found(clearing, (person("Clearing"),))
        self.send(self.company.token.functions.issueCapital())

    def afresh(self) -> World:
        """The same company, with nothing remembered of what happened on the chain since: for one that was set back."""
        world = copy.copy(self)
        abis = abis_of(self.company.artifacts)
        world.chain = connect(self.chain.url, self.chain.profile, self.chain.account, abis)
        world.company = Company(world.chain, self.company.deployment, self.company.artifacts)
        world.ledger = Ledger(world.company)
        world.units = list(self.units)
        return world

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside never happened afterwards."""
        snapshot = self.chain.request("evm_snapshot")
        yield
        self.chain.request("evm_revert", snapshot)
        self.__dict__.update(self.afresh().__dict__)

    @contextmanager
    def refused(self, name: str, **arguments: Any) -> Iterator[None]:
        """What is inside must be refused with this error and these arguments, and must change nothing.

        An argument given as ... may be anything.
        """
        before, profile = self.picture(), self.chain.profile
        self.chain.profile = replace(profile, simulates=not self.sends_refused)
        try:
            with pytest.raises(ContractRefused) as caught:
                yield
        finally:
            self.chain.profile = profile
        found = {key: _plain(value) for key, value in caught.value.arguments.items()}
        expected = {key: found.get(key) if value is ... else _plain(value) for key, value in arguments.items()}
        assert (caught.value.name, found) == (name, expected)
        assert self.picture() == before

    def picture(self) -> dict[str, Any]:
        """All that a refusal must leave as it was: every event so far, every unit's books and everybody's money."""
        addresses = list(self.company.deployment.addresses.values()) + [unit.address for unit in self.units]
        holders = [*_people, *(unit.address for unit in self.units)]
        return {
            "events": len(
                self.chain.logs({"address": addresses, "fromBlock": hex(self.company.deployment.first_block)})
            ),
            "books": [self.books(unit) for unit in self.units],
            "money": [self.balance(holder) for holder in holders],
        }

    # --- PEOPLE AND UNITS ---

    def _charter(self, name: str, members: Sequence[str] = (), **changes: Any) -> Charter:
        people = sorted(members or (name,), key=lambda n: person(n).address.lower())
        charter = Charter(
            name=name,
            leader=person((members or (name,))[0]).address,
            quorum=(len(people) // 2) + 1,
            members=tuple(person(n).address for n in people),
            units=(1,) * len(people),
            total_shares=1000,
            allowance=10**12,
            salt=bytes(32),
        )
        return replace(charter, **changes)

    def found(self, name: str, members: Sequence[str] = (), **changes: Any) -> Unit:
        """Founds an enterprise; the first of `members` leads it."""
        people = sorted(members or (name,), key=lambda n: person(n).address.lower())
        return self._found(self._charter(name, members, **changes), [person(n) for n in people])

    def _found(self, charter: Charter, members: Sequence[LocalAccount]) -> Unit:
        message = self.company.messages.found(self.company.domain("EnterpriseRegistry"), charter, FOREVER)
        signatures = [sign(message, member) for member in members]
        self.send(self.company.registry.functions.found(charter.to_abi(), FOREVER, signatures))
        address = self.chain.call(self.company.registry.functions.addressOf(charter.to_abi()))
        leader = next(member for member in members if member.address == charter.leader)
        unit = Unit(address, leader, tuple(members))
        self.units.append(unit)
        return unit

    def fund(self, account: Party | str, amount: int) -> None:
        """Gives an account money out of the platform's allowance."""
        self.spend(self.platform, account, amount)

    def spend(self, unit: Unit, to: Party | str, amount: int, purpose: bytes = bytes(32)) -> None:
        """The leader spends within the allowance."""
        receiver = to if isinstance(to, str) else to.address
        enterprise = self.company.enterprise(unit.address)
        nonce = self.chain.call(enterprise.functions.spendNonce())
        domain = self.company.enterprise_domain(unit.address)
        message = self.company.messages.spend(domain, receiver, amount, purpose, nonce, FOREVER)
        signature = sign(message, unit.leader)
        self.send(enterprise.functions.spend(receiver, amount, purpose, FOREVER, signature))

    def admit(self, unit: Unit, member: LocalAccount, units: int = 1) -> None:
        """The newcomer and all members sign; it counts from the next month on."""
        enterprise = self.company.enterprise(unit.address)
        nonce = self.chain.call(enterprise.functions.nonce())
        domain = self.company.enterprise_domain(unit.address)
        message = self.company.messages.admit(domain, member.address, units, nonce, FOREVER)
        approvals = ascending((one.address, sign(message, one)) for one in unit.members)
        consent = sign(message, member)
        self.send(enterprise.functions.admit(member.address, units, FOREVER, consent, approvals))

    def elect(self, unit: Unit, leader: LocalAccount) -> None:
        """All members elect another leader, who signs from now on."""
        enterprise = self.company.enterprise(unit.address)
        nonce = self.chain.call(enterprise.functions.nonce())
        domain = self.company.enterprise_domain(unit.address)
        message = self.company.messages.elect(domain, leader.address, nonce, FOREVER)
        approvals = ascending((member.address, sign(message, member)) for member in unit.members)
        self.send(enterprise.functions.elect(leader.address, FOREVER, approvals))
        self.units[self.units.index(unit)] = replace(unit, leader=leader)

    def let_pay(self, account: LocalAccount, kind: str = SERVICES, approved: bool = True) -> None:
        """A person makes an agreement contract operator of their Treasury account."""
        company = self.company
        nonce = self.chain.call(company.treasury.functions.nonces(account.address))
        operator = company.deployment.addresses[kind]
        domain = company.domain("Treasury")
        message = company.messages.set_operator(domain, account.address, operator, approved, nonce, FOREVER)
        function = company.treasury.functions.setOperatorBySig(
            account.address, operator, approved, FOREVER, sign(message, account)
        )
        self.send(function)

    def balance(self, holder: Party | str) -> int:
        return self.company.balance_of(holder if isinstance(holder, str) else holder.address)

    # --- AGREEMENTS ---

    @property
    def token(self) -> str:
        return self.company.deployment.addresses["SettlementToken"]

    def terms(self, parties: Sequence[Party], clauses: Sequence[Clause], **changes: Any) -> Terms:
        """Terms on one fee leg from the first party to the second, for twelve periods from now, unless changed."""
        fields: dict[str, Any] = {
            "parties": tuple(party.address for party in parties),
            "token": self.token,
            "ceiling": 2 * BIG,
            "first_period": self.period(),
            "periods": 12,
            "notice_periods": 1,
            "legs": (Leg(0, 1, Nature.Fee),),
            "clauses": tuple(clauses),
            "tranches": (),
            "salt": bytes(32),
        }
        return Terms(**{**fields, **changes})

    def vam(
        self, enterprise: Unit, investor: Party, payer: Party, clauses: Sequence[Clause],
        amount: int = 1000, shares: int = 100, **changes: Any,
    ) -> Terms:  # fmt: skip
        """Leg 0: compensation from the payer to the investor; leg 1: bonus from the investor to the team."""
        legs = (Leg(2, 1, Nature.Fee), Leg(1, 0, Nature.Bonus))
        fields = {"legs": legs, "tranches": (Tranche(1, 0, amount, shares),), **changes}
        return self.terms((enterprise, investor, payer), clauses, **fields)

    def id_of(self, terms: Terms) -> bytes:
        return self.company.messages.terms_hash(terms)

    def signer(self, party: str) -> tuple[LocalAccount, bool]:
        """Who signs for a party, and whether it is an enterprise."""
        for unit in self.units:
            if unit.address == party:
                return unit.leader, True
        return _people[party], False

    def sign(self, message: Message, party: str) -> tuple[Any, ...]:
        """The party's Signed struct for a message that has a sentence."""
        account, is_enterprise = self.signer(party)
        signature = sign(message, account)
        return signed(message, enterprise_signature_by_leader(signature) if is_enterprise else signature).to_abi()

    def sign_by_members(self, message: Message, members: Sequence[LocalAccount]) -> tuple[Any, ...]:
        """An enterprise's Signed struct, by a quorum."""
        signatures = enterprise_signature_by_members((member.address, sign(message, member)) for member in members)
        return signed(message, signatures).to_abi()

    def consent(
        self, terms: Terms, party: str, kind: str = SERVICES, deadline: int = FOREVER, sentence: str = "I agree."
    ) -> Message:
        return self.company.messages.consent(self.company.domain(kind), sentence, party, terms, deadline)

    def consents(self, terms: Terms, kind: str = SERVICES, deadline: int = FOREVER) -> list[Any]:
        return [self.sign(self.consent(terms, party, kind, deadline), party) for party in terms.parties]

    def open(self, terms: Terms, kind: str = SERVICES, consents: Sequence[Any] | None = None) -> Agreement:
        """Opens an agreement signed by all, or with these consents."""
        signatures = self.consents(terms, kind) if consents is None else consents
        self.send(self.company.contract(kind).functions.open(terms.to_abi(), signatures))
        return Agreement(self, kind, self.id_of(terms), terms)

    def offered(self, terms: Terms) -> Terms:
        """The terms as their supplier offers them: without client and start."""
        return replace(terms, parties=(ZERO_ADDRESS, terms.parties[1]), first_period=0)

    def offer(self, terms: Terms, acceptor: str = ZERO_ADDRESS, times: int = 1, deadline: int = FOREVER) -> Message:
        """The supplier's message about terms without client and start."""
        domain = self.company.domain(SERVICES)
        return self.company.messages.offer(domain, "I offer.", terms.parties[1], terms, acceptor, times, deadline)

    def accept(self, terms: Terms, offer: Message) -> Agreement:
        """Takes up an offer with completed terms, which their client signs."""
        said = offer.message
        form = (said["acceptor"], said["times"], said["terms"]["salt"])
        offered = self.sign(offer, terms.parties[1])
        consent = self.sign(self.consent(terms, terms.parties[0]), terms.parties[0])
        self.send(self.company.services.functions.accept(terms.to_abi(), form, offered, consent))
        return Agreement(self, SERVICES, self.id_of(terms), terms)

    def withdraw(self, message: Message, party: str, kind: str = SERVICES, deadline: int = FOREVER) -> None:
        """Withdraws a signed message before it is used."""
        messages = self.company.messages
        domain = self.company.domain(kind)
        withdrawal = messages.message_withdrawal(domain, "Not so.", party, message.struct_hash(), deadline)
        function = self.company.contract(kind).functions.withdrawMessage
        self.send(function(party, message.struct_hash(), self.sign(withdrawal, party)))

    def settle(self, unit: Unit, period: int, page: Sequence[Agreement]) -> Any:
        """One page of a closing: agreements of one kind, in ascending order."""
        ordered = sorted(page, key=lambda agreement: agreement.id)
        contract = ordered[0].contract if ordered else self.company.services
        terms = [agreement.terms.to_abi() for agreement in ordered]
        return self.send(contract.functions.settle(unit.address, period, [a.id for a in ordered], terms))

    def cancel(self, *circle: Agreement | tuple[Any, ...]) -> None:
        """Cancels a circle of arrears; a hop may be given as it is."""
        hops = [hop.hop() if isinstance(hop, Agreement) else hop for hop in circle]
        self.send(self.company.books.functions.cancelCircle(hops))

    # --- TIME AND FACTS ---

    def period(self) -> int:
        """The calendar month of the chain's clock."""
        return self.calendar.period_at(self.chain.timestamp())

    def post(self, period: int, statements: Sequence[Statement], nodes: Sequence[LocalAccount] | None = None) -> None:
        message = self.company.messages.report(self.company.domain("RevenueOracle"), period, statements)
        signers = self.nodes[:2] if nodes is None else nodes
        attestations = ascending((node.address, sign(message, node)) for node in signers)
        batch = [statement.to_abi() for statement in statements]
        self.send(self.company.oracle.functions.post(period, batch, attestations))

    def month(
        self,
        revenue: Mapping[Unit, int] | None = None,
        profit: Mapping[Unit, int] | None = None,
        score: Mapping[Unit, int] | None = None,
        silent: Sequence[Unit] = (),
        more: Sequence[Statement] = (),
    ) -> int:
        """Ends the current month, reports all units (zero unless given) and lets the statements become final.

        silent: units without a statement. more: statements about anything else, or in place of a silent unit's.
        """
        period = self.end_month()
        statements = [
            Statement(
                subject=unit.subject,
                revenue=(revenue or {}).get(unit, 0),
                profit=(profit or {}).get(unit, 0),
                score=(score or {}).get(unit, 0),
            )
            for unit in self.units
            if unit not in silent
        ]
        self.post(period, [*statements, *more])
        self.finalize()
        return period

    def statement(self, unit: Unit, **figures: Any) -> Statement:
        return Statement(subject=unit.subject, **figures)

    def end_month(self) -> int:
        """Goes to the beginning of the next month; returns the one that has ended."""
        period = self.period()
        self.chain.advance_to(self.calendar.end_of(period) + 3600)
        return period

    def finalize(self) -> None:
        """Lets the challenge window of what was posted pass."""
        self.chain.advance_to(self.chain.timestamp() + CHALLENGE_WINDOW + 1)

    def correct(self, period: int, booked_in: int, *statements: Statement) -> None:
        """Books a second figure of a final period in one that has not ended."""
        nonce = self.chain.call(self.company.oracle.functions.correctionNonce())
        domain = self.company.domain("RevenueOracle")
        message = self.company.messages.correction(domain, period, booked_in, nonce, statements)
        attestations = ascending((node.address, sign(message, node)) for node in self.nodes[:2])
        batch = [statement.to_abi() for statement in statements]
        self.send(self.company.oracle.functions.correct(period, booked_in, batch, attestations))

    def name_committee(self, unit: Unit, nodes: Sequence[LocalAccount], quorum: int) -> None:
        """All members name the nodes that sign the unit's figures, from the next month on."""
        enterprise = self.company.enterprise(unit.address)
        nonce = self.chain.call(enterprise.functions.nonce())
        named = [node.address for node in nodes]
        domain = self.company.enterprise_domain(unit.address)
        message = self.company.messages.name_committee(domain, named, quorum, nonce, FOREVER)
        approvals = ascending((one.address, sign(message, one)) for one in unit.members)
        self.send(enterprise.functions.nameCommittee(named, quorum, FOREVER, approvals, []))

    def bond_account(self, subject: bytes, period: int, challenger: Party) -> str:
        oracle = self.company.oracle.functions
        return str(self.chain.call(oracle.bondAccount(subject, period, challenger.address)))

    def decide(
        self, subject: bytes, period: int, upheld: bool, ruling: bytes = bytes(32), arbiter: LocalAccount = ARBITER
    ) -> None:
        """The arbiter decides the challenge that is open, by its signature."""
        oracle = self.company.oracle.functions
        number, _ = self.chain.call(oracle.disputeOf(subject, period))
        parties = next(e["parties"] for e in self.events("StatementChallenged") if e["dispute"] == number)
        decision = (subject, period, number, upheld, ruling, FOREVER)
        message = self.company.messages.decision(self.company.domain("RevenueOracle"), *decision)
        self.send(oracle.decide(decision, parties, arbiter.address, sign(message, arbiter)))

    def pause(self) -> None:
        """The pauser refuses new facts, for as long as a pause lasts."""
        self.sender(PAUSER).send(self.company.oracle.functions.pause())

    def sender(self, account: LocalAccount) -> Chain:
        """Somebody else who sends transactions."""
        return connect(self.chain.url, self.chain.profile, account, abis_of(self.company.artifacts))

    def close(self, *units: Unit) -> None:
        """Closes the next period of each unit, in this order."""
        self.ledger.refresh()
        for unit in units:
            period = self.books(unit)["nextPeriod"]
            close_enterprise(self.company, self.ledger, unit.address, period)
        self.ledger.refresh()

    def books(self, unit: Unit) -> dict[str, Any]:
        books: dict[str, Any] = self.chain.call(self.company.books.functions.booksOf(unit.address))
        return books

    def shareable(self, unit: Unit) -> int:
        return int(self.chain.call(self.company.books.functions.shareable(unit.address)))

    def invested(self, unit: Unit) -> int:
        return int(self.chain.call(self.company.books.functions.investedIn(unit.address)))

    def shares(self, unit: Unit, holder: Party) -> int:
        """An investor's shares, from the next month on."""
        return int(self.chain.call(self.company.profit_share.functions.sharesOf(unit.address, holder.address)))

    def leader(self, unit: Unit) -> str:
        return str(self.chain.call(self.company.enterprise(unit.address).functions.leader()))

    def wind_up(self, unit: Unit) -> int:
        """By anyone; returns the first month that does not count any more."""
        self.send(self.company.books.functions.windUp(unit.address))
        return int(self.chain.call(self.company.books.functions.endOf(unit.address)))

    def claimable(self, unit: Unit, account: Party) -> int:
        return int(self.chain.call(self.company.profit_share.functions.claimable(unit.address, account.address)))

    def claim(self, unit: Unit, account: Party) -> int:
        """What came in by claiming."""
        before = self.balance(account)
        self.send(self.company.profit_share.functions.claim(unit.address, account.address))
        return self.balance(account) - before

    def events(self, *names: str) -> list[dict[str, Any]]:
        """The arguments of all events of these names so far."""
        return [dict(event.args) for event in self.ledger.refresh().named(*names)]

    def send(self, function: Any) -> Any:
        return self.chain.send(function)


def _plain(value: Any) -> Any:
    """Addresses compare whatever the case of their letters."""
    return value.lower() if isinstance(value, str) else value
