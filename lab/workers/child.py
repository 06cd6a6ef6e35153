"""What runs inside a worker process: made ready once, then it trains task after task and reports over its own pipe.

Imports nothing at the top that loads NumPy: BLAS reads how many threads it may have when it is loaded.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import parent_process
from typing import TYPE_CHECKING, Any, ClassVar

from lab.workers.interface import Cancelled, Failed, Finished, Progress, Trainable

if TYPE_CHECKING:
    from core.experiment import Run
    from core.results import Record

NICENESS = 15
REPORT_EVERY = 0.25  # seconds between two reports of progress, at least
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Train = Callable[[Sequence["Run"]], Trainable]


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is up, and has loaded what a task needs."""

    pid: int


class Here:
    """What this worker process holds."""

    pipe: ClassVar[Connection]
    prepare: ClassVar[str]


def begin(pipe: Connection, prepare: str) -> None:
    """Make this process a worker: out of the way of others, one BLAS thread, warm, and gone when the server is gone.

    Reports go out over `pipe`, and the numbers of tasks to be cancelled come in. `prepare` is `module:function`;
    called without arguments it loads what every task needs and gives back a function that makes a `Trainable` of runs.
    """
    Here.pipe, Here.prepare = pipe, prepare
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # at once, also in the middle of a long product
    threading.Thread(target=_end_with_server, name="end-with-server", daemon=True).start()
    with suppress(Exception):  # a task that needs it will try again and tell
        _prepared(prepare)
    gc.freeze()


def greet() -> None:
    """The first thing a worker is asked to do: to say that it is ready."""
    Here.pipe.send(Ready(os.getpid()))


def work(task: int, runs: Sequence[Run]) -> None:
    """Train the runs of the task of this number, and tell of it over the pipe."""
    try:
        _train(Here.pipe, task, _prepared(Here.prepare)(runs))
    except Exception as error:  # noqa: BLE001  # whatever it is, the visitor is told and the worker lives on
        Here.pipe.send(Failed(f"Training failed: {str(error) or type(error).__name__}", traceback.format_exc()))


def _train(pipe: Connection, task: int, training: Trainable) -> None:
    untold: list[tuple[Record, ...]] = []
    first, due = 0, 0.0
    for records in training:
        untold.append(records)
        if _cancelled(pipe, task):
            pipe.send(Cancelled())
            return
        if time.monotonic() >= due:
            pipe.send(Progress(first, tuple(untold)))
            due = time.monotonic() + REPORT_EVERY
            first += len(untold)
            untold.clear()
    results = training.results()
    pipe.send(Progress(first, tuple(untold)))
    pipe.send(Finished(tuple(replace(result, records=()) for result in results)))


def _cancelled(pipe: Connection, task: int) -> bool:
    """Whether this task is to be cancelled; what was meant for one that is over is forgotten."""
    while pipe.poll():
        if pipe.recv() == task:
            return True
    return False


@cache
def _prepared(prepare: str) -> Train:
    module, _, function = prepare.partition(":")
    make: Callable[[], Any] = getattr(import_module(module), function)
    train: Train = make()
    return train


def _end_with_server() -> None:
    server = parent_process()
    if server is not None:
        server.join()  # waits for the end of a pipe that the server holds open as long as it lives, however it dies
        os.kill(os.getpid(), signal.SIGKILL)
