"""Amendments: new terms that all parties sign, for future periods only; running sums go on. Invariant 8."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import Agreement, Unit, World, clause, constant, person, share

from heyi.core.terms import Clause, Leg, Nature, Span, Status, Terms, Tranche

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


@pytest.fixture
def agreement(world: World) -> Agreement:
    """Ann owes Bob 10 a month, for a year."""
    return world.open(world.terms((ANN, BOB), [constant(10)]))


def later(world: World, terms: Terms, *clauses: Clause, ahead: int = 1, **changes: object) -> Terms:
    """The same with other clauses from some months ahead on."""
    fields = {"clauses": clauses or terms.clauses, "first_period": world.period() + ahead, **changes}
    return replace(terms, **fields)


def added(agreement: Agreement) -> list[int]:
    return [sum(amounts) for _, amounts in agreement.accrued()]


def test_new_terms_count_from_their_first_period_on(world: World, agreement: Agreement) -> None:
    first, old = world.period(), agreement.terms
    amended = agreement.amend(later(world, old, constant(25), ahead=2))
    for terms in (old, old, amended.terms, amended.terms):
        world.month()
        agreement.accrue(terms)
    assert added(agreement) == [10, 10, 25, 25]
    assert amended.account()["endPeriod"] == first + 2 + 12


def test_the_amendment_is_published_whole_under_the_same_id(world: World, agreement: Agreement) -> None:
    terms = later(world, agreement.terms, constant(25))
    agreement.amend(terms)
    (event,) = world.events("Amended")
    assert (event["agreement"], event["termsHash"]) == (agreement.id, world.id_of(terms))
    assert Terms.from_abi(event["terms"]) == terms


def test_which_terms_are_in_force_and_which_wait(world: World, agreement: Agreement) -> None:
    ask = world.company.services.functions.termsOf
    assert world.chain.call(ask(b"\7" * 32)) == (bytes(32), bytes(32), 0)
    assert world.chain.call(ask(agreement.id)) == (agreement.id, bytes(32), 0)
    terms = later(world, agreement.terms, constant(25))
    agreement.amend(terms)
    assert world.chain.call(ask(agreement.id)) == (agreement.id, world.id_of(terms), terms.first_period)
    world.month()
    agreement.accrue()
    assert world.chain.call(ask(agreement.id)) == (world.id_of(terms), bytes(32), 0)


def test_all_parties_sign(world: World, agreement: Agreement) -> None:
    terms = later(world, agreement.terms, constant(25))
    messages = world.company.messages
    his = messages.amendment(agreement.domain, "Changed.", BOB.address, agreement.id, terms, 2**40)
    with world.refused("WrongSignature", party=BOB.address, digest=his.digest()):
        agreement.amend(terms, signers=(ANN.address, ANN.address))


def test_the_amendment_is_for_one_agreement(world: World, agreement: Agreement) -> None:
    """The same terms, signed for another agreement of the same parties."""
    other = world.open(replace(agreement.terms, salt=b"\1" * 32))
    terms = later(world, agreement.terms, constant(25))
    other.amend(terms)
    mine = world.company.messages.amendment(agreement.domain, "Changed.", ANN.address, agreement.id, terms, 2**40)
    with world.refused("WrongSignature", party=ANN.address, digest=mine.digest()):
        replay = world.company.messages.amendment
        consents = [
            world.sign(replay(agreement.domain, "Changed.", party, other.id, terms, 2**40), party)
            for party in terms.parties
        ]
        amend = agreement.contract.functions.amend
        world.send(amend(agreement.id, agreement.terms.to_abi(), terms.to_abi(), consents))


def test_signatures_are_used_up(world: World, agreement: Agreement) -> None:
    """Changed, changed back, and the first change is not carried a second time. Invariant 9."""
    start = world.period() + 1
    first = replace(agreement.terms, clauses=(constant(25),), first_period=start + 2)
    amended = agreement.amend(first)
    message = world.company.messages.amendment(agreement.domain, "Changed.", ANN.address, agreement.id, first, 2**40)
    for _ in range(3):
        world.month()
    agreement.accrue()
    with world.refused("SignatureWithdrawn", party=ANN.address, message=message.struct_hash()):
        amended.amend(first)


def test_terms_change_for_the_future_only(world: World, agreement: Agreement) -> None:
    now = world.period()
    for start in (now - 1, now):
        with world.refused("AmendsPast", firstPeriod=start, earliest=now + 1):
            agreement.amend(replace(agreement.terms, first_period=start, clauses=(constant(1),)))


def test_parties_token_and_legs_stay(world: World, agreement: Agreement) -> None:
    for change in (
        {"token": person("some token").address},
        {"legs": (Leg(0, 1, Nature.Collection),)},
    ):
        with world.refused("AmendsBeyondTerms", agreement=agreement.id):
            agreement.amend(later(world, agreement.terms, **change))
    other = replace(later(world, agreement.terms), parties=(ANN.address, CEM.address))
    with world.refused("AmendsBeyondTerms", agreement=agreement.id):
        agreement.amend(other)


def test_what_the_kind_asks_is_asked_again(world: World, agreement: Agreement) -> None:
    with world.refused("LegNotOfKind", leg=0, nature=Nature.Preferred):
        agreement.amend(later(world, agreement.terms, legs=(Leg(0, 1, Nature.Preferred),)))
    with world.refused("TrancheCount", tranches=1, expected=0):
        agreement.amend(later(world, agreement.terms, tranches=(Tranche(0, 1, 1, 1),)))
    with world.refused("CeilingBelowClauses", ceiling=24, most=25):
        agreement.amend(later(world, agreement.terms, constant(25), ceiling=24))


def test_one_amendment_waits_at_a_time(world: World, agreement: Agreement) -> None:
    start = world.period() + 2
    amended = agreement.amend(replace(agreement.terms, clauses=(constant(25),), first_period=start))
    again = replace(agreement.terms, clauses=(constant(30),), first_period=start + 1)
    with world.refused("AmendmentWaiting", agreement=agreement.id, firstPeriod=start):
        agreement.amend(again)
    for _ in range(2):
        world.month()
    agreement.accrue()
    final = amended.amend(again)
    world.month()
    agreement.accrue(amended.terms)
    world.month()
    agreement.accrue(final.terms)
    assert added(agreement) == [10, 10, 25, 30]


def test_an_amendment_may_prolong_and_may_shorten(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)], periods=2)
    prolonged, shortened = world.open(terms), world.open(replace(terms, salt=b"\1" * 32))
    end = prolonged.account()["endPeriod"]
    prolonged.amend(replace(terms, first_period=end, periods=5))
    shortened.amend(replace(shortened.terms, first_period=world.period() + 1, periods=1))
    assert prolonged.account()["endPeriod"] == end + 5
    assert shortened.account()["endPeriod"] == end


def test_an_amendment_joins_without_a_gap(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(10)], periods=2)
    agreement = world.open(terms)
    with world.refused("AmendsBeyondTerms", agreement=agreement.id):
        agreement.amend(replace(terms, first_period=terms.end_period + 1))


def test_an_amendment_cuts_no_window(world: World) -> None:
    """The part of a quarter that has passed would be lost silently."""
    unit = world.found("Unit")
    agreement = world.open(world.terms((ANN, BOB), [share(unit.subject, 10, window=3)]))
    for ahead in (1, 2, 4):
        with world.refused("WindowsDoNotFit", clause=0, window=3, periods=ahead):
            agreement.amend(later(world, agreement.terms, ahead=ahead, periods=3))
    agreement.amend(later(world, agreement.terms, ahead=3, periods=3))


def test_an_ended_agreement_is_not_amended(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(0)], periods=1))
    world.month()
    agreement.accrue()
    with world.refused("NotOpen", agreement=agreement.id, status=Status.Ended):
        agreement.amend(later(world, agreement.terms))


def test_terms_that_have_not_begun_are_replaced_but_not_brought_forward(world: World) -> None:
    start = world.period() + 3
    agreement = world.open(world.terms((ANN, BOB), [constant(10)], first_period=start))
    with world.refused("AmendsPast", firstPeriod=start - 1, earliest=start):
        agreement.amend(replace(agreement.terms, first_period=start - 1))
    amended = agreement.amend(replace(agreement.terms, clauses=(constant(25),)))
    for _ in range(4):
        world.month()
    agreement.accrue(amended.terms)
    assert added(agreement) == [25]


def test_running_sums_go_on(world: World) -> None:
    """A tenth of the revenue to date becomes a fifth of it: 20 % of 800 less the 50 accrued before."""
    unit = world.found("Unit")

    def to_date(percent: int) -> Clause:
        return clause([(0, 0), (10_000, 100 * percent)], unit.subject, span=Span.Cumulative)

    agreement = world.open(world.terms((ANN, BOB), [to_date(10)]))
    amended = agreement.amend(later(world, agreement.terms, to_date(20)))
    for terms, revenue in ((agreement.terms, 500), (amended.terms, 300), (amended.terms, 100)):
        world.month(revenue={unit: revenue})
        agreement.accrue(terms)
    assert added(agreement) == [50, 110, 20]


@pytest.mark.parametrize(
    ("points", "span", "most"),
    [
        ([(0, 0), (1000, 10)], Span.CumulativeGivingBack, 1000),
        ([(0, -5), (1000, 10)], Span.CumulativeGivingBack, 1005),
        ([(0, 0), (1000, 1200)], Span.CumulativeGivingBack, 1200),
        ([(0, 0), (1000, 1200)], Span.Cumulative, 1200),
    ],
)
def test_the_ceiling_leaves_room_to_take_back_all_that_was_accrued(
    world: World, points: list[tuple[int, int]], span: Span, most: int
) -> None:
    """Else the first accrual would break it, and its debtor's books would never close again. Invariants 5 and 18."""
    unit = world.found("Unit")
    world.fund(unit, 5000)
    to_date = clause([(0, 0), (1000, 1000)], unit.subject, span=Span.CumulativeGivingBack)
    agreement = world.open(world.terms((unit, BOB), [to_date], ceiling=1000))
    world.month(revenue={unit: 1000})
    world.close(unit)
    terms = later(world, agreement.terms, clause(points, unit.subject, span=span), ceiling=most)
    with world.refused("CeilingBelowClauses", ceiling=most - 1, most=most):
        agreement.amend(replace(terms, ceiling=most - 1))
    agreement.amend(terms)
    for revenue in (0, -1000, 0):
        world.month(revenue={unit: revenue})
        world.close(unit)
    assert world.books(unit)["nextPeriod"] == world.period()


