"""Gallery, confusion and reliability of the shipped networks, against scikit-learn on the same outputs."""

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix

from core.datasets import mnist
from core.digits.answers import answers
from core.digits.selection import Selection
from core.experiment import Experiment
from lab.gallery.shipped import Shipped
from ui.charts.digits import calibration, confusion


@pytest.fixture(scope="module")
def images():
    return mnist().test


@pytest.fixture(scope="module")
def results():
    found = Shipped().results(Experiment())
    assert found is not None
    return found


def probabilities(result, pixels):
    """Written out anew: one hidden layer of sigmoids, and outputs divided by their sum."""
    first, last = (layer.astype(np.float64) for layer in result.weights)
    hidden = expit(pixels / 255 @ first[:, :-1].T + first[:, -1])
    z = hidden @ last[:, :-1].T + last[:, -1]
    a = softmax(z, axis=1) if result.run.output == "softmax" else expit(z)
    return a / a.sum(axis=1, keepdims=True)


def test_answers_agree_with_a_network_written_out_anew(results, images):
    for runs in results:
        found = answers(runs[0], images.pixels)
        p = probabilities(runs[0], images.pixels)
        assert np.allclose(expit(found.sureness), p.max(axis=1), atol=1e-5)  # stored networks answer in float32
        assert np.mean(found.answered == runs[0].predictions) > 0.9999  # as the engine did, but for ties


def test_every_cell_of_confusion_is_scikit_learns_and_opens_so_many_images(results, images):
    answered = np.array([runs[0].predictions for runs in results])
    for arm, runs in enumerate(results):
        theirs = confusion_matrix(images.labels, runs[0].predictions, labels=np.arange(10))
        ours = np.zeros((10, 10))
        for row in confusion.table([runs[0]], images.labels, arm + 1).itertuples():
            ours[row.true, row.answered] = row.images
            assert row.share == pytest.approx(100 * theirs[row.true, row.answered] / theirs[row.true].sum())
            opened = Selection("all", arm, row.true, row.answered).of(answered, images.labels)
            assert len(opened) == row.images
        assert np.array_equal(ours, theirs)
        wrong = Selection("wrong", arm).of(answered, images.labels)
        assert len(wrong) == theirs.sum() - theirs.trace()


def test_reliability_is_scikit_learns(results, images):
    """Their bins, too, are of equal width and closed on the right; they leave out those without images."""
    found = calibration.outputs([runs[:1] for runs in results], images)
    for runs, ((diagram, sums),) in zip(results, found, strict=True):
        p = probabilities(runs[0], images.pixels)
        right = p.argmax(axis=1) == images.labels
        accuracy, confidence = calibration_curve(right, p.max(axis=1), n_bins=10, strategy="uniform")
        filled = diagram.counts > 0
        counts = np.histogram(p.max(axis=1), diagram.edges)[0]
        assert np.abs(diagram.counts - counts).max() <= 1  # float32 may move an image over an edge
        assert diagram.accuracy[filled] == pytest.approx(accuracy, abs=2e-3)
        assert diagram.confidence[filled] == pytest.approx(confidence, abs=2e-3)
        assert sums.shape == (10_000,)
