"""What founding costs.

The design aims at 180k for an enterprise. Four new slots (people, books, pool, member) are 88k of it, the clone 41k, a
transaction with these words 26k, reaching five contracts and a signer 18k, events 8k. A further member is a slot, a
signature and its words.
"""

import pytest
from doubles.company import NO_DEADLINE, people

FIRST, FURTHER = 201_000, 34_600


@pytest.mark.parametrize("count", [1, 2, 3])
def test_founding_costs_no_more_than_it_did(company, count):
    members = people(count)
    charter = company.charter(members)
    signatures = company.sign_charter(charter, members)
    gas = company.registry.found(tuple(charter.values()), NO_DEADLINE, signatures).gas_used
    print(f"found with {count} members: {gas}")
    assert gas <= FIRST + (count - 1) * FURTHER
