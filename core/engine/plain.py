"""The plain engine: K networks trained as one by batched matrix products, in NumPy, to be read.

Every array has the networks in front: images are rows of a (images, inputs), shared by all, or (K, images, inputs);
a layer is (K, units, inputs + 1), its last column the bias. The equations are those of Nielsen, ch. 2, eqs. 23-28,
with the images of a mini-batch in rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from core.activations import ACTIVATIONS, Floats
from core.engine.interface import Held, Rows
from core.engine.sample import Sample
from core.experiment import Run
from core.network import scale
from core.pairs import pair

CHUNK = 500
"""Images that are answered at once: few enough for the cache."""


class Plain:
    """K networks of one architecture, see `core.engine.interface.Engine`."""

    def __init__(self, runs: Sequence[Run], weights: Sequence[Floats], training: Sample) -> None:
        self._layers = [layer.copy() for layer in weights]
        self._runs, self._training = runs, training
        self._activation = ACTIVATIONS[runs[0].hidden_activation]
        self._rates = _column(run.learning_rate for run in runs)
        self._decays = _column(1 - run.learning_rate * run.l2 / run.train for run in runs)

    def learn(self, rows: Rows) -> Floats:
        """See `Engine`."""
        size, images = self._runs[0].batch, self._training
        batches = (images.at(rows[start : start + size]) for start in range(0, len(rows), size))
        return np.concatenate([self._step(batch) for batch in batches], axis=1)

    def logits(self, sample: Sample) -> Floats:
        """See `Engine`."""
        parts = (sample.at(slice(start, start + CHUNK)) for start in range(0, len(sample.rows), CHUNK))
        return np.concatenate([self._forward(part)[-1] for part in parts], axis=1)

    def gradients(self, sample: Sample) -> list[Floats]:
        """See `Engine`."""
        return self._backward(sample, self._forward(sample))

    def weights(self) -> list[Floats]:
        """See `Engine`."""
        return [layer.copy() for layer in self._layers]

    def held(self) -> list[Held]:
        """See `Engine`."""
        return [tuple(layer[k].copy() for layer in self._layers) for k in range(len(self._runs))]

    def hold(self, held: Sequence[Held]) -> None:
        """See `Engine`."""
        for k, arrays in enumerate(held):
            for layer, array in zip(self._layers, arrays, strict=True):
                layer[k] = array

    def _step(self, batch: Sample) -> Floats:
        """Take a step; the logits before it."""
        given = self._forward(batch)
        for layer, gradient in zip(self._layers, self._backward(batch, given), strict=True):
            layer[:, :, :-1] *= self._decays
            np.subtract(layer, self._rates * gradient, out=layer)
        return given[-1]

    def _forward(self, sample: Sample) -> list[Floats]:
        """What every layer is given, (K, images, inputs), and last the logits (K, images, 10)."""
        pixels = scale(sample.images.pixels[sample.rows])
        given = [np.broadcast_to(pixels, (len(self._runs), *pixels.shape))]
        for layer in self._layers:
            z = given[-1] @ layer[:, :, :-1].mT + layer[:, None, :, -1]
            given.append(z if layer is self._layers[-1] else self._activation.value(z))
        return given

    def _backward(self, sample: Sample, given: list[Floats]) -> list[Floats]:
        """The mean gradient of each layer, from what every layer was given, and the logits."""
        rows = (pair(run.output, run.loss) for run in self._runs)
        delta = np.stack([row.delta(z, sample.labels) for row, z in zip(rows, given[-1], strict=True)])
        delta /= np.float32(len(sample.rows))
        gradients: list[Floats] = []
        for layer, a in zip(reversed(self._layers), reversed(given[:-1]), strict=True):
            gradients.insert(0, np.concatenate([delta.mT @ a, delta.sum(axis=1)[:, :, None]], axis=2))
            if layer is not self._layers[0]:
                delta = delta @ layer[:, :, :-1] * self._activation.derivative(a)
        return gradients


def _column(values: Iterable[float]) -> Floats:
    """A number a network, as (K, 1, 1)."""
    return np.array(list(values), np.float32).reshape(-1, 1, 1)
