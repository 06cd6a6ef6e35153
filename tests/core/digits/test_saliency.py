"""Saliency: exact by hand and by finite differences, for every hidden activation and depth."""

import numpy as np
import pytest

from core.activations import ACTIVATIONS
from core.datasets import mnist
from core.digits.saliency import saliency
from core.engine.weights import initial_weights

IMAGE = mnist().test.pixels[0]


@pytest.mark.parametrize("hidden", [(), (30,), (20, 15)])
@pytest.mark.parametrize("activation", list(ACTIVATIONS))
def test_the_gradient_agrees_with_finite_differences(activation, hidden):
    """1e-6 is what rounding leaves of a difference of numbers of size 1 over a step of 1e-6, with room."""
    layers = initial_weights(hidden, "scaled", 0.0, seed=3)
    for output in (0, 9):
        found = saliency(layers, activation, IMAGE, output)
        assert found.gradient.shape == found.differences.shape == (784,)
        assert np.abs(found.gradient).max() > 0
        assert found.error < 1e-6


def test_without_a_hidden_layer_it_is_the_row_of_weights():
    (layer,) = initial_weights((), "scaled", 0.0, seed=1)
    assert np.array_equal(saliency([layer], "sigmoid", IMAGE, 4).gradient, layer[4, :-1].astype(np.float64))


def test_by_hand_of_one_sigmoid_unit():
    """z = 3 f(x_0 / 2) with f sigmoid and x_0 = 1: dz/dx_0 = 3 f (1 - f) / 2; no other pixel counts."""
    first, last = np.zeros((1, 785)), np.zeros((10, 2))
    first[0, 0], last[2, 0] = 0.5, 3.0
    pixels = np.zeros(784, np.uint8)
    pixels[0] = 255
    f = 1 / (1 + np.exp(-0.5))
    found = saliency([first, last], "sigmoid", pixels, 2)
    assert found.gradient[0] == pytest.approx(1.5 * f * (1 - f))
    assert not found.gradient[1:].any()
    assert not saliency([first, last], "sigmoid", pixels, 3).gradient.any()
    assert saliency([first, last], "sigmoid", pixels, 3).error == 0
