import pytest
from tests.contracts.oracle.conftest import BENCHMARK, OTHER_UNIT, UNIT, Finality, Metric, Stage, statement
from tests.contracts.support import reverts

# Shares its last byte with UNIT, so that it is looked up although it has no band.
NEIGHBOUR = "0x" + "00" * 12 + "b4" * 19 + "a1"


@pytest.fixture
def band(oracle, people):
    def band(subject, least, most):
        return oracle.setBand(subject, (least, most), {"from": people.timelock})

    return band


def test_a_statement_outside_its_band_is_set_apart_and_the_rest_goes_on(oracle, report, band, last):
    band(UNIT, -100, 1000)
    wild = statement(UNIT, revenue=1001)
    tx = report(last, statement(OTHER_UNIT), wild, statement(BENCHMARK)).post()

    assert oracle.stageOf(UNIT, last) == (Stage.NONE, Finality.PENDING)
    assert oracle.stageOf(OTHER_UNIT, last) == oracle.stageOf(BENCHMARK, last) == (Stage.POSTED, Finality.PENDING)
    apart = tx.events["StatementSetApart"]
    assert (apart["subject"], apart["period"], apart["statement"], apart["band"]) == (UNIT, last, wild, (-100, 1000))
    assert [event["subject"] for event in tx.events["StatementPosted"]] == [OTHER_UNIT, BENCHMARK]


def test_all_nodes_post_it_nevertheless(oracle, report, band, people, last):
    band(UNIT, -100, 1000)
    report(last, statement(UNIT, revenue=1001)).post()
    report(last, statement(UNIT, revenue=1001), signers=people.nodes).post()
    assert oracle.stageOf(UNIT, last) == (Stage.POSTED, Finality.PENDING)


@pytest.mark.parametrize(
    ("figures", "apart"),
    [
        ({}, False),
        ({"revenue": 1000, "profit": -100, "other": 1000}, False),
        ({"revenue": 1001}, True),
        ({"revenue": -101}, True),
        ({"profit": 1001}, True),
        ({"profit": -101}, True),
        ({"other": 1001}, True),
        ({"other": -101}, True),
        ({"other": 10**9, "otherMetric": Metric.ECOSYSTEM}, False),
        ({"score": 65_535}, False),
    ],
)
def test_each_figure_of_money_must_lie_in_the_band(oracle, report, band, last, figures, apart):
    """Both ends are inside; a score and the value of a network are no money."""
    band(UNIT, -100, 1000)
    report(last, statement(UNIT, **figures)).post()
    assert oracle.stageOf(UNIT, last)[0] == (Stage.NONE if apart else Stage.POSTED)


@pytest.mark.parametrize(("revenue", "apart"), [(99, True), (100, False), (200, False), (201, True)])
def test_of_a_benchmark_only_its_value_counts(oracle, report, band, last, revenue, apart):
    band(BENCHMARK, 100, 200)
    report(last, statement(BENCHMARK, revenue=revenue, profit=0, other=0, score=0)).post()
    assert oracle.stageOf(BENCHMARK, last)[0] == (Stage.NONE if apart else Stage.POSTED)


def test_the_first_subject_that_is_no_address_is_a_benchmark(oracle, report, band, last):
    highest_address, first_benchmark = f"0x{2**160 - 1:064x}", f"0x{2**160:064x}"
    for subject in (highest_address, first_benchmark):
        band(subject, 100, 2000)
        report(last, statement(subject, profit=0)).post()
    assert oracle.stageOf(highest_address, last)[0] == Stage.NONE
    assert oracle.stageOf(first_benchmark, last)[0] == Stage.POSTED


def test_bands_are_each_subjects_own(oracle, report, band, last):
    band(UNIT, -100, 1000)
    report(last, statement(NEIGHBOUR, revenue=5000), statement(OTHER_UNIT, revenue=5000)).post()
    assert oracle.stageOf(NEIGHBOUR, last)[0] == oracle.stageOf(OTHER_UNIT, last)[0] == Stage.POSTED


def test_a_band_of_zeros_is_none(oracle, report, band, last):
    band(UNIT, -100, 1000)
    tx = band(UNIT, 0, 0)
    assert tx.events["BandSet"]["subject"] == UNIT
    assert tx.events["BandSet"]["band"] == (0, 0)
    report(last, statement(UNIT, revenue=5000)).post()
    assert oracle.stageOf(UNIT, last)[0] == Stage.POSTED


def test_a_band_that_nothing_fits_is_refused(oracle, band):
    band(UNIT, -100, 1000)
    with reverts("BandEmpty", UNIT, 5, 4):
        band(UNIT, 5, 4)
    assert oracle.bandOf(UNIT) == (-100, 1000)


def test_a_correction_outside_its_band_is_set_apart(oracle, final, correction, band, people, last):
    final(last, statement(UNIT), statement(OTHER_UNIT))
    band(UNIT, -100, 1000)
    wild = statement(UNIT, revenue=1001)
    tx = correction(last, last + 1, wild, statement(OTHER_UNIT, revenue=1001)).book()
    assert [event["subject"] for event in tx.events["StatementCorrected"]] == [OTHER_UNIT]
    assert tx.events["StatementSetApart"]["statement"] == wild

    tx = correction(last, last + 1, wild, signers=people.nodes).book()
    assert tx.events["StatementCorrected"]["subject"] == UNIT
