"""Many networks of one architecture, trained as one: the engine.

Networks that see the same mini-batches differ only in their weights, so their layers are kept in one array
(K, units, inputs + 1) and every operation is one call for all K of them: the interpreter's cost is paid once. What
else buys time, and why it does not change a result:

- All arrays are made once per number of images, and so are all calls (`core.layers`): 1.4 times.
- Pixels stay the bytes they are until their mini-batch comes: a quarter of the memory to fetch. Constant factors, such
  as their scale, 1/255, are left to the matrix products, where they cost nothing.
- Memory holds units before images, (K, units, images): both matrix products of a layer then run over contiguous rows.
- A last pixel that is always white carries the bias, so it is learned by the same product as the weights.
- A layer takes one GEMM a network, so a network's bits do not depend on how many others are stacked beside it.
- The update is a GEMM that adds to the weights in place (`beta=1`), times the learning rate: the gradient is never
  written to memory.
- GEMMs are cut into pieces below a million multiply-adds, for which OpenBLAS has a path without packing (1.3 to 1.8
  times on AVX-512). The cut depends on the shapes alone, never on a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS
from core.experiment import Run
from core.layers import SMALL_GEMM, Floats, Layers, Program
from core.network import CLASSES, WHITE
from core.pairs import Pair, pair

Bytes = NDArray[np.uint8]
Rows = NDArray[np.intp]

BLOCK = 128  # images that are fetched at once, if a mini-batch is not larger: few enough to stay in the cache
CHUNK = 500  # images evaluated at once where no useful number of them keeps the GEMM small
ONE_HOT = np.eye(CLASSES, dtype=np.float32)


def chunk(units: int, inputs: int) -> int:
    """How many images to evaluate at once so that the GEMM of a layer stays small: twice as fast where it can be."""
    fit = SMALL_GEMM // (units * inputs) // 8 * 8
    return fit if fit >= 24 else CHUNK


class Stack:
    """K networks of one architecture.

    `runs` are ordered so that equal pairs stand together (`Stack.order`); `weights` holds one float32 array
    (K, units, inputs + 1) a layer and is changed in place. Images come in as uint8 (n, inputs), labels as one-hot
    float32 (10, n).
    """

    def __init__(self, runs: Sequence[Run], weights: list[Floats]) -> None:
        self.weights = weights
        self.activation = ACTIVATIONS[runs[0].hidden_activation]
        self.groups = list(_groups(runs))
        self.rates = [run.learning_rate for run in runs]
        decays = [1 - run.learning_rate * run.l2 / run.train for run in runs]
        self.decay = _column(decays) if any(run.l2 for run in runs) else None
        self._descents: dict[int, _Descent] = {}
        self._passes: dict[int, _ForwardPass] = {}

    @staticmethod
    def order(run: Run) -> tuple[str, str]:
        """The sort key that brings runs of one pair together: what a pair computes, it computes in one call."""
        return (run.output, run.loss)

    def learn(self, pixels: Bytes, labels: Bytes, rows: Rows) -> NDArray[np.float64]:
        """Take a step of gradient descent on each mini-batch, whose images are a row of `rows` (steps, images).

        `labels` (n,) are whole numbers here: the rows of a small table are fetched faster than scattered numbers.
        Every weight w becomes (1 - rate lambda / n) w - rate dC/dw, biases without the factor. Returned are the sums
        of each mini-batch's costs before its step, (K, steps).
        """
        steps, images = rows.shape
        descent = self._descents.get(images)
        if descent is None:
            descent = self._descents[images] = _Descent(self, min(steps, max(1, BLOCK // images)), images)
        y = ONE_HOT.take(labels.take(rows), axis=0).transpose(2, 0, 1)
        logits = np.empty((len(self.rates), CLASSES, steps, images), np.float32)
        for start in range(0, steps, len(descent.programs)):
            now = slice(start, start + len(descent.programs))
            logits[:, :, now] = descent.run(pixels, rows[now], y[:, now])
        return self.costs(logits, y)

    def gradients(self, pixels: Bytes, y: Floats) -> list[Floats]:
        """The gradient of the mean cost of some images, with one-hot `y` (10, n); L2 left out.

        A float32 (K, units, inputs + 1) for each layer.
        """
        forward = self._pass(len(pixels))
        logits = forward.logits(pixels)
        for call in forward.layers.backward(logits, np.broadcast_to(y, logits.shape), self.groups):
            call()
        return forward.layers.gradients(forward.x)

    def logits(self, pixels: Bytes) -> Floats:
        """The outputs of all networks on all images before the output layer, float32 (K, 10, n)."""
        result = np.empty((len(self.rates), CLASSES, len(pixels)), np.float32)
        size = chunk(*self.weights[0].shape[1:])
        for start in range(0, len(pixels), size):
            part = pixels[start : start + size]
            result[:, :, start : start + size] = self._pass(len(part)).logits(part)
        return result

    def costs(self, logits: Floats, labels: Floats) -> NDArray[np.float64]:
        """The sum of each network's cost over images: (K, ...) from logits (K, 10, ..., n) and one-hot (10, ..., n).

        Summed in double precision over contiguous rows, so that neighbours leave a network's bits alone.
        """
        z, y = logits.reshape(*logits.shape[:2], -1), labels.reshape(CLASSES, -1)  # one long row of images
        costs = np.empty((len(z), z.shape[-1]))
        for row, group in self.groups:
            costs[group] = row.cost_of(z[group].swapaxes(1, 2), y.T)
        sums: NDArray[np.float64] = np.add.reduce(costs.reshape(len(z), *logits.shape[2:]), axis=-1)
        return sums

    def _pass(self, images: int) -> _ForwardPass:
        known = self._passes.get(images)
        if known is None:
            known = self._passes[images] = _ForwardPass(self, images)
        return known


class _ForwardPass:
    """A forward pass of a stack for one number of images."""

    def __init__(self, stack: Stack, images: int) -> None:
        self.layers = Layers(stack.weights, stack.activation, images)
        self.x: Floats = np.full((images, stack.weights[0].shape[2]), WHITE, np.float32)
        self._logits: Floats = np.empty((*stack.weights[-1].shape[:2], images), np.float32)
        self._program: Program = list(self.layers.forward(self.x, self._logits))

    def logits(self, pixels: Bytes) -> Floats:
        """The logits (K, 10, images) of `images` images, overwritten by the next."""
        self.x[:, :-1] = pixels
        for call in self._program:
            call()
        return self._logits


class _Descent:
    """Some steps of gradient descent of a stack, each with a mini-batch of one size: a program a step."""

    def __init__(self, stack: Stack, steps: int, images: int) -> None:
        networks, inputs = stack.weights[0].shape[0], stack.weights[0].shape[2]
        layers = Layers(stack.weights, stack.activation, images)
        self._pixels: Bytes = np.empty((steps, images, inputs - 1), np.uint8)
        self._x: Floats = np.full((steps, images, inputs), WHITE, np.float32)
        # The labels are repeated for the networks of a pair: where shapes are equal, an operation takes half the time.
        repeated = max(group.stop - group.start for _, group in stack.groups)
        self._y: Floats = np.empty((steps, repeated, CLASSES, images), np.float32)
        self._logits: Floats = np.empty((steps, networks, CLASSES, images), np.float32)
        self.programs: list[Program] = [
            [
                *layers.forward(x, logits),
                *layers.backward(logits, y, stack.groups),
                *_decay(stack),
                *layers.update(x, stack.rates),
            ]
            for x, y, logits in zip(self._x, self._y, self._logits, strict=True)
        ]

    def run(self, pixels: Bytes, rows: Rows, y: Floats) -> Floats:
        """Take a step for each of `rows` (steps, images), as many as there are programs at most.

        `y` is one-hot (10, steps, images). Returned are the logits before each step, (K, 10, steps, images),
        overwritten by the next call.
        """
        steps = len(rows)
        # clip: the default mode would copy `out` to be safe
        pixels.take(rows, axis=0, out=self._pixels[:steps], mode="clip")
        self._x[:steps, :, :-1] = self._pixels[:steps]
        self._y[:steps] = y.swapaxes(0, 1)[:, None]
        for program in self.programs[:steps]:
            for call in program:
                call()
        return self._logits[:steps].transpose(1, 2, 0, 3)


def _decay(stack: Stack) -> Program:
    """What L2 does to the weights in a step, before the gradient is taken from them."""
    if stack.decay is None:
        return []
    return [partial(np.multiply, layer[:, :, :-1], stack.decay, layer[:, :, :-1]) for layer in stack.weights]


def _groups(runs: Sequence[Run]) -> Iterator[tuple[Pair, slice]]:
    """The runs of each pair, as a slice of the stack."""
    start = 0
    for (output, loss), members in groupby(runs, key=Stack.order):
        stop = start + len(list(members))
        yield pair(output, loss), slice(start, stop)
        start = stop


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, np.float32).reshape(-1, 1, 1)
