"""Founding: what a charter signed by all members brings about."""

import pytest
from doubles.company import NO_DEADLINE, Member, people, person, reverts


def found(company, charter, signers, deadline=NO_DEADLINE, sender=None):
    signatures = company.sign_charter(charter, signers, deadline)
    return company.registry.found(tuple(charter.values()), deadline, signatures, {"from": sender or company.sender})


def test_enterprise_has_what_the_charter_says(company, trio):
    enterprise = company.found(trio, [10, 20, 30], quorum=2, totalShares=1_000, allowance=500, windUpAfter=3)
    assert enterprise.leader() == trio[0].address
    assert enterprise.quorum() == 2
    assert enterprise.memberCount() == 3
    assert enterprise.allowance() == 500
    assert (enterprise.windUpAfter(), enterprise.endPeriod()) == (3, 0)
    assert (enterprise.nonce(), enterprise.spendNonce()) == (0, 0)
    assert all(enterprise.isMember(who.address) for who in trio)
    assert [company.profit_share.unitsOf(enterprise, who.address) for who in trio] == [10, 20, 30]
    assert company.profit_share.totalUnitsOf(enterprise) == 60
    assert company.profit_share.totalSharesOf(enterprise) == 1_000
    assert company.books.booksOf(enterprise)[0] == company.calendar.currentPeriod()
    assert company.registry.isEnterprise(enterprise)


def test_anyone_carries_the_signatures(company, trio, accounts):
    charter = company.charter(trio)
    founded = found(company, charter, trio, sender=accounts[7]).events["Founded"]
    assert founded["enterprise"] == company.registry.addressOf(tuple(charter.values()))
    assert founded["leader"] == trio[0].address
    assert tuple(founded["charter"])[:4] == ("Laundry", trio[0].address, 2, tuple(who.address for who in trio))


def test_signatures_are_good_until_their_deadline(company, trio, chain):
    charter = company.charter(trio)
    founded = found(company, charter, trio, deadline=chain.time() + 1_000).events["Founded"]
    assert company.registry.isEnterprise(founded["enterprise"])


def test_one_person_founds_alone(company):
    enterprise = company.found(people(1), quorum=1)
    assert enterprise.memberCount() == 1


def test_any_member_leads(company, trio):
    assert company.found(trio, leader=trio[2].address).leader() == trio[2].address


def test_contract_wallet_founds_like_a_person(company, deploy_wallet):
    owner = person("owner")
    founder = Member(deploy_wallet(owner).address, owner)
    assert company.found([founder]).leader() == founder.address


def test_enterprise_founds_with_an_endorsement_of_its_own(company, trio):
    owner = person("owner")
    platform = company.found([owner])
    founders = sorted([Member(platform.address, owner), trio[0]], key=lambda who: int(who.address, 16))
    charter = company.charter(founders)
    digest = company.digest(company.registry, "Found", {"charter": charter, "deadline": NO_DEADLINE})
    plain = [company.sign_charter(charter, [who])[0] for who in founders]
    mine = founders.index(next(who for who in founders if who.address == platform.address))
    plain[mine] = b"\0" + plain[mine]
    with reverts("WrongSignature", platform, digest):
        company.registry.found(tuple(charter.values()), NO_DEADLINE, plain)
    words = {"asker": company.registry.address, "digest": digest}
    plain[mine] = b"\0" + company.sign(platform, owner, "Endorsement", words)
    company.registry.found(tuple(charter.values()), NO_DEADLINE, plain)
    assert company.registry.isEnterprise(company.registry.addressOf(tuple(charter.values())))


def test_a_charter_founds_once(company, trio):
    charter = company.charter(trio)
    founded = found(company, charter, trio).events["Founded"]["enterprise"]
    with reverts("AlreadyFounded", founded):
        found(company, charter, trio)


def test_salt_sets_equal_charters_apart(company, trio):
    charter = company.charter(trio)
    first = found(company, charter, trio).events["Founded"]["enterprise"]
    second = found(company, charter | {"salt": b"\xff" * 32}, trio).events["Founded"]["enterprise"]
    assert first != second


def test_address_is_known_before_and_follows_every_word(company, trio):
    charter = company.charter(trio)
    address = company.registry.addressOf(tuple(charter.values()))
    assert not company.registry.isEnterprise(address)
    changes = [
        {"name": "laundry"},
        {"leader": trio[1].address},
        {"quorum": 3},
        {"members": charter["members"][:2]},
        {"units": [100, 100, 101]},
        {"totalShares": 10_001},
        {"allowance": 1},
        {"windUpAfter": 2},
        {"salt": b"\xff" * 32},
    ]
    assert {word for change in changes for word in change} == set(charter)
    others = {company.registry.addressOf(tuple((charter | change).values())) for change in changes}
    assert len(others) == len(changes)
    assert address not in others
    assert found(company, charter, trio).events["Founded"]["enterprise"] == address


def test_money_sent_ahead_is_the_enterprises(company, trio):
    charter = company.charter(trio, allowance=70)
    address = company.registry.addressOf(tuple(charter.values()))
    company.fund(address, 70)
    found(company, charter, trio)
    enterprise = company.enterprise_at(address)
    words = {"receiver": trio[0].address, "amount": 70, "purpose": bytes(32)}
    enterprise.spend(*words.values(), NO_DEADLINE, company.sign(enterprise, trio[0], "Spend", words))
    assert company.balance(trio[0]) == 70


@pytest.mark.parametrize("name", ["", "团队", "x" * 300])
def test_name_is_any_text(company, trio, name):
    charter = company.charter(trio, name=name)
    assert found(company, charter, trio).events["Founded"]["charter"][0] == name


def test_only_the_companys_contracts_are_agreements(company, accounts):
    assert company.registry.isAgreements(company.agreements)
    for other in (accounts[3], company.registry, company.books, company.treasury):
        assert not company.registry.isAgreements(other)


def test_nobody_else_is_an_enterprise(company, accounts):
    for other in (accounts[3], company.registry, company.implementation):
        assert not company.registry.isEnterprise(other)
