"""Writes the golden vectors in tests/vectors: `python scripts/make_vectors.py`, or `--check` to compare only.

Python, Solidity and TypeScript are tested against these files. Everything in them is computed twice: hashes by
eth_account from the types that heyi.core derives, and here by a walk over the ABI and the NatSpec; payoffs by
heyi.core, and here with fractions. The walks below share no code with heyi.core on purpose.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_utils.crypto import keccak

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.vectors.interfaces import FOLDER, interface_abis  # noqa: E402
from tests.vectors.real_cases import cases  # noqa: E402

from heyi.core.charter import Charter  # noqa: E402
from heyi.core.facts import Statement  # noqa: E402
from heyi.core.messages import (  # noqa: E402
    ENTERPRISE,
    ENTERPRISE_REGISTRY,
    REVENUE_ORACLE,
    SERVICE_AGREEMENTS,
    TENDERS,
    TREASURY,
    VAM_AGREEMENTS,
    Messages,
)
from heyi.core.payoff import amount  # noqa: E402
from heyi.core.signing import sign  # noqa: E402
from heyi.core.solidity import ZERO_ADDRESS  # noqa: E402
from heyi.core.tender import Tender  # noqa: E402
from heyi.core.terms import (  # noqa: E402
    ALL_PARTNERS,
    Base,
    Clause,
    Form,
    Gate,
    Leg,
    Metric,
    Nature,
    Point,
    Reference,
    Span,
    Terms,
    Tranche,
    benchmark_id,
    subject_of,
)
from heyi.core.typed_data import Domain, Message  # noqa: E402

VECTORS = ROOT / "tests" / "vectors"
SEED = 20_130_913

SIGNER_SENTENCE = "heyi vectors: signer"
"""The signer's private key is the keccak256 of this sentence: known to everyone, good for nothing else."""

CHAIN_ID = 1337
TOKEN_NAME = "Heyi Credit"

# ERC-2612 has no NatSpec of ours.
PERMIT = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"


def address(name: str) -> str:
    """An address for a name; nobody has its key."""
    return "0x" + keccak(text=f"heyi vectors: {name}")[-20:].hex()


# TERMS

UNIT, PLATFORM, SUPPLIER, TOKEN = (address(name) for name in ("unit", "platform", "supplier", "token"))


def service_terms() -> Terms:
    """A fixed fee, 2 % of the client's revenue above a line, and a penalty where the score is missed."""
    return Terms(
        parties=(UNIT, SUPPLIER),
        token=TOKEN,
        ceiling=99_000_000,
        first_period=660,
        periods=12,
        notice_periods=2,
        legs=(Leg(0, 1),),
        clauses=(
            Clause(points=(Point(0, 60_000_000),)),
            Clause(subject=subject_of(UNIT), points=(Point(2_000_000_000, 0), Point(3_500_000_000, 30_000_000))),
            Clause(
                gates=(Gate(subject_of(SUPPLIER), Metric.Score, at_least=0, below=90),), points=(Point(0, -9_000_000),)
            ),
        ),
        salt=keccak(text="a service"),
    )


def vam_terms() -> Terms:
    """Three years: cumulative compensation for a miss, a tiered bonus above a leading target."""
    promises = (2_700_000_000, 3_500_000_000, 4_300_000_000)
    growth = benchmark_id("industry growth, basis points per year")
    curve = (Point(-10_000, 0), Point(0, 2_500_000_000), Point(10_000, 12_500_000_000))
    return Terms(
        parties=(UNIT, PLATFORM, address("guarantor")),
        token=TOKEN,
        ceiling=10_000_000_000,
        first_period=660,
        periods=36,
        legs=(Leg(2, 1), Leg(1, 0, Nature.Bonus)),
        clauses=(
            Clause(
                leg=0,
                subject=subject_of(UNIT),
                metric=Metric.Profit,
                form=Form.Variance,
                span=Span.Cumulative,
                window=12,
                absent_as=-100_000_000,
                base=(Base(promises=promises),),
                points=(Point(-sum(promises), 10_000_000_000), Point(0, 0)),
            ),
            Clause(
                leg=1,
                subject=subject_of(UNIT),
                metric=Metric.Profit,
                form=Form.Ratio,
                span=Span.WindowCorrected,
                window=12,
                base=(Base(from_=Reference.Benchmark, scale=10_000, benchmark=growth, curve=curve),),
                gates=(Gate(subject_of(UNIT), Metric.Ecosystem, at_least=1),),
                points=(Point(10_000, 0), Point(15_000, 60_000_000), Point(20_000, 180_000_000)),
            ),
        ),
        tranches=(Tranche(investor=1, enterprise=0, amount=10_000_000_000, shares=3_000),),
        salt=keccak(text="a bet"),
    )


