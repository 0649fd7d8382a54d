"""Consents: one per party, for this chain, contract, kind and party, in time and not withdrawn. Invariants 8 and 9."""

from __future__ import annotations

from dataclasses import replace

from world import SERVICES, VAMS, World, constant, person

from heyi.core.messages import sentence_hash
from heyi.core.signing import enterprise_signature_by_leader, sign, signed
from heyi.core.solidity import ZERO_ADDRESS
from heyi.core.terms import Status, Terms
from heyi.core.typed_data import Message

ANN, BOB, CEM = person("ann"), person("bob"), person("cem")


def terms_of(world: World) -> Terms:
    return world.terms((ANN, BOB), [constant(10)])


def digest_of_bob(world: World, terms: Terms) -> bytes:
    return world.consent(terms, BOB.address).digest()


def test_every_party_signs(world: World) -> None:
    terms = terms_of(world)
    consents = world.consents(terms)
    with world.refused("SignatureCount", signatures=1, parties=2):
        world.open(terms, consents=consents[:1])
    with world.refused("SignatureCount", signatures=3, parties=2):
        world.open(terms, consents=[*consents, consents[0]])


def test_consents_come_in_the_order_of_parties(world: World) -> None:
    terms = terms_of(world)
    digest = world.consent(terms, ANN.address).digest()
    with world.refused("WrongSignature", party=ANN.address, digest=digest):
        world.open(terms, consents=world.consents(terms)[::-1])


def test_nobody_signs_for_another(world: World) -> None:
    terms = terms_of(world)
    forged = signed(world.consent(terms, BOB.address), sign(world.consent(terms, BOB.address), CEM)).to_abi()
    with world.refused("WrongSignature", party=BOB.address, digest=digest_of_bob(world, terms)):
        world.open(terms, consents=[world.consents(terms)[0], forged])


def test_no_signature_is_no_consent(world: World) -> None:
    terms = terms_of(world)
    for nothing in (b"", b"\0" * 65, b"\0"):
        empty = signed(world.consent(terms, BOB.address), nothing).to_abi()
        with world.refused("WrongSignature", party=BOB.address, digest=digest_of_bob(world, terms)):
            world.open(terms, consents=[world.consents(terms)[0], empty])


def test_nobody_signs_for_the_zero_address(world: World) -> None:
    terms = replace(terms_of(world), parties=(ANN.address, ZERO_ADDRESS))
    mine, hers = world.consent(terms, ANN.address), world.consent(terms, ZERO_ADDRESS)
    forged = signed(hers, b"\0" * 65).to_abi()
    with world.refused("WrongSignature", party=ZERO_ADDRESS, digest=hers.digest()):
        world.open(terms, consents=[world.sign(mine, ANN.address), forged])


def test_one_person_s_signature_never_counts_for_two_parties(world: World) -> None:
    """Ann leads both enterprises; what she signs for one names the one."""
    one, two = world.found("One", ("ann",)), world.found("Two", ("ann",))
    terms = world.terms((one, two), [constant(10)])
    first, second = world.consents(terms)
    with world.refused("WrongSignature", party=two.address, digest=world.consent(terms, two.address).digest()):
        world.open(terms, consents=[first, first])
    assert world.open(terms, consents=[first, second]).status() is Status.Open


def test_the_leader_s_signature_as_a_person_does_not_bind_the_enterprise(world: World) -> None:
    unit = world.found("Unit", ("ann",))
    terms = world.terms((ANN, unit), [constant(10)])
    as_person = world.consent(terms, ANN.address)
    reused = signed(as_person, enterprise_signature_by_leader(sign(as_person, ANN))).to_abi()
    with world.refused("WrongSignature", party=unit.address, digest=world.consent(terms, unit.address).digest()):
        world.open(terms, consents=[world.consents(terms)[0], reused])


def test_a_consent_is_for_one_chain(world: World) -> None:
    terms = terms_of(world)
    message = world.consent(terms, BOB.address)
    elsewhere = replace(message, domain=replace(message.domain, chain_id=message.domain.chain_id + 1))
    refuses_bob_s(world, terms, elsewhere)


