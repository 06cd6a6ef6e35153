"""What runs inside a worker process: made ready once, then it trains task after task and reports over its own pipe.

Imports nothing at the top that loads NumPy: BLAS reads how many threads it may have when it is loaded.
"""

from __future__ import annotations

import ctypes
import gc
import os
import re
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
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from core.words import N_, ForPeople, Said, said
from lab.workers.interface import Cancelled, Failed, Finished, Paused, Progress, Trainable

if TYPE_CHECKING:
    from core.experiment import Run
    from core.results import Record
    from core.training import Pause

NICENESS = 15
BELOW_NORMAL = 0x4000  # the priority class of that name on Windows
REPORT_EVERY = 0.25  # seconds between two reports of progress, at least
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

FOLDERS = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[\\/](?:[\w.~+-]+[\\/])+")  # of an absolute path
CANCEL, PAUSE = "cancel", "pause"  # what the server may ask of a task, sent with its number

FAILED = N_("Training failed: {reason}")

T = TypeVar("T")
Train = Callable[[Sequence["Run"], Sequence["Pause"]], Trainable]


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

    Reports go out over `pipe`, and what is asked of a task comes in, as its number with `CANCEL` or `PAUSE`. `prepare`
    is `module:function`; called without arguments it loads what every task needs and returns a function that makes a
    `Trainable` of runs and of the pauses from which they go on.
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


def work(task: int, runs: Sequence[Run], paused: Sequence[Pause], seconds: float) -> None:
    """Train the runs of the task of this number for about so many seconds, and report over the pipe."""
    try:
        _train(Here.pipe, task, _prepared(Here.prepare)(runs, paused), seconds)
    except Exception as error:  # noqa: BLE001  # whatever it is, the visitor reads it and the worker lives on
        Here.pipe.send(Failed(said(FAILED, reason=_in_words(error)), traceback.format_exc()))


def _train(pipe: Connection, task: int, training: Trainable, seconds: float) -> None:
    unreported: list[tuple[Record, ...]] = []
    due, ends = 0.0, time.monotonic() + seconds
    for records in training:
        unreported.append(records)
        asked = _asked(pipe, task)
        if asked == CANCEL:
            pipe.send(Cancelled())
            return
        if asked == PAUSE:
            ends = 0.0
        last = records[0].epoch == training.epochs
        if time.monotonic() >= ends and not last:
            pipe.send(_progress(unreported, training))
            pipe.send(Paused(training.pauses()))
            return
        if time.monotonic() >= due:
            pipe.send(_progress(unreported, training))
            due = time.monotonic() + REPORT_EVERY
            unreported.clear()
    results = training.results()
    pipe.send(_progress(unreported, training))
    pipe.send(Finished(tuple(replace(result, records=()) for result in results)))


def _in_words(error: Exception) -> str:
    """What went wrong, for a visitor: without the folders of this server."""
    sentence = error.sentence if isinstance(error, ForPeople) else str(error)
    if isinstance(sentence, Said):
        values = sentence.values.items()
        return Said(sentence.template, {name: _without_folders(value) for name, value in values})
    return _without_folders(sentence) or type(error).__name__


def _without_folders(value: T) -> T | str:
    return FOLDERS.sub("", value) if isinstance(value, str) else value


def _progress(unreported: Sequence[tuple[Record, ...]], training: Trainable) -> Progress:
    return Progress(unreported[0][0].epoch if unreported else 0, tuple(unreported), training.glimpse())


def _asked(pipe: Connection, task: int) -> str:
    """What is asked of this task, cancelling before all; what was meant for one that is over is forgotten."""
    asked = ""
    while pipe.poll():
        number, wish = pipe.recv()
        if number == task and asked != CANCEL:
            asked = wish
    return asked


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
