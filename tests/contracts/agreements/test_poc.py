from dataclasses import replace
import pytest
from world import *
from heyi.core.terms import *
from heyi.core.typed_data import *

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")

def setup_many(world, n=3, fee=100):
    client, supplier = world.found("Client"), world.found("Supplier")
    terms = [world.terms((client, supplier), [constant(fee)], salt=bytes([i])*32) for i in range(n)]
    for t in terms: world.open(t)
    return client, supplier, sorted(terms, key=world.company.messages.terms_hash)

def test_last_page_first(world):
    client, supplier, terms = setup_many(world)
    p = world.month()
    world.settle(client, p, terms[2:])
    world.settle(client, p, terms[:1])
    world.settle(client, p, terms[1:2])
    for t in terms: world.settle(client, p, [t])
    assert world.books(client)["nextPeriod"] == p + 1

def test_bonus_in_worthless_token(world):
    unit = world.found("Unit", ("ann", "bob"))
    investor = world.found("Investor")
    world.fund(investor.address, 5000)
    t = world.vam(unit, investor, CEM, [constant(0)], amount=1000, shares=900)
    world.open(t, "VamAgreements")
    world.fund(unit.address, 1000)
    world.month()
    world.close(unit)
    p = world.month(profit={unit: 1000})
    world.close(unit)
    print(world.books(unit), world.chain.call(world.company.profit_share.functions.claimable(unit.address, investor.address)))
    # worthless token: any id; here ann's own fake id
    fake = person("fake").address
    t = world.terms((CEM, unit), [constant(900)], token=fake, legs=(Leg(0, 1, Nature.Bonus),))
    with world.refused("WrongToken", token=fake, companyToken=world.company.deployment.addresses["SettlementToken"]):
        world.open(t)

def test_due_overflow(world):
    unit = world.found("Unit")
    t = world.terms((unit, CEM), [constant(2**95-1), constant(2**95-1)], ceiling=2**96-1)
    world.open(t)
    for _ in range(3):
        world.month(); world.close(unit)
    print(world.books(unit))

def test_undistributed_overflow(world):
    unit = world.found("Unit")
    for i in range(3):
        ts = [world.terms((unit, CEM), [constant(2**95-1), constant(2**95-1)], ceiling=2**96-1, salt=bytes([i,j])*16) for j in range(50)]
        for t in ts: world.open(t)
    world.month(); world.close(unit)

def test_circle_tokens(world):
    fake = person("fake").address
    a = world.terms((CEM, BOB), [constant(900)])
    b = world.terms((BOB, CEM), [constant(900)], token=fake)
    for t in (a, b): world.open(t)
    world.month()
    for t in (a, b): world.accrue(world.company.messages.terms_hash(t), t)
    hops = [(world.company.services.address, world.company.messages.terms_hash(t), t.to_abi(), 0) for t in (a, b)]
    with pytest.raises(ContractRefused) as e:
        world.send(world.company.books.functions.cancelCircle(hops))
    print(e.value)

def test_amended_ceiling(world):
    unit = world.found("Unit")
    s = subject_of(unit.address)
    t = world.terms((unit, CEM), [clause([(0, 0), (1000, 1000)], s, span=Span.CumulativeGivingBack)], ceiling=1000)
    ag = world.open(t)
    world.fund(unit.address, 10000)
    world.month(revenue={unit: 1000}); world.close(unit)
    n = replace(t, clauses=(clause([(0, 0), (1000, 10)], s, span=Span.CumulativeGivingBack),), ceiling=10, first_period=world.period()+1, periods=12)
    msgs = [world.company.messages.amendment(world.company.domain("ServiceAgreements"), "Changed.", p, ag, n, FOREVER) for p in t.parties]
    sig = [world.sign(m, p) for m, p in zip(msgs, t.parties)]
    world.send(world.company.services.functions.amend(ag, t.to_abi(), n.to_abi(), sig))
    world.month(revenue={unit: 0}); world.close(unit)
    world.month(revenue={unit: 0}); world.close(unit)
    print(world.books(unit))

def test_long_window(world):
    unit = world.found("Unit")
    s = subject_of(unit.address)
    base = Base(from_=Reference.Earlier, scale=1, lag=1)
    cl = clause([(0, 0), (1000, 1000)], s, window=300, form=Form.Variance, base=(base,))
    t = world.terms((CEM, BOB), [cl]*16, ceiling=16000, periods=300)
    ag = world.open(t)
    world.chain.advance_to(world.calendar.end_of(world.period()+300)+50*DAY)
    world.accrue(ag, t)

def test_many_periods(world):
    unit = world.found("Unit")
    s = subject_of(unit.address)
    t = world.terms((CEM, BOB), [clause([(0, 0), (1000, 1000)], s)]*4, ceiling=16000, periods=1000)
    ag = world.open(t)
    world.chain.advance_to(world.calendar.end_of(world.period()+1000)+50*DAY)
    world.accrue(ag, t)

def test_begin_blocks(world):
    client, supplier, terms = setup_many(world)
    p = world.month(silent=[supplier])
    world.settle(client, p, [])
    t = world.terms((client, supplier), [constant(5)], salt=b"x"*32)
    world.open(t)
