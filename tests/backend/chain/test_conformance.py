"""An endpoint that is not as its profile says is found out, each time with advice; one that is passes whole."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from heyi.chain.client import Chain, development_account
from heyi.chain.conformance import Finding, examine_endpoint
from heyi.chain.node import free_port, running
from heyi.chain.profiles import ANVIL, PROFILES, Finality, Gas, Profile, local_chain
from tests.backend.chain.fake_qbft import FakeQbft, serving

BESU = PROFILES["besu-qbft"]
SENDER = development_account(0).address


@pytest.fixture
def fake() -> FakeQbft:
    return FakeQbft(head=2_000)


@pytest.fixture
def url(fake: FakeQbft) -> Iterator[str]:
    with serving(fake) as url:
        yield url


def examined(url: str, profile: Profile, now: float = FakeQbft.now + 1) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine_endpoint(url, profile, SENDER, lambda: now)}


def test_a_chain_under_qbft_passes(url: str) -> None:
    findings = examined(url, BESU)
    assert {what: finding.says for what, finding in findings.items()} == {
        f"chain at {url}": "besu/v26.4.0/linux-x86_64/openjdk-java-21, chain id 2011, block 2000",
        "its clock": "passes by itself",
        "latest block": "1 s old",
        "block time": "2.0 s over 100 blocks, 2 s stated",
        "headers": "301 bytes of extra data: validators sign in it",
        "EVM": "knows the instructions of shanghai",
        "contract size": "24,576 bytes are taken",
        "gas": "30,000,000 for a block, 28,000,000 for a transaction",
        "finality": "at once, by the profile",
        "logs": "of 1,000 blocks at once",
        "requests": "100 at once",
        "fees": "base fee 0 wei, price 0 wei",
    }
    assert all(finding.well for finding in findings.values())


@pytest.mark.parametrize(
    ("is_so", "what", "says", "advice"),
    [
        ({"now": FakeQbft.now + 60}, "latest block", "dated 59 s ahead of this machine's clock", "NTP"),
        ({"now": FakeQbft.now - 99}, "latest block", "100 s old", "more than a third of the validators"),
        ({"block_time": 7}, "block time", "7.0 s over 100 blocks, 2 s stated", "`block_time`"),
        (
            {"extra_data": bytes(32)},
            "headers",
            "32 bytes of extra data: no validators",
            "`proof_of_authority` to false",
        ),
        ({"knows_push0": False}, "EVM", "Invalid opcode: 0x5f", "shanghaiTime"),
        ({"largest_contract": 10_000}, "contract size", "Code too large", "24,576"),
        ({"logs_range": 100}, "logs", "maximum range limit", "`logs_range` below 1,000"),
        ({"batch_size": 10}, "requests", "batch exceeds limit", "`batch_size` below 100"),
        ({"base_fee": 7}, "fees", "base fee 7 wei", "`zeroBaseFee`"),
        ({"min_gas_price": 1_000}, "fees", "price 1,000 wei", "--min-gas-price=0"),
    ],
)
def test_what_is_not_as_stated_is_found(
    url: str, fake: FakeQbft, is_so: Mapping[str, Any], what: str, says: str, advice: str
) -> None:
    for name, value in is_so.items():
        setattr(fake, name, value)
    findings = examined(url, BESU)
    assert [finding.what for finding in findings.values() if not finding.well] == [what]
    assert says in findings[what].says
    assert advice in findings[what].advice


@pytest.mark.parametrize(
    ("stated", "what", "advice"),
    [
        ({"finality": Finality("tag")}, "finality", "depth:N"),
        ({"evm_version": "paris"}, "EVM", "need shanghai"),
        ({"gas": replace(BESU.gas, limit=31_000_000)}, "gas", "`gas.limit`"),
        ({"has_clock": True}, "its clock", "`has_clock`"),
        ({"proof_of_authority": False}, "headers", "`proof_of_authority` to true"),
        ({"gas": Gas("legacy", limit=1_000_000, price=1)}, "the sender's balance", f"send {SENDER}"),
    ],
)
def test_a_profile_that_states_something_else_is_found(
    url: str, stated: Mapping[str, Any], what: str, advice: str
) -> None:
    findings = examined(url, replace(BESU, **stated))
    assert [finding.what for finding in findings.values() if not finding.well] == [what]
    assert advice in findings[what].advice


def test_a_chain_too_short_for_its_limits_is_said_to_be(url: str, fake: FakeQbft) -> None:
    fake.head = 0
    findings = examined(url, BESU)
    assert all(finding.well for finding in findings.values())
    assert "block time" not in findings
    assert findings["logs"].says == "of 1 blocks at once (the chain has no more; 1,000 are stated)"


def test_nobody_and_somebody_else_are_the_only_finding(url: str) -> None:
    (finding,) = examined(nowhere := f"http://127.0.0.1:{free_port()}", BESU).values()
    assert (finding.well, finding.what) == (False, f"chain at {nowhere}")
    (finding,) = examined(url, replace(BESU, chain_id=7)).values()
    assert "has id 2011, but 7 was expected" in finding.advice


@pytest.mark.parametrize("name", ["ganache", "anvil"])
def test_local_chains_are_as_their_profiles_say(name: str) -> None:
    with running(local_chain(PROFILES[name])) as node:
        findings = examined(node.url, PROFILES[name])
    assert [finding for finding in findings.values() if not finding.well] == []
    assert findings["its clock"].says == "can be moved"


def test_tags_and_fees_are_looked_at(chain: Chain) -> None:
    chain.request("anvil_mine", hex(100))
    by_tag = replace(ANVIL, finality=Finality("tag"), gas=Gas("fees", cap=10**11))
    findings = examined(chain.url, by_tag)
    assert findings["finality"].says == f"block {chain.height() - 64:,}, 64 behind the latest"
    assert findings["fees"].says.endswith("100,000,000,000 allowed")
    capped = examined(chain.url, replace(ANVIL, gas=Gas("fees", cap=1)))
    assert "raise gas.cap" in capped["fees"].advice


def test_a_tag_that_says_the_head_is_no_finality() -> None:
    with running(local_chain(PROFILES["ganache"])) as node:
        node.request("evm_mine")
        findings = examined(node.url, replace(PROFILES["ganache"], finality=Finality("tag")))
    assert not findings["finality"].well
    assert findings["finality"].says == "the tag says that even the latest block is final"
