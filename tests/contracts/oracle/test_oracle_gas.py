"""Gas of a batch, every slot new: the target is 30,000 per statement in a batch of 100 with two signatures of three."""

from brownie import web3
from tests.contracts.oracle.conftest import Metric, statement


def realistic(number, sign=1):
    """A unit with an address and evidence like any, and figures of six to nine digits."""
    seed = bytes(web3.keccak(number.to_bytes(4, "big")))
    return statement(
        "0x" + (bytes(12) + seed[:20]).hex(),
        123_456_789 + number,
        sign * (12_345_678 + number),
        98_765_432 + number,
        Metric.COLLECTED,
        87,
        "0x" + bytes(web3.keccak(seed)).hex(),
    )


def test_post(report, people, last):
    gas = {
        "batch of 1": report(last, realistic(0)).post().gas_used,
        "each of 10": report(last, *map(realistic, range(10, 20))).post().gas_used // 10,
        "each of 100": report(last, *map(realistic, range(100, 200))).post().gas_used // 100,
        "each of 100, losses": report(last, *(realistic(number, -1) for number in range(200, 300))).post().gas_used
        // 100,
    }
    print(gas)
    assert gas["each of 100"] <= 30_000


def test_correct(final, correction, last):
    batch = list(map(realistic, range(100)))
    final(last, *batch)
    corrected = [(*one[:1], one[1] + 5, *one[2:]) for one in batch]
    gas = correction(last, last + 1, *corrected).book().gas_used // 100
    print({"each correction of 100": gas})
    # Two slots for what is booked, two more to tell later which period it was about.
    assert gas <= 85_000


def test_challenge_and_decide(report, challenge, decide, last):
    report(last, *map(realistic, range(3))).post()
    subjects = [realistic(number)[0] for number in range(3)]
    challenged = [challenge(subject, last).gas_used for subject in subjects]
    upheld = decide(subjects[0], last, True).gas_used
    void = decide(subjects[1], last, False).gas_used
    print({"challenge": challenged[1], "decide, upheld": upheld, "decide, void": void})
    # Two slots say who challenges, and under which parties.
    assert challenged[1] <= 100_000
    assert max(upheld, void) <= 80_000
