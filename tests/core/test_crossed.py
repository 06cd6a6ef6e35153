"""The difference of two arms over seeds and images: hand-worked, against an analysis of variance, and its promises."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special, stats

from core.evidence.crossed import Error, answers, crossed
from tests.core.answers import nested, predictions

tables = st.tuples(st.integers(2, 4), st.integers(2, 5), st.integers(2, 12)).flatmap(
    lambda shape: arrays(np.bool_, shape)
)


def anova(table):
    """The variance of the mean of a table (seeds, images), by mean squares (Searle, ch. 4), and its images' part."""
    s, n = table.shape
    rows, columns, grand = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True), table.mean()
    ms_rows = n * ((rows - grand) ** 2).sum() / (s - 1)
    ms_columns = s * ((columns - grand) ** 2).sum() / (n - 1)
    ms_rest = ((table - rows - columns + grand) ** 2).sum() / ((s - 1) * (n - 1))
    return ms_rows / (s * n), max(0, ms_columns - ms_rest) / (s * n)


def test_a_difference_by_hand():
    # d = [[1, 0, 0], [1, 1, 0]]: seeds' means 1/3 and 2/3, images' 1, 1/2 and 0, all 1/2. Squares about the mean: 3/2
    # in all, 1/6 of the seeds, 1 of the images, 1/3 of the rest; mean squares 1/6, 1/2, 1/6. The variance of the mean:
    # (1/6 + 1/2 - 1/6) / 6 = 1/12, of which the seeds with the rest 1/36, the images 1/18.
    first = np.array([[1, 0, 1], [1, 1, 0]], bool)
    second = np.array([[0, 0, 1], [0, 0, 0]], bool)
    (found,) = crossed(np.stack([first, second])).values()
    assert found.mean == pytest.approx(50)
    assert found.spread == pytest.approx(100 * math.sqrt(1 / 18))
    assert found.images_variance == pytest.approx(10_000 / 18)
    assert found.error.variance == pytest.approx(10_000 / 12)
    assert found.error.share_of_images == pytest.approx(2 / 3)
    assert (found.wins, found.ties, found.losses, found.seeds, found.images) == (2, 0, 0, 2, 3)


@given(tables)
def test_every_pair_agrees_with_an_analysis_of_variance(right):
    found = crossed(right)
    assert list(found) == [(a, b) for a in range(len(right)) for b in range(a + 1, len(right))]
    for (first, second), row in found.items():
        table = right[first].astype(float) - right[second]
        seeds_part, images_part = anova(table)
        assert row.mean == pytest.approx(100 * table.mean())
        assert row.images_variance == pytest.approx(10_000 * images_part, abs=1e-9)
        floor = 0.5 / right.shape[2]
        assert row.error.seeds_variance == pytest.approx(
            10_000 * max(seeds_part, floor * floor / right.shape[1]), rel=1e-9
        )
        assert row.wins == np.count_nonzero(table.sum(axis=1) > 0)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_seeds_and_images_changes_nothing_and_that_of_arms_the_sign(right, random):
    seeds, images = list(range(right.shape[1])), list(range(right.shape[2]))
    random.shuffle(seeds)
    random.shuffle(images)
    straight, other = crossed(right[:2])[0, 1], crossed(right[1::-1][:, seeds][:, :, images])[0, 1]
    assert other.mean == pytest.approx(-straight.mean)
    assert other.spread == pytest.approx(straight.spread)
    assert other.images_variance == pytest.approx(straight.images_variance, abs=1e-9)
    assert (other.wins, other.losses) == (straight.losses, straight.wins)


def test_equal_differences_have_the_spread_of_half_an_image():
    (found,) = crossed(nested([[0.83, 0.81, 0.85], [0.82, 0.80, 0.84]])).values()
    assert found.spread == 0.005
    (same,) = crossed(nested([[0.83, 0.81]] * 2)).values()
    assert (same.mean, same.spread, same.images_variance, same.ties) == (0, 0.005, 0, 2)
    assert same.error.p(same.mean) == 1


