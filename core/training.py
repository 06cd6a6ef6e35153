"""Mini-batch gradient descent over all arms of one seed at once; a record before training and after each epoch.

What the arms of one seed share: the images, the order of the mini-batches, and the initial weights of every layer
whose shape agrees. Each of these comes from a random generator of its own, seeded by the seed and by what it is for.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from core.datasets import Images, Mnist, subset
from core.experiment import Run
from core.limits import InvalidSetting
from core.measures import accuracy, predictions, slowdown, yardsticks
from core.network import CLASSES, initial_weights, layer_shapes, scale
from core.pairs import pair
from core.results import Record, RunResult
from core.stack import Floats, Stack

EVALUATED = 10_000  # training images that the records of each epoch are taken on, at most
WATCHED = 250  # training images that the slowdown figures are taken on, at most
PIECES = 20  # pieces of an epoch in which mini-batch costs and the close-up are told

TRAINING_DRAW, VALIDATION_DRAW, ORDER = 1, 2, 3  # what a generator is for, the second number of its seed


class Sample:
    """Images made ready for the engine: float32 `x` (n, pixels kept + 1), the last column ones, and one-hot `y` (10, n).

    `kept` are the pixels that are ever lit. The others are zero in every image, so their weights are never seen.
    """

    def __init__(self, images: Images, kept: NDArray[np.intp]) -> None:
        self.x: Floats = np.ones((len(images), len(kept) + 1), np.float32)
        for start in range(0, len(images), 1000):  # in parts: the float copy of all pixels would double the memory
            part = slice(start, start + 1000)
            self.x[part, :-1] = scale(images.pixels[part][:, kept])
        self.labels = images.labels
        self.y: Floats = np.equal(images.labels, np.arange(CLASSES)[:, None]).astype(np.float32)

    def first(self, count: int) -> Sample:
        """The first `count` images, sharing memory."""
        part = object.__new__(Sample)
        part.x, part.labels, part.y = self.x[:count], self.labels[:count], self.y[:, :count]
        return part


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

    def epoch(
        self, training: Sample, validation: Sample, rows: NDArray[np.intp], number: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Train for the epoch of this number, from 1, on the training images in the order of `rows`.

        Gives the mini-batch costs and the close-up of validation accuracy, each (K, pieces).
        """
        size, networks = self.runs[0].batch, len(self.runs)
        batches = [rows[start : start + size] for start in range(0, len(rows), size)]
        y = training.y[:, rows]
        pieces = min(PIECES, len(batches))
        watched = any(number <= run.close_up for run in self.runs)
        costs, close_up = np.empty((networks, pieces)), np.empty((networks, pieces if watched else 0))
        start = 0
        for piece in range(pieces):
            inside = batches[len(batches) * piece // pieces : len(batches) * (piece + 1) // pieces]
            total, before = np.zeros(networks), start
            for size, same in _by_size(inside):
                stop = start + size * len(same)
                labels = y[:, start:stop].reshape(CLASSES, len(same), size).swapaxes(0, 1)
                logits = np.empty((networks, len(same), CLASSES, size), np.float32)
                for step, batch in enumerate(same):
                    self.stack.learn(training.x, batch, labels[step], logits[:, step])
                total += self.stack.costs(logits, labels)  # of these mini-batches in one call, each before its update
                start = stop
            costs[:, piece] = total / (start - before)
            if watched:
                z = self.stack.logits(validation.x).swapaxes(1, 2)
                close_up[:, piece] = [accuracy(network, validation.labels) for network in z]
        return costs, close_up

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
        decay = 1 - run.learning_rate * run.l2 / run.train
        full[:, :-1] *= np.float32(decay ** int(self.steps[index]) if decay > 0 else 0 if self.steps[index] else 1)
        full[:, np.append(self.kept, -1)] = self.last_finite[0][index]
        return full, *(layer[index].copy() for layer in self.last_finite[1:])


class Training:
    """Train `runs` that share everything but their arms, on the images in `mnist`.

    Iterate to train: each turn gives one `Record` a run, in the order of the runs, first before training, then after
    each epoch. Then `results` gives the finished runs. Nothing that diverges is an error: costs that are no longer
    finite numbers are recorded as they are, and the run is judged by its last network whose costs were finite.
    Raises `InvalidSetting` where there is no run or the runs differ in seed, images, mini-batches or epochs.
    """

    def __init__(self, runs: Sequence[Run], mnist: Mnist) -> None:
        shared = {(run.seed, run.train, run.validation, run.batch, run.epochs) for run in runs}
        if len(shared) != 1:
            raise InvalidSetting(
                f"runs trained together must be at least one and share seed, images, mini-batch size and epochs, "
                f"got {len(shared)} different settings"
            )
        self.runs = tuple(runs)
        self.started = time.perf_counter()
        self.mnist = mnist
        run = self.runs[0]
        self.kept = lit_pixels(mnist)
        self.training = Sample(_draw(mnist.training, run.train, run.seed, TRAINING_DRAW), self.kept)
        self.validation = Sample(_draw(mnist.validation, run.validation, run.seed, VALIDATION_DRAW), self.kept)
        self.test = Sample(mnist.test, self.kept) if any(run.test_each_epoch for run in runs) else None
        self.groups = [
            Group([self.runs[place] for place in places], places, self.kept) for places in _architectures(self.runs)
        ]
        self.records: list[list[Record]] = [[] for _ in self.runs]

    def __iter__(self) -> Iterator[tuple[Record, ...]]:
        run = self.runs[0]
        order = np.random.default_rng([run.seed, ORDER])
        # One thread, or the last bits of a product would depend on how many there are. A run that diverges overflows
        # by its nature, which its record says; the warning would say it again for every operation.
        with threadpool_limits(limits=1, user_api="blas"), np.errstate(over="ignore", invalid="ignore"):
            yield self._record(0, [((), ())] * len(self.runs))
        for epoch in range(1, run.epochs + 1):
            with threadpool_limits(limits=1, user_api="blas"), np.errstate(over="ignore", invalid="ignore"):
                rows = order.permutation(run.train)
                told: list[tuple[tuple[float, ...], tuple[float, ...]]] = [((), ())] * len(self.runs)
                for group in self.groups:
                    costs, close_up = group.epoch(self.training, self.validation, rows, epoch)
                    for place, *pieces in zip(group.places, costs.tolist(), close_up.tolist(), strict=True):
                        told[place] = (tuple(pieces[0]), tuple(pieces[1]))
                records = self._record(epoch, told)
            yield records

    def results(self) -> tuple[RunResult, ...]:
        """The finished runs, in order. The full validation and test sets are used here, and only here."""
        by_place: dict[int, RunResult] = {}
        with threadpool_limits(limits=1, user_api="blas"):
            for group in self.groups:
                final = Stack(group.runs, group.last_finite)
                validation = _answers(final, self.mnist.validation, self.kept)
                test = _answers(final, self.mnist.test, self.kept)
                for index, place in enumerate(group.places):
                    by_place[place] = RunResult(
                        run=group.runs[index],
                        records=tuple(self.records[place]),
                        validation_accuracy=float(np.mean(validation[index] == self.mnist.validation.labels)),
                        test_accuracy=float(np.mean(test[index] == self.mnist.test.labels)),
                        weights=group.weights(index),
                        predictions=test[index],
                    )
        return tuple(by_place[place] for place in range(len(self.runs)))

    def _record(self, epoch: int, told: Sequence[tuple[tuple[float, ...], tuple[float, ...]]]) -> tuple[Record, ...]:
        """Evaluate every network; `told` are the mini-batch costs and the close-up of each run."""
        made: dict[int, Record] = {}
        for group in self.groups:
            new = list(self._evaluate(group, epoch, [told[place] for place in group.places]))
            made.update(zip(group.places, new, strict=True))
            group.remember([record.finite for record in new], epoch * -(-self.runs[0].train // self.runs[0].batch))
        for place, record in made.items():
            self.records[place].append(record)
        return tuple(made[place] for place in range(len(self.runs)))

    def _evaluate(
        self, group: Group, epoch: int, told: Sequence[tuple[tuple[float, ...], tuple[float, ...]]]
    ) -> Iterator[Record]:
        stack = group.stack
        seen, watched = self.training.first(EVALUATED), self.training.first(WATCHED)
        z_training, z_validation = stack.logits(seen.x), stack.logits(self.validation.x)
        training_costs = stack.costs(z_training, seen.y) / len(seen.labels)
        validation_costs = stack.costs(z_validation, self.validation.y) / len(self.validation.labels)
        z_test = stack.logits(self.test.x) if self.test else None
        norms = [
            np.sqrt(np.square(g, dtype=np.float64).sum(axis=(1, 2))) for g in stack.gradients(watched.x, watched.y)
        ]
        seconds = time.perf_counter() - self.started
        for index, run in enumerate(group.runs):
            row = pair(run.output, run.loss)
            yield Record(
                epoch=epoch,
                training_cost=float(training_costs[index]),
                validation_cost=float(validation_costs[index]),
                training_accuracy=accuracy(z_training[index].T, seen.labels),
                validation_accuracy=accuracy(z_validation[index].T, self.validation.labels),
                test_accuracy=accuracy(z_test[index].T, self.mnist.test.labels)
                if run.test_each_epoch and z_test is not None
                else None,
                minibatch_costs=told[index][0],
                close_up=told[index][1] if epoch <= run.close_up else (),
                yardsticks=yardsticks(row.output, z_validation[index].T, self.validation.labels),
                slowdown=slowdown(
                    row,
                    z_training[index][:, : len(watched.labels)].T,
                    watched.labels,
                    tuple(float(norm[index]) for norm in norms),
                ),
                seconds=seconds,
            )


@cache
def lit_pixels(mnist: Mnist) -> NDArray[np.intp]:
    """The pixels that are lit in any of the 70,000 images: 719 of 784."""
    sets = (mnist.training, mnist.validation, mnist.test)
    return np.flatnonzero(np.any([images.pixels.any(axis=0) for images in sets], axis=0))


def _draw(images: Images, count: int, seed: int, purpose: int) -> Images:
    return subset(images, count, np.random.default_rng([seed, purpose]))


def _architectures(runs: Sequence[Run]) -> list[list[int]]:
    """The positions of the runs of each architecture."""
    places: dict[tuple[tuple[int, ...], str], list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        places[run.hidden, run.hidden_activation].append(place)
    return list(places.values())


def _by_size(batches: Sequence[NDArray[np.intp]]) -> list[tuple[int, list[NDArray[np.intp]]]]:
    """Mini-batches with their size, those of one size together: the last of an epoch may be smaller."""
    return [(size, list(same)) for size, same in groupby(batches, key=len)]


def _answers(stack: Stack, images: Images, kept: NDArray[np.intp]) -> NDArray[np.uint8]:
    """What each network answers, uint8 (K, n), a part of the images at a time."""
    parts = [Sample(images[start : start + 1000], kept).x for start in range(0, len(images), 1000)]
    return np.concatenate([predictions(stack.logits(part).swapaxes(1, 2)) for part in parts], axis=1)
