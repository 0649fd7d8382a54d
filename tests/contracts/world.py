"""A small company on a chain, for tests: founded, funded and reported on with the production code.

    world = World(chain, artifacts)
    client, supplier = world.found("Client"), world.found("Supplier")
    terms = world.terms((client, supplier), [constant(100), share(subject_of(client.address), 10)])
    agreement = world.open(terms)
    world.month(revenue={client: 1000})          # the month ends, its statements become final
    world.close(client)
    with world.refused("AgreementExists", agreement=agreement):
        world.open(terms)

People are keys derived from names; every enterprise has one member, its leader, unless told otherwise.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from heyi.chain.client import Chain, connect
from heyi.chain.refusals import ContractRefused
from heyi.company import Company, abis_of
from heyi.compiler import Artifact
from heyi.core.charter import Charter
from heyi.core.facts import Metric, Statement, subject_of
from heyi.core.periods import Calendar
from heyi.core.signing import ascending, enterprise_signature_by_leader, sign, signed
from heyi.core.terms import Clause, Form, Leg, Nature, Point, Span, Terms, Tranche
from heyi.core.typed_data import Message
from heyi.deploy import CompanySettings, OracleSettings, TokenSettings, deploy
from heyi.processes.closing import close_enterprise
from heyi.processes.ledger import Ledger

FOREVER = 2**40
BIG = 10**15
DAY = 86_400
CHALLENGE_WINDOW = 2 * DAY
ABSENT_AFTER = 40 * DAY

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


class World:
    """The company and its clock. Periods are months; it starts in `first_period`, the month of the chain's clock."""

    def __init__(self, chain: Chain, artifacts: Mapping[str, Artifact], capital: int = 10**9) -> None:
        self.calendar = Calendar()
        self.nodes = sorted((person(f"node {i}") for i in range(3)), key=lambda a: a.address.lower())
        self.first_period = self.calendar.period_at(chain.timestamp())
        platform, clearing = self._charter("Platform"), self._charter("Clearing")
        settings = CompanySettings(
            calendar=self.calendar,
            first_period=self.first_period,
            oracle=OracleSettings(
                nodes=tuple(node.address for node in self.nodes),
                quorum=2,
                arbiter=person("arbiter").address,
                pauser=person("pauser").address,
                challenge_window=CHALLENGE_WINDOW,
                arbitration_window=5 * DAY,
                absent_after=ABSENT_AFTER,
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

    def afresh(self) -> "World":
        """The same company, with nothing remembered of what happened on the chain since: for one that was set back."""
        world = copy.copy(self)
        abis = abis_of(self.company.artifacts)
        world.chain = connect(self.chain.url, self.chain.profile, self.chain.account, abis)
        world.company = Company(world.chain, self.company.deployment, self.company.artifacts)
        world.ledger = Ledger(world.company)
        world.units = list(self.units)
        return world

    @contextmanager
    def refused(self, name: str, **arguments: Any) -> Iterator[None]:
        """What is inside must be refused with this error and these arguments, and must change nothing."""
        before = self.picture()
        try:
            yield
        except ContractRefused as refusal:
            found = {key: _plain(value) for key, value in refusal.arguments.items()}
            expected = {key: _plain(value) for key, value in arguments.items()}
            assert (refusal.name, found) == (name, expected)
        else:
            raise AssertionError(f"{name} was expected, but nothing was refused")
        assert self.picture() == before

    def picture(self) -> dict[str, Any]:
        """All that a refusal must leave as it was: every event so far, every unit's books and everybody's money."""
        addresses = list(self.company.deployment.addresses.values()) + [unit.address for unit in self.units]
        holders = [*_people, *(unit.address for unit in self.units)]
        return {
            "events": len(self.chain.logs(addresses, self.company.deployment.first_block)),
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

    def fund(self, account: str, amount: int) -> None:
        """Gives an account money out of the platform's allowance."""
        self.spend(self.platform, account, amount)

    def spend(self, unit: Unit, receiver: str, amount: int, purpose: bytes = bytes(32)) -> None:
        enterprise = self.company.enterprise(unit.address)
        nonce = self.chain.call(enterprise.functions.spendNonce())
        domain = self.company.enterprise_domain(unit.address)
        message = self.company.messages.spend(domain, receiver, amount, purpose, nonce, FOREVER)
        signature = sign(message, unit.leader)
        self.send(enterprise.functions.spend(receiver, amount, purpose, FOREVER, signature))

    def let_pay(self, account: LocalAccount, kind: str) -> None:
        """A person makes an agreement contract operator of their Treasury account."""
        company = self.company
        nonce = self.chain.call(company.treasury.functions.nonces(account.address))
        operator = company.deployment.addresses[kind]
        domain = company.domain("Treasury")
        message = company.messages.set_operator(domain, account.address, operator, True, nonce, FOREVER)
        function = company.treasury.functions.setOperatorBySig(
            account.address, operator, True, FOREVER, sign(message, account)
        )
        self.send(function)

    def balance(self, holder: Unit | LocalAccount | str) -> int:
        return self.company.balance_of(holder if isinstance(holder, str) else holder.address)

    # --- AGREEMENTS ---

    def terms(self, parties: Sequence[Unit | LocalAccount], clauses: Sequence[Clause], **changes: Any) -> Terms:
        """Terms on one fee leg from the first party to the second, for twelve periods from now, unless changed."""
        fields: dict[str, Any] = {
            "parties": tuple(party.address for party in parties),
            "token": self.company.deployment.addresses["SettlementToken"],
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
        self, enterprise: Unit, investor: Unit | LocalAccount, payer: LocalAccount, clauses: Sequence[Clause],
        amount: int = 1000, shares: int = 100, **changes: Any,
    ) -> Terms:  # fmt: skip
        """Leg 0: compensation from the payer to the investor; leg 1: bonus from the investor to the team."""
        legs = (Leg(2, 1, Nature.Fee), Leg(1, 0, Nature.Bonus))
        fields = {"legs": legs, "tranches": (Tranche(1, 0, amount, shares),), **changes}
        return self.terms((enterprise, investor, payer), clauses, **fields)

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

    def consents(self, terms: Terms, kind: str = "ServiceAgreements", deadline: int = FOREVER) -> list[Any]:
        domain = self.company.domain(kind)
        messages = [self.company.messages.consent(domain, "I agree.", p, terms, deadline) for p in terms.parties]
        return [self.sign(message, party) for message, party in zip(messages, terms.parties, strict=True)]

    def open(self, terms: Terms, kind: str = "ServiceAgreements") -> bytes:
        """Opens an agreement signed by all; returns its id."""
        self.send(self.company.contract(kind).functions.open(terms.to_abi(), self.consents(terms, kind)))
        return self.company.messages.terms_hash(terms)

    def due(self, agreement: bytes, leg: int = 0, kind: str = "ServiceAgreements") -> int:
        return int(self.chain.call(self.company.contract(kind).functions.dueOf(agreement, leg)))

    def account(self, agreement: bytes, kind: str = "ServiceAgreements") -> dict[str, Any]:
        account: dict[str, Any] = self.chain.call(self.company.contract(kind).functions.accountOf(agreement))
        return account

    def accrue(self, agreement: bytes, terms: Terms, kind: str = "ServiceAgreements") -> None:
        self.send(self.company.contract(kind).functions.accrue(agreement, terms.to_abi()))

    def settle(self, unit: Unit, period: int, page: Sequence[Terms], kind: str = "ServiceAgreements") -> None:
        """One page of a closing, by ascending id."""
        hashes = {self.company.messages.terms_hash(terms): terms for terms in page}
        ids = sorted(hashes)
        terms = [hashes[i].to_abi() for i in ids]
        self.send(self.company.contract(kind).functions.settle(unit.address, period, ids, terms))

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
    ) -> int:
        """Ends the current month, reports all units (zero unless given) and lets the statements become final."""
        period = self.period()
        self.chain.advance_to(self.calendar.end_of(period) + 3600)
        statements = [
            Statement(
                subject=subject_of(unit.address),
                revenue=(revenue or {}).get(unit, 0),
                profit=(profit or {}).get(unit, 0),
                score=(score or {}).get(unit, 0),
            )
            for unit in self.units
            if unit not in silent
        ]
        self.post(period, statements)
        self.chain.advance_to(self.chain.timestamp() + CHALLENGE_WINDOW + 1)
        return period

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

    def claim(self, unit: Unit, account: str) -> int:
        before = self.balance(account)
        self.send(self.company.profit_share.functions.claim(unit.address, account))
        return self.balance(account) - before

    def send(self, function: Any) -> Any:
        return self.chain.send(function)


def _plain(value: Any) -> Any:
    """Addresses compare whatever the case of their letters."""
    return value.lower() if isinstance(value, str) else value
