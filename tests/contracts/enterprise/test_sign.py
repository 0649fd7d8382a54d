"""The enterprise's own signature: who is answered, over what, and what counts as one."""

import pytest
from doubles.company import BY_LEADER, BY_QUORUM, INVALID, VALID, Member, people, person
from eth_abi import encode
from eth_utils import keccak

HASH = keccak(text="an agreement's digest")


def plain(signer, digest=HASH):
    """A signature of a bare digest, as an agreement's message leads to one."""
    return bytes(signer.unsafe_sign_hash(digest).signature)


def quorum_signature(signers, digest=HASH):
    approvals = [(signer.address, plain(signer, digest)) for signer in signers]
    return BY_QUORUM + encode(["(address,bytes)[]"], [approvals])


def answer(enterprise, signature, caller, digest=HASH):
    return str(enterprise.isValidSignature.call(digest, signature, {"from": caller}))


def test_leader_signs_for_the_enterprise(company, laundry, trio):
    assert answer(laundry, BY_LEADER + plain(trio[0]), company.agreements) == VALID


@pytest.mark.parametrize("who", [1, 2])
def test_members_are_not_the_leader(company, laundry, trio, who):
    assert answer(laundry, BY_LEADER + plain(trio[who]), company.agreements) == INVALID


@pytest.mark.parametrize(
    ("signers", "expected"),
    [
        ([0, 1], VALID),
        ([1, 2], VALID),
        ([0, 1, 2], VALID),
        ([], INVALID),
        ([0], INVALID),  # the leader alone signs in the other way
        ([1, 1], INVALID),
        ([2, 1], INVALID),
    ],
)
def test_quorum_signs_for_the_enterprise(company, laundry, trio, signers, expected):
    signature = quorum_signature([trio[i] for i in signers])
    assert answer(laundry, signature, company.agreements) == expected


def test_strangers_are_no_quorum(company, laundry, trio):
    strangers = sorted([person("x"), person("y"), trio[0]], key=lambda who: int(who.address, 16))
    assert answer(laundry, quorum_signature(strangers), company.agreements) == INVALID


def test_signature_is_of_one_hash(company, laundry, trio):
    other = keccak(text="another")
    assert answer(laundry, BY_LEADER + plain(trio[0]), company.agreements, other) == INVALID
    assert answer(laundry, quorum_signature(trio), company.agreements, other) == INVALID


def test_nobody_else_is_answered(company, laundry, trio, accounts):
    """Above all not the Treasury: what lies there leaves through closings and the allowance only."""
    leader, quorum = BY_LEADER + plain(trio[0]), quorum_signature(trio)
    for caller in (company.treasury, company.books, company.profit_share, company.calendar, accounts[3], trio[0]):
        for signature in (leader, quorum):
            assert answer(laundry, signature, caller.address) == INVALID


def test_tenders_are_answered_like_agreements(company, laundry, trio):
    """Their messages name on whose behalf one signs too; what a wallet shows is theirs, no endorsement."""
    for signature in (BY_LEADER + plain(trio[0]), quorum_signature(trio)):
        assert answer(laundry, signature, company.tenders) == VALID
    words = {"asker": company.tenders.address, "digest": HASH}
    endorsement = BY_LEADER + company.sign(laundry, trio[0], "Endorsement", words)
    assert answer(laundry, endorsement, company.tenders) == INVALID
    assert company.registry.namesParty(company.tenders)
    assert company.registry.namesParty(company.agreements)
    for other in (company.treasury, company.books, company.profit_share, company.registry, laundry, trio[0]):
        assert not company.registry.namesParty(other.address)


def test_tenders_have_none_of_the_powers_of_agreements(company):
    assert not company.registry.isAgreements(company.tenders)


def test_treasury_is_not_even_answered_for_an_endorsement(company, laundry, trio):
    words = {"asker": company.treasury.address, "digest": HASH}
    endorsement = BY_LEADER + company.sign(laundry, trio[0], "Endorsement", words)
    assert answer(laundry, endorsement, company.treasury.address) == INVALID


def test_registry_and_enterprises_are_answered_for_an_endorsement(company, laundry, trio):
    kitchen = company.found([person("cook")])
    for asker in (company.registry, kitchen, laundry):
        words = {"asker": asker.address, "digest": HASH}
        leader = BY_LEADER + company.sign(laundry, trio[0], "Endorsement", words)
        quorum = quorum_signature(trio[1:], company.digest(laundry, "Endorsement", words))
        for signature in (leader, quorum):
            assert answer(laundry, signature, asker.address) == VALID
            assert answer(laundry, signature, company.agreements) == INVALID
        assert answer(laundry, BY_LEADER + plain(trio[0]), asker.address) == INVALID
        assert answer(laundry, quorum_signature(trio), asker.address) == INVALID


