"""Bids: who, until when, at what price; on one offer the lowest counts, whoever carries them in whatever order."""

from contextlib import nullcontext

import brownie
import pytest
from doubles.company import reverts
from doubles.market import CLIENT, RIVAL, STRANGER, SUPPLIER

NONE, WITHDRAWN, AWARDED = 0, 2, 3


@pytest.fixture
def offer(market):
    return market.offer(market.terms())


def price(market, tender, offer):
    return market.tenders.priceOf(market.id_of(tender), offer.message["onBehalfOf"], offer.struct_hash())


def test_an_outsider_bids(market, tender, offer):
    posted = market.bid(tender, offer).events["BidPosted"]
    assert (bytes(posted["tender"]), posted["supplier"]) == (market.id_of(tender), SUPPLIER.address)
    assert (bytes(posted["offer"]), posted["price"]) == (offer.struct_hash(), 550)
    assert price(market, tender, offer) == 550


def test_an_enterprise_bids(market, tender, trio):
    unit = market.company.found(trio)
    offer = market.offer(market.terms(unit))
    market.bid(tender, offer, signer=trio[0])
    assert price(market, tender, offer) == 550


def test_the_highest_price_is_the_limit(market, tender, offer):
    with reverts("AboveHighestPrice", 601, 600):
        market.bid(tender, offer, price=601)
    market.bid(tender, offer, price=600)
    assert price(market, tender, offer) == 600


def test_a_bid_states_a_price(market, tender, offer):
    with brownie.reverts("NoPrice: "):
        market.bid(tender, offer, price=0)


def test_the_client_does_not_bid(market, tender):
    own = market.offer(market.terms(CLIENT))
    with reverts("BidByClient", CLIENT):
        market.bid(tender, own, signer=CLIENT)


def test_after_the_closing_time_it_is_too_late(market, tender, offer):
    brownie.chain.sleep(3_700)
    brownie.chain.mine()
    with pytest.raises(Exception, match=rf"TenderClosed: .+, {tender.closes_at}, \d+"):
        market.bid(tender, offer)
    assert price(market, tender, offer) == 0


def test_what_is_not_published_takes_no_bids(market, tender, offer):
    other = market.tender(highest_price=700)
    with reverts("TenderNotOpen", market.id_of(other), NONE):
        market.bid(other, offer)
    market.withdraw(tender)
    with reverts("TenderNotOpen", market.id_of(tender), WITHDRAWN):
        market.bid(tender, offer)


@pytest.mark.parametrize("prices", [(550, 500), (500, 550)])
def test_the_lowest_price_counts_in_any_order(market, tender, offer, prices):
    for one in prices:
        low = price(market, tender, offer)
        with reverts("BidNotLower", one, low) if low and one > low else nullcontext():
            market.bid(tender, offer, price=one)
    assert price(market, tender, offer) == 500


def test_the_same_bid_is_refused(market, tender, offer):
    market.bid(tender, offer)
    with reverts("BidNotLower", 550, 550):
        market.bid(tender, offer)


def test_only_the_supplier_signs(market, tender, offer):
    message = market.messages.bid(
        market.domain, "I bid.", SUPPLIER.address, market.id_of(tender), offer.struct_hash(), 550, 2**40
    )
    with reverts("WrongSignature", SUPPLIER, message.digest()):
        market.bid(tender, offer, on_behalf_of=STRANGER.address)


@pytest.mark.parametrize("changed", [{"price": 549}, {"tender": bytes(32)}, {"offer": bytes(32)}], ids=str)
def test_what_is_signed_is_what_is_bid(market, tender, offer, changed):
    message = market.messages.bid(
        market.domain, "I bid.", SUPPLIER.address, market.id_of(tender), offer.struct_hash(), 550, 2**40
    )
    other = {"price": 550, "tender": market.id_of(tender), "offer": offer.struct_hash()} | changed
    wrong = market.messages.bid(
        market.domain, "I bid.", SUPPLIER.address, other["tender"], other["offer"], other["price"], 2**40
    )
    answer = (SUPPLIER.address, offer.struct_hash(), 550)
    with reverts("WrongSignature", SUPPLIER, message.digest()):
        market.tenders.bid(tender.to_abi(), answer, market.signed(wrong, SUPPLIER), market.by)


def test_suppliers_bid_beside_one_another(market, tender, offer):
    rivals = market.offer(market.terms(RIVAL, ceiling=520))
    market.bid(tender, offer)
    market.bid(tender, rivals, price=520, signer=RIVAL)
    assert (price(market, tender, offer), price(market, tender, rivals)) == (550, 520)