def growth_terms() -> Terms:
    """Two-sided: against the year before, and interest by days that is given back; the collected money is passed on."""
    return Terms(
        parties=(UNIT, PLATFORM),
        token=TOKEN,
        ceiling=500_000_000,
        first_period=600,
        periods=24,
        legs=(Leg(0, 1), Leg(1, 0, Nature.Collection)),
        clauses=(
            Clause(
                subject=subject_of(UNIT),
                form=Form.Inverse,
                window=3,
                base=(Base(from_=Reference.Earlier, scale=10_000, lag=4),),
                points=(
                    Point(8_000, -200_000_000),
                    Point(10_000, 0),
                    Point(10_000, 50_000_000),
                    Point(13_000, 200_000_000),
                ),
            ),
            Clause(
                leg=1,
                form=Form.Days,
                span=Span.CumulativeGivingBack,
                points=(Point(0, 0), Point(730, 160_000_000)),
            ),
        ),
    )


def investment_terms() -> Terms:
    """All that money, shares and the leader's place can do: see each leg."""
    unit, platform, members, guarantor, helper = (
        UNIT, PLATFORM, address("members"), address("guarantor"), address("helper"),
    )  # fmt: skip
    promises = (100_000_000, 150_000_000, 200_000_000, 250_000_000)
    missed = Gate(subject_of(unit), Metric.Profit, periods=3, running=2, promises=promises, at_least=-(2**63), below=0)
    return Terms(
        parties=(unit, platform, members, guarantor, helper),
        token=TOKEN,
        ceiling=2_000_000_000,
        first_period=672,
        periods=12,
        correction_periods=6,
        legs=(
            Leg(3, 1, backers=0b10000),  # compensation, a helper answering for the guarantor
            Leg(2, 1, escrow=100_000_000),  # the members' first loss
            Leg(1, 0, Nature.Tranche, escrow=400_000_000),
            Leg(0, 1, Nature.Preferred),  # redemption
            Leg(0, 1, Nature.Shares),
            Leg(0, 1, Nature.Control),
        ),
        clauses=(
            Clause(
                subject=subject_of(unit),
                metric=Metric.Profit,
                form=Form.Variance,
                span=Span.CumulativeGivingBack,
                window=3,
                base=(Base(promises=promises), Base(from_=Reference.Earlier, lag=4)),
                points=(Point(-700_000_000, 700_000_000), Point(0, 0)),
            ),
            Clause(
                leg=1,
                subject=subject_of(unit),
                metric=Metric.Profit,
                window=12,
                points=(Point(-100_000_000, 100_000_000), Point(0, 0)),
            ),
            Clause(
                leg=2,
                gates=(Gate(subject_of(unit), Metric.Collected, 50_000_000, periods=2),),
                window=3,
                points=(Point(0, 100_000_000),),
            ),
            Clause(
                leg=3,
                form=Form.Base,
                window=12,
                base=(
                    Base(from_=Reference.Days, curve=(Point(0, 400_000_000), Point(3_650, 720_000_000))),
                    Base(from_=Reference.Accrued, leg=0, curve=(Point(0, 0), Point(2_000_000_000, -2_000_000_000))),
                    Base(from_=Reference.Dividends, curve=(Point(0, 0), Point(2_000_000_000, -2_000_000_000))),
                ),
                points=(Point(0, 0), Point(2_000_000_000, 2_000_000_000)),
            ),
            Clause(
                leg=4,
                subject=subject_of(unit),
                metric=Metric.Profit,
                form=Form.Ratio,
                window=3,
                base=(Base(scale=10_000, promises=promises),),
                points=(Point(5_000, 500), Point(10_000, 0), Point(15_000, -200)),
            ),
            Clause(leg=5, window=3, gates=(missed,), points=(Point(0, 1),)),
        ),
        tranches=(Tranche(investor=1, enterprise=0, amount=400_000_000, shares=3_000),),
        salt=keccak(text="an investment"),
    )


