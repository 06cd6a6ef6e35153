"""How often one training beats another, and how many seeds would tell: against SciPy, published sizes, simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.evidence.crossed import Crossed, Error
from core.evidence.odds import MOST_SEEDS, odds, outlook, seeds_to_tell


def found(mean, spread, of_images=0.0, seeds=5):
    return Crossed(mean, spread, of_images, seeds, 0, 0, 10_000)


def test_the_odds_of_a_difference_by_hand():
    # one standard deviation of a single training: Phi(1) = 0.8413; with images, sigma = sqrt(0.16 + 0.09) = 0.5
    assert odds(found(0.3, 0.3)).estimate == pytest.approx(0.8413, abs=5e-5)
    assert odds(found(0.5, 0.4, 0.09)).estimate == pytest.approx(0.8413, abs=5e-5)
    assert odds(found(0.0, 0.3)).estimate == 0.5
    assert odds(Crossed(0.3, None, 0.01, 1, 0, 0, 10_000)) is None


@pytest.mark.parametrize(("t", "seeds"), [(0.5, 3), (2.0, 5), (-4.0, 10), (15.0, 2)])
def test_the_interval_is_that_of_the_noncentral_t(t, seeds):
    said = odds(found(t, math.sqrt(seeds), seeds=seeds))  # a standard error of 1
    for end, probability in ((said.low, 0.975), (said.high, 0.025)):
        if 1e-6 < end < 1 - 1e-6:
            noncentrality = stats.norm.ppf(end) * math.sqrt(seeds)
            assert stats.nct.cdf(t, seeds - 1, noncentrality) == pytest.approx(probability, abs=2e-3)


@given(st.floats(-2, 2), st.floats(0.01, 1), st.floats(0, 1), st.integers(2, 20))
def test_the_odds_leave_out_one_half_where_the_arms_are_told_apart(mean, spread, of_images, seeds):
    row = found(mean, spread, of_images, seeds)
    said, half = odds(row), row.error.half_width()
    assert said.low <= said.estimate <= said.high
    if not math.isclose(abs(mean), half, rel_tol=0.02):
        assert (said.low > 0.5 or said.high < 0.5) == (abs(mean) > half)
    turned = odds(found(-mean, spread, of_images, seeds))
    assert (turned.low, turned.high) == pytest.approx((1 - said.high, 1 - said.low), abs=1e-6)


@pytest.mark.parametrize(("seeds", "of_images"), [(3, 0.0), (3, 0.5), (10, 1.0)])
def test_the_odds_hold_the_truth_as_often_as_they_say(seeds, of_images):
    rng = np.random.default_rng(seeds)
    mean, draws = 0.6, 400
    truth = stats.norm.cdf(mean / math.sqrt(1 + of_images))
    runs = mean + rng.normal(size=(draws, seeds)) + rng.normal(0, math.sqrt(of_images), (draws, 1))
    said = [odds(found(float(row.mean()), float(row.std(ddof=1)), of_images, seeds)) for row in runs]
    held = np.mean([row.low <= truth <= row.high for row in said])
    assert held >= 0.92  # 0.95 less three standard errors of 400 draws


# G*Power 3.1, t tests, matched pairs, two tails, 0.05, power 0.8: the sizes for Cohen's large, medium and small effect;
# an effect of 1 as R's power.t.test(delta = 1, power = 0.8, type = "paired"), 9.94
@pytest.mark.parametrize(("effect", "seeds"), [(1.0, 10), (0.8, 15), (0.5, 34), (0.2, 199)])
def test_seeds_to_tell_agrees_with_published_sample_sizes(effect, seeds):
    assert seeds_to_tell(0.3 * effect, Error(0.3 * 0.3 / 2, 0.0, 2)) == seeds
    assert seeds_to_tell(-0.3 * effect, Error(0.3 * 0.3 / 2, 0.0, 2)) == seeds


@given(st.floats(0.1, 20), st.sampled_from([0.95, 0.99, 1 - 0.05 / 15]), st.integers(2, 21))
def test_seeds_to_tell_is_the_smallest_number_with_enough_power(effect, level, known):
    seeds = seeds_to_tell(effect, Error(1 / known, 0.0, known), level)
    assert seeds is not None or effect < 0.15
    if seeds is None:
        return

    def power(n):
        return stats.nct.sf(stats.t.ppf((1 + level) / 2, n - 1), n - 1, effect * math.sqrt(n))

    assert seeds > known
    assert power(seeds) >= 0.8 - 1e-9
    assert seeds == known + 1 or power(seeds - 1) < 0.8


def test_seeds_to_tell_at_the_ends():
    def needed(difference, spread, of_images=0.0, seeds=3):
        return seeds_to_tell(difference, Error(spread * spread / seeds, of_images, seeds))

    assert needed(0.0, 1.0) is None
    assert needed(1e-9, 1.0) is None
    assert needed(1.0, 1e-12) == 4
    assert needed(0.089, 1.0) in range(MOST_SEEDS - 10, MOST_SEEDS + 1)  # (1.96 + 0.84)^2 / 0.089^2 = 990
    assert needed(0.5, 0.5, 0.04) is None  # the images alone: 0.5 / 0.2 = 2.5 standard errors, and 2.8 are needed
    assert needed(0.6, 0.5, 0.04) > needed(0.6, 0.5)


def test_seeds_to_tell_keeps_its_promise_in_simulation():
    of_images = 0.04
    seeds = seeds_to_tell(0.8, Error(1.0 / 3, of_images, 3))
    rng = np.random.default_rng(1)
    runs = rng.normal(0.8, 1.0, (4000, seeds)) + rng.normal(0, math.sqrt(of_images), (4000, 1))
    told = [abs(row.mean()) > Error(row.var(ddof=1) / seeds, of_images, seeds).half_width() for row in runs]
    assert np.mean(told) == pytest.approx(0.8, abs=0.03)


def test_more_seeds_do_not_help_where_the_images_are_too_few():
    error = Error(0.01, 0.04, 5)
    assert outlook(0.3, error) == ("images", None)
    assert error.images_alone() == pytest.approx(1.96 * 0.2, abs=1e-4)
    # without end of seeds 0.5 is 2.5 standard errors: it might be told, but not four times in five
    assert outlook(0.5, error) == ("many", None)


def test_two_seeds_do_not_show_that_seeds_differ_little():
    # the same variances as above, known from two seeds, whose spread may be no more than the floor
    assert outlook(0.3, Error(0.01, 0.04, 3)) == ("images", None)
    assert outlook(0.3, Error(0.01, 0.04, 2))[0] != "images"


def test_of_a_gap_below_its_error_no_number_of_seeds_is_said():
    assert outlook(0.5, Error(0.36, 0.0, 5)) == ("unsaid", None)
    assert outlook(0.7, Error(0.36, 0.0, 5))[0] == "seeds"
    assert outlook(0.02, Error(0.0003, 0.0, 1000)) == ("many", None)
