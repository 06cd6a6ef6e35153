"""A worker process as the server holds it: started, given tasks, heard, ended.

Each is a pebble pool of its own, of one process, with a pipe of its own for its reports. In a pool of several
processes pebble has them share one pipe and its locks: one that is killed while it holds a lock stops the others for
good, and one that is killed while nothing runs breaks the whole pool.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import spawn
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

from pebble import ProcessPool

from lab.workers import child
from lab.workers.child import Ready
from lab.workers.interface import Event

if TYPE_CHECKING:  # a new worker process imports this module before it may load NumPy
    from core.experiment import Run
    from core.training import Pause

_patching = threading.Lock()


class _Process(SpawnProcess):
    """A spawned process that does not import the main module of this one, which under Streamlit is a page."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802  # the name that multiprocessing calls
        with _patching:
            original = spawn.get_preparation_data

            def without_main(name: str) -> dict[str, Any]:
                return {key: value for key, value in original(name).items() if not key.startswith("init_main_from")}

            spawn.get_preparation_data = without_main
            try:
                return SpawnProcess._Popen(process_obj)  # noqa: SLF001
            finally:
                spawn.get_preparation_data = original


class _Context(SpawnContext):
    Process = _Process


CONTEXT = _Context()


class Worker:
    """One worker process and its pipe."""

    def __init__(self, prepare: str) -> None:
        self.pipe, theirs = CONTEXT.Pipe()
        self.pid: int | None = None  # once it is ready
        self._pool = ProcessPool(1, initializer=child.begin, initargs=(theirs, prepare), context=CONTEXT)
        with suppress(OSError, RuntimeError):  # it could not be started: its pipe ends at once, as if it had died
            self._pool.schedule(child.greet)
        theirs.close()  # from here on the pipe ends with the process, and pebble cannot start another one on it

    def train(self, task: int, runs: Sequence[Run], paused: Sequence[Pause], seconds: float) -> None:
        """Hand it a task, once it is done with the one before."""
        with suppress(RuntimeError):  # it is dead, as its pipe will show
            self._pool.schedule(child.work, args=(task, runs, paused, seconds))

    def ask(self, task: int, wish: str) -> None:
        """Ask it to cancel or to pause a task: it looks after each epoch."""
        with suppress(OSError):  # it is dead, as its pipe will show
            self.pipe.send((task, wish))

    def hear(self) -> Event | Ready | None:
        """The next thing that the worker reports; None when it is dead."""
        try:
            message: Event | Ready = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(message, Ready):
            self.pid = message.pid
        return message

    def end(self) -> None:
        """End the process, whatever it is doing, and wait for its end."""
        stop: Callable[[], None] = self._pool.stop  # which pebble leaves without types
        stop()
        self._pool.join()
        self.pipe.close()
