"""Investments: money for shares at the opening, then compensation from a named payer, and a bonus to the team."""

from __future__ import annotations

from dataclasses import replace

import pytest
from world import VAMS, Agreement, Unit, World, clause, constant, person

from heyi.core.facts import Metric
from heyi.core.terms import Base, Form, Leg, Nature, Reference, Span, Terms, Tranche

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")  # Ann works in the unit, Bob invests, Cem guarantees


@pytest.fixture
def unit(world: World) -> Unit:
    """128 of its 1,024 shares are for investors: an eighth, which divides without dust."""
    return world.found("Unit", ("ann",), total_shares=1024)


@pytest.fixture
def rich(world: World) -> None:
    """Bob and Cem have 10,000 each, and let investments take from it."""
    for one in (BOB, CEM):
        world.fund(one, 10_000)
        world.let_pay(one, VAMS)


def promising(world: World, unit: Unit, *promises: int, **changes: object) -> Terms:
    """Profit promised per window of two months: one paid for one missed, a fifth of what is above to the team."""
    base = Base(from_=Reference.Promises, promises=promises)
    form = {"metric": Metric.Profit, "form": Form.Variance, "window": 2, "base": (base,)}
    missed = clause([(-500, 500), (0, 0)], unit.subject, leg=0, **form)
    beaten = clause([(0, 0), (1000, 200)], unit.subject, leg=1, **form)
    return world.vam(unit, BOB, CEM, [missed, beaten], amount=1000, shares=128, periods=2 * len(promises), **changes)


def invested(world: World, unit: Unit) -> int:
    return int(world.chain.call(world.company.books.functions.investedIn(unit.address)))


def shares(world: World, unit: Unit, holder: str) -> int:
    return int(world.chain.call(world.company.profit_share.functions.sharesOf(unit.address, holder)))


@pytest.mark.usefixtures("rich")
def test_a_person_s_money_and_shares_change_hands_at_the_opening(world: World, unit: Unit) -> None:
    agreement = world.open(promising(world, unit, 100), VAMS)
    assert (world.balance(BOB), world.balance(unit)) == (9000, 1000)
    assert (invested(world, unit), shares(world, unit, BOB.address)) == (1000, 128)
    assert world.events("Invested") == [
        {"agreement": agreement.id, "investor": BOB.address, "enterprise": unit.address, "amount": 1000, "shares": 128}
    ]


def test_an_enterprise_invests_out_of_its_allowance(world: World, unit: Unit) -> None:
    investor = world.found("Investor", allowance=1500)
    world.fund(investor, 5000)
    terms = world.vam(unit, investor, CEM, [constant(0)], amount=1000)
    world.open(terms, VAMS)
    assert (world.balance(investor), world.balance(unit)) == (4000, 1000)
    enterprise = world.company.enterprise(investor.address)
    assert world.chain.call(enterprise.functions.allowanceLeft()) == 500
    with world.refused("AboveAllowance", amount=1000, left=500):
        world.open(replace(terms, salt=b"\1" * 32), VAMS)


def test_an_investment_is_no_cost_of_the_investor_and_no_profit_of_the_unit(world: World, unit: Unit) -> None:
    """Invariant 14."""
    investor = world.found("Investor")
    world.fund(investor, 1000)
    world.open(world.vam(unit, investor, CEM, [constant(0)]), VAMS)
    world.month()
    world.close(investor, unit)
    assert [world.books(one)["undistributed"] for one in (investor, unit)] == [0, 0]
    assert world.claimable(unit, ANN) == 0


@pytest.mark.usefixtures("rich")
def test_invested_money_is_never_shared(world: World, unit: Unit) -> None:
    """Profit of 700 on paper, 300 of it in cash beside the 1,000: 300 are shared, and the rest waits. Invariant 14."""
    world.open(promising(world, unit, 0, 0, 0), VAMS)
    world.month()
    world.close(unit)
    world.fund(unit, 300)
    world.month(profit={unit: 700})
    world.close(unit)
    assert (world.claimable(unit, ANN) + world.claimable(unit, BOB), world.balance(unit)) == (300, 1000)
    assert world.books(unit)["undistributed"] == 400


@pytest.mark.usefixtures("rich")
def test_invested_money_that_was_spent_is_earned_again_before_anything_is_shared(world: World, unit: Unit) -> None:
    world.open(promising(world, unit, 0, 0, 0), VAMS)
    world.open(world.terms((unit, CEM), [constant(600)], periods=1))
    world.month(profit={unit: -50})
    world.close(unit)
    assert (world.balance(unit), world.books(unit)["undistributed"]) == (400, -650)
    world.fund(unit, 900)
    world.month(profit={unit: 900})
    world.close(unit)
    assert (world.balance(unit), world.books(unit)["undistributed"]) == (1050, 0)
    assert world.claimable(unit, ANN) + world.claimable(unit, BOB) == 250


