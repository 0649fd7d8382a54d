"""A chain under QBFT is read and written to by its profile: long headers, free gas, instant finality, limits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from heyi.chain.client import Chain, connect, development_account
from heyi.chain.profiles import PROFILES
from heyi.chain.refusals import NodeRefused, WrongChain
from tests.backend.chain.fake_qbft import SEALS, FakeQbft, sender_of, serving

BESU = replace(PROFILES["besu-qbft"], polls_every=0.001)
SOMEWHERE = "0x" + 40 * "1"


@pytest.fixture
def fake() -> FakeQbft:
    return FakeQbft()


@pytest.fixture
def chain(fake: FakeQbft) -> Iterator[Chain]:
    with serving(fake) as url:
        yield connect(url, BESU, development_account(0))


def test_a_profile_without_chain_id_takes_the_one_that_answers(chain: Chain) -> None:
    assert chain.chain_id == 2011
    with pytest.raises(WrongChain, match="id 2011, but 7 was expected"):
        connect(chain.url, replace(BESU, chain_id=7), development_account(0))


def test_headers_with_seals_are_read(chain: Chain) -> None:
    headers = chain.headers(1, 3)
    assert [header.extra_data for header in headers] == [SEALS] * 3
    assert headers[2].parent == headers[1].hash
    assert chain.header().number == 50


def test_what_it_mines_is_final_without_its_tag(chain: Chain) -> None:
    assert chain.final_height() == 50
    tagged = connect(chain.url, replace(BESU, finality=PROFILES["public"].finality), development_account(0))
    with pytest.raises(NodeRefused, match="Unknown block"):
        tagged.final_height()


def test_transactions_offer_nothing_and_name_the_chain_that_answered(chain: Chain, fake: FakeQbft) -> None:
    first, second = chain._carry_out([(SOMEWHERE, "0x01"), (SOMEWHERE, "0x02")])
    assert (first["blockNumber"], second["blockNumber"]) == (51, 52)
    # The sender is recovered with the chain id that was signed, so it is right only if that is.
    assert [sender_of(raw) for raw in fake.raws] == [chain.account.address] * 2
    assert chain.receipt(first["transactionHash"]) == first


def test_a_node_that_wants_a_price_after_all_refuses_in_words(chain: Chain, fake: FakeQbft) -> None:
    fake.min_gas_price = 1_000
    with pytest.raises(NodeRefused, match="below configured minimum gas price"):
        chain._carry_out([(SOMEWHERE, "0x")])
    fake.min_gas_price = 0
    assert chain._carry_out([(SOMEWHERE, "0x")])[0]["status"] == 1  # with the nonce that was not used


def test_its_limits_are_kept(chain: Chain, fake: FakeQbft) -> None:
    fake.head, fake.logs_range, fake.batch_size = 2_500, BESU.logs_range, BESU.batch_size
    assert chain.logs(spanning(BESU.logs_range)) == []
    assert len(chain.headers(0, 2_500)) == 2_501


def test_a_limit_below_the_profiles_is_told(chain: Chain, fake: FakeQbft) -> None:
    fake.batch_size = 10
    with pytest.raises(NodeRefused, match="exceeds maximum range limit"):
        chain.logs(spanning(fake.logs_range + 1))
    with pytest.raises(NodeRefused, match="batch exceeds limit"):
        chain.headers(0, 50)


def spanning(blocks: int) -> dict[str, str]:
    """A query for the logs of so many blocks."""
    return {"address": SOMEWHERE, "fromBlock": hex(1), "toBlock": hex(blocks)}
