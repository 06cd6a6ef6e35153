"""Which network a run is told by: the last, or of a run that diverged the last whose costs were finite."""

import numpy as np
import pytest

from core.datasets import mnist
from core.experiment import Arm, Experiment
from core.training import Training


def trained(*arms, **settings):
    training = Training(Experiment(tuple(map(Arm.parse, arms)), **settings).runs(0), mnist())
    for _ in training:
        pass
    return training.results()


@pytest.mark.parametrize("rate", ["3", "10", "100"])
def test_all_figures_of_a_run_are_of_the_same_network(rate):
    # twelve epochs, since with rate 3 the costs of the plain engine are finite for nine
    # with all 10,000 validation images the records' accuracy is that of the network that is kept, bit for bit
    diverging, sound = trained(
        f"linear:quadratic:{rate}", "softmax:log_likelihood:0.5", train=100, validation=10_000, epochs=12
    )
    assert diverging.diverged is not None
    assert sound.diverged is None
    assert sound.kept is sound.records[-1]
    for run in (diverging, sound):
        assert all(record.finite for record in run.sound)
        assert run.kept.validation_accuracy == run.validation_accuracy
        assert run.test_accuracy == np.mean(run.predictions == mnist().test.labels)
    assert diverging.kept.epoch == diverging.diverged - 1