def community_terms() -> Terms:
    """Cost coverage to one partner, and what lies above the target to all of them."""
    return Terms(
        parties=(UNIT, PLATFORM, SUPPLIER, address("outside firm")),
        token=TOKEN,
        ceiling=1_000_000_000,
        first_period=660,
        periods=12,
        notice_periods=1,
        legs=(Leg(0, ALL_PARTNERS), Leg(0, 2)),
        clauses=(
            Clause(
                subject=subject_of(UNIT),
                metric=Metric.Profit,
                points=(Point(40_000_000, 0), Point(1_040_000_000, 1_000_000_000)),
            ),
            Clause(leg=1, points=(Point(0, 5_000_000),)),
        ),
        weights=(5_000, 3_000, 2_000),
        salt=keccak(text="a community"),
    )


def letter_terms() -> Terms:
    """A letter of understanding: nothing moves."""
    return Terms(
        parties=(address("person 1"), address("person 2")),
        token=TOKEN,
        ceiling=0,
        first_period=660,
        periods=12,
        legs=(),
        clauses=(),
    )


def widest_terms() -> Terms:
    """Every number at an end of its type, every list at its longest."""
    points = tuple(Point(x, (2**95 - 1) * (1 if x % 2 else -1)) for x in range(-32, 32))
    gate = Gate(
        b"\xff" * 32,
        Metric.Ecosystem,
        -(2**63),
        2**63 - 1,
        periods=2**16 - 1,
        running=2**16 - 1,
        promises=(2**63 - 1, -(2**63)),
    )
    base = Base(
        from_=Reference.Benchmark,
        scale=2**64 - 1,
        promises=(-(2**63), 2**63 - 1, 0, -1),
        lag=2**16 - 1,
        leg=255,
        benchmark=b"\xfe" * 32,
        curve=(Point(-(2**127), 2**127 - 1), Point(-1, -1)),
    )
    clause = Clause(
        leg=255,
        subject=b"\x80" + bytes(31),
        metric=Metric.Score,
        form=Form.Days,
        span=Span.CumulativeGivingBack,
        window=2**16 - 1,
        absent_as=-(2**63),
        base=(base,) * 2,
        gates=(gate,) * 4,
        points=points,
    )
    return Terms(
        parties=tuple(address(f"party {number}") for number in range(65)),
        token="0x" + 20 * "ff",
        ceiling=2**96 - 1,
        first_period=2**24 - 1,
        periods=2**24 - 1,
        notice_periods=2**16 - 1,
        correction_periods=2**16 - 1,
        legs=(Leg(255, 0, Nature.Control, backers=2**16 - 1, escrow=2**128 - 1),) * 8,
        clauses=(clause,) * 16,
        tranches=(Tranche(255, 255, 2**128 - 1, 2**64 - 1),) * 2,
        weights=tuple(2**16 - 1 - number for number in range(64)),
        salt=b"\xff" * 32,
    )


def random_terms(rng: random.Random) -> Terms:
    """Fits the types, but no contract would open it."""

    def some(make: Any, most: int = 3) -> tuple[Any, ...]:
        return tuple(make() for _ in range(rng.randint(0, most)))

    def signed(bits: int) -> int:
        return rng.randint(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)

    def point() -> Point:
        return Point(signed(128), signed(128))

    def base() -> Base:
        return Base(
            from_=rng.choice(list(Reference)),
            scale=rng.getrandbits(64),
            promises=some(lambda: signed(64)),
            lag=rng.getrandbits(16),
            leg=rng.getrandbits(8),
            benchmark=rng.randbytes(32),
            curve=some(point),
        )

    def gate() -> Gate:
        return Gate(
            rng.randbytes(32),
            rng.choice(list(Metric)),
            signed(64),
            signed(64),
            periods=rng.getrandbits(16),
            running=rng.getrandbits(16),
            promises=some(lambda: signed(64)),
        )

    def leg() -> Leg:
        return Leg(
            rng.getrandbits(8),
            rng.getrandbits(8),
            rng.choice(list(Nature)),
            backers=rng.getrandbits(16),
            escrow=rng.getrandbits(128),
        )

    def clause() -> Clause:
        return Clause(
            leg=rng.getrandbits(8),
            subject=rng.randbytes(32),
            metric=rng.choice(list(Metric)),
            form=rng.choice(list(Form)),
            span=rng.choice(list(Span)),
            window=rng.getrandbits(16),
            absent_as=signed(64),
            base=some(base),
            gates=some(gate),
            points=some(point),
        )

    return Terms(
        parties=some(lambda: "0x" + rng.randbytes(20).hex()),
        token="0x" + rng.randbytes(20).hex(),
        ceiling=rng.getrandbits(96),
        first_period=rng.getrandbits(24),
        periods=rng.getrandbits(24),
        notice_periods=rng.getrandbits(16),
        correction_periods=rng.getrandbits(16),
        legs=some(leg),
        clauses=some(clause),
        tranches=some(
            lambda: Tranche(rng.getrandbits(8), rng.getrandbits(8), rng.getrandbits(128), rng.getrandbits(64))
        ),
        weights=some(lambda: rng.getrandbits(16)),
        salt=rng.randbytes(32),
    )


