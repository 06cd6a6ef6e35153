"""Train an experiment from start to end, its seeds one after another or side by side in worker processes."""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial

from core.datasets import mnist
from core.experiment import Experiment
from core.results import Record, RunResult
from core.training import Training
from lab.workers.interface import Cancelled, Event, Failed, Finished, Progress, Workers
from lab.workers.local import LocalWorkers, default_count

WORTH_PROCESSES = 1_000_000  # images through networks: a few seconds' work, where starting processes takes one

Tick = Callable[[int], object]
"""Told how many epochs of a seed have been trained since the last time."""


class TrainingError(Exception):
    """A seed could not be trained. The text says why."""


def train(experiment: Experiment, tick: Tick) -> list[list[RunResult]]:
    """Train all runs of an experiment: [arm][seed]. Raises `core.datasets.DataError` and `TrainingError`.

    The result has the same bits whether the seeds are trained here or in processes; these are used where there are
    several cores and enough to do.
    """
    work = experiment.train * experiment.epochs * experiment.seeds * len(experiment.arms)
    count = min(default_count(), experiment.seeds)
    if count > 1 and work >= WORTH_PROCESSES:
        with closing(LocalWorkers(count)) as workers:
            by_seed = train_in(workers, experiment, tick)
    else:
        by_seed = train_here(experiment, tick)
    return [list(runs) for runs in zip(*by_seed, strict=True)]


def train_here(experiment: Experiment, tick: Tick) -> list[tuple[RunResult, ...]]:
    """Train seed after seed in this process: [seed][arm]."""
    finished = []
    for seed in experiment.seed_range:
        training = Training(experiment.runs(seed), mnist())
        for records in training:
            tick(min(1, records[0].epoch))  # the record before training is no epoch
        finished.append(training.results())
    return finished


def train_in(workers: Workers, experiment: Experiment, tick: Tick) -> list[tuple[RunResult, ...]]:
    """Train all seeds by `workers`: [seed][arm]."""
    events: queue.SimpleQueue[tuple[int, Event]] = queue.SimpleQueue()
    for seed in experiment.seed_range:
        workers.submit(experiment.runs(seed), partial(_put, events, seed))
    heard = {seed: _Heard(tick) for seed in experiment.seed_range}
    while any(one.results is None for one in heard.values()):
        seed, event = events.get()
        heard[seed].hear(event)
    return [one.results or () for one in heard.values()]


def _put(events: queue.SimpleQueue[tuple[int, Event]], seed: int, event: Event) -> None:
    events.put((seed, event))


class _Heard:
    """What has been heard of one seed."""

    def __init__(self, tick: Tick) -> None:
        self.results: tuple[RunResult, ...] | None = None
        self._tick = tick
        self._records: list[tuple[Record, ...]] = []
        self._epochs = 0

    def hear(self, event: Event) -> None:
        match event:
            case Progress(first, records):
                self._records[first:] = records  # a task that is begun again tells everything again
                epochs = max(self._epochs, len(self._records) - 1)
                self._tick(epochs - self._epochs)
                self._epochs = epochs
            case Finished(results):
                by_run = zip(*self._records, strict=True)
                self.results = tuple(replace(result, records=own) for result, own in zip(results, by_run, strict=True))
            case Failed(message):
                raise TrainingError(message)
            case Cancelled():
                raise TrainingError("Training was cancelled.")
