"""Bands, McNemar, Holm: against SciPy, hand-worked and published figures."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.evidence.statistics import band, holm, mcnemar

ps = st.lists(st.floats(0, 1), min_size=1, max_size=15)


@pytest.mark.parametrize("seeds", [2, 3, 5, 20])
def test_band_agrees_with_scipy(seeds):
    values = np.random.default_rng(seeds).normal(0.9, 0.01, (seeds, 7))
    mine = band(values)
    low, high = stats.t.interval(0.95, seeds - 1, loc=values.mean(axis=0), scale=stats.sem(values, axis=0))
    np.testing.assert_allclose((mine.low, mine.high), (low, high), rtol=1e-12)
    np.testing.assert_allclose(mine.mean, values.mean(axis=0), rtol=1e-14)
    assert mine.counts.tolist() == [seeds] * 7


def test_band_of_a_hand_worked_example():
    # 1, 2, 3: mean 2, s = 1, t(2) = 4.302653 (any table), half-width 4.302653 / sqrt(3)
    mine = band([1.0, 2.0, 3.0])
    assert (float(mine.low), float(mine.high)) == pytest.approx((2 - 2.4841377, 2 + 2.4841377))


def test_one_seed_gives_no_band():
    mine = band([[0.1, 0.5, 0.9]])
    assert mine.mean.tolist() == [0.1, 0.5, 0.9]
    assert np.isnan([mine.low, mine.high]).all()


def test_values_that_are_not_finite_do_not_count():
    mine = band([[1.0, math.nan, math.inf], [2.0, 5.0, math.nan], [3.0, -math.inf, math.nan]])
    assert mine.counts.tolist() == [3, 1, 0]
    np.testing.assert_array_equal(mine.mean, [2, 5, math.nan])
    assert np.isfinite(mine.low).tolist() == [True, False, False]


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), min_size=2, max_size=8), st.floats(-1e3, 1e3))
def test_band_holds_its_mean_widens_with_confidence_and_moves_with_the_values(values, shift):
    narrow, wide, moved = band(values, 0.8), band(values), band(np.add(values, shift))
    assert (wide.low <= narrow.low).all()
    assert (narrow.low <= narrow.mean).all()
    assert (narrow.mean <= narrow.high).all()
    assert (narrow.high <= wide.high).all()
    np.testing.assert_allclose(moved.low, wide.low + shift, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seeds", [3, 5, 10])
@pytest.mark.parametrize("accuracy", ["normal", "counted"])
def test_bands_cover_the_truth_as_often_as_they_say(seeds, accuracy):
    rng = np.random.default_rng(seeds)
    truth, experiments = 0.95, 20_000
    values = rng.normal(truth, 0.004, (seeds, experiments))
    if accuracy == "counted":  # of 10,000 test images
        values = rng.binomial(10_000, values) / 10_000
    mine = band(values)
    assert 0.93 <= np.mean((mine.low <= truth) & (truth <= mine.high)) <= 0.97


def test_mcnemar_by_hand():
    labels = np.array([0] * 10, np.uint8)
    first = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2], np.uint8)  # right on 4
    second = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0, 1], np.uint8)  # right on 8; only the first on one, only it on five
    test = mcnemar(first, second, labels)
    assert (test.only_first, test.only_second) == (1, 5)
    assert test.p == pytest.approx(2 * (1 + 6) / 2**6)  # none or one head in six tosses, and the same of tails


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60))
def test_mcnemar_agrees_with_scipy(images):
    first, second, labels = np.array(images, np.uint8).T
    test = mcnemar(first, second, labels)
    discordant = test.only_first + test.only_second
    assert discordant == sum((a == y) != (b == y) for a, b, y in images)
    expected = stats.binomtest(test.only_first, discordant).pvalue if discordant else 1
    assert test.p == pytest.approx(expected)
    assert mcnemar(second, first, labels).p == test.p


def test_holm_of_a_published_example():
    # en.wikipedia.org/wiki/Holm-Bonferroni_method: H4 and H1 are rejected; the values are those of R's p.adjust
    corrected = holm([0.01, 0.04, 0.03, 0.005])
    assert corrected.adjusted == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert corrected.levels == pytest.approx((1 - 0.05 / 3, 1 - 0.05 / 2, 1 - 0.05 / 2, 1 - 0.05 / 4))


@given(ps)
def test_holm_agrees_with_its_definition(values):
    corrected = holm(values)
    for index, p in enumerate(values):
        # adjusted: over all values up to this one, the largest of value times how many are not below it in rank
        ranked = sorted(values)
        last = max(rank for rank, value in enumerate(ranked) if value == p)
        first = min(rank for rank, value in enumerate(ranked) if value == p)
        largest = [max(min(1, (len(values) - k) * ranked[k]) for k in range(rank + 1)) for rank in (first, last)]
        assert largest[0] <= corrected.adjusted[index] <= largest[1] + 1e-15
        assert corrected.adjusted[index] >= p
    for adjusted, level, p in zip(corrected.adjusted, corrected.levels, values, strict=True):
        if abs(adjusted - 0.05) > 1e-9:  # at the edge itself rounding decides
            assert (adjusted < 0.05) == (p < 1 - level)


@given(ps, st.randoms(use_true_random=False))
def test_holm_does_not_depend_on_the_order(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    shuffled = holm([values[i] for i in order])
    straight = holm(values)
    assert shuffled.adjusted == tuple(straight.adjusted[i] for i in order)


def test_holm_of_nothing_and_of_one():
    assert holm([]).adjusted == ()
    assert holm([0.04]).adjusted == (0.04,)
    assert holm([0.04]).levels == pytest.approx((0.95,))


def test_holm_keeps_the_level_where_it_stopped():
    # 3 x 0.02 fails, so all stop there: 0.022 alone would pass 0.05 / 2, but is not tested at that level
    corrected = holm([0.022, 0.5, 0.02])
    assert corrected.adjusted == pytest.approx((0.06, 0.5, 0.06))
    assert corrected.levels == pytest.approx((1 - 0.05 / 3,) * 3)


def test_mcnemar_agrees_with_counting_all_outcomes():
    # exact McNemar by listing all outcomes of n fair tosses that are as lopsided or more
    for n, k in itertools.product(range(1, 9), range(9)):
        if k <= n:
            labels = np.zeros(n, np.uint8)
            first = np.array([0] * k + [1] * (n - k), np.uint8)
            outcomes = [sum(tosses) for tosses in itertools.product((0, 1), repeat=n)]
            share = np.mean([abs(2 * heads - n) >= abs(2 * k - n) for heads in outcomes])
            assert mcnemar(first, 1 - first, labels).p == pytest.approx(share)
