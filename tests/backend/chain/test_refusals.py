"""Refusals of contracts in words: the names of their errors, with acronyms whole."""

import pytest

from heyi.chain.refusals import ContractRefused


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BooksNotOpen", "books not open"),
        ("SignatureExpired", "signature expired"),
        ("ERC6909InsufficientAllowance", "ERC6909 insufficient allowance"),
        ("NotEIP712", "not EIP712"),
        ("NotA", "not a"),
    ],
)
def test_the_name_of_an_error_is_read_as_words(name: str, words: str) -> None:
    assert str(ContractRefused(name, {})) == f"The contract refuses: {words}"
    assert str(ContractRefused(name, {"left": 5})) == f"The contract refuses: {words} (left 5)"
