"""What runs inside a worker process: made ready once, then it trains task after task and reports over its own pipe.

Imports nothing at the top that loads NumPy: BLAS reads how many threads it may have when it is loaded.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
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
BELOW_NORMAL = 0x4000  # the priority class of that name on Windows
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
    """Make this process a worker: of low priority, with one BLAS thread, warm, and gone when the server is gone.

    Reports go out over `pipe`, and the numbers of tasks to be cancelled come in. `prepare` is `module:function`;
    called without arguments it loads what every task needs and returns a function that makes a `Trainable` of runs.
    """
    Here.pipe, Here.prepare = pipe, prepare
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    _lower_priority()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # at once, also in the middle of a long product
    threading.Thread(target=_end_with_server, name="end-with-server", daemon=True).start()
    with suppress(Exception):  # the first task tries again, and reports what is wrong
        _prepared(prepare)
    gc.freeze()


def greet() -> None:
    """Report that the worker is ready: the first thing it is asked to do."""
    Here.pipe.send(Ready(os.getpid()))


def work(task: int, runs: Sequence[Run]) -> None:
    """Train the runs of the task of this number, and report over the pipe."""
    try:
        _train(Here.pipe, task, _prepared(Here.prepare)(runs))
    except Exception as error:  # noqa: BLE001  # whatever it is, the visitor reads it and the worker lives on
        Here.pipe.send(Failed(f"Training failed: {str(error) or type(error).__name__}", traceback.format_exc()))


def _train(pipe: Connection, task: int, training: Trainable) -> None:
    unreported: list[tuple[Record, ...]] = []
    first, due = 0, 0.0
    for records in training:
        unreported.append(records)
        if _cancelled(pipe, task):
            pipe.send(Cancelled())
            return
        if time.monotonic() >= due:
            pipe.send(Progress(first, tuple(unreported)))
            due = time.monotonic() + REPORT_EVERY
            first += len(unreported)
            unreported.clear()
    results = training.results()
    pipe.send(Progress(first, tuple(unreported)))
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
        os._exit(1)  # at once, whatever the main thread is doing


def _lower_priority() -> None:
    """Leave the processor to the server and to whoever uses this machine, as far as the system has a way to."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
    elif hasattr(os, "nice"):
        os.nice(NICENESS)
