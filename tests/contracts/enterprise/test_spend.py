"""Spending outside closings: within the allowance of the period, never in arrears, never during a closing."""

import pytest
from doubles.company import FIRST_PERIOD, NO_DEADLINE, Member, person, reverts

P = FIRST_PERIOD
SHOP = person("shop")
SOAP = b"soap".ljust(32, b"\0")


def spend(company, enterprise, amount, signer, purpose=SOAP):
    words = {"receiver": SHOP.address, "amount": amount, "purpose": purpose}
    signature = company.sign(enterprise, signer, "Spend", words)
    return enterprise.spend(*words.values(), NO_DEADLINE, signature, {"from": company.sender})


def draw(company, enterprise, amount):
    return enterprise.draw(SHOP.address, amount, SOAP, {"from": company.agreements})


def test_leader_spends(company, laundry, trio):
    spent = spend(company, laundry, 400, trio[0]).events["Spent"]
    assert (spent["receiver"], spent["amount"], spent["purpose"]) == (SHOP.address, 400, "0x" + SOAP.hex())
    assert company.balance(SHOP) == 400
    assert company.balance(laundry) == 10_000 - 400
    assert laundry.allowanceLeft() == 600
    assert laundry.spendNonce() == 1
    assert laundry.nonce() == 0


def test_allowance_is_per_period(company, laundry, trio):
    """period   P            P+1
    spent    700, 300     1000
    """
    spend(company, laundry, 700, trio[0])
    spend(company, laundry, 300, trio[0])
    with reverts("AboveAllowance", 1, 0):
        spend(company, laundry, 1, trio[0])
    company.turn_to(P + 1)
    assert laundry.allowanceLeft() == 1_000
    spend(company, laundry, 1_000, trio[0])
    assert laundry.allowanceLeft() == 0
    assert company.balance(SHOP) == 2_000


def test_what_is_left_of_a_period_is_lost(company, laundry, trio):
    spend(company, laundry, 100, trio[0])
    company.turn_to(P + 2)
    with reverts("AboveAllowance", 1_001, 1_000):
        spend(company, laundry, 1_001, trio[0])
    assert company.balance(laundry) == 10_000 - 100


def test_agreements_draw_on_the_same_allowance(company, laundry, trio):
    drawn = draw(company, laundry, 900)
    assert drawn.events["Spent"]["purpose"] == "0x" + SOAP.hex()
    assert company.balance(SHOP) == 900
    with reverts("AboveAllowance", 101, 100):
        spend(company, laundry, 101, trio[0])
    spend(company, laundry, 100, trio[0])
    with reverts("AboveAllowance", 1, 0):
        draw(company, laundry, 1)


@pytest.mark.parametrize("by_leader", [True, False])
def test_nothing_is_spent_in_arrears_or_during_a_closing(company, laundry, trio, by_leader):
    def pay():
        return spend(company, laundry, 1, trio[0]) if by_leader else draw(company, laundry, 1)

    company.write_books(laundry, arrears=7)
    with reverts("InArrears", 7):
        pay()
    company.write_books(laundry, closing=True)
    with reverts("BooksClosing", laundry):
        pay()
    assert laundry.allowanceLeft() == 1_000
    company.write_books(laundry)
    pay()
    assert company.balance(SHOP) == 1


@pytest.mark.parametrize("who", [1, 2])
def test_members_do_not_spend(company, laundry, trio, who):
    words = {"receiver": SHOP.address, "amount": 5, "purpose": SOAP}
    with reverts("WrongSignature", trio[0], company.digest(laundry, "Spend", words)):
        spend(company, laundry, 5, trio[who])
    assert laundry.spendNonce() == 0


def test_relayer_changes_no_word(company, laundry, trio):
    words = {"receiver": SHOP.address, "amount": 5, "purpose": SOAP}
    signature = company.sign(laundry, trio[0], "Spend", words)
    for changed in ({"receiver": trio[2].address}, {"amount": 6}, {"purpose": bytes(32)}):
        other = words | changed
        with reverts("WrongSignature", trio[0], company.digest(laundry, "Spend", other)):
            laundry.spend(*other.values(), NO_DEADLINE, signature)


def test_more_than_the_balance_is_not_there(company, trio):
    poor = company.found(trio, allowance=1_000)
    with reverts("ERC6909InsufficientBalance", poor, 0, 5, company.token_id):
        spend(company, poor, 5, trio[0])
    assert poor.allowanceLeft() == 1_000


def test_enterprise_without_allowance_spends_nothing(company, trio):
    enterprise = company.found(trio, allowance=0)
    company.fund(enterprise.address, 10)
    with reverts("AboveAllowance", 1, 0):
        spend(company, enterprise, 1, trio[0])


def test_contract_wallet_leads_like_a_person(company, trio, wallet):
    leader = Member(wallet(trio[0]).address, trio[0])
    enterprise = company.found([leader], allowance=10)
    company.fund(enterprise.address, 10)
    spend(company, enterprise, 10, leader)
    assert company.balance(SHOP) == 10


def test_whole_range_of_the_allowance_can_be_spent(company, trio):
    most = 2**96 - 1
    enterprise = company.found(trio, allowance=most)
    company.fund(enterprise.address, most)
    spend(company, enterprise, most, trio[0])
    assert enterprise.allowanceLeft() == 0
    with reverts("AboveAllowance", 2**256 - 1, 0):
        spend(company, enterprise, 2**256 - 1, trio[0])
