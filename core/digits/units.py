"""What the first units of a network look for in an image: their weights, one a pixel, at first and at last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.activations import Floats
from core.engine.weights import initial_weights
from core.network import weights
from core.results import RunResult


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """The weights of the units that see the pixels, (units, 784), without their biases, before and after training.

    They are the first hidden layer, or the ten outputs themselves in a network without one.
    """

    first: Floats
    last: Floats

    @property
    def likeness(self) -> float:
        """How alike first and last are: the correlation of all their weights, 1 where training left the pattern.

        nan where one of the two is all alike.
        """
        spread = float(self.first.std()) * float(self.last.std())
        if not spread > 0:
            return float("nan")
        first, last = (np.asarray(side, np.float64).ravel() for side in (self.first, self.last))
        return float(np.corrcoef(first, last)[0, 1])


def size(layer: Floats) -> float:
    """The size of a weight: the root of the mean of their squares."""
    return float(np.sqrt(np.mean(np.square(layer, dtype=np.float64))))


def units(result: RunResult) -> Units:
    """The units of the network of `result`; its first weights are drawn again from its seed.

    Raises `ValueError` where the result has come without its weights.
    """
    if not result.weights:
        raise ValueError("a result with its weights is needed, got one without")
    run = result.run
    drawn = initial_weights(run.hidden, run.init, run.output_bias, run.seed)
    return Units(weights(drawn[0]), weights(result.weights[0]))
