"""Train an experiment from start to end, its seeds one after another or side by side in worker processes."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial

from core.datasets import mnist
from core.experiment import Experiment
from core.results import RunResult
from core.training import Training
from lab.serving.advice import forecast
from lab.serving.caps import UNLIMITED
from lab.serving.ledger import Ledger
from lab.serving.requests import Job
from lab.serving.snapshot import Snapshot
from lab.workers.interface import Event, Failed, Finished, Progress, Workers
from lab.workers.local import LocalWorkers, default_count

WORTH_PROCESSES = 2.5  # expected seconds of work above which processes pay, where starting them takes one
VISITOR = "command line"

Tick = Callable[[int], object]
"""Called with how many epochs of a seed have been trained since the last time."""


class TrainingError(Exception):
    """A seed could not be trained. The text says why."""


def train(experiment: Experiment, tick: Tick) -> list[list[RunResult]]:
    """Train all runs of an experiment: [arm][seed]. Raises `core.datasets.DataError` and `TrainingError`.

    The result has the same bits whether the runs are trained here or in processes; these are used where there are
    several cores and enough to do.
    """
    count = min(default_count(), experiment.seeds * len(experiment.arms))
    if count > 1 and forecast(experiment) >= WORTH_PROCESSES:
        with closing(LocalWorkers(count)) as workers:
            return train_in(workers, experiment, tick)
    return train_here(experiment, tick)


def train_here(experiment: Experiment, tick: Tick) -> list[list[RunResult]]:
    """Train seed after seed in this process: [arm][seed]."""
    finished = []
    for seed in experiment.seed_range:
        training = Training(experiment.runs(seed), mnist())
        for records in training:
            tick(min(1, records[0].epoch))  # the record before training is no epoch
        finished.append(training.results())
    return [list(runs) for runs in zip(*finished, strict=True)]


def train_in(workers: Workers, experiment: Experiment, tick: Tick) -> list[list[RunResult]]:
    """Train all runs by `workers`: [arm][seed]."""
    ledger, events = Ledger(workers.count, UNLIMITED), queue.SimpleQueue[tuple[Job, Event]]()
    ledger.submit(experiment, VISITOR, {}, time.monotonic())
    epochs = 0
    while True:
        while (job := ledger.start(time.monotonic())) is not None:
            workers.submit([live.run for live in job.runs], partial(_put, events, job))
        _enter(ledger, *events.get())
        shown = ledger.snapshot(experiment, time.monotonic()) or Snapshot.unknown(experiment)
        tick(_epochs(shown) - epochs)
        epochs = _epochs(shown)
        if shown.state == "finished":
            return [[result for result in arm if result] for arm in shown.results]


def _put(events: queue.SimpleQueue[tuple[Job, Event]], job: Job, event: Event) -> None:
    events.put((job, event))


def _enter(ledger: Ledger, job: Job, event: Event) -> None:
    """Enter an event into the ledger. Raises `TrainingError`."""
    match event:
        case Progress():
            ledger.progress(job, event, time.monotonic())
        case Finished(results):
            ledger.stored(job, ledger.trained(job, results, time.monotonic()))
        case Failed(message):
            raise TrainingError(message)
        case _:
            raise TrainingError("Training was cancelled.")


def _epochs(shown: Snapshot) -> int:
    """How many epochs have been trained with all arms, over all seeds."""
    return sum(min(max(0, len(records) - 1) for records in seed) for seed in zip(*shown.records, strict=True))
