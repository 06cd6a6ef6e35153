"""Many networks of one architecture, trained as one: the engine.

Networks that see the same mini-batches differ only in their weights, so their layers are kept in one array
(K, units, inputs + 1) and every operation is one call for all K of them: the interpreter's cost is paid once. What
else buys time, and why it does not change a result:

- Memory holds units before images, (K, units, images): both matrix products of a layer then run over contiguous rows.
- All arrays are made once per number of images (`Buffers`) and written with `out=`: 1.4 times.
- A column of ones carries the bias, so it is learned by the same product as the weights.
- `matmul` calls one GEMM a network, so a network's bits do not depend on how many others are stacked beside it.
- The update is a GEMM that adds to the weights in place (`beta=1`), times the learning rate: the gradient is never
  written to memory.
- GEMMs are cut into pieces below a million multiply-adds, for which OpenBLAS has a path without packing (1.3 to 1.8
  times on AVX-512). The cut depends on the shapes alone, never on a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import sgemm

from core.activations import ACTIVATIONS
from core.experiment import Run
from core.network import CLASSES
from core.pairs import Pair, pair

Floats = NDArray[np.float32]
Update = tuple[float, Floats, Floats, float, Floats, bool, bool, bool]

SMALL_GEMM = 1_000_000  # multiply-adds up to which OpenBLAS takes its path for small matrices
MOST_PIECES = 4  # beyond, the pieces grow too thin to gain
CHUNK = 500  # images evaluated at once where no useful number of them keeps the GEMM small


def cuts(units: int, inputs: int, images: int) -> list[slice]:
    """Slices of a layer's units whose GEMM stays small, or one slice of all where that would take too many."""
    pieces = -(-units * inputs * images // SMALL_GEMM)
    if not 1 < pieces <= min(MOST_PIECES, units):
        return [slice(0, units)]
    edges = [units * piece // pieces for piece in range(pieces + 1)]
    return [slice(low, high) for low, high in pairwise(edges)]


def chunk(units: int, inputs: int) -> int:
    """How many images to evaluate at once so that the GEMM of a layer stays small: twice as fast where it can be."""
    fit = SMALL_GEMM // (units * inputs) // 8 * 8
    return fit if fit >= 24 else CHUNK


class Buffers:
    """The arrays that a forward pass of a stack needs for one number of images, and the views that its calls take.

    `below[l]` (K, units + 1, images) holds the activations of hidden layer l over a last row of ones. `hidden[l]` are
    the pieces (weights, target) of the products that fill it, it, and its ones: an operation on the whole of it, where
    memory has no gaps, takes half the time of one without the ones, which are put back.
    """

    def __init__(self, weights: Sequence[Floats], images: int) -> None:
        self.below = [np.ones((len(w), w.shape[1] + 1, images), np.float32) for w in weights[:-1]]
        self.hidden = [
            ([(w[:, cut], a[:, cut]) for cut in cuts(w.shape[1], w.shape[2], images)], a, a[:, -1])
            for w, a in zip(weights, self.below, strict=False)
        ]


class Gradients(Buffers):
    """What a backward pass needs beside.

    `x` (images, inputs + 1) receives the mini-batch; `inputs[l]` is what layer l sees; `delta[l]` (K, units, images)
    is each image's dC/dz of layer l. The delta of a hidden layer is written with a last row for
    its ones, which nothing reads.
    """

    def __init__(self, weights: Sequence[Floats], images: int, groups: Sequence[tuple[Pair, slice]]) -> None:
        super().__init__(weights, images)
        self.x: Floats = np.empty((images, weights[0].shape[2]), np.float32)
        self.inputs = [self.x.T, *self.below]
        whole = [np.empty_like(a) for a in self.below]
        self.logits: Floats = np.empty((*weights[-1].shape[:2], images), np.float32)
        self.delta: list[Floats] = [*(delta[:, :-1] for delta in whole), np.empty_like(self.logits)]
        outputs, last = self.logits.swapaxes(1, 2), self.delta[-1].swapaxes(1, 2)
        self.last = [(row.delta_of, outputs[group], last[group]) for row, group in groups]
        self.back = [
            (w.swapaxes(1, 2), upper, delta, a, np.empty_like(a))
            for w, upper, delta, a in reversed(list(zip(weights[1:], self.delta[1:], whole, self.below, strict=True)))
        ]

    def updates(self, weights: Sequence[Floats], rates: Sequence[float]) -> Iterator[Update]:
        """The arguments of `sgemm` that subtract rate / images times the gradient from each network's weights.

        BLAS wants the columns of an array together in memory, so all is given transposed: the transpose of a layer's
        weights gains the product of the layer's inputs with the transpose of its delta.
        """
        for layer, (w, delta, source) in enumerate(zip(weights, self.delta, self.inputs, strict=True)):
            for k, rate in enumerate(rates):
                inputs = source[k].T if layer else source  # x stands transposed already, the others BLAS transposes
                for cut in cuts(w.shape[1], w.shape[2], len(self.x)):
                    yield -rate / len(self.x), inputs, delta[k, cut].T, 1.0, w[k, cut].T, layer > 0, False, True


class Stack:
    """K networks of one architecture.

    `runs` are ordered so that equal pairs stand together (`Stack.order`); `weights` holds one float32 array
    (K, units, inputs + 1) a layer and is changed in place. `images` that come in are float32 (n, inputs + 1), their
    last column ones; labels come as one-hot float32 (10, n).
    """

    def __init__(self, runs: Sequence[Run], weights: list[Floats]) -> None:
        self.weights = weights
        self.activation = ACTIVATIONS[runs[0].hidden_activation]
        self.groups = list(_groups(runs))
        self.rates = [run.learning_rate for run in runs]
        decays = [1 - run.learning_rate * run.l2 / run.train for run in runs]
        self.decay = _column(decays) if any(run.l2 for run in runs) else None
        self._buffers: dict[int, Buffers] = {}
        self._learning: dict[int, tuple[Gradients, list[Update]]] = {}

    @staticmethod
    def order(run: Run) -> tuple[str, str]:
        """The sort key that brings runs of one pair together: what a pair computes, it computes in one call."""
        return (run.output, run.loss)

    def learn(self, images: Floats, rows: NDArray[np.intp], labels: Floats, logits: Floats) -> None:
        """Take one step of gradient descent on the mini-batch of `images[rows]`.

        `labels` is the one-hot (10, batch) of these rows; `logits` (K, 10, batch) receives the outputs before the
        step. Every weight w becomes (1 - rate lambda / n) w - rate dC/dw, biases without the factor.
        """
        known = self._learning.get(len(rows))
        if known is None:
            new = Gradients(self.weights, len(rows), self.groups)
            known = self._learning[len(rows)] = (new, list(new.updates(self.weights, self.rates)))
        b, updates = known
        images.take(rows, axis=0, out=b.x, mode="clip")  # clip: the default mode would copy `out` to be safe
        self._forward(b, b.x, b.logits)
        logits[...] = b.logits
        self._backward(b, labels)
        if self.decay is not None:
            for layer in self.weights:
                layer[:, :, :-1] *= self.decay
        for update in updates:
            sgemm(*update)

    def gradients(self, images: Floats, labels: Floats) -> list[Floats]:
        """The gradient of the mean cost of some images, a (K, units, inputs + 1) for each layer; L2 left out."""
        b = Gradients(self.weights, len(images), self.groups)
        b.x[...] = images
        self._forward(b, b.x, b.logits)
        self._backward(b, labels)
        return [
            np.matmul(delta, source.swapaxes(-1, -2)) / np.float32(len(images))
            for delta, source in zip(b.delta, b.inputs, strict=True)
        ]

    def logits(self, images: Floats) -> Floats:
        """The outputs of all networks on all images before the output layer, float32 (K, 10, n)."""
        result = np.empty((len(self.rates), CLASSES, len(images)), np.float32)
        size = chunk(*self.weights[0].shape[1:])
        for start in range(0, len(images), size):
            part = images[start : start + size]
            b = self._buffers.get(len(part))
            if b is None:
                b = self._buffers[len(part)] = Buffers(self.weights, len(part))
            self._forward(b, part, result[:, :, start : start + size])
        return result

    def costs(self, logits: Floats, labels: Floats) -> NDArray[np.float64]:
        """The sum of each network's cost over images: (K, ...) from logits (K, ..., 10, n) and one-hot (..., 10, n).

        Summed in double precision over contiguous rows, so that neighbours leave a network's bits alone.
        """
        sums = np.empty((len(self.rates), *logits.shape[1:-2]))
        for row, group in self.groups:
            cost = row.cost_of(logits[group].swapaxes(-1, -2), labels.swapaxes(-1, -2))
            np.add.reduce(cost.astype(np.float64, order="C"), axis=-1, out=sums[group])
        return sums

    def _forward(self, b: Buffers, x: Floats, logits: Floats) -> None:
        source = x.T
        for products, activations, ones in b.hidden:
            for weights, target in products:
                np.matmul(weights, source, out=target)
            self.activation.value(activations, out=activations)
            ones[...] = 1
            source = activations
        np.matmul(self.weights[-1], source, out=logits)

    def _backward(self, b: Gradients, labels: Floats) -> None:
        """Fill `b.delta` from `b.logits`, the last layer's first."""
        y = labels.T
        for delta_of, logits, target in b.last:
            delta_of(logits, y, target)
        for weights, upper, delta, activations, slope in b.back:
            np.matmul(weights, upper, out=delta)
            np.multiply(delta, self.activation.derivative(activations, out=slope), out=delta)


def _groups(runs: Sequence[Run]) -> Iterator[tuple[Pair, slice]]:
    """The runs of each pair, as a slice of the stack."""
    start = 0
    for (output, loss), members in groupby(runs, key=Stack.order):
        stop = start + len(list(members))
        yield pair(output, loss), slice(start, stop)
        start = stop


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, np.float32).reshape(-1, 1, 1)
