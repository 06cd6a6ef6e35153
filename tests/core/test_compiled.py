"""The compiled engine's own parts: its functions, its deltas, and the arithmetic that it is compiled to."""

import mpmath
import numpy as np
import pytest

from core.datasets import Images
from core.pairs import valid_pairs

pytest.importorskip("numba", reason="the compiled engine needs numba, which is not installed")

from numba import njit

from core.activations import ACTIVATIONS
from core.engine import descent, scalars
from core.engine.deltas import CLASSES, DELTAS
from core.engine.jit import OPTIONS
from core.engine.layers import ACTIVATION_PLACES
from core.engine.lit import GROUP, lit
from core.experiment import Arm, Experiment
from core.training import Training

UNIT = 2.0**-24  # half the distance from 1 to the next float32
SMALLEST = 2.0**-149
OVERFLOW = 88.72  # above 88.7228 e^x is more than the largest float32


def on_all(function):
    """The function of one number, called for each of an array."""

    @njit(**OPTIONS)
    def loop(values, results):
        for i in range(len(values)):
            results[i] = function(values[i])

    def call(values):
        results = np.empty_like(values)
        loop(values, results)
        return results

    return call


def numbers(low, high):
    """Many float32 from low to high, evenly and, towards 0, by their exponents; both ends, and zeros of both signs."""
    rng = np.random.default_rng(0)
    tiny = np.float32(2.0) ** rng.uniform(-149, 7, 100_000).astype(np.float32) * rng.choice([-1, 1], 100_000)
    values = np.concatenate([rng.uniform(low, high, 500_000), tiny, [low, high, 0.0, -0.0]]).astype(np.float32)
    return values[(values >= low) & (values <= high)]


def test_exponential_keeps_its_digits():
    x = numbers(-87, OVERFLOW)
    exact = np.exp(x.astype(float))
    assert np.abs(on_all(scalars.exp)(x) / exact - 1).max() < 1.4 * UNIT


def test_exponential_underflows_gradually_and_overflows_to_infinity():
    x = np.linspace(-110, -87, 100_001, dtype=np.float32)
    assert np.abs(on_all(scalars.exp)(x) - np.exp(x.astype(float))).max() <= SMALLEST
    far = np.array([-np.inf, -1e30, -104.5, 88.7229, 1e30, np.inf, np.nan], np.float32)
    assert np.array_equal(on_all(scalars.exp)(far), [0, 0, 0, np.inf, np.inf, np.inf, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("function", "exact"), [(scalars.sigmoid, lambda x: 1 / (1 + np.exp(-x))), (scalars.tanh, np.tanh)]
)
def test_sigmoid_and_tanh_keep_their_digits(function, exact):
    x = numbers(-87, 87)
    expected = exact(x.astype(float))
    found = on_all(function)(x).astype(float)
    assert np.abs(found - expected).max() <= 1.5 * UNIT
    error = np.abs(found - expected) / np.maximum(np.abs(expected), 2.0**-126)
    assert error.max() < 3 * UNIT


@pytest.mark.parametrize(("function", "low"), [(scalars.sigmoid, 0), (scalars.tanh, -1)])
def test_sigmoid_and_tanh_at_their_ends(function, low):
    far = np.array([-np.inf, -1e30, -120, 120, 1e30, np.inf, np.nan], np.float32)
    assert np.array_equal(on_all(function)(far), [low, low, low, 1, 1, 1, np.nan], equal_nan=True)


@pytest.mark.parametrize("key", ["exp", "tanh"])
def test_against_fifty_digits(key):
    with mpmath.workdps(50):
        for x in np.linspace(-20, 20, 401, dtype=np.float32):
            found = float(on_all_of[key](np.array([x]))[0])
            exact = getattr(mpmath, key)(mpmath.mpf(float(x)))
            assert abs(found - exact) <= 3 * UNIT * abs(exact)


on_all_of = {"exp": on_all(scalars.exp), "tanh": on_all(scalars.tanh)}


def test_every_pair_and_every_activation_is_known():
    """Named here is what core.engine.deltas or core.engine.layers lacks."""
    assert set(DELTAS) == {row.key for row in valid_pairs()}
    assert set(ACTIVATION_PLACES) == set(ACTIVATIONS)


def test_deltas_of_logits_that_are_no_numbers_end_and_are_no_numbers(compiled_deltas):
    for row in valid_pairs():
        z = np.full((3, CLASSES), 1.0, np.float32)
        z[0, 2], z[1, 3], z[2] = np.nan, np.inf, np.nan
        found = compiled_deltas(row.key, z, np.array([2, 3, 4], np.uint8))
        assert row.key[0] != "softmax" or np.isnan(found[2]).all()


def test_lists_of_lit_pixels_give_the_images_back(digits):
    images = digits.test[:100]
    lists = lit(images)
    pixels = np.zeros((100, 785), np.uint8)
    for i in range(100):
        part = slice(lists.starts[i], lists.starts[i + 1])
        assert (part.stop - part.start) % GROUP == 0
        pixels[i, lists.columns[part]] = lists.values[part]
    assert np.array_equal(pixels[:, :784], images.pixels)
    assert lit(images) is lists


def test_lists_of_black_and_of_white_images():
    images = Images(np.repeat(np.array([[0], [255]], np.uint8), 784, axis=1), np.zeros(2, np.uint8))
    assert lit(images).starts.tolist() == [0, 0, 784]


def test_one_compilation_serves_everything(few_digits):
    arms = [
        Arm("softmax", "log_likelihood", 0.5),
        Arm("linear", "hinge", 0.1, hidden=(), l2=3.0),
        Arm("sigmoid", "quadratic", 0.1, hidden=(40, 3), hidden_activation="relu"),
    ]
    training = Training(
        Experiment(tuple(arms), train=20, validation=10, epochs=1, test_each_epoch=True).runs(0), few_digits
    )
    list(training)
    training.results()
    assert len(descent.run.signatures) == 1