def test_endorsement_for_one_asker_is_none_for_another(company, laundry, trio):
    kitchen, bakery = company.found([person("cook")]), company.found([person("baker")])
    words = {"asker": kitchen.address, "digest": HASH}
    signature = BY_LEADER + company.sign(laundry, trio[0], "Endorsement", words)
    assert answer(laundry, signature, kitchen.address) == VALID
    assert answer(laundry, signature, bakery.address) == INVALID


def test_leader_of_two_enterprises_signs_for_one_at_a_time(company, trio):
    """One leader, two enterprises that are asked by a third: each needs an endorsement in its own domain."""
    first, second, asker = (company.found([trio[0]]) for _ in range(3))
    words = {"asker": asker.address, "digest": HASH}
    signature = BY_LEADER + company.sign(first, trio[0], "Endorsement", words)
    assert answer(first, signature, asker.address) == VALID
    assert answer(second, signature, asker.address) == INVALID


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        BY_LEADER,
        BY_QUORUM,
        b"\x02",
        b"\xff" * 66,
        BY_LEADER + b"\x00" * 64,
        BY_LEADER + b"\x00" * 65,
        BY_LEADER + b"\xff" * 500,
        BY_QUORUM + b"\x00" * 31,
        BY_QUORUM + b"\x00" * 32,
        BY_QUORUM + b"\xff" * 32,
        BY_QUORUM + (32).to_bytes(32) + (2**64).to_bytes(32),
        BY_QUORUM + (32).to_bytes(32) + (2**32).to_bytes(32),
        BY_QUORUM + (32).to_bytes(32) + (2).to_bytes(32) + (2**255).to_bytes(32) * 2,
        BY_QUORUM + (32).to_bytes(32) + (1).to_bytes(32) + (32).to_bytes(32) + b"\xff" * 64,
    ],
    ids=lambda signature: f"{len(signature)} bytes of {signature[:1].hex()}",
)
def test_nonsense_is_told_no(company, laundry, signature):
    assert answer(laundry, signature, company.agreements) == INVALID


@pytest.mark.parametrize("kind", [b"\x02", b"\xff"])
def test_there_are_two_kinds_of_signature(company, laundry, trio, kind):
    assert answer(laundry, kind + quorum_signature(trio)[1:], company.agreements) == INVALID
    assert answer(laundry, kind + plain(trio[0]), company.agreements) == INVALID


def test_high_s_twin_of_a_signature_is_told_no(company, laundry, trio):
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    r, s, v = (plain(trio[0])[:32], int.from_bytes(plain(trio[0])[32:64]), plain(trio[0])[64])
    twin = r + (order - s).to_bytes(32) + bytes([55 - v])
    assert answer(laundry, BY_LEADER + twin, company.agreements) == INVALID


def test_contract_wallet_leads(company, wallet):
    owner = person("owner")
    leader = Member(wallet(owner).address, owner)
    enterprise = company.found([leader])
    assert answer(enterprise, BY_LEADER + plain(owner), company.agreements) == VALID
    assert answer(enterprise, BY_LEADER + plain(person("thief")), company.agreements) == INVALID


def test_enterprise_leads_an_enterprise(company):
    """The holding leads the laundry, and its own leader endorses what the laundry is asked for by an agreement."""
    owner = person("owner")
    holding = company.found([owner])
    charter = company.charter([Member(holding.address, owner)])
    digest = company.digest(company.registry, "Found", {"charter": charter, "deadline": 2**256 - 1})
    words = {"asker": company.registry.address, "digest": digest}
    signature = BY_LEADER + company.sign(holding, owner, "Endorsement", words)
    laundry = company.registry.addressOf(tuple(charter.values()))
    company.registry.found(tuple(charter.values()), 2**256 - 1, [signature])
    laundry = company.enterprise_at(laundry)
    endorsed = company.sign(holding, owner, "Endorsement", {"asker": laundry.address, "digest": HASH})
    assert answer(laundry, BY_LEADER + BY_LEADER + endorsed, company.agreements) == VALID
    assert answer(laundry, BY_LEADER + BY_LEADER + plain(owner), company.agreements) == INVALID


def test_new_leader_and_new_members_sign_from_then_on(company, laundry, trio):
    words = {"leader": trio[1].address}
    laundry.elect(trio[1].address, 2**256 - 1, company.approvals(laundry, trio[1:], "Elect", words))
    assert answer(laundry, BY_LEADER + plain(trio[0]), company.agreements) == INVALID
    assert answer(laundry, BY_LEADER + plain(trio[1]), company.agreements) == VALID


def test_large_quorum_signs(company):
    team = people(12)
    enterprise = company.found(team, quorum=12)
    assert answer(enterprise, quorum_signature(team), company.agreements) == VALID
    assert answer(enterprise, quorum_signature(team[1:]), company.agreements) == INVALID
