"""A signed message is good once, here, for what it says, until its deadline."""

import pytest
from doubles.company import NO_DEADLINE, person, reverts

STRANGER = person("stranger")


def words_of(trio):
    """Every message, and how it is sent: (contract, words, deadline, signature maker) -> transaction."""
    ann, bob, eve = trio
    purpose = bytes(32)
    return {
        "Admit": {"member": STRANGER.address, "units": 5},
        "ChangeUnits": {"members": [eve.address], "units": [200]},
        "Leave": {"member": eve.address},
        "Elect": {"leader": bob.address},
        "Succeed": {"challenger": STRANGER.address, "units": 5, "offer": purpose},
        "SetAllowance": {"allowance": 5},
        "NameCommittee": {"nodes": [ann.address, eve.address], "quorum": 2},
        "Spend": {"receiver": ann.address, "amount": 5, "purpose": purpose},
    }


def send(company, trio, enterprise, message, signed_for=None, signed_as=None, **changes):
    """Sends `message` to `enterprise` with signatures made for another enterprise, nonce, deadline or type, if any."""
    words = words_of(trio)[message]
    signed_words = words | changes
    contract = signed_for or enterprise
    deadline = changes.get("deadline", NO_DEADLINE)
    kind = signed_as or message

    def sign(who):
        return company.sign(contract, who, kind, signed_words)

    votes = [(who.address, sign(who)) for who in trio[:2]]
    calls = {
        "Admit": lambda: enterprise.admit(*words.values(), deadline, sign(STRANGER), votes),
        "ChangeUnits": lambda: enterprise.changeUnits(*words.values(), deadline, votes),
        "Leave": lambda: enterprise.leave(*words.values(), deadline, sign(trio[2])),
        "Elect": lambda: enterprise.elect(*words.values(), deadline, votes),
        "Succeed": lambda: enterprise.succeed(*words.values(), deadline, sign(STRANGER), votes),
        "SetAllowance": lambda: enterprise.setAllowance(*words.values(), deadline, votes, []),
        "NameCommittee": lambda: enterprise.nameCommittee(*words.values(), deadline, votes, []),
        "Spend": lambda: enterprise.spend(*words.values(), deadline, sign(trio[0])),
    }
    return calls[message]()


MESSAGES = ["Admit", "ChangeUnits", "Leave", "Elect", "Succeed", "SetAllowance", "NameCommittee", "Spend"]
FIRST_CHECKED = {"Admit": STRANGER, "Leave": 2, "Succeed": STRANGER}


def first_signer(trio, message):
    signer = FIRST_CHECKED.get(message, 0)
    return trio[signer] if isinstance(signer, int) else signer


@pytest.mark.parametrize("message", MESSAGES)
def test_it_is_good_when_signed_as_it_says(company, laundry, trio, message):
    send(company, trio, laundry, message)
    assert (laundry.nonce(), laundry.spendNonce()) == ((0, 1) if message == "Spend" else (1, 0))


@pytest.mark.parametrize("message", MESSAGES)
def test_it_is_not_good_for_another_enterprise_of_the_same_people(company, laundry, trio, message):
    twin = company.found(trio, [100, 100, 100], quorum=2, allowance=1_000)
    digest = company.digest(twin, message, words_of(trio)[message])
    with reverts("WrongSignature", first_signer(trio, message), digest):
        send(company, trio, twin, message, signed_for=laundry)
    assert (twin.nonce(), twin.spendNonce()) == (0, 0)


@pytest.mark.parametrize("message", ["ChangeUnits", "Elect", "Succeed", "SetAllowance", "NameCommittee", "Spend"])
def test_it_is_good_once(company, laundry, trio, message):
    send(company, trio, laundry, message)
    digest = company.digest(laundry, message, words_of(trio)[message])
    with reverts("WrongSignature", first_signer(trio, message), digest):
        send(company, trio, laundry, message, nonce=0)


@pytest.mark.parametrize("message", MESSAGES)
def test_it_is_not_good_before_its_turn(company, laundry, trio, message):
    digest = company.digest(laundry, message, words_of(trio)[message])
    with reverts("WrongSignature", first_signer(trio, message), digest):
        send(company, trio, laundry, message, nonce=1)


@pytest.mark.parametrize("message", MESSAGES)
def test_it_expires(company, laundry, trio, message, chain):
    chain.mine()
    deadline = chain.time() - 100
    with pytest.raises(Exception, match=rf"SignatureExpired: {deadline}, \d+"):
        send(company, trio, laundry, message, deadline=deadline)
    assert (laundry.nonce(), laundry.spendNonce()) == (0, 0)


def test_words_of_one_message_are_not_another(company, laundry, trio):
    """Leave and Elect name one address each: only their types tell them apart."""
    leave = company.sign(laundry, trio[2], "Leave", {"member": trio[2].address})
    votes = [(trio[1].address, leave), (trio[2].address, leave)]
    digest = company.digest(laundry, "Elect", {"leader": trio[2].address})
    with reverts("WrongSignature", trio[1], digest):
        laundry.elect(trio[2].address, NO_DEADLINE, votes)


def test_one_nonce_orders_what_members_sign(company, laundry, trio):
    votes = company.approvals(laundry, trio[:2], "Elect", {"leader": trio[1].address})
    send(company, trio, laundry, "SetAllowance")
    digest = company.digest(laundry, "Elect", {"leader": trio[1].address})
    with reverts("WrongSignature", trio[0], digest):
        laundry.elect(trio[1].address, NO_DEADLINE, votes)


def test_signature_names_the_chain(company, laundry, trio, monkeypatch):
    digest = company.digest(laundry, "Elect", {"leader": trio[1].address})
    elsewhere = company.domain(laundry) | {"chainId": 5}
    monkeypatch.setattr(company, "domain", lambda _: elsewhere)
    votes = company.approvals(laundry, trio[:2], "Elect", {"leader": trio[1].address})
    with reverts("WrongSignature", trio[0], digest):
        laundry.elect(trio[1].address, NO_DEADLINE, votes)
