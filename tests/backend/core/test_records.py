"""Records mirror the contracts' structs one to one and survive every way in and out."""

import json
import re
from enum import IntEnum
from typing import Any

import pytest
from eth_utils.crypto import keccak

from heyi.core import charter, facts, signing, terms
from heyi.core.errors import InvalidValue
from heyi.core.facts import Metric, benchmark_id, enterprise_of, subject_of
from heyi.core.records import Record, fields_of
from heyi.core.solidity import checked, from_json, to_json
from heyi.core.terms import Base, Clause, Form, Gate, Leg, Nature, Point, Reference, Span, Terms
from heyi.core.typed_data import types_from_abi
from tests.backend.core.examples import SUBJECT, UNIT, service
from tests.vectors.interfaces import FOLDER

STRUCTS = {
    "IAgreements": (
        terms.Point, terms.Base, terms.Gate, terms.Clause, terms.Leg, terms.Tranche, terms.Terms, signing.Signed
    ),
    "IRevenueOracle": (facts.Statement, facts.Decision, signing.Attestation),
    "IEnterpriseRegistry": (charter.Charter,),
    "IEnterprise": (signing.Approval,),
}  # fmt: skip
ENUMS = (Metric, facts.Finality, facts.Stage, Form, Span, Reference, Nature, terms.Status)


@pytest.mark.parametrize(
    ("interface", "record"), [(interface, record) for interface, records in STRUCTS.items() for record in records]
)
def test_a_record_has_its_structs_members_in_order(abis: Any, interface: str, record: type[Record]) -> None:
    members = [{"name": field.key, "type": field.type} for field in fields_of(record)]
    assert types_from_abi(abis[interface], record.__name__)[record.__name__] == members


@pytest.mark.parametrize("enum", ENUMS)
def test_an_enum_has_its_contracts_members(enum: type[IntEnum]) -> None:
    sources = "".join(path.read_text() for path in FOLDER.glob("*.sol"))
    (body,) = re.findall(rf"^enum {enum.__name__} {{([^}}]*)}}", sources, re.MULTILINE)
    assert [name.strip() for name in body.split(",")] == [member.name.rstrip("_") for member in enum]
    assert list(enum) == list(range(len(enum)))


RICH = service(
    clauses=(
        Clause(
            subject=SUBJECT,
            metric=Metric.Profit,
            form=Form.Ratio,
            span=Span.CumulativeGivingBack,
            window=12,
            absent_as=-(2**63),
            base=(Base(from_=Reference.Benchmark, scale=2**64 - 1, promises=(-1, 2**63 - 1), curve=(Point(1, -2),)),),
            gates=(Gate(SUBJECT, Metric.Score, 90, periods=12, running=2, promises=(-(2**63), 2**63 - 1)),),
            points=(Point(-(2**127), 2**127 - 1),),
        ),
    ),
    legs=(Leg(0, 1, Nature.Bonus, backers=2**16 - 1, escrow=2**128 - 1),),
    tranches=(terms.Tranche(0, 1, 2**128 - 1, 2**64 - 1),),
    salt=b"\xff" * 32,
)

LEG = Leg(0, 1).to_json()


def as_mapping(record: Record) -> dict[str, Any]:
    """As a decoded event has it: the ABI's names, structs as mappings, addresses as they come."""
    return record.to_message()


def test_terms_survive_the_abi_as_tuples_and_as_mappings() -> None:
    assert Terms.from_abi(RICH.to_abi()) == RICH
    assert Terms.from_abi(as_mapping(RICH)) == RICH
    assert Terms.from_abi(RICH) is RICH


def test_abi_form_has_tuples_for_structs_and_lists_for_lists() -> None:
    assert service().to_abi()[7:9] == (
        [(0, 1, 0, 0, 0)],
        [(0, SUBJECT, 0, 0, 0, 1, 0, [], [], [(0, 0), (100_000, 1_000)])],
    )


def test_json_survives_a_text_and_has_strings_for_amounts() -> None:
    text = json.dumps(RICH.to_json())
    assert Terms.from_json(json.loads(text)) == RICH
    written = RICH.to_json()
    assert written["ceiling"] == "1000"
    assert written["firstPeriod"] == 492
    assert written["salt"] == "0x" + 64 * "f"
    assert written["clauses"][0]["base"][0]["from"] == 2
    assert written["clauses"][0]["absentAs"] == str(-(2**63))
    assert written["clauses"][0]["points"] == [{"x": str(-(2**127)), "y": str(2**127 - 1)}]