def named_terms() -> dict[str, Terms]:
    """The first six would be opened by a contract; the others are there for their hashes."""
    rng = random.Random(SEED)
    empty = Terms(parties=(), token=ZERO_ADDRESS, ceiling=0, first_period=0, periods=0, legs=(), clauses=())
    named = {
        "service": service_terms(),
        "vam": vam_terms(),
        "growth": growth_terms(),
        "investment": investment_terms(),
        "community": community_terms(),
        "letter": letter_terms(),
        "empty": empty,
        "widest": widest_terms(),
    }
    return named | {f"random {number}": random_terms(rng) for number in range(12)}


# HASHES, a second way: a walk over the ABI's components and over the types in the NatSpec

Component = dict[str, Any]


def component(struct: str) -> Component:
    """The first parameter of a struct's type in any of our ABIs, not as a list."""

    def search(parameters: list[Component]) -> Component | None:
        for parameter in parameters:
            if parameter["type"].startswith("tuple"):
                if parameter["internalType"].split(" ")[1].rstrip("[]") == struct:
                    return {**parameter, "type": "tuple", "internalType": f"struct {struct}"}
                found = search(parameter["components"])
                if found:
                    return found
        return None

    for abi in interface_abis().values():
        for entry in abi:
            found = search(entry.get("inputs", []))
            if found:
                return found
    raise LookupError(struct)


def natspec_types() -> dict[str, list[str]]:
    """The EIP-712 types that the interfaces' NatSpec states, by name; Withdrawal is the name of two."""
    kind = r"(?:string|bool|address|bytes32|uint\d+|[A-Z]\w+)(?:\[\])?"
    pattern = re.compile(rf"(?<![\w.])([A-Z]\w+)\(({kind} \w+(?:,{kind} \w+)*)\)")
    types: dict[str, list[str]] = {}
    for path in sorted(FOLDER.glob("*.sol")):
        for comment in re.findall(r"^\s*///(.*)$", path.read_text(), re.MULTILINE):
            for name, members in pattern.findall(comment):
                types.setdefault(name, []).append(f"{name}({members})")
    types["Permit"] = [PERMIT]
    return types


def message_component(encoded_type: str) -> Component:
    name, members = encoded_type.rstrip(")").split("(")
    parts = []
    for member in members.split(","):
        kind, key = member.split(" ")
        struct = kind.removesuffix("[]")
        part = component(struct) if struct[0].isupper() else {"type": struct}
        suffix = "[]" if kind.endswith("[]") else ""
        parts.append({**part, "name": key, "type": part["type"] + suffix})
    return {"type": "tuple", "internalType": f"struct {name}", "components": parts}


def struct_name(part: Component) -> str:
    return str(part["internalType"]).split(" ")[1].split(".")[-1].replace("[]", "")


def encode_types(part: Component) -> dict[str, str]:
    """The text of the struct's type and of all inside it, by name."""
    texts: dict[str, str] = {}
    members = []
    for inner in part["components"]:
        if inner["type"].startswith("tuple"):
            texts |= encode_types(inner)
            members.append(f"{struct_name(inner)}{inner['type'].removeprefix('tuple')} {inner['name']}")
        else:
            members.append(f"{inner['type']} {inner['name']}")
    return texts | {struct_name(part): f"{struct_name(part)}({','.join(members)})"}


def walk_struct(part: Component, values: Any) -> bytes:
    """hashStruct of EIP-712; values in the order of the components."""
    texts = encode_types(part)
    own = texts.pop(struct_name(part))
    words = [keccak(text=own + "".join(texts[name] for name in sorted(texts)))]
    words += [walk(inner, value) for inner, value in zip(part["components"], values, strict=True)]
    return keccak(b"".join(words))


