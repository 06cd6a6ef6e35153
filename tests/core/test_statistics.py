"""Bands, paired differences, McNemar, Holm, how many seeds: against SciPy, hand-worked and published figures."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.statistics import MOST_SEEDS, band, holm, mcnemar, paired, seeds_to_tell

# Student (1908), the hours of sleep gained by ten patients with each of two drugs; the fifth patient ties.
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

accuracies = st.integers(0, 10_000).map(lambda right: right / 10_000)
ps = st.lists(st.floats(0, 1), min_size=1, max_size=15)


def test_paired_gives_the_published_figures_of_students_sleep_data():
    test = paired(SECOND, FIRST)
    assert test.mean == pytest.approx(1.58)  # Student 1908
    assert test.p == pytest.approx(0.002833, abs=5e-7)  # R 4.3, t.test(extra ~ group, paired = TRUE)
    half = test.half_width()
    assert half is not None
    assert (test.mean - half, test.mean + half) == pytest.approx((0.7001142, 2.4598858), abs=5e-8)  # the same
    assert (test.wins, test.ties, test.losses, test.seeds) == (9, 1, 0, 10)


@given(st.lists(st.tuples(accuracies, accuracies), min_size=2, max_size=20))
def test_paired_agrees_with_scipy_and_counts_ties(rows):
    first, second = map(np.array, zip(*rows, strict=True))
    test = paired(first, second)
    assert test.ties == sum(a == b for a, b in rows)
    assert test.seeds == len(rows)
    differences = np.round(first - second, 12)
    if np.ptp(differences):
        theirs = stats.ttest_rel(first, second)
        interval = theirs.confidence_interval()
        assert test.p == pytest.approx(theirs.pvalue, rel=1e-6)
        assert test.half_width() == pytest.approx((interval.high - interval.low) / 2, rel=1e-6)
    else:
        assert (test.spread, test.half_width()) == (0, 0)
        assert test.p == (0 if test.mean else 1)


def test_a_tie_is_a_difference_of_nought_and_not_left_out():
    # by hand: differences 0, 0, 3: mean 1, s = sqrt(3), t = 1; for 2 degrees of freedom p = 1 - t / sqrt(t^2 + 2)
    test = paired([5.0, 6.0, 9.0], [5.0, 6.0, 6.0])
    assert (test.mean, test.ties, test.seeds) == (1, 2, 3)
    assert test.p == pytest.approx(1 - 1 / math.sqrt(3))


def test_equal_differences_have_a_spread_of_exactly_nought():
    test = paired([0.83, 0.81, 0.85], [0.82, 0.80, 0.84])  # 0.83 - 0.82 and 0.81 - 0.80 differ in floating point
    assert (test.mean, test.spread, test.p, test.half_width()) == (0.01, 0, 0, 0)
    same = paired([0.83, 0.81], [0.83, 0.81])
    assert (same.mean, same.spread, same.p, same.ties) == (0, 0, 1, 2)


def test_one_seed_has_a_difference_but_no_interval():
    test = paired([0.9], [0.8])
    assert test.mean == pytest.approx(0.1)
    assert (test.spread, test.p, test.half_width()) == (None, None, None)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([], [], "at least one"),
        ([1.0, 2.0], [1.0], "same seeds"),
        ([[1.0]], [[1.0]], "same seeds"),
        ([math.inf], [math.inf], "finite"),
    ],
)
def test_paired_refuses_what_cannot_be_paired(first, second, words):
    with pytest.raises(ValueError, match=words):
        paired(first, second)


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


# G*Power 3.1, t tests, matched pairs, two tails, 0.05, power 0.8: the sizes for Cohen's large, medium and small effect;
# an effect of 1 as R's power.t.test(delta = 1, power = 0.8, type = "paired"), 9.94
@pytest.mark.parametrize(("effect", "seeds"), [(1.0, 10), (0.8, 15), (0.5, 34), (0.2, 199)])
def test_seeds_to_tell_agrees_with_published_sample_sizes(effect, seeds):
    assert seeds_to_tell(0.3 * effect, 0.3) == seeds
    assert seeds_to_tell(-0.3 * effect, 0.3) == seeds


@given(st.floats(0.1, 20), st.sampled_from([0.95, 0.99, 1 - 0.05 / 15]), st.integers(2, 21))
def test_seeds_to_tell_is_the_smallest_number_with_enough_power(effect, level, at_least):
    seeds = seeds_to_tell(effect, 1.0, level, at_least=at_least)
    assert seeds is not None or effect < 0.15
    if seeds is None:
        return

    def power(n):
        return stats.nct.sf(stats.t.ppf((1 + level) / 2, n - 1), n - 1, effect * math.sqrt(n))

    assert power(seeds) >= 0.8 - 1e-9
    assert seeds == at_least or power(seeds - 1) < 0.8


def test_seeds_to_tell_at_the_ends():
    assert seeds_to_tell(0.0, 1.0) is None
    assert seeds_to_tell(0.0, 0.0) is None
    assert seeds_to_tell(1e-9, 1.0) is None
    assert seeds_to_tell(1.0, 0.0, at_least=4) == 4
    assert seeds_to_tell(1.0, 1e-12, at_least=4) == 4
    assert seeds_to_tell(0.089, 1.0) in range(MOST_SEEDS - 10, MOST_SEEDS + 1)  # (1.96 + 0.84)^2 / 0.089^2 = 990


def test_seeds_to_tell_keeps_its_promise_in_simulation():
    seeds = seeds_to_tell(0.8, 1.0)
    differences = np.random.default_rng(1).normal(0.8, 1.0, (seeds, 20_000))
    assert np.mean(band(differences).low > 0) == pytest.approx(0.8, abs=0.03)


def test_mcnemar_agrees_with_counting_all_outcomes():
    # exact McNemar by listing all outcomes of n fair tosses that are as lopsided or more
    for n, k in itertools.product(range(1, 9), range(9)):
        if k <= n:
            labels = np.zeros(n, np.uint8)
            first = np.array([0] * k + [1] * (n - k), np.uint8)
            outcomes = [sum(tosses) for tosses in itertools.product((0, 1), repeat=n)]
            share = np.mean([abs(2 * heads - n) >= abs(2 * k - n) for heads in outcomes])
            assert mcnemar(first, 1 - first, labels).p == pytest.approx(share)
