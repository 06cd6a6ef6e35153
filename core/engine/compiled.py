"""The compiled engine: every network by itself, over the lit pixels of an image, in arithmetic of a fixed order.

The same experiment gives the same weights, bit for bit, on every processor and system that Numba serves, whatever
else is trained beside it. `core.engine.plain` does the same in NumPy, to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from core.activations import Floats
from core.datasets import DIGITS, PIXELS
from core.engine.deltas import PLACES
from core.engine.descent import ANSWER, DIFFERENTIATE, LEARN, Net, Passing, Plan, run
from core.engine.interface import Rows
from core.engine.lanes import LANES, aligned, padded
from core.engine.layers import ACTIVATION_PLACES
from core.engine.lit import lit
from core.experiment import Run
from core.sample import Sample


class Compiled:
    """K networks of one architecture, see `core.engine.interface.Engine`."""

    def __init__(self, runs: Sequence[Run], weights: Sequence[Floats], training: Sample) -> None:
        self._training = training
        self._nets = [_net([layer[k] for layer in weights], of) for k, of in enumerate(runs)]
        self._plans = [Plan(LEARN, of.batch, of.learning_rate, 1 - of.learning_rate * of.l2 / of.train) for of in runs]
        self._passing = _passing(self._nets[0], runs[0].batch)
        self._nothing = _zeros(self._nets[0])

    def learn(self, rows: Rows) -> Floats:
        """See `Engine`."""
        sample = self._training.at(rows)
        logits = self._empty(sample)
        for net, plan, target in zip(self._nets, self._plans, logits, strict=True):
            run(net, self._nothing, lit(sample.images), sample.rows, plan, self._passing, target)
        return logits

    def logits(self, sample: Sample) -> Floats:
        """See `Engine`."""
        logits = self._empty(sample)
        for net, target in zip(self._nets, logits, strict=True):
            run(net, self._nothing, lit(sample.images), sample.rows, Plan(ANSWER, 1), self._passing, target)
        return logits

    def gradients(self, sample: Sample) -> list[Floats]:
        """See `Engine`."""
        found, logits = [], self._empty(sample)
        for net, target in zip(self._nets, logits, strict=True):
            gradient = _zeros(net)
            run(net, gradient, lit(sample.images), sample.rows, Plan(DIFFERENTIATE, 1), self._passing, target)
            found.append(_layers(gradient))
        return [np.stack(layers) for layers in zip(*found, strict=True)]

    def weights(self) -> list[Floats]:
        """See `Engine`."""
        return [np.stack(layers) for layers in zip(*map(_layers, self._nets), strict=True)]

    def _empty(self, sample: Sample) -> Floats:
        return np.empty((len(self._nets), len(sample.rows), DIGITS), np.float32)


def _net(layers: Sequence[Floats], of: Run) -> Net:
    """A network of these layers (units, inputs + 1)."""
    units = [len(layer) for layer in layers]
    widths = [padded(count) for count in units]
    hidden = len(layers) - 1, max(widths), max(widths)
    net = Net(
        first=aligned(PIXELS + 1, widths[0]),
        dense=aligned(*hidden),
        turned=aligned(*hidden),
        biases=aligned(len(layers), max(widths)),
        scale=np.ones(1),
        sizes=np.array([units, widths]),
        hidden=ACTIVATION_PLACES[of.hidden_activation],
        pair=PLACES[of.output, of.loss],
    )
    net.first[:PIXELS, : units[0]] = layers[0][:, :-1].T
    for place, layer in enumerate(layers):
        net.biases[place, : len(layer)] = layer[:, -1]
        if place:
            net.dense[place - 1, : len(layer), : layer.shape[1] - 1] = layer[:, :-1]
            net.turned[place - 1, : layer.shape[1] - 1, : len(layer)] = layer[:, :-1].T
    return net


def _zeros(net: Net) -> Net:
    """A network of the same shape whose weights and biases are 0."""
    first, dense, turned, biases = (aligned(*array.shape) for array in (net.first, net.dense, net.turned, net.biases))
    return net._replace(first=first, dense=dense, turned=turned, biases=biases, scale=np.ones(1))


def _layers(net: Net) -> list[Floats]:
    """The layers (units, inputs + 1) of a network."""
    units, scale = net.sizes[0].tolist(), np.float32(net.scale[0])
    parts = [net.first[:-1, : units[0]].T]
    parts += [net.dense[place, :above, :below] for place, (below, above) in enumerate(pairwise(units))]
    return [np.column_stack([part * scale, bias[: len(part)]]) for part, bias in zip(parts, net.biases, strict=True)]


def _passing(net: Net, images: int) -> Passing:
    shape = len(net.biases), images, net.biases.shape[1]
    return Passing(aligned(*shape), aligned(*shape), aligned(2, LANES))