@pytest.mark.usefixtures("rich")
def test_shares_count_from_the_next_period(world: World, unit: Unit) -> None:
    """Who worked a month before the money came is paid for it alone; from then on an eighth is Bob's."""
    world.open(promising(world, unit, 0, 0), VAMS)
    world.fund(unit, 400)
    for expected in ((200, 0), (375, 25)):
        world.month(profit={unit: 200})
        world.close(unit)
        assert (world.claimable(unit, ANN), world.claimable(unit, BOB)) == expected


@pytest.mark.usefixtures("rich")
def test_a_missed_window_is_compensated_by_the_named_payer(world: World, unit: Unit) -> None:
    """300 promised, 120 earned: Cem pays Bob 180, and the unit pays nothing."""
    agreement = world.open(promising(world, unit, 300, 300), VAMS)
    for profit in (50, 70):
        world.month(profit={unit: profit})
        agreement.accrue()
    assert (world.balance(CEM), world.balance(BOB), world.balance(unit)) == (9820, 9180, 1000)
    assert agreement.accrued()[-1][1] == (180, 0)


@pytest.mark.usefixtures("rich")
def test_a_beaten_window_is_a_bonus_to_the_team(world: World, unit: Unit) -> None:
    """300 promised, 800 earned: a fifth of 500 goes to the team, past the books and the investors."""
    agreement = world.open(promising(world, unit, 300, 300), VAMS)
    for profit in (100, 700):
        world.month(profit={unit: profit})
        agreement.accrue()
    assert (world.balance(BOB), world.claimable(unit, ANN)) == (8900, 100)
    assert world.books(unit)["undistributed"] == 0


@pytest.mark.usefixtures("rich")
def test_legs_are_not_netted(world: World, unit: Unit) -> None:
    """One clause is missed and another met in the same month: both sides pay in full."""
    terms = world.vam(unit, BOB, CEM, [constant(70), constant(30, leg=1)])
    agreement = world.open(terms, VAMS)
    world.month()
    agreement.accrue()
    assert (world.balance(CEM), world.balance(BOB)) == (9930, 9000 + 70 - 30)
    assert world.claimable(unit, ANN) == 30
    assert [(event["leg"], event["amount"]) for event in world.events("Paid")] == [(0, 70), (1, 30)]


@pytest.mark.usefixtures("rich")
def test_what_was_compensated_is_kept_when_later_windows_catch_up(world: World, unit: Unit) -> None:
    """F3, cumulative: 100 short, then 150 over."""
    base = Base(from_=Reference.Promises, promises=(200, 200, 200))
    short = clause(
        [(-1000, 1000), (0, 0)],
        unit.subject,
        metric=Metric.Profit,
        form=Form.Variance,
        span=Span.Cumulative,
        base=(base,),
    )
    agreement = world.open(world.vam(unit, BOB, CEM, [short], periods=3), VAMS)
    for profit in (100, 350, 80):
        world.month(profit={unit: profit})
        agreement.accrue()
    assert [amounts for _, amounts in agreement.accrued()] == [(100,), (0,), (0,)]


@pytest.mark.usefixtures("rich")
def test_an_investor_enterprise_pays_the_bonus_in_its_closing(world: World, unit: Unit) -> None:
    investor = world.found("Investor")
    world.fund(investor, 5000)
    agreement = world.open(world.vam(unit, investor, CEM, [constant(250, leg=1)]), VAMS)
    assert agreement.account()["counted"] == 0b010
    world.month()
    agreement.accrue()
    assert (agreement.due(1), world.claimable(unit, ANN)) == (250, 0)
    world.close(investor)
    assert (agreement.due(1), world.claimable(unit, ANN)) == (0, 250)
    assert world.books(investor)["undistributed"] == -250


@pytest.mark.usefixtures("rich")
def test_a_bonus_is_for_the_team_as_it_was_in_the_period(world: World, unit: Unit) -> None:
    investor = world.found("Investor")
    world.fund(investor, 5000)
    world.open(world.vam(unit, investor, CEM, [constant(100, leg=1)]), VAMS)
    world.admit(unit, CEM)
    for expected in ((100, 0), (150, 50)):
        world.month()
        world.close(unit, investor)
        assert (world.claimable(unit, ANN), world.claimable(unit, CEM)) == expected


