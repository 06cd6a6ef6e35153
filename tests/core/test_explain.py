"""What the story shows is what it says it is: every number against another way of getting it."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.outputs import OUTPUTS, softmax
from core.pairs import PAIRS
from core.story import explain

TRAINABLE = [row for row in PAIRS.values() if not row.refused]
ids = [row.name for row in TRAINABLE]
logits = st.lists(st.floats(-12, 12), min_size=2, max_size=6)


def test_central_differences_of_a_vector_are_its_jacobian():
    matrix = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    found = explain.central_differences(lambda points: points @ matrix.T, [0.3, -0.2])
    assert np.allclose(found, matrix, atol=1e-9)


def test_central_differences_of_a_number():
    found = explain.central_differences(lambda points: np.square(points).sum(axis=1), [1.0, -2.0, 0.5])
    assert np.allclose(found, [2.0, -4.0, 1.0], atol=1e-9)


@given(logits)
def test_the_jacobian_of_softmax_is_monotonic_competitive_and_non_local(z):
    check = explain.jacobian_check(OUTPUTS["softmax"], z)
    assert check.monotonic
    assert check.competitive
    assert not check.local
    assert check.error < 1e-9
    assert np.allclose(check.jacobian.sum(axis=0), 0, atol=1e-15)  # the sum of activations never changes


@given(logits)
def test_the_jacobian_of_sigmoid_is_local(z):
    check = explain.jacobian_check(OUTPUTS["sigmoid"], z)
    assert check.monotonic
    assert not check.competitive
    assert check.local
    assert check.error < 1e-9


@given(logits, st.floats(-100, 100))
def test_a_constant_moves_no_softmax_activation(z, constant):
    assert np.abs(explain.shifted_change(OUTPUTS["softmax"], z, constant)).max() < 1e-12


def test_a_constant_moves_sigmoid_activations():
    assert (explain.shifted_change(OUTPUTS["sigmoid"], explain.LOGITS, 1.0) > 0.01).all()


@pytest.mark.parametrize("row", TRAINABLE, ids=ids)
@given(z=st.lists(st.floats(-8, 8), min_size=4, max_size=4), label=st.integers(0, 3))
def test_the_delta_of_every_pair_passes_its_check(row, z, label):
    check = explain.pair_check(row, z, label)
    assert check.corner or check.error <= 1e-6


def test_a_corner_is_seen():
    hinge = PAIRS["linear", "hinge"]
    assert explain.pair_check(hinge, [1.0, 0.0, -2.0, 3.1], 0) == explain.PairCheck(None, corner=True)
    assert explain.pair_check(hinge, [1.0, 0.1, -2.0, 3.1], 0).error < 1e-9


def test_a_wrong_delta_fails_its_check():
    right = PAIRS["softmax", "log_likelihood"]
    wrong = replace(right, delta_of=lambda z, y: 1.01 * right.delta_of(z, y))
    assert explain.pair_check(wrong, explain.LOGITS, 3).error > 1e-3


def test_the_slopes_show_the_flat_ends():
    ends = {key: explain.slopes(row, [-10.0, 10.0], 4) for key, row in PAIRS.items() if not row.refused}
    assert ends["softmax", "log_likelihood"][0] > 0.99
    assert ends["sigmoid", "cross_entropy"][0] > 0.99
    assert ends["sigmoid", "quadratic"][0] < 1e-4  # wrong, and yet hardly pushed
    assert ends["softmax", "quadratic"][0] < 1e-4
    assert all(ends[key][1] < 1e-3 for key in ends if key[0] != "linear")


@given(logits)
def test_the_temperature_path_begins_hard_and_ends_uniform(z):
    path = explain.temperature_path(z, (1e-9, 1.0, 1e9))
    assert path.shape == (3, len(z))
    top = np.array(z) == max(z)
    assert np.allclose(path[0], top / top.sum(), atol=1e-9) or np.diff(np.sort(z)).min() < 1e-6
    assert np.array_equal(path[1], softmax(z))
    assert np.allclose(path[2], 1 / len(z), atol=1e-6)


@pytest.mark.parametrize(("offset", "broken", "powers"), [(0, False, None), (1000, True, math.inf), (-1000, True, 0.0)])
def test_floating_point_breaks_the_plain_formula_and_not_the_shifted_one(offset, broken, powers):
    z = np.array(explain.LOGITS)
    seen = explain.in_float(z + offset)
    assert seen.broken is broken
    assert seen.shifted.max() == 0
    assert seen.shifted_exponentials.max() == 1
    assert np.allclose(seen.stable, softmax(z), atol=1e-13)
    if broken:
        assert np.isnan(seen.naive).all()
        assert (seen.exponentials == powers).all()
    else:
        assert seen.total == pytest.approx(sum(map(math.exp, explain.LOGITS)))


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=6), st.floats(-10, 10))
def test_a_round_trip_returns(weights, constant):
    a = np.array(weights) / sum(weights)
    trip = explain.round_trip(a, constant)
    assert trip.error < 1e-14
    assert np.allclose(trip.z, [math.log(share) + constant for share in a])


def test_cases_are_the_most_and_the_least_certain():
    a = np.array([[0.9, 0.1], [0.6, 0.4], [0.55, 0.45], [0.2, 0.8], [0.3, 0.7]])
    assert explain.cases(a, np.array([0, 0, 0, 0, 0])) == explain.Cases(sure=0, unsure=2, wrong=3)
    assert explain.cases(a, a.argmax(axis=1)) == explain.Cases(sure=0, unsure=2, wrong=None)
    assert explain.cases(a, 1 - a.argmax(axis=1)) == explain.Cases(sure=None, unsure=None, wrong=0)


def test_the_steepest_epoch_is_counted_from_one():
    assert explain.steepest([5, 4, 1, 0]) == 2
    assert explain.steepest([5, 1, 0.5]) == 1


@given(logits, st.floats(-50, 50))
def test_the_lost_constant_is_what_the_inverse_adds(z, constant):
    a = OUTPUTS["softmax"].activations(z)
    assert np.log(a) + explain.lost_constant(z) == pytest.approx(z, abs=1e-9)
    assert explain.lost_constant(explain.round_trip(a, constant).z) == pytest.approx(constant, abs=1e-9)


def test_powers_that_underflow_are_named_also_where_the_sum_stands():
    seen = explain.in_float([0.0, -800.0, -100.0, -746.0])
    assert not seen.broken
    assert seen.lost == (1, 3)
    assert seen.error < 1e-12
    assert explain.in_float([-744.0, -744.4, -900.0, -744.2]).error > 0.01  # powers with few digits left
