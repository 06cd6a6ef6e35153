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
from core.engine.interface import Held, Rows
from core.engine.lanes import LANES, aligned, padded
from core.engine.layers import ACTIVATION_PLACES
from core.engine.lit import lit
from core.engine.sample import Sample
from core.experiment import Run

TOGETHER = 10
"""Images that go through a network at once where no mini-batch says so: some, so that none waits for its own layer
before, and a weight is fetched once for all their gradients."""


class Compiled:
    """K networks of one architecture, see `core.engine.interface.Engine`."""

    def __init__(self, runs: Sequence[Run], weights: Sequence[Floats], training: Sample) -> None:
        self._training = training
        self._nets = [_net([layer[k] for layer in weights], of) for k, of in enumerate(runs)]
        self._plans = [Plan(LEARN, of.batch, of.learning_rate, 1 - of.learning_rate * of.l2 / of.train) for of in runs]
        self._passing = _passing(self._nets[0], max(runs[0].batch, TOGETHER))
        self._gradient = _net([np.zeros_like(layer[0]) for layer in weights], runs[0])

    def learn(self, rows: Rows) -> Floats:
        """See `Engine`."""
        return self._run(self._plans, self._training.at(rows))

    def logits(self, sample: Sample) -> Floats:
        """See `Engine`."""
        return self._run([Plan(ANSWER, TOGETHER)] * len(self._nets), sample)

    def gradients(self, sample: Sample) -> list[Floats]:
        """See `Engine`."""
        images, logits = lit(sample.images), np.empty((len(sample.rows), DIGITS), np.float32)
        result, gradient = self._empty(), self._gradient
        for place, net in enumerate(self._nets):
            for array in (gradient.first, gradient.dense, gradient.turned, gradient.biases):
                array.fill(0)
            run(net, gradient, images, sample.rows, Plan(DIFFERENTIATE, TOGETHER), self._passing, logits)
            _copy(gradient, [layer[place] for layer in result])
        return result

    def weights(self) -> list[Floats]:
        """See `Engine`."""
        result = self._empty()
        for place, net in enumerate(self._nets):
            _copy(net, [layer[place] for layer in result])
        return result

    def held(self) -> list[Held]:
        """See `Engine`. The scale is held apart: multiplied into the weights, it would round them."""
        return [(net.first.copy(), net.dense.copy(), net.biases.copy(), net.scale.copy()) for net in self._nets]

    def hold(self, held: Sequence[Held]) -> None:
        """See `Engine`. `turned` holds the same numbers as `dense`."""
        for net, (first, dense, biases, scale) in zip(self._nets, held, strict=True):
            net.first[:], net.dense[:], net.turned[:] = first, dense, dense.swapaxes(1, 2)
            net.biases[:], net.scale[:] = biases, scale

    def _run(self, plans: Sequence[Plan], sample: Sample) -> Floats:
        """Run some images through all networks, for their logits (K, n, 10)."""
        images, logits = lit(sample.images), np.empty((len(self._nets), len(sample.rows), DIGITS), np.float32)
        for net, plan, target in zip(self._nets, plans, logits, strict=True):
            run(net, self._gradient, images, sample.rows, plan, self._passing, target)
        return logits

    def _empty(self) -> list[Floats]:
        """An array for each layer, (K, units, inputs + 1), in memory input by input as the first layer is held."""
        units = self._nets[0].sizes[0].tolist()
        return [
            np.empty((len(self._nets), below + 1, count), np.float32).mT for below, count in pairwise([PIXELS, *units])
        ]


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


def _copy(net: Net, layers: Sequence[Floats]) -> None:
    """Write the layers (units, inputs + 1) of a network."""
    scale = np.float32(net.scale[0])
    for place, layer in enumerate(layers):
        units, inputs = layer.shape[0], layer.shape[1] - 1
        held = net.turned[place - 1, :inputs, :units].T if place else net.first[:inputs, :units].T
        np.multiply(held, scale, out=layer[:, :-1])
        layer[:, -1] = net.biases[place, :units]


def _passing(net: Net, images: int) -> Passing:
    shape = len(net.biases), images, net.biases.shape[1]
    return Passing(aligned(*shape), aligned(*shape), aligned(2, LANES))
