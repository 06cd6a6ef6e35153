"""What workers train in these tests instead of networks: quick, and badly behaved where asked.

Functions named in `prepare="tests.lab.stand_in:..."` run in the worker process.
"""

import json
import os
import struct
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from core.engine.choice import chosen
from core.experiment import Run
from core.results import Record, RunResult, Slowdown, Yardsticks
from core.training import Pause
from lab.workers.child import Here, Train
from tests.lab.processes import kill

ONCE = "STAND_IN_ONCE"  # the environment variable that names a file: what is to happen once makes it


def record(epoch: int) -> Record:
    yardsticks, slowdown = Yardsticks(0.5, 0.25, 0.125, 1.0), Slowdown(0.5, 0.25, 0.0, (0.5, 0.25))
    return Record(epoch, 0.5, 0.6, 0.7, 0.8, None, (0.5,) * 20, (), yardsticks, slowdown, 0.01 * epoch)


def result(run: Run, records: Sequence[Record] = ()) -> RunResult:
    weights = (np.full((2, 3), run.seed, np.float32),)
    return RunResult(run, chosen().identity, tuple(records), 0.8, 0.75, weights, np.zeros(10_000, np.uint8))


def pause(run: Run, epoch: int) -> Pause:
    return Pause(run, chosen().identity, epoch, 0.01 * epoch, (np.zeros(3, np.float32),), None, {})


class Quick:
    """As many records as epochs are wanted, at once."""

    def __init__(self, runs: Sequence[Run], paused: Sequence[Pause] = ()) -> None:
        self.runs, self.epoch, self.epochs = runs, paused[0].epoch if paused else -1, runs[0].epochs

    def __iter__(self) -> Iterator[tuple[Record, ...]]:
        for epoch in range(self.epoch + 1, self.epochs + 1):
            self.work(epoch)
            self.epoch = epoch
            yield tuple(record(epoch) for _ in self.runs)

    def pauses(self) -> tuple[Pause, ...]:
        return tuple(pause(run, self.epoch) for run in self.runs)

    def glimpse(self) -> tuple[bytes, ...]:
        return tuple(bytes([self.epoch % 10] * 10) for _ in self.runs)

    def work(self, epoch: int) -> None:
        pass

    def results(self) -> tuple[RunResult, ...]:
        return tuple(result(run) for run in self.runs)


class Slow(Quick):
    """Takes ten milliseconds an epoch, or as long as it takes to be killed."""

    def work(self, epoch: int) -> None:
        threading.Event().wait(0.01)


class Stuck(Quick):
    """Never comes back from its first epoch, where there are more than ten to come."""

    def work(self, epoch: int) -> None:
        if epoch == 1 and self.runs[0].epochs > 10:
            threading.Event().wait()


class Dying(Quick):
    """Is killed in its second epoch, every time."""

    def work(self, epoch: int) -> None:
        if epoch == 2:
            kill(os.getpid())


class DyingWhileReporting(Quick):
    """Is killed, once, when it has written a part of a report."""

    def work(self, epoch: int) -> None:
        if epoch == 2 and _first_time():
            os.write(Here.pipe.fileno(), struct.pack("!i", 1_000_000) + bytes(10_000))
            kill(os.getpid())


class Failing(Quick):
    """Raises in its second epoch."""

    def work(self, epoch: int) -> None:
        if epoch == 2:
            raise ValueError("no such digit")


class Spy(Quick):
    """Raises what it sees of its process."""

    def work(self, epoch: int) -> None:
        tasks = Path("/proc/self/task")
        seen = {
            "modules": sorted(sys.modules),
            "main": getattr(sys.modules["__main__"], "__file__", None),
            "threads": len(list(tasks.iterdir())) if tasks.exists() else None,
            "blas": os.environ["OPENBLAS_NUM_THREADS"],
            "nice": os.nice(0) if hasattr(os, "nice") else None,
        }
        raise ValueError(json.dumps(seen))


def quick() -> Train:
    return Quick


def slow() -> Train:
    return Slow


def stuck() -> Train:
    return Stuck


def dying() -> Train:
    return Dying


def dying_while_reporting() -> Train:
    return DyingWhileReporting


def failing() -> Train:
    return Failing


def spy() -> Train:
    return Spy


def dead_at_birth() -> Train:
    kill(os.getpid())
    raise AssertionError


def _first_time() -> bool:
    with suppress(FileExistsError), Path(os.environ[ONCE]).open("x"):
        return True
    return False
