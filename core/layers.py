"""The calls that run a stack of networks forward and backward, and update it: made once, then only called.

Each method below reads as its pass does in a textbook, but yields the calls instead of making them, with every array
and every view of an array ready. What is left for a step is `for call in program: call()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import sgemm

from core.activations import Activation
from core.network import WHITE
from core.pairs import Pair

Floats = NDArray[np.float32]
Call = Callable[[], object]
Program = list[Call]

SMALL_GEMM = 1_000_000  # multiply-adds up to which OpenBLAS takes its path for small matrices
MOST_PIECES = 4  # beyond, the pieces grow too thin to gain


def cuts(units: int, inputs: int, images: int) -> list[slice]:
    """Slices of a layer's units whose GEMM stays small, or one slice of all where that would take too many."""
    pieces = -(-units * inputs * images // SMALL_GEMM)
    if not 1 < pieces <= min(MOST_PIECES, units):
        return [slice(0, units)]
    edges = [units * piece // pieces for piece in range(pieces + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


class Layers:
    """The layers of K networks, float32 `weights[l]` (K, units, inputs + 1), with their arrays for `images` images.

    Memory holds units before images, (K, units, images). `below[l]` holds what hidden layer l gives, with a last row
    for the next layer's bias, `delta[l]` each image's dC/dz of layer l. The mini-batch `x` (images, inputs + 1) stands
    the other way round, as images are stored, its last column for the bias.

    What layer l is given is `gains[l]` times too large, ones for the bias too: pixels as they come, 0 to 255, and twice
    the activations of sigmoid units. Its products take that back, for they have a factor at no cost.
    """

    def __init__(self, weights: Sequence[Floats], activation: Activation, images: int) -> None:
        self.weights = weights
        self.activation = activation
        self.images = images
        self.below = [np.ones((len(w), w.shape[1] + 1, images), np.float32) for w in weights[:-1]]
        self.gains = [float(WHITE), *(activation.gain for _ in self.below)]

    @cached_property
    def delta(self) -> list[Floats]:
        """The deltas; those of hidden layers have a last row for the bias's, which nothing reads."""
        last = self.weights[-1]
        return [*(np.empty_like(a) for a in self.below), np.empty((*last.shape[:2], self.images), np.float32)]

    def forward(self, x: Floats, logits: Floats) -> Iterator[Call]:
        """From `x` (images, inputs + 1) to `logits` (K, classes, images), which is overwritten."""
        for layer, (w, target) in enumerate(zip(self.weights, [*self.below, logits], strict=True)):
            hidden = target is not logits
            factor = (self.activation.before if hidden else 1) / self.gains[layer]
            for cut in cuts(w.shape[1], w.shape[2], self.images):
                for k in range(len(w)):
                    source = self.below[layer - 1][k] if layer else x.T
                    yield _product(factor, w[k, cut], source, 0, target[k, cut])
            if hidden:
                # The bias's row takes part, and is put back: where memory has no gaps an operation takes half the time.
                yield partial(self.activation.stored, target, target)
                yield partial(target[:, -1].fill, self.activation.gain)

    def backward(self, logits: Floats, y: Floats, groups: Sequence[tuple[Pair, slice]]) -> Iterator[Call]:
        """From `logits` and one-hot `y` (some networks, classes, images), the same for each, to all deltas.

        `groups` are the networks of each pair.
        """
        outputs, labels, last = (array.swapaxes(1, 2) for array in (logits, y, self.delta[-1]))
        for row, group in groups:
            yield partial(row.delta_of, outputs[group], labels[: group.stop - group.start], last[group])
        for layer in reversed(range(len(self.below))):
            w, upper, delta = self.weights[layer + 1], self.delta[layer + 1], self.delta[layer]
            slope, factor = np.empty_like(delta), 1 / self.activation.steepness
            for k in range(len(w)):
                yield _product(factor, w[k].T, upper[k, : w.shape[1]], 0, delta[k])
            yield partial(self.activation.slope, self.below[layer], slope)
            yield partial(np.multiply, delta, slope, delta)

    def update(self, x: Floats, rates: Sequence[float]) -> Iterator[Call]:
        """Take rate / images times the gradient of `x` from each network's weights, in place; a rate a network."""
        for layer, w in enumerate(self.weights):
            for cut in cuts(w.shape[1], w.shape[2], self.images):
                for k, rate in enumerate(rates):
                    source = self.below[layer - 1][k].T if layer else x
                    step = -rate / self.images / self.gains[layer]
                    yield _product(step, self.delta[layer][k, cut], source, 1, w[k, cut])

    def gradients(self, x: Floats) -> list[Floats]:
        """The mean gradient of the images in `x`, (K, units, inputs + 1) for each layer, from the deltas."""
        sources = [x, *(a.swapaxes(1, 2) for a in self.below)]
        return [
            np.matmul(delta[:, : w.shape[1]], source) / np.float32(gain * self.images)
            for w, delta, source, gain in zip(self.weights, self.delta, sources, self.gains, strict=True)
        ]


def _product(alpha: float, a: Floats, b: Floats, beta: float, c: Floats) -> Call:
    """The call that makes `c` alpha a b + beta c, in place: one GEMM.

    BLAS wants the columns of an array together in memory, where NumPy has its rows: so it is asked for the transpose of
    all that, b' a', and told which of the two to transpose itself.
    """
    right, left = (array.T if array.flags.c_contiguous else array for array in (a, b))
    return partial(sgemm, alpha, left, right, beta, c.T, left is b, right is a, True)