def test_json_takes_numbers_for_amounts_and_names_for_enums() -> None:
    written = service().to_json() | {"ceiling": 1_000}
    written["clauses"][0] |= {"metric": "Revenue", "form": "0"}
    assert Terms.from_json(written) == service()


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("ceiling", {"ceiling": 10.5}),
        ("ceiling", {"ceiling": True}),
        ("ceiling", {"ceiling": "1e3"}),
        ("ceiling", {"ceiling": "-1"}),
        ("ceiling", {"ceiling": str(2**96)}),
        ("firstPeriod", {"firstPeriod": 2**24}),
        ("token", {"token": "0x1234"}),
        ("token", {"token": "11" * 20}),
        ("token", {"token": "0x52908400098527886E0F7030069857D2E4169Ee7"}),  # a wrong checksum
        ("parties[1]", {"parties": [UNIT, None]}),
        ("parties", {"parties": UNIT}),
        ("salt", {"salt": "0x00"}),
        ("salt", {"salt": "zero"}),
        ("legs[0].nature", {"legs": [LEG | {"nature": 7}]}),
        ("legs[0].nature", {"legs": [LEG | {"nature": "Gift"}]}),
        ("legs[0].creditor", {"legs": [{"debtor": 0, "nature": 0}]}),
        ("legs[0].who", {"legs": [LEG | {"who": 1}]}),
        ("legs[0]", {"legs": [7]}),
        ("fee", {"fee": 1}),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(path: str, change: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue) as caught:
        Terms.from_json(service().to_json() | change)
    assert caught.value.where == path
    assert str(caught.value).startswith(path)


def test_a_path_leads_through_lists_of_lists() -> None:
    written = RICH.to_json()
    written["clauses"][0]["base"][0]["promises"][1] = "much"
    with pytest.raises(InvalidValue) as caught:
        Terms.from_json(written)
    assert caught.value.where == "clauses[0].base[0].promises[1]"


def test_a_record_that_does_not_fit_can_not_be_made() -> None:
    with pytest.raises(InvalidValue, match=r"y is outside int128"):
        Point(0, 2**127)
    with pytest.raises(InvalidValue, match=r"points\[0\] is not a Point"):
        Clause(points=((0, 0),))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="is not a Terms"):
        Terms.from_abi((1, 2))
    with pytest.raises(InvalidValue, match="is not a Terms"):
        Terms.from_json([])


def test_a_record_is_normalised_when_made() -> None:
    checksummed = "0x52908400098527886E0F7030069857D2E4169EE7"
    made = service(parties=[checksummed.lower(), UNIT])
    assert made.parties == (checksummed, UNIT)
    assert hash(made) == hash(service(parties=(checksummed, UNIT)))
    assert Leg(0, 1, 2).nature is Nature.Bonus  # type: ignore[arg-type]


WRONG = [
    ("bool", 1),
    ("string", b""),
    ("bytes", "text"),
    ("bytes4", b"123"),
    ("int8", 128),
    ("int8", -129),
    ("uint8", -1),
    ("uint8[]", 1),
]


def test_elementary_types_know_their_bounds() -> None:
    assert checked("bool", True) is True
    assert checked("bytes", b"") == b""
    assert checked("int8", -128) == -128
    assert from_json("uint256", str(2**256 - 1)) == 2**256 - 1
    assert to_json("uint48", 1) == 1
    assert to_json("uint56", 1) == "1"
    assert to_json("bytes", b"\x01") == "0x01"
    assert from_json("uint64[]", ["1", 2]) == (1, 2)
    assert to_json("uint64[]", (1, 2)) == ["1", "2"]
    for kind, value in WRONG:
        with pytest.raises(InvalidValue):
            checked(kind, value)
    with pytest.raises(InvalidValue) as caught:
        from_json("uint64[]", ["1", "one"])
    assert caught.value.where == "[1]"
    with pytest.raises(InvalidValue):
        from_json("bytes32", "0x" + 63 * "0")


def test_subjects_are_addresses_or_benchmarks() -> None:
    assert subject_of(UNIT) == bytes(12) + b"\x11" * 20
    assert enterprise_of(subject_of(UNIT)) == UNIT
    assert int.from_bytes(benchmark_id("growth")) >= 2**160
    assert enterprise_of(benchmark_id("growth")) is None
    assert benchmark_id("growth") == keccak(b"heyi benchmark: growth")


def test_addresses_end_where_benchmarks_begin() -> None:
    assert enterprise_of((2**160 - 1).to_bytes(32)) == "0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF"
    assert enterprise_of((2**160).to_bytes(32)) is None


def test_a_benchmark_never_reads_as_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "keccak", lambda **_: (2**160).to_bytes(32))
    assert benchmark_id("lucky") == (2**160).to_bytes(32)
    monkeypatch.setattr(facts, "keccak", lambda **_: (2**160 - 1).to_bytes(32))
    with pytest.raises(ValueError, match="reads as an address"):
        benchmark_id("unlucky")