def test_one_seed_has_a_difference_but_no_error():
    (found,) = crossed(nested([[0.9], [0.8]])).values()
    assert found.mean == pytest.approx(10)
    assert (found.spread, found.error) == (None, None)


@pytest.mark.parametrize("shape", [(0, 2, 3), (2, 0, 3), (2, 2, 0), (2, 2)])
def test_what_cannot_be_compared_is_refused(shape):
    with pytest.raises(ValueError, match="at least one arm, seed and image, got shape"):
        crossed(np.zeros(shape, bool))


def test_answers_are_right_where_they_are_the_label():
    labels = np.array([3, 1, 4], np.uint8)
    right = np.array([[[True, False, True]], [[False, False, True]]])
    assert (answers(predictions(right, labels), labels) == right).all()


def test_without_a_part_of_the_images_it_is_students_paired_t_test():
    # Student (1908), the hours of sleep gained with two drugs: 1.58, from 0.7001142 to 2.4598858, p 0.002833 (R 4.3,
    # t.test(extra ~ group, paired = TRUE))
    differences = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    error = Error(float(differences.var(ddof=1) / 10), 0.0, 10)
    assert error.half_width() == pytest.approx((2.4598858 - 0.7001142) / 2, abs=5e-8)
    assert error.p(1.58) == pytest.approx(0.002833, abs=5e-7)


def test_without_a_spread_of_the_seeds_it_is_the_normal_test_of_the_images():
    error = Error(1e-12, 4.0, 3)
    assert error.half_width() == pytest.approx(1.959964 * 2, rel=1e-5)
    assert error.p(2.0) == pytest.approx(2 * stats.norm.sf(1), rel=1e-5)


parts = st.floats(1e-4, 10)


@given(parts, st.floats(0, 10), st.integers(2, 20), st.floats(0, 30), st.sampled_from([0.9, 0.95, 0.99, 1 - 0.05 / 15]))
def test_the_interval_leaves_out_0_where_the_test_rejects(of_seeds, of_images, seeds, difference, level):
    error = Error(of_seeds, of_images, seeds)
    half = error.half_width(level)
    if not math.isclose(half, difference, rel_tol=1e-6):
        assert (error.p(difference) < 1 - level) == (difference > half)


@given(parts, st.floats(0, 10), st.integers(2, 20))
def test_the_interval_is_never_narrower_than_that_of_either_part(of_seeds, of_images, seeds):
    half = Error(of_seeds, of_images, seeds).half_width()
    assert half >= Error(of_seeds, 0.0, seeds).half_width() * (1 - 1e-9)
    assert half >= 1.959963 * math.sqrt(of_seeds + of_images)
    assert half <= Error(of_seeds, of_images * 1.1 + 0.1, seeds).half_width() * 1.0000001 or of_images == 0


MIDPOINTS = (np.arange(400) + 0.5) / 400


@pytest.mark.parametrize("seeds", [2, 3, 4, 5, 7, 10, 20])
@pytest.mark.parametrize("level", [0.95, 1 - 0.05 / 3, 1 - 0.05 / 15])
def test_the_interval_holds_the_truth_as_often_as_it_says_whatever_the_shares(seeds, level):
    # worked out, not simulated: the mean is normal, the seeds' part a chi-square, taken at 400 of its quantiles
    chi_square = special.chdtri(seeds - 1, 1 - MIDPOINTS) / (seeds - 1)
    for share in (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999):
        halves = np.array([Error(share * part, 1 - share, seeds).half_width(level) for part in chi_square])
        held = np.mean(2 * special.ndtr(halves) - 1)
        assert held >= 1 - 1.1 * (1 - level)
        assert held <= 1 - 0.7 * (1 - level) or seeds <= 3 or level > 0.95
        assert held <= 0.98 or level > 0.95
