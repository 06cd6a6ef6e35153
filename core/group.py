"""The runs of one architecture while they are trained: an epoch at a time, with what is seen on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets import Images
from core.experiment import Run
from core.layers import Floats
from core.measures import accuracy, predictions
from core.network import initial_weights
from core.sample import Sample
from core.stack import Rows, Stack

PIECES = 20  # pieces of an epoch in which mini-batch costs and the close-up are told
FEW = 1000  # images whose mini-batch costs are worked out in one call


@dataclass(frozen=True, slots=True)
class Pieces:
    """What one run tells of an epoch, piece by piece: mini-batch costs, and validation accuracies or nothing."""

    costs: tuple[float, ...] = ()
    close_up: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What K networks make of some images: logits (K, n, 10), mean costs (K) and accuracies (K), fractions of 1."""

    logits: Floats
    costs: list[float]
    accuracies: list[float]


class Group:
    """The runs of one architecture in their stack, and the last weights with which all their costs were finite.

    `places` are the positions of the runs, in the stack's order, among all runs that are trained.
    """

    def __init__(self, runs: Sequence[Run], places: Sequence[int], kept: NDArray[np.intp]) -> None:
        ordered = sorted(zip(runs, places, strict=True), key=lambda item: Stack.order(item[0]))
        self.runs = [run for run, _ in ordered]
        self.places = [place for _, place in ordered]
        self.kept = kept
        self.initial = [initial_weights(r.hidden, r.init, r.output_bias, r.seed) for r in self.runs]
        columns = np.append(kept, -1)  # the pixels that are ever lit, and the bias
        stacked = [np.stack(layers) for layers in zip(*self.initial, strict=True)]
        self.stack = Stack(self.runs, [np.ascontiguousarray(stacked[0][:, :, columns]), *stacked[1:]])
        self.last_finite = [layer.copy() for layer in self.stack.weights]
        self.finite = np.ones(len(self.runs), bool)
        self.steps = np.zeros(len(self.runs), int)

    def epoch(self, training: Sample, validation: Sample, rows: NDArray[np.intp], number: int) -> list[Pieces]:
        """Train for the epoch of this number, from 1, on the training images in the order of `rows`."""
        size = self.runs[0].batch
        batches = -(-len(rows) // size)
        pieces = min(PIECES, batches)
        edges = [batches * piece // pieces for piece in range(pieces + 1)]
        watched = any(number <= run.close_up for run in self.runs)
        costs, close_up = np.empty((len(self.runs), batches)), np.empty((len(self.runs), pieces if watched else 0))
        at_once = pieces if len(rows) <= FEW and not watched else 1
        for piece in range(0, pieces, at_once):
            first, last = edges[piece], edges[piece + at_once]
            costs[:, first:last] = self._learn(training, rows[first * size : last * size])
            if watched:
                close_up[:, piece] = self.evaluate(validation).accuracies
        images = np.full(batches, size)
        images[-1] = len(rows) - (batches - 1) * size
        of_pieces = np.add.reduceat(costs, edges[:-1], axis=1) / np.add.reduceat(images, edges[:-1])
        return [
            Pieces(tuple(cost), tuple(close) if number <= run.close_up else ())
            for run, cost, close in zip(self.runs, of_pieces.tolist(), close_up.tolist(), strict=True)
        ]

    def _learn(self, training: Sample, rows: Rows) -> NDArray[np.float64]:
        """Take a step on each mini-batch of these rows; the sums of their costs before it, (K, mini-batches)."""
        size = self.runs[0].batch
        whole = len(rows) // size * size
        parts = rows[:whole].reshape(-1, size), rows[whole:].reshape(1, -1)  # the last of an epoch may be smaller
        costs = [self.stack.learn(training.pixels, training.labels, part) for part in parts if part.size]
        return np.concatenate(costs, axis=1)

    def evaluate(self, sample: Sample) -> Evaluation:
        """Run all networks on some images."""
        logits = self.stack.logits(sample.pixels)
        costs = self.stack.costs(logits, sample.y) / len(sample.labels)
        by_image = logits.swapaxes(1, 2)
        return Evaluation(by_image, costs.tolist(), [accuracy(network, sample.labels) for network in by_image])

    def gradient_sizes(self, sample: Sample) -> list[tuple[float, ...]]:
        """The Euclidean norm of each layer's mean gradient over some images, first layer first, for each network."""
        gradients = self.stack.gradients(sample.pixels, sample.y)
        norms = [np.sqrt(np.square(layer, dtype=np.float64).sum(axis=(1, 2))) for layer in gradients]
        return [tuple(map(float, network)) for network in zip(*norms, strict=True)]

    def remember(self, finite: Sequence[bool], steps: int) -> None:
        """Keep the weights of the runs that have never had a cost that was not a finite number."""
        self.finite &= np.array(finite)
        self.steps[self.finite] = steps
        for kept, now in zip(self.last_finite, self.stack.weights, strict=True):
            np.copyto(kept, now, where=self.finite[:, None, None])

    def weights(self, index: int) -> tuple[Floats, ...]:
        """The layers of one run, the first with all 784 pixels.

        The weights of pixels that are never lit have no gradient: they only decay under L2, by the same factor at
        every step.
        """
        run, full = self.runs[index], self.initial[index][0].copy()
        decay = np.float64(1 - run.learning_rate * run.l2 / run.train)
        full[:, :-1] *= np.float32(decay ** self.steps[index])
        full[:, np.append(self.kept, -1)] = self.last_finite[0][index]
        return full, *(layer[index].copy() for layer in self.last_finite[1:])

    def answers(self, images: Images) -> NDArray[np.uint8]:
        """What each network answers with its last finite weights, uint8 (K, n)."""
        layers = [np.stack(layer) for layer in zip(*map(self.weights, range(len(self.runs))), strict=True)]
        return predictions(Stack(self.runs, layers).logits(images.pixels).swapaxes(1, 2))
