import numpy as np
import pytest

from core.engine.weights import INITS, initial_weights, layer_shapes
from core.network import logits, scale


def test_shapes_of_layers():
    assert layer_shapes(()) == [(10, 784)]
    assert layer_shapes((30, 20)) == [(30, 784), (20, 30), (10, 20)]


@pytest.mark.parametrize("init", INITS)
def test_spread_of_initial_weights_is_what_the_row_says(init):
    layer = initial_weights((300,), init, 0, seed=7)[0]
    weights, biases = layer[:, :-1], layer[:, -1]
    assert weights.std() == pytest.approx(INITS[init](784), rel=0.01)  # 235,200 draws: relative error of about 0.0015
    assert biases.std() == pytest.approx(1, rel=0.15)  # 300 draws: relative error of about 0.04


def test_layers_whose_shapes_agree_are_shared():
    narrow, wide, deep = (initial_weights(hidden, "scaled", 0, seed=3) for hidden in [(30,), (100,), (30, 20)])
    assert np.array_equal(narrow[0], deep[0])
    assert narrow[0].shape != wide[0].shape
    assert not np.array_equal(initial_weights((30,), "scaled", 0, seed=4)[0], narrow[0])


def test_large_weights_are_the_scaled_ones_unscaled():
    large, scaled = (initial_weights((30,), init, 0, seed=3)[0] for init in ("large", "scaled"))
    assert scaled[:, :-1] * 28 == pytest.approx(large[:, :-1], rel=1e-6)  # sqrt(784) = 28
    assert np.array_equal(scaled[:, -1], large[:, -1])


def test_bad_start_is_added_to_the_output_biases_alone():
    good, bad = (initial_weights((30,), "scaled", bias, seed=0) for bias in (0, 10))
    assert np.array_equal(good[0], bad[0])
    assert np.array_equal(good[1][:, :-1], bad[1][:, :-1])
    assert bad[1][:, -1] - good[1][:, -1] == pytest.approx(10)


def test_forward_pass_by_hand():
    pixels = np.zeros((1, 784), np.uint8)
    pixels[0, 3] = 255
    hidden = np.zeros((1, 785), np.float32)
    hidden[0, [3, -1]] = 2, -1  # z = 2 * 1 - 1 = 1, a relu away from 1
    output = np.zeros((10, 2), np.float32)
    output[4] = 0.5, 0.25
    z = logits([hidden, output], "relu", pixels)
    assert z.shape == (1, 10)
    assert z.dtype == np.float32
    assert z[0, 4] == 0.75
    assert not z[0, [0, 1, 2, 3, 5, 6, 7, 8, 9]].any()


def test_pixels_are_scaled_to_one():
    scaled = scale(np.array([0, 51, 255], np.uint8))
    assert scaled.dtype == np.float32
    assert scaled == pytest.approx([0, 0.2, 1])
