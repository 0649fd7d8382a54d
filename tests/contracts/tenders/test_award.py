"""An award notes what the client accepted: the offer that was bid, in an agreement that is what was asked for."""

import brownie
import pytest
from doubles.company import reverts
from doubles.market import CLIENT, RIVAL, STRANGER, SUPPLIER

PUBLISHED, WITHDRAWN, AWARDED = 1, 2, 3


@pytest.fixture
def terms(market):
    return market.terms()


@pytest.fixture
def offer(market, tender, terms):
    """It was bid."""
    offer = market.offer(terms)
    market.bid(tender, offer)
    return offer


def test_an_accepted_offer_wins(market, tender, terms, offer):
    market.accept(terms, offer)
    awarded = market.award(tender, terms, offer).events["TenderAwarded"]
    assert (bytes(awarded["tender"]), awarded["supplier"]) == (market.id_of(tender), SUPPLIER.address)
    assert bytes(awarded["agreement"]) == market.messages.terms_hash(terms)
    assert (bytes(awarded["offer"]), awarded["price"]) == (offer.struct_hash(), 550)
    assert market.state(tender) == AWARDED


def test_it_is_awarded_once(market, tender, terms, offer):
    market.accept(terms, offer)
    market.award(tender, terms, offer)
    with reverts("TenderNotOpen", market.id_of(tender), AWARDED):
        market.award(tender, terms, offer)
    with reverts("TenderNotOpen", market.id_of(tender), AWARDED):
        market.withdraw(tender)
    with reverts("TenderNotOpen", market.id_of(tender), AWARDED):
        market.bid(tender, offer, price=1)


def test_not_before_the_client_accepts(market, tender, terms, offer):
    with reverts("NotAccepted", SUPPLIER, offer.struct_hash()):
        market.award(tender, terms, offer)


def test_not_when_somebody_else_accepted(market, tender, terms, offer):
    """The offer is open to anyone, and a stranger took it up: the client has accepted nothing."""
    strangers = market.terms(parties=(STRANGER.address, SUPPLIER.address))
    market.accept(strangers, offer)
    with pytest.raises(Exception, match=f"NotClients: {CLIENT.address.lower()}"):
        market.award(tender, strangers, offer)
    agreement = market.messages.terms_hash(terms)
    with reverts("NoAgreement", agreement):
        market.award(tender, terms, offer)


def test_not_for_an_offer_that_was_not_bid(market, tender, terms, offer):
    other = market.offer(terms, times=2)
    market.accept(terms, other)
    with reverts("NoBid", market.id_of(tender), SUPPLIER, other.struct_hash()):
        market.award(tender, terms, other)


def test_a_bid_counts_for_its_own_supplier(market, tender, offer):
    rivals = market.terms(RIVAL)
    theirs = market.offer(rivals)
    market.accept(rivals, theirs)
    with reverts("NoBid", market.id_of(tender), RIVAL, theirs.struct_hash()):
        market.award(tender, rivals, theirs)


@pytest.mark.parametrize(
    ("changes", "error", "arguments"),
    [
        ({"ceiling": 551}, "AbovePriceBid", (551, 550)),
        ({"first_period": 609}, "OutsidePeriods", (609, 620)),
        ({"first_period": 611}, "OutsidePeriods", (611, 622)),
        ({"periods": 13}, "OutsidePeriods", (610, 622)),
        ({"token": SUPPLIER.address}, "OtherToken", (SUPPLIER.address, "token")),
    ],
    ids=["dearer", "earlier", "later", "longer", "in another token"],
)
def test_what_was_accepted_is_what_was_bid_and_asked_for(market, tender, changes, error, arguments):
    terms = market.terms(**changes)
    offer = market.offer(terms)
    market.bid(tender, offer)
    market.accept(terms, offer)
    arguments = [market.company.token.address if value == "token" else value for value in arguments]
    with reverts(error, *arguments):
        market.award(tender, terms, offer)
    assert market.state(tender) == PUBLISHED


def test_cheaper_than_bid_is_fine(market, tender):
    terms = market.terms(ceiling=400)
    offer = market.offer(terms)
    market.bid(tender, offer)
    market.accept(terms, offer)
    assert market.award(tender, terms, offer).events["TenderAwarded"]["price"] == 400


def test_after_the_closing_time_too(market, tender, terms, offer):
    brownie.chain.sleep(3_700)
    brownie.chain.mine()
    market.accept(terms, offer)
    market.award(tender, terms, offer)
    assert market.state(tender) == AWARDED


def test_not_after_it_was_withdrawn(market, tender, terms, offer):
    market.accept(terms, offer)
    market.withdraw(tender)
    with reverts("TenderNotOpen", market.id_of(tender), WITHDRAWN):
        market.award(tender, terms, offer)