@pytest.mark.usefixtures("rich")
def test_the_unit_neither_pays_compensation_nor_takes_it(world: World, unit: Unit) -> None:
    """It would come out of the money that the investor just brought."""
    terms = promising(world, unit, 100)
    for legs in ((Leg(0, 1), Leg(1, 0, Nature.Bonus)), (Leg(2, 0), Leg(1, 0, Nature.Bonus))):
        with world.refused("PayerIsInvestee", leg=0, enterprise=unit.address):
            world.open(replace(terms, legs=legs), VAMS)


@pytest.mark.usefixtures("rich")
def test_a_bonus_goes_to_the_unit_s_team_only(world: World, unit: Unit) -> None:
    other = world.found("Other")
    terms = promising(world, unit, 100)
    with world.refused("LegNotOfKind", leg=1, nature=Nature.Bonus):
        parties = (unit.address, BOB.address, other.address)
        world.open(replace(terms, parties=parties, legs=(Leg(2, 1), Leg(1, 2, Nature.Bonus))), VAMS)


@pytest.mark.usefixtures("rich")
def test_tranches_go_from_investors_to_the_unit(world: World, unit: Unit) -> None:
    terms = promising(world, unit, 100)
    tranche = terms.tranches[0]
    with world.refused("NothingInvested"):
        world.open(replace(terms, tranches=()), VAMS)
    with world.refused("TrancheOfNobody", investor=0, enterprise=0):
        world.open(replace(terms, tranches=(replace(tranche, investor=0),)), VAMS)
    with world.refused("TrancheOfNobody", investor=3, enterprise=0):
        world.open(replace(terms, tranches=(replace(tranche, investor=3),)), VAMS)
    with world.refused("TrancheOfNobody", investor=1, enterprise=2):
        world.open(replace(terms, tranches=(replace(tranche, enterprise=2),)), VAMS)
    with world.refused("TrancheOfNobody", investor=1, enterprise=0):
        world.open(replace(terms, parties=(unit.address,)), VAMS)
    with world.refused("NothingInvested"):
        world.open(replace(terms, tranches=(replace(tranche, amount=0),)), VAMS)


@pytest.mark.usefixtures("rich")
def test_only_an_enterprise_is_invested_in_and_in_the_company_s_token(world: World, unit: Unit) -> None:
    terms = promising(world, unit, 100)
    with world.refused("NotInvestable", enterprise=ANN.address):
        world.open(replace(terms, parties=(ANN.address, *terms.parties[1:])), VAMS)
    token = person("some token").address
    with world.refused("WrongToken", token=token, companyToken=world.token):
        world.open(replace(terms, token=token), VAMS)


def test_who_has_not_the_money_does_not_invest(world: World, unit: Unit) -> None:
    world.let_pay(BOB, VAMS)
    world.fund(BOB, 999)
    with world.refused("ERC6909InsufficientBalance", sender=BOB.address, balance=999, needed=1000, id=...):
        world.open(promising(world, unit, 100), VAMS)
    assert (shares(world, unit, BOB.address), invested(world, unit)) == (0, 0)


def test_who_gave_no_permission_does_not_invest(world: World, unit: Unit) -> None:
    world.fund(BOB, 5000)
    with world.refused("ERC6909InsufficientAllowance", spender=..., allowance=0, needed=1000, id=...):
        world.open(promising(world, unit, 100), VAMS)


@pytest.mark.usefixtures("rich")
def test_more_shares_than_there_are_are_not_issued(world: World, unit: Unit) -> None:
    terms = promising(world, unit, 100)
    with world.refused("SharesAboveTotal", enterprise=unit.address, shares=1025, totalShares=1024):
        world.open(replace(terms, tranches=(Tranche(1, 0, 1000, 1025),)), VAMS)


@pytest.mark.usefixtures("rich")
def test_an_investment_without_shares_is_a_grant_with_conditions(world: World, unit: Unit) -> None:
    terms = promising(world, unit, 100)
    agreement: Agreement = world.open(replace(terms, tranches=(Tranche(1, 0, 500, 0),)), VAMS)
    assert (world.balance(unit), shares(world, unit, BOB.address)) == (500, 0)
    assert agreement.account()["counted"] == 0


@pytest.mark.usefixtures("rich")
def test_an_amendment_repeats_no_tranche(world: World, unit: Unit) -> None:
    agreement = world.open(promising(world, unit, 100, 100), VAMS)
    later = replace(agreement.terms, first_period=world.period() + 2, periods=4)
    with world.refused("TrancheCount", tranches=1, expected=0):
        agreement.amend(later)
    agreement.amend(replace(later, tranches=()))
    assert (world.balance(unit), invested(world, unit)) == (1000, 1000)
