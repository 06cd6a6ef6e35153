"""Training runs one by one, each kept as soon as it is finished: what is stopped loses only what was running."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial

from core.datasets import mnist
from core.experiment import Run
from core.results import Record, RunResult
from core.training import Training
from lab.seeds import WORTH_PROCESSES, TrainingError
from lab.serving.pace import seconds
from lab.workers.interface import Event, Failed, Finished, Progress, Workers
from lab.workers.local import LocalWorkers, default_count

Keep = Callable[[RunResult], object]
"""Called with every run as soon as it is finished."""

Tick = Callable[[float], object]
"""Called with how many seconds of a core, by `pace.seconds`, have been trained since the last time."""


def workers_for(runs: Sequence[Run]) -> int:
    """How many processes are worth starting for the runs; 0 where they are trained in this one."""
    count = min(default_count(), len(runs))
    return count if count > 1 and sum(map(seconds, runs)) >= WORTH_PROCESSES else 0


def forecast(runs: Sequence[Run]) -> float:
    """About how many seconds it takes to train the runs here."""
    each = [seconds(run) for run in runs]
    return max(sum(each) / max(1, workers_for(runs)), *each) if each else 0.0


def train(runs: Sequence[Run], keep: Keep, tick: Tick) -> None:
    """Train every run by itself, the longest first. Raises `core.datasets.DataError` and `TrainingError`."""
    images = mnist()
    in_order = sorted(runs, key=seconds, reverse=True)
    if count := workers_for(runs):
        with closing(LocalWorkers(count)) as workers:
            train_in(workers, in_order, keep, tick)
        return
    for run in in_order:
        training = Training([run], images)
        for (record,) in training:
            tick(_share(run, min(1, record.epoch)))
        keep(*training.results())


def train_in(workers: Workers, runs: Sequence[Run], keep: Keep, tick: Tick) -> None:
    """Train every run by itself in order, each by one of the `workers` as soon as it is free."""
    waiting, events = list(reversed(runs)), queue.SimpleQueue[tuple[Run, Event]]()
    records: dict[Run, tuple[Record, ...]] = {}
    while waiting or records:
        while waiting and len(records) < workers.count:
            run = waiting.pop()
            records[run] = ()
            workers.submit([run], partial(_put, events, run))
        run, event = events.get()
        match event:
            case Progress(first, new):
                fresh = tuple(record for (record,) in new)[max(0, len(records[run]) - first) :]
                records[run] += fresh
                tick(_share(run, sum(record.epoch > 0 for record in fresh)))
            case Finished((result,)):
                keep(replace(result, records=records.pop(run)))
            case Failed(message):
                raise TrainingError(message)
            case _:
                raise TrainingError("Training was cancelled.")


def _put(events: queue.SimpleQueue[tuple[Run, Event]], run: Run, event: Event) -> None:
    events.put((run, event))


def _share(run: Run, epochs: int) -> float:
    """The seconds that so many epochs of a run stand for."""
    return seconds(run) * epochs / run.epochs
