"""Logs become events, and the events of an agreement its state."""

from dataclasses import replace
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple, event_abi_to_log_topic
from eth_utils.crypto import keccak

from heyi.core.errors import AmbiguousAbi, UndecodableLog, UnknownAgreement
from heyi.core.events import AgreementState, Event, EventDecoder, fold
from heyi.core.facts import Statement
from heyi.core.messages import Messages
from heyi.core.terms import ALL_PARTNERS, Clause, Leg, Point, Status, Terms
from tests.backend.core.examples import INVESTOR, SUBJECT, SUPPLIER, UNIT, service

CONTRACT = "0x52908400098527886E0F7030069857D2E4169EE7"
ID = keccak(text="an agreement")


def log_of(abi: list[dict[str, Any]], name: str, *values: Any, **changes: Any) -> dict[str, Any]:
    """The log that a node would give for the event."""
    (entry,) = [entry for entry in abi if entry["type"] == "event" and entry["name"] == name]
    indexed: list[tuple[str, Any]] = []
    plain: list[tuple[str, Any]] = []
    for parameter, value in zip(entry["inputs"], values, strict=True):
        (indexed if parameter["indexed"] else plain).append((collapse_if_tuple(parameter), value))
    log = {
        "address": CONTRACT.lower(),
        "topics": [event_abi_to_log_topic(entry), *(encode([kind], [value]) for kind, value in indexed)],  # type: ignore[arg-type]
        "data": encode([kind for kind, _ in plain], [value for _, value in plain]),
        "blockNumber": 7,
        "logIndex": 3,
        "transactionHash": b"\x01" * 32,
    }
    return log | changes


@pytest.fixture(scope="module")
def abi(abis: Any) -> list[dict[str, Any]]:
    return list(abis["IAgreements"])


def test_the_opening_event_carries_the_terms(abi: Any) -> None:
    terms = service()
    log = log_of(abi, "Opened", ID, list(terms.parties), terms.to_abi(), [ID])
    event = EventDecoder(abi).decode(log)
    assert event
    assert (event.name, event.contract, event.block, event.log_index) == ("Opened", CONTRACT, 7, 3)
    assert event.transaction == b"\x01" * 32
    assert list(event.args) == ["agreement", "parties", "terms", "sentences"]
    assert event.args["agreement"] == ID
    assert event.args["parties"] == [UNIT, SUPPLIER]
    assert event.args["terms"]["clauses"][0]["points"][1] == {"x": 100_000, "y": 1_000}
    assert Terms.from_abi(event.args["terms"]) == terms


def test_hexadecimal_logs_are_the_same(abi: Any) -> None:
    log = log_of(abi, "Accrued", ID, 500, [-1, 2**200])
    written = log | {
        "topics": ["0x" + topic.hex() for topic in log["topics"]],
        "data": "0x" + log["data"].hex(),
        "transactionHash": "0x" + log["transactionHash"].hex(),
    }
    decoder = EventDecoder(abi)
    assert decoder.decode(written) == decoder.decode(log)
    event = decoder.decode(log)
    assert event
    assert hash(event) == hash(decoder.decode(written))
    assert event.args == {"agreement": ID, "period": 500, "amounts": [-1, 2**200]}


def test_a_statement_comes_back_from_its_event(abis: Any) -> None:
    statement = Statement(subject=SUBJECT, profit=-5, score=91, evidence=ID)
    oracle = abis["IRevenueOracle"]
    event = EventDecoder(oracle).decode(log_of(oracle, "StatementPosted", SUBJECT, 494, statement.to_abi()))
    assert event
    assert Statement.from_abi(event.args["statement"]) == statement


def test_a_foreign_log_is_no_event(abi: Any) -> None:
    decoder = EventDecoder(abi)
    log = log_of(abi, "Ended", ID)
    assert decoder.decode(log | {"topics": [ID]}) is None
    assert decoder.decode(log | {"topics": []}) is None
    assert log["topics"][0] in decoder.topics


@pytest.mark.parametrize("change", [{"data": b"\x01"}, {"topics": 1}])
def test_a_log_of_another_shape_is_an_error(abi: Any, change: dict[str, Any]) -> None:
    log = log_of(abi, "Paid", ID, 0, 5)
    if "topics" in change:
        change = {"topics": log["topics"][:1]}
    with pytest.raises(UndecodableLog, match="log 3 of block 7 is not a Paid event"):
        EventDecoder(abi).decode(log | change)


