"""Measures that are the same for every arm, whatever its loss: accuracy, yardsticks, learning slowdown, digits.

All are taken from the logits, shape (images, classes) in any memory layout, and integer labels, shape (images,).
They are worked out in float64 on a copy laid out class by class, so that the layout changes no bit of them, no
float32 logit overflows on the way, and the reductions over the few classes run over long rows, which is faster.
A run that has diverged has logits that are inf or nan: its figures are nan, without a warning.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Doubles
from core.outputs import OutputLayer
from core.pairs import Pair
from core.results import Slowdown, Yardsticks

Ints = NDArray[np.integer[Any]]

BINS = 10
"""The number of equal-width bins of the calibration error."""

SATURATED = 0.01
"""An output is saturated where its derivative |da_j/dz_j| is below this; that of sigmoid is 0.25 at most."""

WRONG = 0.5
"""An output is wrong where it is further than this from its label, 0 or 1."""

LOST, NEARLY_LOST = 0.01, 0.1
"""A digit is lost where its recall is below the first, nearly lost where it is below the second. Not 0: a network that
has lost a digit may still answer a few stray images rightly. The test set has 892 to 1,135 images of each digit."""

CHANCES = 200
"""How often a perfectly calibrated network is drawn to see what it would score."""


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """A reliability diagram: images binned by the probability of the digit answered.

    Bins are of equal width and closed on the right, (edges[i], edges[i + 1]] (Guo et al. 2017, "On calibration of
    modern neural networks"). `edges` (bins + 1,), `counts` (bins,) images; `confidence` (bins,) the mean probability
    and `accuracy` (bins,) the share answered rightly, nan in an empty bin.
    """

    edges: Doubles
    counts: NDArray[np.intp]
    confidence: Doubles
    accuracy: Doubles

    @property
    def ece(self) -> float:
        """The expected calibration error: |accuracy - confidence|, mean over images; nan without images."""
        images = int(self.counts.sum())
        if not images:
            return math.nan
        filled = self.counts > 0
        gaps = np.abs(self.accuracy[filled] - self.confidence[filled])
        return float(self.counts[filled] @ gaps / images)


def _log_sigmoid(z: Doubles) -> Doubles:
    return np.asarray(np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z))))  # exp never sees a positive number


LOG_OUTPUTS: dict[str, Callable[[Doubles], Doubles]] = {"softmax": lambda z: z, "sigmoid": _log_sigmoid}
"""The logarithm of each output, up to a constant the same for all outputs of an image, of the output layers that can
be scaled to sum to one. Taken from the logits, because an output that has underflowed to 0 has no logarithm."""


def predictions(logits: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """The class answered for each image, (..., classes) -> (...): that of the largest logit, the first among equals.

    A nan counts as larger than all numbers.
    """
    return np.asarray(logits.argmax(axis=-1), dtype=np.uint8)


def accuracy(logits: NDArray[np.floating[Any]], labels: Ints) -> float:
    """The share of images answered rightly, from 0 to 1."""
    return float(np.count_nonzero(predictions(logits) == labels) / labels.size)


def yardsticks(output: OutputLayer, logits: NDArray[np.floating[Any]], labels: Ints) -> Yardsticks:
    """The common yardsticks of `logits`, with ten bins of confidence."""
    z = _by_class(logits)
    if not np.isfinite(z).all():
        missing = math.nan if output.probabilities else None
        return Yardsticks(missing, missing, missing, math.nan)
    if not output.probabilities:
        return Yardsticks(None, None, None, _mean_sum(output.activations(z.T).T))
    p, shifted, total = _scaled(LOG_OUTPUTS[output.key](z))
    output_sum = _mean_sum(p if output.sums_to_one else output.activations(z.T).T)
    images = np.arange(labels.size)
    nll = float((np.log(total) - shifted[labels, images]).mean())
    ece = _reliability(p.max(axis=0), predictions(logits) == labels, BINS).ece
    p[labels, images] -= 1  # from here on the distance to the label
    np.square(p, out=p)
    return Yardsticks(nll, float(p.sum(axis=0).mean()), ece, output_sum)


def slowdown(
    pair: Pair, logits: NDArray[np.floating[Any]], labels: Ints, gradients: tuple[float, ...] = ()
) -> Slowdown:
    """The slowdown figures of `logits`; `gradients` are the norms of the layers' gradients, handed through."""
    z = _by_class(logits)
    if not np.isfinite(z).all():
        return Slowdown(math.nan, math.nan, math.nan, gradients)
    y = np.equal(labels, np.arange(len(z))[:, None]).astype(z.dtype)
    delta = np.square(pair.delta_of(z.T, y.T).T)
    derivative = np.abs(pair.output.derivative(z.T).T)
    stuck = (derivative < SATURATED) & (np.abs(pair.output.activations(z.T).T - y) > WRONG)
    size = float(np.sqrt(delta.sum(axis=0)).mean())
    return Slowdown(size, float(derivative.mean()), float(np.count_nonzero(stuck) / stuck.size), gradients)


def output_sums(output: OutputLayer, logits: NDArray[np.floating[Any]]) -> Doubles:
    """The sum of the outputs of each image (images,); nan for an image whose logits are not all finite."""
    z = _by_class(logits)
    finite = np.isfinite(z).all(axis=0)
    sums = np.full(finite.shape, math.nan)
    sums[finite] = output.activations(z[:, finite].T).sum(axis=-1)
    return sums


def reliability(
    output: OutputLayer, logits: NDArray[np.floating[Any]], labels: Ints, bins: int = BINS
) -> Reliability | None:
    """The reliability diagram of `logits`; None where outputs cannot be scaled to sum to one (linear).

    Images whose logits are not all finite are in no bin.
    """
    if not output.probabilities:
        return None
    z = _by_class(logits)
    finite = np.isfinite(z).all(axis=0)
    right = predictions(logits) == labels
    return _reliability(_top(output, z[:, finite]), right[finite], bins)


def chance_ece(output: OutputLayer, logits: NDArray[np.floating[Any]], bins: int = BINS) -> float | None:
    """The expected calibration error that so few images alone would give a perfectly calibrated network.

    It is as sure of each image as that of `logits`, and answers rightly with just that probability; mean over
    `CHANCES` draws. None where outputs cannot be scaled to sum to one, nan where not all logits are finite.
    """
    if not output.probabilities:
        return None
    z = _by_class(logits)
    if not np.isfinite(z).all():
        return math.nan
    top = _top(output, z)
    rng = np.random.default_rng(0)  # the same figure at every look
    return float(np.mean([_reliability(top, rng.random(top.size) < top, bins).ece for _ in range(CHANCES)]))


def log_odds(output: OutputLayer, logits: NDArray[np.floating[Any]]) -> Doubles:
    """The log-odds ln p / (1 - p) (images,) of the digit answered, of outputs that can be probabilities.

    p is its probability, the outputs being scaled to sum to one. Unlike p they tell apart how sure a network is also
    where p rounds to 1. nan for an image whose logits are not all finite.
    """
    z = _by_class(logits)
    finite = np.isfinite(z).all(axis=0)
    found = np.full(finite.shape, math.nan)
    ordered = np.sort(LOG_OUTPUTS[output.key](z[:, finite]), axis=0)
    second, first = ordered[-2], ordered[-1]
    found[finite] = first - second - np.log(np.exp(ordered[:-1] - second).sum(axis=0))
    return found


def confusion(predictions: Ints, labels: Ints, classes: int = 10) -> NDArray[np.intp]:
    """How many images of each true digit (row) were answered with each digit (column), (classes, classes)."""
    cells = labels.astype(np.intp) * classes + predictions
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def recall(predictions: Ints, labels: Ints, classes: int = 10) -> Doubles:
    """The share of the images of each digit that were answered rightly (classes,); nan for a digit without images."""
    table = confusion(predictions, labels, classes)
    images = table.sum(axis=1)
    return np.asarray(table.diagonal() / np.where(images > 0, images, math.nan))


def lost_digits(predictions: Ints, labels: Ints, classes: int = 10) -> tuple[int, ...]:
    """The digits whose recall is below `LOST`: never answered rightly, or hardly ever."""
    return tuple(map(int, np.flatnonzero(recall(predictions, labels, classes) < LOST)))


def nearly_lost_digits(predictions: Ints, labels: Ints, classes: int = 10) -> tuple[int, ...]:
    """The digits whose recall is at least `LOST` and below `NEARLY_LOST`."""
    found = recall(predictions, labels, classes)
    return tuple(map(int, np.flatnonzero((found >= LOST) & (found < NEARLY_LOST))))


def _by_class(logits: NDArray[np.floating[Any]]) -> Doubles:
    """The logits as float64 (classes, images) in C order, to be read alone."""
    return np.asarray(logits.T, dtype=np.float64, order="C")


def _scaled(log_outputs: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """The outputs scaled to sum to one, p = e^s / total, with s and total: (classes, images) twice, and (images,).

    s are the logarithms of the outputs less the largest of the image, which becomes 0: no exponential overflows, and
    not all vanish.
    """
    shifted = log_outputs - log_outputs.max(axis=0)
    p = np.exp(shifted)
    total = p.sum(axis=0)
    p /= total
    return p, shifted, total


def _top(output: OutputLayer, z: Doubles) -> Doubles:
    """The probability (images,) of the digit answered, of finite `z` (classes, images)."""
    return np.asarray(_scaled(LOG_OUTPUTS[output.key](z))[0].max(axis=0))


def _mean_sum(outputs: NDArray[np.floating[Any]]) -> float:
    """What the outputs (classes, images) of an image sum to, on average."""
    return float(outputs.sum(axis=0).mean())


def _reliability(top: Doubles, right: NDArray[np.bool_], bins: int) -> Reliability:
    """Bin the probabilities `top` (images,) of the answers, each above 0, which are `right` or not."""
    inside = np.minimum(np.ceil(top * bins).astype(np.intp) - 1, bins - 1)  # a sum may round to just above 1
    counts = np.bincount(inside, minlength=bins)
    totals = np.where(counts > 0, counts, math.nan)
    confidence, hits = (np.bincount(inside, weights=weights, minlength=bins) / totals for weights in (top, right))
    return Reliability(np.linspace(0, 1, bins + 1), counts, confidence, hits)
