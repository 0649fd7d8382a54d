"""The tree of errors is what the docstring draws."""

import pickle
import re

from heyi.core import errors
from heyi.core.checks import invalid_terms
from heyi.core.errors import FactNotFinal, HeyiError, InvalidInput


def descendants(error: type[HeyiError]) -> set[type[HeyiError]]:
    return {error}.union(*(descendants(child) for child in error.__subclasses__()))


def test_the_tree_is_drawn_whole_and_with_its_status() -> None:
    assert errors.__doc__
    drawn = dict(re.findall(r"^[│├└─ ]*(\w+) +(\d{3})  ", errors.__doc__, re.MULTILINE))
    ours = {error for error in descendants(HeyiError) if error.__module__ == "heyi.core.errors"}
    assert drawn == {error.__name__: str(error.status) for error in ours}
    assert set(errors.__all__) == set(drawn)


def test_the_branch_of_the_checks_is_drawn_whole() -> None:
    assert invalid_terms.__doc__
    drawn = set(re.findall(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b", invalid_terms.__doc__.partition("\n\n")[2]))
    assert drawn == {error.__name__ for error in descendants(errors.InvalidTerms)}


def test_an_error_knows_its_code_facts_and_sentence() -> None:
    error = FactNotFinal(subject=b"\x01" * 32, period=494)
    assert (error.code, error.status) == ("FactNotFinal", 409)
    assert error.facts() == {"subject": b"\x01" * 32, "period": 494}
    assert str(error) == f"the figures of 0x{'01' * 32} for period 494 are not final"
    assert pickle.loads(pickle.dumps(error)).facts() == error.facts()
    assert error in {error}
    assert issubclass(errors.InvalidTerms, InvalidInput)
