"""Publishing and withdrawing: a client's signed word, once."""

import brownie
import pytest
from doubles.company import BY_LEADER, reverts
from doubles.market import CLIENT, NOBODY, STRANGER

NONE, PUBLISHED, WITHDRAWN = 0, 1, 2


def digest(market, tender, **changes):
    words = {"sentence": "I look for.", "on_behalf_of": tender.client, "tender": tender, "deadline": 2**40}
    return market.messages.publication(market.domain, **words | changes).digest()


def test_a_tender_is_published_with_all_that_it_says(market):
    tender = market.tender()
    assert market.state(tender) == NONE
    published = market.publish(tender).events["TenderPublished"]
    assert (bytes(published["tender"]), published["client"]) == (market.id_of(tender), CLIENT.address)
    assert tuple(published["terms"])[:-1] == tuple(tender.to_abi())[:-1]
    assert bytes(published["terms"][-1]) == tender.salt
    assert market.state(tender) == PUBLISHED


def test_its_id_is_the_hash_of_what_it_says(market):
    tender = market.tender()
    assert bytes(market.tenders.hashTender(tender.to_abi())) == market.id_of(tender)


@pytest.mark.parametrize(
    ("changes", "error", "arguments"),
    [
        ({"goal": ""}, "NoGoal", ()),
        ({"measure": ""}, "NoMeasure", ()),
        ({"highest_price": 0}, "NoPrice", ()),
        ({"first_period": 622}, "PeriodsReversed", (622, 621)),
    ],
)
def test_what_says_too_little_is_refused(market, changes, error, arguments):
    # An error without arguments is shown without a colon.
    expected = reverts(error, *arguments) if arguments else brownie.reverts(f"{error}: ")
    with expected:
        market.publish(market.tender(**changes))


def test_one_period_is_enough(market):
    market.publish(market.tender(first_period=621))


def test_bids_need_time(market):
    past = brownie.chain[-1].timestamp
    with pytest.raises(Exception, match=rf"ClosesInPast: {past}, \d+"):
        market.publish(market.tender(closes_at=past))


def test_only_the_client_signs(market):
    tender = market.tender()
    with reverts("WrongSignature", CLIENT, digest(market, tender)):
        market.publish(tender, signer=STRANGER)


def test_it_is_signed_as_it_is(market):
    tender = market.tender()
    with reverts("WrongSignature", CLIENT, digest(market, tender)):
        market.publish(tender, signed_as=market.tender(highest_price=599))


def test_a_signature_expires(market):
    with pytest.raises(Exception, match=rf"SignatureExpired: {CLIENT.address.lower()}, 5, \d+"):
        market.publish(market.tender(), deadline=5)


@pytest.mark.parametrize("withdrawn", [False, True])
def test_it_is_published_once(market, tender, withdrawn):
    if withdrawn:
        market.withdraw(tender)
    with reverts("TenderExists", market.id_of(tender), WITHDRAWN if withdrawn else PUBLISHED):
        market.publish(tender)


def test_an_enterprise_publishes_by_its_leader(market, trio):
    """It answers Tenders over the message itself, so the wallet has shown the sentence."""
    unit = market.company.found(trio)
    tender = market.tender(client=unit.address)
    market.publish(tender, signer=trio[0], prefix=BY_LEADER)
    assert market.state(tender) == PUBLISHED


def test_a_leader_of_two_enterprises_publishes_for_one(market, trio):
    first, second = market.company.found(trio), market.company.found(trio)
    tender = market.tender(client=second.address)
    with reverts("WrongSignature", second, digest(market, tender)):
        market.publish(tender, signer=trio[0], prefix=BY_LEADER, on_behalf_of=first.address)


def test_a_wound_up_enterprise_publishes_nothing(market, trio):
    unit = market.company.found(trio)
    tender = market.tender(client=unit.address)
    market.company.wind_up(unit, 601)
    with reverts("WrongSignature", unit, digest(market, tender)):
        market.publish(tender, signer=trio[0], prefix=BY_LEADER)


def test_the_client_withdraws(market, tender):
    withdrawn = market.withdraw(tender).events["TenderWithdrawn"]
    assert bytes(withdrawn["tender"]) == market.id_of(tender)
    assert market.state(tender) == WITHDRAWN
    with reverts("TenderNotOpen", market.id_of(tender), WITHDRAWN):
        market.withdraw(tender)


def test_nobody_else_withdraws(market, tender):
    message = market.messages.tender_withdrawal(
        market.domain, "Not any more.", CLIENT.address, market.id_of(tender), 2**40
    )
    with reverts("WrongSignature", CLIENT, message.digest()):
        market.withdraw(tender, signer=STRANGER)
    assert market.state(tender) == PUBLISHED


def test_the_client_s_own_call_needs_no_signature(market, tender, accounts):
    client = accounts.add(CLIENT.key)
    accounts[1].transfer(client, "1 ether")
    market.tenders.withdraw(tender.to_abi(), NOBODY, {"from": client})
    assert market.state(tender) == WITHDRAWN