def test_all_interfaces_together_are_not_ambiguous(abis: Any) -> None:
    assert len(EventDecoder(*abis.values()).topics) > 30


def event_of(*inputs: tuple[str, str, bool]) -> list[dict[str, Any]]:
    parameters = [{"name": name, "type": kind, "indexed": indexed} for name, kind, indexed in inputs]
    return [{"type": "event", "name": "Named", "inputs": parameters, "anonymous": False}]


def test_two_shapes_of_one_event_are_ambiguous() -> None:
    with pytest.raises(AmbiguousAbi):
        EventDecoder(event_of(("who", "address", True)), event_of(("who", "address", False)))


def test_an_indexed_text_is_there_as_its_hash_only() -> None:
    abi = event_of(("name", "string", True), ("lists", "uint8[][]", False))
    log = {
        "address": CONTRACT,
        "topics": [event_abi_to_log_topic(abi[0]), keccak(text="a name")],  # type: ignore[arg-type]
        "data": encode(["uint8[][]"], [[[1], []]]),
        "blockNumber": 1,
        "logIndex": 0,
        "transactionHash": bytes(32),
    }
    event = EventDecoder(abi).decode(log)
    assert event
    assert event.args == {"name": keccak(text="a name"), "lists": [[1], []]}


# FOLD

TWO_LEGS = service(
    legs=(Leg(0, 1), Leg(1, 0)),
    clauses=(Clause(points=(Point(0, 5),)), Clause(leg=1, points=(Point(0, 7),)), Clause(points=(Point(0, -2),))),
    ceiling=9,
)


def event(name: str, **args: Any) -> Event:
    return Event(name, CONTRACT, 1, 0, bytes(32), {"agreement": ID, **args})


OPENED = event("Opened", parties=[], terms=TWO_LEGS.to_message(), sentences=[])


def state_after(*events: Event) -> AgreementState:
    return fold([OPENED, *events])[ID]


def test_an_opened_agreement_owes_nothing() -> None:
    state = state_after()
    assert (state.status, state.contract, state.versions) == (Status.Open, CONTRACT, (TWO_LEGS,))
    assert (state.next_period, state.end_period) == (492, 504)
    assert (state.accrued, state.due, state.paid, state.cancelled) == ((0, 0, 0), (0, 0), (0, 0), (0, 0))
    assert (state.escrow, state.from_escrow, state.from_backers) == ((0, 0), (0, 0), (0, 0))


def test_accruals_become_due_on_their_clauses_legs() -> None:
    accrued = [event("Accrued", period=period, amounts=[5, 7, -2]) for period in (492, 493)]
    state = state_after(*accrued)
    assert (state.accrued, state.due, state.next_period) == ((10, 14, -4), (6, 14), 494)


def test_payments_and_cancelled_circles_take_off_what_is_due() -> None:
    state = state_after(
        event("Accrued", period=492, amounts=[5, 7, -9]),
        event("Paid", leg=0, amount=-3),
        event("Paid", leg=1, amount=4),
        event("Cancelled", leg=1, amount=2),
    )
    assert (state.due, state.paid, state.cancelled) == ((-1, 1), (-3, 4), (0, 2))
    for leg in range(2):
        clauses = zip(TWO_LEGS.clauses, state.accrued, strict=True)
        accrued = sum(amount for clause, amount in clauses if clause.leg == leg)
        assert accrued == state.due[leg] + state.paid[leg] + state.cancelled[leg]


def test_an_escrow_pays_first_and_what_is_left_goes_back() -> None:
    locked = [
        event("Escrowed", leg=1, amount=50),
        event("Accrued", period=492, amounts=[0, 30, 0]),
        event("PaidFromEscrow", leg=1, amount=30),
        event("Paid", leg=1, amount=30),
    ]
    state = state_after(*locked)
    assert (state.escrow, state.from_escrow, state.paid, state.due) == ((0, 20), (0, 30), (0, 30), (0, 0))
    assert state_after(*locked, event("Escrowed", leg=1, amount=-20)).escrow == (0, 0)


