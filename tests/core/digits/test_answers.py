"""What networks answer: by hand, and refused where there is no network."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logit

from core.digits.answers import Answers, answers
from core.experiment import Arm, Experiment
from core.outputs import OUTPUTS
from tests.lab.synthetic import finished

ARMS = {
    "softmax": Arm("softmax", "log_likelihood", 0.5, hidden=()),
    "sigmoid": Arm("sigmoid", "cross_entropy", 0.5, hidden=()),
    "linear": Arm("linear", "quadratic", 0.1, hidden=()),
}
Z = np.array([0.0, 1.0, 2.0, -1.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0])
WHITE, BLACK = np.full(784, 255, np.uint8), np.zeros(784, np.uint8)


def network(output):
    """A network without a hidden layer that gives the logits Z to white, and 0 to black, by its first pixel alone."""
    layer = np.zeros((10, 785), np.float32)
    layer[:, 0] = Z
    return replace(finished(Experiment((ARMS[output],)).run(ARMS[output], 0)), weights=(layer,))


@pytest.mark.parametrize("output", list(ARMS))
def test_activations_are_the_output_layers_of_the_logits(output):
    found = answers(network(output), np.stack([WHITE, BLACK]))
    assert np.allclose(found.z, [Z, 0 * Z])
    assert np.allclose(found.a, OUTPUTS[output].activations(np.array([Z, 0 * Z])))
    assert found.answered.tolist() == [2, 0]
    assert np.allclose(found.sums, found.a.sum(axis=1))


def test_softmax_sums_to_one_and_is_as_sure_as_its_largest_output():
    found = answers(network("softmax"), WHITE[None])
    share = np.exp(2.0) / np.exp(Z).sum()
    assert found.sums == pytest.approx(1)
    assert found.sureness == pytest.approx(logit(share))


def test_sigmoid_is_as_sure_as_its_share_of_the_sum():
    found = answers(network("sigmoid"), WHITE[None])
    assert found.sureness == pytest.approx(logit((1 / (1 + np.exp(-2.0))) / found.sums))


@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_how_sure_is_told_apart_where_the_probability_rounds_to_one(output):
    """By hand: of logits far apart and below 0, the log-odds are the lead over the second."""
    lead = np.array([60.0, 61.0, 70.0])
    z = np.full((3, 10), -900.0)
    z[:, 4] = -800 + lead
    z[:, 7] = -800
    found = Answers(OUTPUTS[output], z, np.asarray(OUTPUTS[output].activations(z)))
    assert found.sureness == pytest.approx(lead, abs=1e-9)


def test_linear_is_as_sure_as_its_lead():
    assert answers(network("linear"), WHITE[None]).sureness == pytest.approx(2.0 - 1.0)


def test_a_result_without_its_network_is_refused():
    with pytest.raises(ValueError, match="a result with its weights is needed"):
        answers(replace(network("softmax"), weights=()), WHITE[None])