def test_what_may_still_be_accrued_under_the_old_terms_counts_too(world: World) -> None:
    """Nothing is accrued when they sign; 1,000 may be until the new terms begin."""
    unit = world.found("Unit")
    to_date = clause([(0, 0), (1000, 1000)], unit.subject, span=Span.CumulativeGivingBack)
    agreement = world.open(world.terms((unit, BOB), [to_date], ceiling=1000))
    less = clause([(0, 0), (1000, 10)], unit.subject, span=Span.CumulativeGivingBack)
    with world.refused("CeilingBelowClauses", ceiling=10, most=1000):
        agreement.amend(later(world, agreement.terms, less, ceiling=10))


class TestWithAnEnterprise:
    @pytest.fixture
    def client(self, world: World) -> Unit:
        unit = world.found("Client")
        world.fund(unit, 5000)
        return unit

    @pytest.mark.parametrize("early", [False, True], ids=["closing accrues", "accrued before the closing"])
    def test_the_last_period_of_the_older_terms_closes_under_them(
        self, world: World, client: Unit, early: bool
    ) -> None:
        """Whoever accrues early, a closing of period p takes the terms of p. Invariants 8 and 12."""
        agreement = world.open(world.terms((client, BOB), [constant(10)]))
        amended = agreement.amend(later(world, agreement.terms, constant(25)))
        for one in (agreement, amended, amended):
            period = world.month()
            if early:
                one.accrue()
            world.settle(client, period, [one])
        assert (added(agreement), world.balance(BOB)) == ([10, 25, 25], 60)

    def test_the_same_over_two_pages(self, world: World, client: Unit) -> None:
        """An older page is accrued, then paid after somebody has accrued the other; the same terms serve."""
        agreement = world.open(world.terms((client, BOB), [constant(10)]))
        other = world.open(world.terms((client, CEM), [constant(1)]))
        agreement.amend(later(world, agreement.terms, constant(25)))
        period = world.month()
        for page in ([agreement], [other], [other], [agreement]):
            world.settle(client, period, page)
        assert (world.balance(BOB), world.balance(CEM)) == (10, 1)

    def test_the_closing_process_carries_the_right_terms(self, world: World, client: Unit) -> None:
        agreement = world.open(world.terms((client, BOB), [constant(10)]))
        agreement.amend(later(world, agreement.terms, constant(25)))
        for _ in range(3):
            world.month()
            world.close(client)
        assert added(agreement) == [10, 25, 25]

    def test_terms_of_another_period_do_not_serve(self, world: World, client: Unit) -> None:
        agreement = world.open(world.terms((client, BOB), [constant(10)]))
        amended = agreement.amend(later(world, agreement.terms, constant(25)))
        new, old = world.id_of(amended.terms), agreement.id
        period = world.month()
        with world.refused("NotTermsInForce", agreement=old, given=new, inForce=old):
            world.settle(client, period, [amended])
        world.settle(client, period, [agreement])
        period = world.month()
        with world.refused("NotTermsInForce", agreement=old, given=old, inForce=new):
            world.settle(client, period, [agreement])

    def test_whoever_may_owe_under_the_new_terms_counts_it(self, world: World, client: Unit) -> None:
        supplier = world.found("Supplier")
        agreement = world.open(world.terms((client, supplier), [constant(10)]))
        amended = agreement.amend(later(world, agreement.terms, constant(10), constant(-3)))
        assert amended.account()["counted"] == 0b11
        assert world.books(supplier)["live"] == 1
        for _ in range(2):
            world.month()
            world.close(client, supplier)
        assert added(agreement) == [10, 7]

    def test_a_backlog_from_before_is_accrued_with_the_first_closing(self, world: World, client: Unit) -> None:
        """Nobody accrued while only Ann could owe; then the client may owe as well, and its books wait for nobody."""
        agreement = world.open(world.terms((ANN, client), [constant(10)]))
        for _ in range(2):
            world.month()
            world.close(client)
        amended = agreement.amend(later(world, agreement.terms, constant(10), constant(-30)))
        for _ in range(2):
            world.month()
            world.close(client)
        assert added(agreement) == [10, 10, 10, -20]
        assert (amended.due(), amended.account()["counted"]) == (10, 0b10)
