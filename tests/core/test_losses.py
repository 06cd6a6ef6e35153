import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.losses import LOSSES, one_hot

every_loss = pytest.mark.parametrize("row", LOSSES.values(), ids=LOSSES)
A = [0.2, 0.7, 0.1]
KNOWN = {  # of A with the true class 1, worked by hand from the formulas
    "log_likelihood": -math.log(0.7),
    "cross_entropy": -math.log(0.8) - math.log(0.7) - math.log(0.9),
    "quadratic": (0.04 + 0.09 + 0.01) / 2,
    "hinge": (1 + 0.2 - 0.7) + (1 + 0.1 - 0.7),
}


def test_registry_is_what_links_know():
    assert list(LOSSES) == ["log_likelihood", "cross_entropy", "quadratic", "hinge"] == list(KNOWN)
    assert all(row.key == key and row.name and row.formula and row.units for key, row in LOSSES.items())


@every_loss
def test_known_values(row):
    assert row.of_activations(A, 1) == pytest.approx(KNOWN[row.key], rel=1e-15)
    assert row.of_activations([A, A], [1, 1]) == pytest.approx([KNOWN[row.key]] * 2, rel=1e-15)


@every_loss
@given(
    a=arrays(np.float64, (4, 5), elements=st.floats(0.01, 0.99)),
    labels=arrays(np.int64, 4, elements=st.integers(0, 4)),
)
@settings(deadline=None)
def test_gradient_agrees_with_central_differences(row, a, labels):
    step = 1e-6
    moved = [row.of_activations(a[:, None] + sign * step * np.eye(5), labels[:, None].repeat(5, 1)) for sign in (1, -1)]
    # truncation: step^2 / 3 / 0.01^3 = 3e-7 for a logarithm at 0.01; rounding: 20 * 2e-16 / 1e-6 = 4e-9
    assert row.gradient(a, labels) == pytest.approx((moved[0] - moved[1]) / (2 * step), abs=1e-6)


@every_loss
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_are_kept(row, dtype):
    a, labels = np.full((2, 3, 4), 0.25, dtype), np.zeros((2, 3), np.uint8)
    cost, gradient = row.of_activations(a, labels), row.gradient(a, labels)
    assert (cost.shape, cost.dtype) == ((2, 3), dtype)
    assert (gradient.shape, gradient.dtype) == ((2, 3, 4), dtype)


def test_hinge_takes_the_subgradient_0_at_its_kink():
    hinge = LOSSES["hinge"]
    assert np.array_equal(hinge.gradient([1.0, 0.0, 0.5], 0), [-1, 0, 1])  # the margin of class 1 is exactly kept
    assert np.array_equal(hinge.gradient([3.0, 0.0, 0.5], 0), [0, 0, 0])


@pytest.mark.parametrize("key", ["log_likelihood", "cross_entropy"])
def test_an_activation_that_is_wholly_wrong_costs_infinity(key):
    assert LOSSES[key].of_activations([0.0, 0.5], 0) == math.inf
    assert LOSSES[key].of_activations([1.0, 0.0], 0) == 0


def test_cross_entropy_of_a_false_certainty_is_infinite():
    assert LOSSES["cross_entropy"].of_activations([0.5, 1.0], 0) == math.inf


def test_one_hot():
    assert np.array_equal(one_hot([2, 0], 3), [[0, 0, 1], [1, 0, 0]])
    assert one_hot(np.uint8(1), 2, np.float32).dtype == np.float32
    assert one_hot(np.zeros((2, 0), int), 3).shape == (2, 0, 3)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "labels must be between 0 and 2, got 0 to 3"),
        ([-1], "labels must be between 0 and 2, got -1 to -1"),
        ([0.5], "labels must be whole numbers, got float64 values"),
    ],
)
def test_labels_out_of_range_are_refused(labels, message):
    with pytest.raises(ValueError, match=message):
        one_hot(labels, 3)