def test_what_backers_pay_is_paid() -> None:
    state = state_after(
        event("Accrued", period=492, amounts=[5, 0, 0]),
        event("Paid", leg=0, amount=2),
        event("Paid", leg=0, amount=3),
        event("PaidByBacker", leg=0, backer=SUPPLIER, amount=3),
    )
    assert (state.paid, state.from_backers, state.due) == ((5, 0), (3, 0), (0, 0))


def test_what_is_due_to_all_partners_is_theirs_by_weight() -> None:
    community = service(
        parties=(UNIT, SUPPLIER, INVESTOR), legs=(Leg(0, ALL_PARTNERS), Leg(0, 1)), weights=(2, 1), ceiling=1_000
    )
    opened = event("Opened", parties=[], terms=community.to_message(), sentences=[])
    state = fold([opened, event("Accrued", period=492, amounts=[101])])[ID]
    assert (state.due_by_creditor(0), state.due_by_creditor(1)) == ({1: 67, 2: 34}, {1: 0})
    assert state.parties == (UNIT, SUPPLIER, INVESTOR)


def test_the_end_comes_after_the_correction_periods() -> None:
    corrected = replace(TWO_LEGS, correction_periods=6)
    opened = event("Opened", parties=[], terms=corrected.to_message(), sentences=[])
    assert fold([opened])[ID].end_period == 510
    longer = replace(corrected, first_period=493, periods=24)
    amended = event("Amended", termsHash=bytes(32), terms=longer.to_message(), sentences=[])
    assert fold([opened, amended])[ID].end_period == 493 + 24 + 6


def test_an_amendment_counts_from_its_first_period() -> None:
    moved = replace(
        TWO_LEGS, first_period=493, periods=24, clauses=(*TWO_LEGS.clauses[::-1], Clause(leg=1, points=(Point(0, 1),)))
    )
    amended = event("Amended", termsHash=bytes(32), terms=moved.to_message(), sentences=[])
    before, after = (event("Accrued", period=period, amounts=[1, 10, 100]) for period in (492, 493))
    after = replace(after, args={**after.args, "amounts": [1, 10, 100, 1_000]})
    state = state_after(amended, before, after)
    assert state.versions == (TWO_LEGS, moved)
    assert (state.terms_at(492), state.terms_at(493), state.terms_at(0)) == (TWO_LEGS, moved, TWO_LEGS)
    assert state.end_period == 493 + 24
    assert state.accrued == (2, 20, 200, 1_000)
    assert state.due == (101 + 101, 10 + 10 + 1_000)


def test_an_amendment_may_have_fewer_clauses() -> None:
    fewer = replace(TWO_LEGS, first_period=493, clauses=TWO_LEGS.clauses[:1])
    state = state_after(
        event("Amended", termsHash=bytes(32), terms=fewer.to_message(), sentences=[]),
        event("Accrued", period=493, amounts=[5]),
    )
    assert state.accrued == (5, 0, 0)


def test_notice_and_ending_move_the_end() -> None:
    assert state_after(event("Noticed", party=UNIT, endPeriod=495)).end_period == 495
    assert state_after(event("EndedByAll", endPeriod=493)).end_period == 493
    assert state_after(event("Released", enterprise=UNIT, endPeriod=494)).end_period == 494
    assert state_after(event("Ended")).status is Status.Ended


def test_folding_goes_on_where_it_stopped_and_changes_nothing_in_place() -> None:
    first = fold([OPENED])
    second = fold([event("Paid", leg=0, amount=5)], first)
    assert first[ID].paid == (0, 0)
    assert second == fold([OPENED, event("Paid", leg=0, amount=5)])


def test_other_events_pass() -> None:
    other = event("Invested", investor=UNIT, enterprise=SUPPLIER, amount=5, shares=1)
    assert fold([Event("MessageWithdrawn", CONTRACT, 1, 0, bytes(32), {"party": UNIT, "message": ID})]) == {}
    assert state_after(other) == state_after()


def test_an_agreement_without_an_opening_is_an_error() -> None:
    with pytest.raises(UnknownAgreement):
        fold([event("Ended")])


def test_the_id_in_the_vectors_is_the_terms_hash(messages: Messages) -> None:
    assert len(messages.terms_hash(TWO_LEGS)) == 32
