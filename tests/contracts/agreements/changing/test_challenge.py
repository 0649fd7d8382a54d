"""Challenges: a party of a live agreement disputes a statement that the agreement reads, inside its window."""

from __future__ import annotations

from typing import Any

import pytest
from world import CHALLENGE_WINDOW, Agreement, Unit, World, clause, constant, person, share

from heyi.core.facts import Finality, Metric, Stage, Statement, benchmark_id
from heyi.core.terms import Base, Form, Gate, Point, Reference

ANN, BOB = person("ann"), person("bob")
INDUSTRY = benchmark_id("industry")
REASON = b"\x42" * 32


def reported(world: World, *subjects: bytes) -> int:
    """A month's statements about the subjects, whose window has just begun."""
    period = world.end_month()
    world.post(period, [Statement(subject=subject, revenue=100) for subject in subjects])
    return period


def stage(world: World, subject: bytes, period: int) -> tuple[Stage, Finality]:
    found = world.chain.call(world.company.oracle.functions.stageOf(subject, period))
    return Stage(found[0]), Finality(found[1])


def open_over(world: World, unit: Unit, **changes: Any) -> Agreement:
    return world.open(world.terms((ANN, BOB), [share(unit.subject, 10)], **changes))


def test_a_party_s_challenge_holds_the_statement_up(world: World) -> None:
    unit = world.found("Unit")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject)
    agreement.challenge(1, unit.subject, period, REASON)
    assert stage(world, unit.subject, period) == (Stage.Challenged, Finality.Pending)
    assert world.events("StatementChallenged") == [
        {
            "subject": unit.subject,
            "period": period,
            "challenger": BOB.address,
            "reason": REASON,
            "dispute": 1,
            "bond": 0,
            "agreement": agreement.id,
            "parties": [ANN.address, BOB.address],
        }
    ]
    world.finalize()
    assert stage(world, unit.subject, period) == (Stage.Challenged, Finality.Pending)


def test_only_what_the_agreement_reads_is_challenged(world: World) -> None:
    unit, other = world.found("Unit"), world.found("Other")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject, other.subject)
    with world.refused("NotRead", agreement=agreement.id, subject=other.subject):
        agreement.challenge(0, other.subject, period)


@pytest.mark.parametrize("place", ["gate", "benchmark", "base"])
def test_gates_and_benchmarks_are_read_too(world: World, place: str) -> None:
    unit = world.found("Unit")
    subject = {"gate": unit.subject, "benchmark": INDUSTRY, "base": unit.subject}[place]
    base = Base(from_=Reference.Benchmark, benchmark=INDUSTRY, curve=(Point(0, 0), Point(1, 1)))
    one = {
        "gate": constant(1, gates=(Gate(unit.subject, Metric.Score, 0, 5),)),
        "benchmark": clause([(0, 0), (1, 1)], b"\1" * 32, form=Form.Variance, base=(base,)),
        "base": clause(
            [(0, 0), (1, 1)], unit.subject, form=Form.Variance, base=(Base(from_=Reference.Earlier, lag=1),)
        ),
    }[place]
    agreement = world.open(world.terms((ANN, BOB), [one]))
    period = reported(world, subject)
    agreement.challenge(0, subject, period)
    assert stage(world, subject, period)[0] is Stage.Challenged


def test_a_benchmark_that_no_base_is_made_of_is_not_read(world: World) -> None:
    """Otherwise any two wallets could dispute any statement by naming it where it counts for nothing."""
    unit, victim = world.found("Unit"), world.found("Victim")
    base = Base(from_=Reference.Promises, promises=(1,) * 12, benchmark=victim.subject)
    terms = world.terms((ANN, BOB), [clause([(0, 0), (1, 1)], unit.subject, form=Form.Variance, base=(base,))])
    agreement = world.open(terms)
    period = reported(world, victim.subject)
    with world.refused("NotRead", agreement=agreement.id, subject=victim.subject):
        agreement.challenge(0, victim.subject, period)


def test_a_constant_reads_nothing(world: World) -> None:
    unit = world.found("Unit")
    agreement = world.open(world.terms((ANN, BOB), [clause([(0, 5)], unit.subject)]))
    period = reported(world, unit.subject)
    with world.refused("NotRead", agreement=agreement.id, subject=unit.subject):
        agreement.challenge(0, unit.subject, period)


def test_only_a_party_challenges(world: World) -> None:
    unit = world.found("Unit")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject)
    message = world.company.messages.challenge(
        agreement.domain, "Wrong.", person("eve").address, agreement.id, unit.subject, period, REASON, 2**40
    )
    consent = world.sign(message, person("eve").address)
    function = world.company.services.functions.challenge
    with world.refused("NotParty", agreement=agreement.id, party=2):
        world.send(function(agreement.id, agreement.terms.to_abi(), 2, unit.subject, period, REASON, consent))
    hers = world.company.messages.challenge(
        agreement.domain, "Wrong.", ANN.address, agreement.id, unit.subject, period, REASON, 2**40
    )
    with world.refused("WrongSignature", party=ANN.address, digest=hers.digest()):
        world.send(function(agreement.id, agreement.terms.to_abi(), 0, unit.subject, period, REASON, consent))


def test_the_window_closes(world: World) -> None:
    unit = world.found("Unit")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject)
    world.chain.advance_to(world.chain.timestamp() + CHALLENGE_WINDOW + 1)
    with world.refused("NotChallengeable", subject=unit.subject, period=period, stage=Stage.Posted):
        agreement.challenge(0, unit.subject, period)


def test_a_challenge_is_used_up(world: World) -> None:
    """The arbiter voids the statement; the same message does not dispute the next one."""
    unit = world.found("Unit")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject)
    agreement.challenge(0, unit.subject, period, REASON)
    world.decide(unit.subject, period, upheld=False)
    world.post(period, [Statement(subject=unit.subject, revenue=90)])
    message = world.company.messages.challenge(
        agreement.domain, "Wrong.", ANN.address, agreement.id, unit.subject, period, REASON, 2**40
    )
    with world.refused("SignatureWithdrawn", party=ANN.address, message=message.struct_hash()):
        agreement.challenge(0, unit.subject, period, REASON)


def test_an_ended_agreement_challenges_nothing(world: World) -> None:
    unit = world.found("Unit")
    agreement = open_over(world, unit, first_period=world.period() + 2)
    agreement.end(world.period())
    agreement.accrue()
    period = reported(world, unit.subject)
    with world.refused("NotOpen", agreement=agreement.id, status=2):
        agreement.challenge(0, unit.subject, period)


def test_an_undecided_challenge_lapses(world: World) -> None:
    unit = world.found("Unit")
    agreement = open_over(world, unit)
    period = reported(world, unit.subject)
    agreement.challenge(0, unit.subject, period)
    world.chain.advance_to(world.chain.timestamp() + 6 * 86_400)
    assert stage(world, unit.subject, period)[1] is Finality.Final
    agreement.accrue()
    assert agreement.due() == 10
