"""The runs of one architecture while they are trained: an epoch at a time, with what is seen on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.activations import Doubles, Floats
from core.digits.glimpse import NOTHING
from core.engine.interface import Held, Make, Rows
from core.engine.sample import Sample
from core.engine.weights import initial_weights
from core.evidence.measures import accuracy, predictions
from core.experiment import Run
from core.pairs import pair

PIECES = 20  # pieces of an epoch in which mini-batch costs and the close-up are recorded
FEW = 1000  # images whose costs are worked out at once: what comes in between stays at hand


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is recorded of a run piece by piece of an epoch: mini-batch costs, and validation accuracies or nothing."""

    costs: tuple[float, ...] = ()
    close_up: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What K networks make of some images: logits (K, n, 10), mean costs (K) and accuracies (K), fractions of 1."""

    logits: Floats
    costs: list[float]
    accuracies: list[float]


class Group:
    """The runs of one architecture in their engine, and the last weights with which all their costs were finite.

    `places` are the positions of the runs among all runs that are trained.
    """

    def __init__(self, runs: Sequence[Run], places: Sequence[int], training: Sample, make: Make) -> None:
        self.runs, self.places = list(runs), list(places)
        self._make, self._training = make, training
        drawn = [initial_weights(run.hidden, run.init, run.output_bias, run.seed) for run in runs]
        self._last_finite: list[Floats] = [np.stack(layers) for layers in zip(*drawn, strict=True)]
        self._finite = np.ones(len(self.runs), bool)
        self.engine = make(self.runs, self._last_finite, training)

    def epoch(self, validation: Sample, rows: Rows, number: int) -> list[Pieces]:
        """Train for the epoch of this number, from 1, on the training images in the order of `rows`."""
        size = self.runs[0].batch
        batches = -(-len(rows) // size)
        edges = [batches * piece // min(PIECES, batches) * size for piece in range(min(PIECES, batches))]
        watched = any(number <= run.close_up for run in self.runs)
        logits, accuracies = [], []
        for part in np.split(rows, edges[1:]) if watched else [rows]:
            logits.append(self.engine.learn(part))
            if watched:
                accuracies.append([accuracy(z, validation.labels) for z in self.engine.logits(validation)])
        costs = self._costs(np.concatenate(logits, axis=1), self._training.at(rows))
        means = np.add.reduceat(costs, edges, axis=1) / np.diff([*edges, len(rows)])
        close_up = np.array(accuracies).T if watched else np.empty((len(self.runs), 0))
        return [
            Pieces(tuple(cost), tuple(close) if number <= run.close_up else ())
            for run, cost, close in zip(self.runs, means.tolist(), close_up.tolist(), strict=True)
        ]

    def evaluate(self, sample: Sample) -> Evaluation:
        """Run all networks on some images."""
        logits = self.engine.logits(sample)
        costs = self._costs(logits, sample).mean(axis=1)
        return Evaluation(logits, costs.tolist(), [accuracy(z, sample.labels) for z in logits])

    def gradient_sizes(self, sample: Sample) -> list[tuple[float, ...]]:
        """The Euclidean norm of each layer's mean gradient over some images, first layer first, for each network."""
        networks = zip(*self.engine.gradients(sample), strict=True)
        return [tuple(_norm(layer) for layer in network) for network in networks]

    def remember(self, finite: Sequence[bool]) -> None:
        """Keep the weights of the runs that have never had a cost that was not a finite number."""
        self._finite &= np.array(finite)
        lost = ~self._finite
        now = self.engine.weights()
        for kept, layer in zip(self._last_finite, now, strict=True):
            layer[lost] = kept[lost]
        self._last_finite = now

    def held(self) -> list[tuple[Held, tuple[Floats, ...] | None]]:
        """What the engine holds of each network, and of those that have diverged the last weights before that."""
        kept = [None if finite else self.weights(index) for index, finite in enumerate(self._finite)]
        return list(zip(self.engine.held(), kept, strict=True))

    def hold(self, held: Sequence[tuple[Held, tuple[Floats, ...] | None]]) -> None:
        """Go on from what `held` gave."""
        self.engine.hold([network for network, _ in held])
        self._finite = np.array([kept is None for _, kept in held])
        self._last_finite = self.engine.weights()
        for index, (_, kept) in enumerate(held):
            for layer, before in zip(self._last_finite, kept or (), strict=kept is not None):
                layer[index] = before

    def weights(self, index: int) -> tuple[Floats, ...]:
        """The layers of one run."""
        return tuple(np.ascontiguousarray(layer[index]) for layer in self._last_finite)

    def glimpse(self, sample: Sample) -> NDArray[np.uint8]:
        """The digits (K, n) that the networks answer for the images of a sample as they are now.

        `NOTHING` for all images of a network whose logits are not all finite: it has diverged.
        """
        logits = self.engine.logits(sample)
        finite = np.asarray(np.isfinite(logits).all(axis=(1, 2)))
        return np.where(finite[:, None], predictions(logits), np.uint8(NOTHING))

    def answers(self, *samples: Sample) -> list[NDArray[np.uint8]]:
        """The digits (K, n) that the networks of `weights` answer for the images of each sample."""
        engine = self.engine if self._finite.all() else self._make(self.runs, self._last_finite, self._training)
        return [predictions(engine.logits(sample)) for sample in samples]

    def _costs(self, logits: Floats, sample: Sample) -> Doubles:
        """The cost of each image (K, n) from logits (K, n, 10), in each run's own loss.

        In float64, in which processors agree to twelve digits, and in memory class by class: sums over classes run
        over long rows then.
        """
        costs = np.empty(logits.shape[:2])
        for start in range(0, len(sample.rows), FEW):
            part = slice(start, start + FEW)
            by_class = np.array(logits[:, part].swapaxes(1, 2), np.float64, order="C")
            for run, z, target in zip(self.runs, by_class, costs, strict=True):
                target[part] = pair(run.output, run.loss).cost_of(z.T, sample.y[part])
        return costs


def _norm(layer: Floats) -> float:
    """The Euclidean norm, summed in float64 in the order of memory."""
    flat = layer.ravel(order="K").astype(np.float64)
    return float(np.sqrt(flat @ flat))
