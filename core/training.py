"""Mini-batch gradient descent over all arms of one seed at once; a record before training and after each epoch.

What the arms of one seed share: the images, the order of the mini-batches, and the initial weights of every layer
whose shape agrees. Each of these comes from a random generator of its own, seeded by the seed and by what it is for.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from core.activations import Floats
from core.datasets import Mnist
from core.digits.glimpse import looked_at
from core.engine.choice import chosen
from core.engine.group import Group, Pieces
from core.engine.interface import Held
from core.engine.sample import TRAINING_DRAW, VALIDATION_DRAW, Sample, draw, whole
from core.evidence.measures import slowdown, yardsticks
from core.experiment import Run
from core.limits import InvalidSetting
from core.pairs import pair
from core.results import Record, RunResult

EVALUATED = 10_000  # training images that the records of each epoch are taken on, at most
WATCHED = 100  # training images that the slowdown figures are taken on, at most
ORDER = 3  # what a generator is for, the second number of its seed: here, the order of the mini-batches


@dataclass(frozen=True, slots=True, eq=False)
class Pause:
    """One run between two epochs, from which any `Training` goes on to the same bits, in another process too.

    `epoch` epochs are done and took `seconds`. `held` is what the engine named `engine` holds of the network; `finite`
    the last weights with finite costs of a run that has diverged, else None; `order` the state of the generator that
    shuffles the mini-batches.
    """

    run: Run
    engine: str
    epoch: int
    seconds: float
    held: Held
    finite: tuple[Floats, ...] | None
    order: dict[str, Any]

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays."""
        return sum(array.nbytes for array in (*self.held, *(self.finite or ())))


