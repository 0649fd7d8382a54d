"""web3 takes records as arguments and gives them back."""

from typing import Any

import pytest
from web3 import Web3

from heyi.core.facts import Statement
from heyi.core.signing import Attestation, Signed
from heyi.core.terms import Terms
from tests.backend.core.examples import SUBJECT, UNIT, service
from tests.backend.core.test_records import RICH


@pytest.mark.parametrize("terms", [service(), RICH], ids=["service", "rich"])
def test_terms_go_through_a_call_and_back(abis: Any, terms: Terms) -> None:
    contract = Web3().eth.contract(abi=abis["IAgreements"])
    consent = Signed(bytes(32), 99, b"\x01\x02")
    call = contract.encode_abi("open", args=[terms.to_abi(), [consent.to_abi()]])
    _, arguments = contract.decode_function_input(call)
    assert Terms.from_abi(arguments["terms"]) == terms
    assert Signed.from_abi(arguments["consents"][0]) == consent


def test_statements_go_through_a_call_and_back(abis: Any) -> None:
    contract = Web3().eth.contract(abi=abis["IRevenueOracle"], decode_tuples=True)
    statement = Statement(subject=SUBJECT, revenue=-1, score=90)
    attestation = Attestation(UNIT, b"\x01")
    call = contract.encode_abi("post", args=[494, [statement.to_abi()], [attestation.to_abi()]])
    _, arguments = contract.decode_function_input(call)
    assert Statement.from_abi(arguments["statements"][0]) == statement
    assert Attestation.from_abi(arguments["attestations"][0]) == attestation
