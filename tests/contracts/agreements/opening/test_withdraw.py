"""Withdrawing a signed message before it is used: by one's own call, or by a signature that anyone carries."""

from __future__ import annotations

from dataclasses import replace

from world import DAY, SERVICES, World, constant, person

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")
MESSAGE = b"\x77" * 32
NO_SIGNATURE = (bytes(32), 0, b"")


def test_a_withdrawal_is_carried_by_anyone_on_the_party_s_signature(world: World) -> None:
    message = world.consent(world.terms((ANN, BOB), [constant(1)]), BOB.address)
    world.withdraw(message, BOB.address)
    assert world.events("MessageWithdrawn") == [{"party": BOB.address, "message": message.struct_hash()}]


def test_one_s_own_call_needs_no_signature(world: World) -> None:
    """The carrier of transactions withdraws a message of its own."""
    me = world.chain.account.address
    world.send(world.company.services.functions.withdrawMessage(me, MESSAGE, NO_SIGNATURE))
    assert world.events("MessageWithdrawn") == [{"party": me, "message": MESSAGE}]


def test_nobody_withdraws_for_another(world: World) -> None:
    messages, domain = world.company.messages, world.company.domain(SERVICES)
    hers = messages.message_withdrawal(domain, "Not so.", ANN.address, MESSAGE, 2**40)
    his = messages.message_withdrawal(domain, "Not so.", BOB.address, MESSAGE, 2**40)
    with world.refused("WrongSignature", party=BOB.address, digest=his.digest()):
        consent = world.sign(hers, ANN.address)
        world.send(world.company.services.functions.withdrawMessage(BOB.address, MESSAGE, consent))


def test_a_withdrawal_expires_like_any_message(world: World) -> None:
    message = world.consent(world.terms((ANN, BOB), [constant(1)]), BOB.address)
    deadline = world.chain.timestamp() + DAY
    world.chain.advance_to(deadline + 1)
    with world.refused("SignatureExpired", party=BOB.address, deadline=deadline, timestamp=...):
        world.withdraw(message, BOB.address, deadline=deadline)


def test_it_holds_for_the_one_who_withdrew_and_in_one_kind(world: World) -> None:
    terms = world.terms((ANN, BOB), [constant(1)])
    world.withdraw(world.consent(terms, BOB.address), ANN.address)
    assert world.open(terms)


def test_an_amendment_and_a_notice_are_withdrawn_too(world: World) -> None:
    agreement = world.open(world.terms((ANN, BOB), [constant(1)]))
    terms = replace(agreement.terms, clauses=(constant(2),), first_period=world.period() + 1)
    messages = world.company.messages
    amendment = messages.amendment(agreement.domain, "Changed.", BOB.address, agreement.id, terms, 2**40)
    world.withdraw(amendment, BOB.address)
    with world.refused("SignatureWithdrawn", party=BOB.address, message=amendment.struct_hash()):
        agreement.amend(terms)
    notice = messages.notice(agreement.domain, "It ends.", ANN.address, agreement.id, 2**40)
    world.withdraw(notice, ANN.address)
    with world.refused("SignatureWithdrawn", party=ANN.address, message=notice.struct_hash()):
        agreement.notice(0)


def test_a_party_without_a_wallet_on_this_chain_needs_no_gas(world: World) -> None:
    """Bob has never sent a transaction."""
    world.withdraw(world.consent(world.terms((ANN, BOB), [constant(1)]), BOB.address), BOB.address)
    assert world.sender(BOB).next_nonce() == 0