def test_a_consent_is_for_one_contract(world: World) -> None:
    terms = terms_of(world)
    message = world.consent(terms, BOB.address)
    elsewhere = replace(message, domain=replace(message.domain, contract=world.company.vams.address))
    refuses_bob_s(world, terms, elsewhere)


def test_a_consent_is_for_one_kind(world: World) -> None:
    terms = terms_of(world)
    refuses_bob_s(world, terms, world.consent(terms, BOB.address, VAMS))


def test_a_consent_is_for_these_very_terms(world: World) -> None:
    terms = terms_of(world)
    for other in (replace(terms, clauses=(constant(11),)), replace(terms, salt=b"\1" * 32), replace(terms, periods=13)):
        refuses_bob_s(world, terms, world.consent(other, BOB.address))


def test_the_sentence_is_part_of_what_is_signed(world: World) -> None:
    terms = terms_of(world)
    consents = world.consents(terms)
    other = world.consent(terms, BOB.address, sentence="I agree to more.")
    _, deadline, signature = consents[1]
    with world.refused("WrongSignature", party=BOB.address, digest=other.digest()):
        world.open(terms, consents=[consents[0], (sentence_hash("I agree to more."), deadline, signature)])


def test_a_consent_expires(world: World) -> None:
    terms = terms_of(world)
    deadline = world.chain.timestamp() + 1000
    consents = world.consents(terms, deadline=deadline)
    world.chain.advance_to(deadline + 1)
    with world.refused("SignatureExpired", party=ANN.address, deadline=deadline, timestamp=...):
        world.open(terms, consents=consents)


def test_a_deadline_can_not_be_put_off(world: World) -> None:
    terms = terms_of(world)
    consents = world.consents(terms, deadline=world.chain.timestamp() + 1000)
    sentence, deadline, signature = consents[1]
    moved = world.consent(terms, BOB.address, deadline=deadline + 1)
    with world.refused("WrongSignature", party=BOB.address, digest=moved.digest()):
        world.open(terms, consents=[consents[0], (sentence, deadline + 1, signature)])


def test_a_withdrawn_consent_opens_nothing(world: World) -> None:
    terms = terms_of(world)
    message = world.consent(terms, BOB.address)
    world.withdraw(message, BOB.address)
    with world.refused("SignatureWithdrawn", party=BOB.address, message=message.struct_hash()):
        world.open(terms)


def test_a_new_consent_after_a_withdrawal_is_another_message(world: World) -> None:
    terms = terms_of(world)
    world.withdraw(world.consent(terms, BOB.address), BOB.address)
    again = world.sign(world.consent(terms, BOB.address, deadline=2**41), BOB.address)
    assert world.open(terms, consents=[world.consents(terms)[0], again]).status() is Status.Open


def test_anyone_may_carry_the_signatures(world: World) -> None:
    """The sender of every transaction here is none of the parties."""
    assert world.chain.account.address not in (ANN.address, BOB.address, ZERO_ADDRESS)
    assert world.open(terms_of(world), SERVICES).status() is Status.Open


def test_a_former_leader_s_consent_binds_no_more(world: World) -> None:
    """ERC-1271 is asked when the agreement opens, so whoever leads then must have signed."""
    unit = world.found("Unit", ("ann", "bob", "cem"))
    terms = world.terms((unit, person("dia")), [constant(10)])
    consents = world.consents(terms)
    world.elect(unit, BOB)
    with world.refused("WrongSignature", party=unit.address, digest=world.consent(terms, unit.address).digest()):
        world.open(terms, consents=consents)


def refuses_bob_s(world: World, terms: Terms, message: Message) -> None:
    """Bob's signature of `message` is not his consent to the terms."""
    given = signed(message, sign(message, BOB)).to_abi()
    with world.refused("WrongSignature", party=BOB.address, digest=digest_of_bob(world, terms)):
        world.open(terms, consents=[world.consents(terms)[0], given])