def walk(part: Component, value: Any) -> bytes:
    """encodeData of EIP-712 for one member."""
    kind = part["type"]
    if kind.endswith("[]"):
        return keccak(b"".join(walk({**part, "type": kind[:-2]}, item) for item in value))
    if kind == "tuple":
        return walk_struct(part, value)
    if kind == "string":
        return keccak(text=value)
    if kind == "address":
        return bytes(12) + bytes.fromhex(value[2:])
    if kind == "bytes32":
        assert len(value) == 32
        return bytes(value)
    return (int(value) % 2**256).to_bytes(32)


def walk_domain(domain: Domain) -> bytes:
    text = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    words = [keccak(text=text), keccak(text=domain.name), keccak(text=domain.version), domain.chain_id.to_bytes(32)]
    return keccak(b"".join(words) + bytes(12) + bytes.fromhex(domain.contract[2:]))


def terms_vectors(messages: Messages) -> Iterator[dict[str, Any]]:
    for name, terms in named_terms().items():
        struct_hash = walk_struct(component("Terms"), terms.to_abi())
        assert messages.terms_hash(terms) == struct_hash, name
        yield {"name": name, "hash": hexadecimal(struct_hash), "terms": terms.to_json()}


# MESSAGES


def signed_messages(messages: Messages) -> Iterator[tuple[str, Message, tuple[Any, ...]]]:
    """One message of every type, and the values that went into it, in order."""
    deadline, amount_, nonce = 1_893_456_000, 123_456_789, 7
    sentence = "合一 pays Supplier 600,000.00 a month; this is what will be enforced."
    agreement, reason = keccak(text="an agreement"), keccak(text="a reason")
    terms = service_terms()
    offered = Terms(**{**vars(terms), "parties": (ZERO_ADDRESS, SUPPLIER), "first_period": 0})
    statements = (
        Statement(
            subject=subject_of(UNIT), revenue=2_500_000_000, profit=-5, other=3, score=91, evidence=keccak(text="rows")
        ),
        Statement(subject=benchmark_id("growth"), revenue=-300, other_metric=Metric.Ecosystem),
    )
    members = tuple(sorted((address("member 1"), address("member 2"))))
    charter = Charter(
        name="Smart Kitchen 智慧厨房",
        leader=members[0],
        quorum=2,
        members=members,
        units=(60, 40),
        total_shares=10_000,
        allowance=5_000_000,
        wind_up_after=3,
        salt=keccak(text="a founding"),
    )
    tender = Tender(
        client=address("party"),
        goal="Rooms are clean by noon 合一",
        measure="Guests' score for cleanliness is 90 or more.",
        token=TOKEN,
        highest_price=600_000,
        first_period=662,
        last_period=673,
        closes_at=1_893_400_000,
        salt=keccak(text="a tender"),
    )
    party = address("party")

    def at(name: str) -> Domain:
        return Domain(name, CHAIN_ID, address(name))

    services, bets, oracle, treasury = at(SERVICE_AGREEMENTS), at(VAM_AGREEMENTS), at(REVENUE_ORACLE), at(TREASURY)
    enterprise, registry, token = at(ENTERPRISE), at(ENTERPRISE_REGISTRY), at(TOKEN_NAME)
    tenders = at(TENDERS)

    def one(builder: str, domain: Domain, *values: Any) -> tuple[str, Message, tuple[Any, ...]]:
        return builder, getattr(messages, builder)(domain, *values), values

    yield one("consent", services, sentence, party, terms, deadline)
    yield one("consent", bets, sentence, party, vam_terms(), deadline)
    yield one("offer", services, sentence, party, offered, ZERO_ADDRESS, 3, deadline)
    yield one("amendment", services, sentence, party, agreement, terms, deadline)
    yield one("notice", services, sentence, party, agreement, deadline)
    yield one("ending", services, sentence, party, agreement, 663, deadline)
    yield one("message_withdrawal", services, sentence, party, keccak(text="a message"), deadline)
    yield one("challenge", bets, sentence, party, agreement, subject_of(UNIT), 661, reason, deadline)
    yield one("report", oracle, 661, statements)
    yield one("correction", oracle, 661, 664, nonce, statements[:1])
    yield one("decision", oracle, subject_of(UNIT), 661, 7, True, keccak(text="the ruling's words"), deadline)
    yield one("rotate_node", oracle, party, address("a new key"), nonce, deadline)
    yield one("found", registry, charter, deadline)
    yield one("admit", enterprise, party, 25, nonce, deadline)
    yield one("change_units", enterprise, members, (50, 50), nonce, deadline)
    yield one("leave", enterprise, party, nonce, deadline)
    yield one("elect", enterprise, party, nonce, deadline)
    yield one("succeed", enterprise, party, 25, keccak(text="a challenger's offer"), nonce, deadline)
    yield one("publication", tenders, sentence, party, tender, deadline)
    yield one("tender_withdrawal", tenders, sentence, party, keccak(text="a tender"), deadline)
    yield one("bid", tenders, sentence, party, keccak(text="a tender"), keccak(text="an offer"), 550_000, deadline)
    yield one("set_allowance", enterprise, amount_, nonce, deadline)
    yield one("name_committee", enterprise, members, 2, nonce, deadline)
    yield one("spend", enterprise, party, amount_, keccak(text="a purpose"), nonce, deadline)
    yield one("endorsement", enterprise, address(ENTERPRISE_REGISTRY), keccak(text="a digest"))
    yield one("treasury_withdrawal", treasury, party, TOKEN, amount_, UNIT, nonce, deadline)
    yield one("transfer", treasury, party, UNIT, int(TOKEN, 16), amount_, nonce, deadline)
    yield one("set_operator", treasury, party, address(SERVICE_AGREEMENTS), True, nonce, deadline)
    yield one("redemption", token, party, amount_, keccak(text="a payroll"), nonce, deadline)
    yield one("permit", token, party, address(TREASURY), amount_, nonce, 2**256 - 1)


