"""One network as the compiled engine holds it, with the three things that it does: learn, answer, give gradients.

The weights are `scale` times what the arrays hold: L2 then multiplies one number in a step instead of all weights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.activations import Doubles, Floats
from core.engine.deltas import CLASSES, delta
from core.engine.jit import compiled, entry
from core.engine.layers import activate, bias_step, first_logits, first_step, multiply, product, shift, slope, step
from core.engine.lit import GROUP, Lit, bring

Rows = NDArray[np.int64]
Labels = NDArray[np.uint8]

FAINT = 1e-3  # a scale below it, or above its inverse, is put into the weights before it leaves float32
AHEAD = 2  # images between the one that is computed and the one whose list is brought from memory


class Net(NamedTuple):
    """One network; its widths are padded, see `core.engine.layers`.

    `first` (785, width) holds the weights of the first layer pixel by pixel, a last row of zeros for what is no pixel;
    `dense` (layers - 1, width, width) those of the others unit by unit and `turned` the same input by input, so that
    rows are contiguous backward and forward; `biases` (layers, width); `scale` (1,). `sizes` (2, layers) are the units
    of each layer, and these padded. `hidden` and `pair` are the numbers of the hidden activation and of the pair.
    """

    first: Floats
    dense: Floats
    turned: Floats
    biases: Floats
    scale: Doubles
    sizes: NDArray[np.int64]
    hidden: int
    pair: int


class Passing(NamedTuple):
    """What a mini-batch leaves while it passes: activations `a`, of the last layer logits, and deltas `d`.

    Both (layers, images, width). `spare` (2, 32) is for the output layer's delta.
    """

    a: Floats
    d: Floats
    spare: Floats


ANSWER, LEARN, DIFFERENTIATE = range(3)


class Plan(NamedTuple):
    """What is to be done with images, `batch` at a time, and for how many there must be room in `Passing`.

    `ANSWER` asks for no more than the logits. `LEARN` takes a step on each mini-batch: weights become decay w - rate
    dC/dw; its logits are those before the step. `DIFFERENTIATE` adds the mean gradient of all images to `gradient`,
    whose scale is 1. What a task does not need may be anything.
    """

    task: int
    batch: int
    rate: float = 0.0
    decay: float = 1.0


@compiled
def forward(net: Net, lit: Lit, images: Rows, coming: Rows, passing: Passing) -> None:
    """The activations and logits of a mini-batch; meanwhile the lists of the images `coming` are brought.

    Layer by layer: a processor works on several images at once where none waits for its own layer before.
    """
    units, widths = net.sizes[0], net.sizes[1]
    last, scale = len(units) - 1, np.float32(net.scale[0])
    for layer in range(last + 1):
        for place in range(len(images)):
            z = passing.a[layer, place, : widths[layer]]
            if layer == 0:
                if place < len(coming):
                    bring(lit, coming[place])
                begin, end = lit.starts[images[place]], lit.starts[images[place] + 1]
                first_logits(lit.columns[begin:end], lit.values[begin:end], lit.brightness, net.first, z)
            else:
                below = widths[layer - 1]
                product(net.turned[layer - 1, :below], passing.a[layer - 1, place, :below], z)
            shift(z, scale, net.biases[layer])
            if layer < last:
                activate(net.hidden, z, units[layer])


@compiled
def backward(net: Net, labels: Labels, images: Rows, passing: Passing) -> None:
    """The deltas of a mini-batch, from its activations and logits."""
    units, widths = net.sizes[0], net.sizes[1]
    last, scale = len(units) - 1, np.float32(net.scale[0])
    for place in range(len(images)):
        z, output = passing.a[last, place, : widths[last]], passing.d[last, place, : widths[last]]
        delta(net.pair, z, labels[images[place]], output, passing.spare)
    for layer in range(last - 1, -1, -1):
        above = (units[layer + 1] + (GROUP - 1)) // GROUP * GROUP  # without most of the padding, whose rows are 0
        for place in range(len(images)):
            d = passing.d[layer, place, : widths[layer]]
            product(net.dense[layer, :above], passing.d[layer + 1, place, :above], d)
            slope(net.hidden, scale, passing.a[layer, place, : widths[layer]], d)


@compiled
def descend(net: Net, rate: float, lit: Lit, images: Rows, passing: Passing) -> None:
    """Take rate times the sum of these images' gradients from the weights and biases."""
    units, widths = net.sizes[0], net.sizes[1]
    for layer in range(len(units)):
        d = passing.d[layer, : len(images), : widths[layer]]
        bias_step(net.biases[layer, : widths[layer]], np.float32(rate), d)
        multiply(d, np.float32(rate / net.scale[0]))
        if layer > 0:
            a = passing.a[layer - 1, : len(images), : widths[layer - 1]]
            step(net.dense[layer - 1], units[layer], d, a)
            step(net.turned[layer - 1], units[layer - 1], a, d)
    for place in range(len(images)):
        begin, end = lit.starts[images[place]], lit.starts[images[place] + 1]
        d = passing.d[0, place, : widths[0]]
        first_step(lit.columns[begin:end], lit.values[begin:end], lit.brightness, net.first, d)


@compiled
def decay(net: Net, factor: float) -> None:
    """Multiply all weights, but not the biases."""
    net.scale[0] *= factor
    scale = net.scale[0]
    if not FAINT < abs(scale) < 1 / FAINT:
        multiply(net.first, np.float32(scale))
        for layer in range(len(net.dense)):
            multiply(net.dense[layer], np.float32(scale))
            multiply(net.turned[layer], np.float32(scale))
        net.scale[0] = 1.0


@entry
def run(net: Net, gradient: Net, lit: Lit, rows: Rows, plan: Plan, passing: Passing, logits: Floats) -> None:
    """Run the images `rows` (n,) through a network, for the `logits` (n, 10), and do what `plan` asks with them.

    One function does all three, since all that it calls is compiled anew for each that calls it.
    """
    for begin in range(0, len(rows), plan.batch):
        images = rows[begin : begin + plan.batch]
        forward(net, lit, images, rows[begin + AHEAD : begin + AHEAD + plan.batch], passing)
        for place in range(len(images)):
            for j in range(CLASSES):
                logits[begin + place, j] = passing.a[-1, place, j]
        if plan.task != ANSWER:
            backward(net, lit.labels, images, passing)
        if plan.task == LEARN:
            decay(net, plan.decay)
            descend(net, plan.rate / len(images), lit, images, passing)
        elif plan.task == DIFFERENTIATE:
            descend(gradient, -1 / len(rows), lit, images, passing)
