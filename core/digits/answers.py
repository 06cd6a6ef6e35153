"""What trained networks answer to images: the logits, and the activations that their output layers make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import Doubles
from core.evidence.measures import log_odds, predictions
from core.network import logits
from core.outputs import OUTPUTS, OutputLayer
from core.results import RunResult

Pixels = NDArray[np.uint8]

AT_ONCE = 1000
"""Images that are answered at once: all 10,000 as floats would take 31 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What one network answers to some images: its logits `z` and activations `a`, float64 (images, 10)."""

    layer: OutputLayer
    z: Doubles
    a: Doubles

    @property
    def answered(self) -> NDArray[np.uint8]:
        """The digit answered for each image (images,)."""
        return predictions(self.z)

    @property
    def sums(self) -> Doubles:
        """What the ten activations of each image sum to (images,)."""
        return np.asarray(self.a.sum(axis=-1))

    @property
    def sureness(self) -> Doubles:
        """How sure the network is of each answer (images,).

        The log-odds ln p / (1 - p) of the digit answered, p being its activation divided by the sum of all; of outputs
        that cannot be probabilities (linear), how far the largest is ahead of the second.
        """
        if self.layer.probabilities:
            return log_odds(self.layer, self.z)
        second, first = np.sort(self.a, axis=-1)[:, -2:].T
        return np.asarray(first - second)


def answers(result: RunResult, pixels: Pixels) -> Answers:
    """What the network of `result` answers to `pixels`, uint8 (images, 784).

    Raises `ValueError` where the result has come without its weights.
    """
    if not result.weights:
        raise ValueError("a result with its weights is needed, got one without")
    layer = OUTPUTS[result.run.output]
    parts = (pixels[start : start + AT_ONCE] for start in range(0, len(pixels), AT_ONCE))
    found = [logits(result.weights, result.run.hidden_activation, part) for part in parts]
    z = np.concatenate(found).astype(np.float64)
    return Answers(layer, z, np.asarray(layer.activations(z)))