def message_vectors(messages: Messages) -> Iterator[dict[str, Any]]:
    stated = natspec_types()
    key = keccak(text=SIGNER_SENTENCE)
    for builder, message, values in signed_messages(messages):
        parts = [message_component(text) for text in stated[message.primary_type]]
        wanted = [member["name"] for member in message.types[message.primary_type]]
        (part,) = [part for part in parts if [inner["name"] for inner in part["components"]] == wanted]
        struct_hash = walk_struct(part, [in_order(value) for value in values])
        digest = keccak(b"\x19\x01" + walk_domain(message.domain) + struct_hash)
        assert (message.struct_hash(), message.digest()) == (struct_hash, digest), builder
        yield {
            "builder": builder,
            "structHash": hexadecimal(struct_hash),
            "domainSeparator": hexadecimal(walk_domain(message.domain)),
            "digest": hexadecimal(digest),
            "signature": hexadecimal(sign(message, key)),
            "typedData": message.typed_data(),
        }


def in_order(value: Any) -> Any:
    if hasattr(value, "to_abi"):
        return value.to_abi()
    return [in_order(item) for item in value] if isinstance(value, tuple) else value


# PAYOFFS


def expected_amount(clause: Clause, actual: int, base: int) -> int:
    """The polyline by fractions, straight from IAgreements' NatSpec."""
    scale = clause.base[0].scale if clause.base else 1
    above, below = {
        Form.Actual: (actual, 1),
        Form.Variance: (actual - base, 1),
        Form.Ratio: (actual * scale, base),
        Form.Inverse: (base * scale, actual),
        Form.Days: (actual, 1),
        Form.Base: (base, 1),
    }[clause.form]
    points = [(Fraction(point.x), Fraction(point.y)) for point in clause.points]
    if below <= 0 and above != 0:
        return int(points[-1 if above > 0 else 0][1])
    x = Fraction(above, below) if below > 0 else Fraction(0)
    if x < points[0][0]:
        return int(points[0][1])
    for (left, low), (right, high) in reversed(list(pairwise(points))):
        if x >= right:
            return int(high)
        if x >= left:
            return (low + (high - low) * (x - left) / (right - left)).__floor__()
    return int(points[-1][1])


def random_points(rng: random.Random, size: int) -> tuple[Point, ...]:
    """Sorted, now and then with a step; x and y of up to `size`."""
    count = rng.choice((1, 2, 2, 3, 4, 6, 9, 64))
    xs = sorted({rng.randint(-size, size) for _ in range(count)})
    points = []
    for x in xs:
        points.append(Point(x, rng.randint(-size, size)))
        if len(points) < 64 and rng.random() < 0.25:
            points.append(Point(x, rng.randint(-size, size)))
    return tuple(points[:64])


