"""Units change by a quorum; whoever gets fewer signs too."""

import pytest
from doubles.company import NO_DEADLINE, person, reverts


def change(company, enterprise, members, units, approvers):
    addresses = [member.address for member in members]
    words = {"members": addresses, "units": units}
    approvals = company.approvals(enterprise, approvers, "ChangeUnits", words)
    return enterprise.changeUnits(addresses, units, NO_DEADLINE, approvals, {"from": company.sender})


def units_of(company, enterprise, members):
    return [company.profit_share.unitsOf(enterprise, member.address) for member in members]


def test_quorum_raises_units(company, laundry, trio):
    changed = change(company, laundry, trio[1:], [150, 200], trio[:2])
    assert units_of(company, laundry, trio) == [100, 150, 200]
    assert [(event["member"], event["units"]) for event in changed.events["UnitsChanged"]] == [
        (trio[1].address, 150),
        (trio[2].address, 200),
    ]
    assert laundry.memberCount() == 3
    assert laundry.nonce() == 1


def test_who_gets_fewer_must_sign(company, laundry, trio):
    with reverts("FallNotSigned", trio[2], 100, 99):
        change(company, laundry, trio, [200, 200, 99], trio[:2])
    assert units_of(company, laundry, trio) == [100, 100, 100]
    assert laundry.nonce() == 0
    change(company, laundry, trio, [200, 200, 99], trio)
    assert units_of(company, laundry, trio) == [200, 200, 99]


def test_fall_after_a_rise_in_the_same_list_must_be_signed(company, laundry, trio):
    """What counts is what was scheduled just before: a list can't smuggle a fall through a rise."""
    with reverts("FallNotSigned", trio[2], 500, 100):
        change(company, laundry, [trio[2], trio[2]], [500, 100], trio[:2])


def test_fall_of_a_raise_that_waits_must_be_signed(company, laundry, trio):
    change(company, laundry, [trio[2]], [500], trio[:2])
    with reverts("FallNotSigned", trio[2], 500, 100):
        change(company, laundry, [trio[2]], [100], trio[:2])


def test_quorum_puts_nobody_out(company, laundry, trio):
    with reverts("NoUnits", trio[2]):
        change(company, laundry, [trio[2]], [0], trio)
    assert laundry.isMember(trio[2].address)


def test_nobody_is_admitted_by_a_change(company, laundry, trio):
    stranger = person("stranger")
    with reverts("NotMember", stranger):
        change(company, laundry, [stranger], [5], trio[:2])
    assert laundry.memberCount() == 3


def test_one_figure_per_member(company, laundry, trio):
    with reverts("UnitsMismatch", 2, 1):
        change(company, laundry, trio[:2], [5], trio[:2])


@pytest.mark.parametrize("approvers", [[], [0], [2]])
def test_fewer_than_the_quorum_change_nothing(company, laundry, trio, approvers):
    with reverts("BelowQuorum", len(approvers), 2):
        change(company, laundry, [trio[0]], [500], [trio[i] for i in approvers])


def test_nobody_counts_twice(company, laundry, trio):
    words = {"members": [trio[0].address], "units": [500]}
    vote = company.approvals(laundry, [trio[0]], "ChangeUnits", words)[0]
    with reverts("SignersNotAscending", trio[0], trio[0]):
        laundry.changeUnits(*words.values(), NO_DEADLINE, [vote, vote])
    votes = company.approvals(laundry, [trio[1], trio[0]], "ChangeUnits", words)
    with reverts("SignersNotAscending", trio[1], trio[0]):
        laundry.changeUnits(*words.values(), NO_DEADLINE, votes)


def test_a_vote_is_signed_by_its_voter(company, laundry, trio):
    words = {"members": [trio[0].address], "units": [500]}
    votes = company.approvals(laundry, [trio[0], trio[0]], "ChangeUnits", words)
    forged = [votes[0], (trio[1].address, votes[1][1])]
    with reverts("WrongSignature", trio[1], company.digest(laundry, "ChangeUnits", words)):
        laundry.changeUnits(*words.values(), NO_DEADLINE, forged)
    assert laundry.nonce() == 0