class Training:
    """Train `runs` that share everything but their arms, on the images in `mnist`.

    Iterate to train: each turn gives one `Record` a run, in the order of the runs, first before training, then after
    each epoch. Then `results` gives the finished runs. Nothing that diverges is an error: costs that are no longer
    finite numbers are recorded as they are, and the run is judged by its last network whose costs were finite.

    Between two turns `pauses` gives the state of every run. A training made with these `paused` runs goes on after
    the epoch that they had reached, its results have the same bits, and only its own records.

    Raises `InvalidSetting` where there is no run or the runs differ in seed, images, mini-batches or epochs, or where
    what was paused is not these runs after the same epoch, trained by the engine of this process.
    """

    def __init__(self, runs: Sequence[Run], mnist: Mnist, paused: Sequence[Pause] = ()) -> None:
        shared = {(run.seed, run.train, run.validation, run.batch, run.epochs) for run in runs}
        if len(shared) != 1:
            raise InvalidSetting(
                f"runs trained together must be at least one and share seed, images, mini-batch size and epochs, "
                f"got {len(shared)} different settings"
            )
        self.runs = tuple(runs)
        self.started = time.perf_counter() - (paused[0].seconds if paused else 0.0)
        self.mnist = mnist
        run = self.runs[0]
        self.training = draw(mnist.training, run.train, run.seed, TRAINING_DRAW)
        self.validation = draw(mnist.validation, run.validation, run.seed, VALIDATION_DRAW)
        self.looked_at = Sample(mnist.validation, looked_at(mnist.validation))
        self.test = whole(mnist.test) if any(run.test_each_epoch for run in runs) else None
        self.engine = chosen()
        make = self.engine.make()
        self.groups = [
            Group([self.runs[place] for place in places], places, self.training, make)
            for places in _architectures(self.runs)
        ]
        self.records: list[list[Record]] = [[] for _ in self.runs]
        self.epoch = -1  # the last that is recorded; 0 before training
        self.order = np.random.default_rng([run.seed, ORDER])
        if paused:
            self._go_on(paused)

    def __iter__(self) -> Iterator[tuple[Record, ...]]:
        run = self.runs[0]
        if self.epoch < 0:
            with _arithmetic():
                records = self._record(0, [Pieces()] * len(self.runs))
            self.epoch = 0
            yield records
        for epoch in range(self.epoch + 1, run.epochs + 1):
            with _arithmetic():
                rows = self.order.permutation(run.train)
                pieces: dict[int, Pieces] = {}
                for group in self.groups:
                    told = group.epoch(self.validation, rows, epoch)
                    pieces.update(zip(group.places, told, strict=True))
                records = self._record(epoch, pieces)
            self.epoch = epoch
            yield records

    @property
    def epochs(self) -> int:
        """How many epochs there are."""
        return self.runs[0].epochs

    def pauses(self) -> tuple[Pause, ...]:
        """The state of every run after the last epoch that was recorded."""
        seconds = time.perf_counter() - self.started
        order = dict(self.order.bit_generator.state)
        by_place = {
            place: Pause(self.runs[place], self.engine.identity, self.epoch, seconds, held, finite, order)
            for group in self.groups
            for place, (held, finite) in zip(group.places, group.held(), strict=True)
        }
        return tuple(by_place[place] for place in range(len(self.runs)))

    def glimpse(self) -> tuple[bytes, ...]:
        """What each run answers now to the validation images of `looked_at`: a digit a byte, or `NOTHING`."""
        with _arithmetic():
            by_place = {
                place: bytes(digits)
                for group in self.groups
                for place, digits in zip(group.places, group.glimpse(self.looked_at), strict=True)
            }
        return tuple(by_place[place] for place in range(len(self.runs)))

    def results(self) -> tuple[RunResult, ...]:
        """The finished runs, in order. The full validation and test sets are used here, and only here."""
        by_place: dict[int, RunResult] = {}
        with _arithmetic():
            for group in self.groups:
                validation, test = group.answers(whole(self.mnist.validation), whole(self.mnist.test))
                for index, place in enumerate(group.places):
                    by_place[place] = RunResult(
                        run=group.runs[index],
                        engine=self.engine.identity,
                        records=tuple(self.records[place]),
                        validation_accuracy=float(np.mean(validation[index] == self.mnist.validation.labels)),
                        test_accuracy=float(np.mean(test[index] == self.mnist.test.labels)),
                        weights=group.weights(index),
                        predictions=test[index],
                    )
        return tuple(by_place[place] for place in range(len(self.runs)))

    def _go_on(self, paused: Sequence[Pause]) -> None:
        state = {(pause.engine, pause.epoch) for pause in paused}
        if (
            [pause.run for pause in paused] != list(self.runs)
            or len(state) != 1
            or state != {(self.engine.identity, paused[0].epoch)}
        ):
            raise InvalidSetting(
                f"what goes on must be these runs after the same epoch with the engine {self.engine.identity}, "
                f"got {len(paused)} runs after {sorted(state)}"
            )
        self.epoch = paused[0].epoch
        self.order.bit_generator.state = paused[0].order
        for group in self.groups:
            group.hold([(paused[place].held, paused[place].finite) for place in group.places])

    def _record(self, epoch: int, pieces: Mapping[int, Pieces] | Sequence[Pieces]) -> tuple[Record, ...]:
        """Evaluate every network; `pieces` holds at each run's place what it told of the epoch."""
        made: dict[int, Record] = {}
        for group in self.groups:
            new = list(self._evaluate(group, epoch, [pieces[place] for place in group.places]))
            made.update(zip(group.places, new, strict=True))
            group.remember([record.finite for record in new])
        for place, record in made.items():
            self.records[place].append(record)
        return tuple(made[place] for place in range(len(self.runs)))

    def _evaluate(self, group: Group, epoch: int, pieces: Sequence[Pieces]) -> Iterator[Record]:
        watched = self.training.first(WATCHED)
        training, validation = group.evaluate(self.training.first(EVALUATED)), group.evaluate(self.validation)
        test = group.evaluate(self.test) if self.test else None
        gradients = group.gradient_sizes(watched)
        seconds = time.perf_counter() - self.started
        for index, run in enumerate(group.runs):
            row = pair(run.output, run.loss)
            watched_logits = training.logits[index, : len(watched.labels)]
            yield Record(
                epoch=epoch,
                training_cost=training.costs[index],
                validation_cost=validation.costs[index],
                training_accuracy=training.accuracies[index],
                validation_accuracy=validation.accuracies[index],
                test_accuracy=test.accuracies[index] if test and run.test_each_epoch else None,
                minibatch_costs=pieces[index].costs,
                close_up=pieces[index].close_up,
                yardsticks=yardsticks(row.output, validation.logits[index], self.validation.labels),
                slowdown=slowdown(row, watched_logits, watched.labels, gradients[index]),
                seconds=seconds,
            )


@contextmanager
def _arithmetic() -> Iterator[None]:
    """How everything is computed here: on one thread, and without a word about overflow.

    With more threads the last bits of a product would depend on how many there are. A run that diverges overflows by
    its nature, and its record says so; a warning would say it again for every operation.
    """
    with _libraries().limit(limits=1, user_api="blas"), np.errstate(over="ignore", invalid="ignore"):
        yield


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()  # looks through all libraries of the process: once is enough


def _architectures(runs: Sequence[Run]) -> list[list[int]]:
    """The positions of the runs of each architecture."""
    places: dict[tuple[tuple[int, ...], str], list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        places[run.hidden, run.hidden_activation].append(place)
    return list(places.values())
