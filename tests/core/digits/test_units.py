"""What the units look for: drawn again as training drew them, and how far training changed them."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import mnist
from core.digits.units import size, units
from core.experiment import Arm, Experiment
from core.training import Training
from tests.lab.synthetic import finished

ARM = Arm("softmax", "log_likelihood", 0.5)
EXPERIMENT = Experiment((ARM, replace(ARM, init="large"), replace(ARM, hidden=())), train=100, validation=10, epochs=1)


def test_the_first_weights_are_those_that_training_began_with():
    training = Training(EXPERIMENT.runs(0), mnist())
    next(iter(training))
    at_first = [result.weights[0] for result in training.results()]
    for run, layer in zip(EXPERIMENT.runs(0), at_first, strict=True):
        found = units(finished(run))
        assert np.array_equal(found.first, layer[:, :-1])
        assert found.first.shape == ((30, 784) if run.hidden else (10, 784))


def test_unchanged_weights_are_alike_to_one_and_noise_makes_them_less_so():
    result = finished(EXPERIMENT.run(ARM, 0))
    assert units(result).likeness == pytest.approx(1)
    noise = np.random.default_rng(1).normal(0, 1 / 28, result.weights[0].shape).astype(np.float32)
    moved = replace(result, weights=(result.weights[0] + noise, result.weights[1]))
    assert units(moved).likeness == pytest.approx(1 / np.sqrt(2), abs=0.02)  # as much noise as there was
    assert np.isnan(units(replace(result, weights=(0 * result.weights[0], result.weights[1]))).likeness)


def test_size_is_the_root_of_the_mean_square():
    assert size(np.array([[3.0, -4.0], [0.0, 0.0]], np.float32)) == pytest.approx(2.5)


def test_a_result_without_its_network_is_refused():
    with pytest.raises(ValueError, match="a result with its weights is needed"):
        units(replace(finished(EXPERIMENT.run(ARM, 0)), weights=()))


def test_shrinking_leaves_the_pattern_as_it_was():
    result = finished(EXPERIMENT.run(ARM, 0))
    shrunk = units(replace(result, weights=(result.weights[0] / 100, result.weights[1])))
    assert shrunk.likeness == pytest.approx(1)
    assert size(shrunk.last) == pytest.approx(size(shrunk.first) / 100)