def random_clause(rng: random.Random, form: Form, size: int) -> Clause:
    scale = 1 if form is Form.Variance else rng.choice((1, 100, 10_000, 2**64 - 1))
    needs_base = form not in (Form.Actual, Form.Days)
    return Clause(
        form=form,
        base=(Base(scale=scale, promises=(1,)),) if needs_base else (),
        points=random_points(rng, size),
    )


def random_readings(rng: random.Random, clause: Clause, size: int) -> Iterator[tuple[int, int]]:
    """Figures that hit a corner or lie one beside it, lie anywhere, are zero, or are as large as sums can be."""
    scale = clause.base[0].scale if clause.base else 1
    most = 2**95 - 1
    for _ in range(3):
        x, beside = rng.choice(clause.points).x, rng.choice((-1, 0, 1))
        part = rng.randint(1, min(size, 2**63))
        if clause.form is Form.Variance:
            yield bounded(x + part + beside), part
        elif clause.form is Form.Ratio:
            yield bounded(x * part // scale + beside), part
        elif clause.form is Form.Inverse:
            yield part, bounded(x * part // scale + beside)
        elif clause.form is Form.Base:
            yield 0, bounded(x + beside)
        else:
            yield x + beside, 0
    yield rng.randint(-size, size), rng.randint(-size, size)
    yield rng.choice(((0, 0), (-1, 0), (1, 0), (0, -1), (-1, -1), (1, -1), (0, 1)))
    yield rng.choice((-most, most)), rng.choice((-most, -1, 0, 1, most))


def bounded(figure: int) -> int:
    return max(-(2**95) + 1, min(2**95 - 1, figure))


def payoff_vectors() -> Iterator[dict[str, Any]]:
    rng = random.Random(SEED)
    for size in (10, 10_000, 10**12, 2**95 - 2):
        for form in Form:
            for _ in range(4):
                clause = random_clause(rng, form, size)
                readings = []
                for actual, base in random_readings(rng, clause, size):
                    expected = expected_amount(clause, actual, base)
                    assert amount(clause, actual, base) == expected, (clause, actual, base)
                    readings.append({"actual": str(actual), "base": str(base), "amount": str(expected)})
                yield {"clause": clause.to_json(), "previews": readings}


def real_case_vectors() -> Iterator[dict[str, Any]]:
    for case in cases():
        assert case.amounts() == case.expected, case
        yield {
            "vector": case.vector,
            "name": case.name,
            "kind": case.kind,
            "periodSeconds": case.calendar.length,
            "terms": case.terms.to_json(),
            "figures": [
                {"subject": hexadecimal(subject), "metric": int(metric), "period": period, "figure": str(figure)}
                for (subject, metric, period), figure in case.figures.items()
            ],
            "dividends": str(case.dividends),
            "accruedByLeg": [[str(window) for window in windows] for windows in case.expected],
            "parts": [str(part) for part in case.parts],
        }


# FILES


def hexadecimal(value: bytes) -> str:
    return "0x" + value.hex()


def vectors() -> dict[str, str]:
    """The files' texts by name."""
    abis = interface_abis()
    names = ("IAgreements", "IRevenueOracle", "IEnterpriseRegistry", "ITenders")
    messages = Messages(*(abis[name] for name in names))
    signer = Account.from_key(keccak(text=SIGNER_SENTENCE)).address
    contents = {
        "terms.json": {"vectors": list(terms_vectors(messages))},
        "messages.json": {
            "signerKeyIsKeccakOf": SIGNER_SENTENCE,
            "signer": signer,
            "vectors": list(message_vectors(messages)),
        },
        "payoff.json": {"vectors": list(payoff_vectors())},
        "real_cases.json": {"vectors": list(real_case_vectors())},
    }
    return {name: json.dumps(content, indent=1, ensure_ascii=False) + "\n" for name, content in contents.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file differs")
    check_only = parser.parse_args().check
    changed = []
    for name, text in vectors().items():
        path = VECTORS / name
        if path.exists() and path.read_text() == text:
            continue
        changed.append(name)
        if not check_only:
            path.write_text(text)
    print(f"{'differ' if check_only else 'written'}: {', '.join(changed) or 'none'}")
    return 1 if check_only and changed else 0


if __name__ == "__main__":
    sys.exit(main())
