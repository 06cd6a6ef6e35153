"""Workers as processes of this machine: a place for each, and a thread that serves it."""

from __future__ import annotations

import atexit
import itertools
import logging
import math
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from weakref import WeakValueDictionary

from core.experiment import Run
from core.limits import Limit
from core.training import Pause
from core.words import N_
from lab.workers.child import CANCEL, PAUSE, Ready
from lab.workers.interface import Cancelled, Event, Failed, Progress
from lab.workers.process import CONTEXT, Worker

WORKERS = Limit("the number of workers in LAB_WORKERS", 1, 256, whole=True)
DEATHS = 3  # workers that die in a row of one task, after which it is given up
PATIENCE = 0.15  # seconds in which a worker that is asked to cancel may obey, before it is ended
DIED = N_(
    "Training was ended three times in a row by the system, perhaps for lack of memory. "
    "Fewer images or hidden units may help."
)
AGAIN = "a worker died while it trained, %d of %d in a row: what it was given is trained again"

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True, weakref_slot=True)
class _Task:
    number: int
    runs: tuple[Run, ...]
    listen: Callable[[Event], None]
    paused: tuple[Pause, ...]
    seconds: float
    cancelled: bool = False
    gives_way: bool = False

    def report(self, event: Event) -> None:
        if isinstance(event, Failed):
            _log.error("%s\n%s", event.message, event.detail)
        try:
            self.listen(event)
        except Exception:  # noqa: BLE001  # a worker's place must outlive whatever its listeners do
            _log.exception("A task's listener failed; the worker goes on")


class _Slot:
    """The place of one worker, and the thread that serves it. When a worker dies, another takes its place."""

    def __init__(self, name: str, prepare: str, take: Callable[[], _Task | None]) -> None:
        self.prepare, self.take = prepare, take
        self.worker: Worker | None = None
        self.closing = False
        self.bell, self.ringer = CONTEXT.Pipe(duplex=False)  # rung when there may be something to do
        self.thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        if hasattr(signal, "pthread_sigmask"):  # inherited by the worker: Ctrl-C is for the server, which ends it
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self.worker = Worker(self.prepare)
        while not self.closing:
            task = self.take()
            if task is None:
                self._rest()
                continue
            outcome = self._outcome(task)
            if not self.closing:
                task.report(outcome)
                self.worker = self.worker or Worker(self.prepare)
        self._dismiss()

    def _rest(self) -> None:
        """Wait until the bell rings. A worker that dies meanwhile is replaced, unless it died before it was ready."""
        worker = self.worker
        for source in wait([self.bell] if worker is None else [self.bell, worker.pipe]):
            if source is self.bell:
                self.bell.recv_bytes()
            elif worker is not None and worker.hear() is None:
                self._dismiss()
                self.worker = Worker(self.prepare) if worker.pid else None

    def _outcome(self, task: _Task) -> Event:
        for deaths in range(DEATHS):
            if task.cancelled or self.closing:
                return Cancelled()
            self.worker = self.worker or Worker(self.prepare)
            # Half the time after each death: where workers die often, a shorter piece is more likely to be finished.
            outcome = self._attempt(self.worker, task, task.seconds / 2**deaths)
            if outcome is not None:
                return outcome
            self._dismiss()
            if not (task.cancelled or self.closing):
                _log.warning(AGAIN, deaths + 1, DEATHS)
        return Cancelled() if task.cancelled or self.closing else Failed(DIED)

    def _attempt(self, worker: Worker, task: _Task, seconds: float) -> Event | None:
        """Have the worker train; None when it died, or was ended because it did not cancel."""
        worker.train(task.number, task.runs, task.paused, seconds)
        patience: float | None = None
        asked = False
        while True:
            ready = wait([self.bell, worker.pipe], None if patience is None else patience - time.monotonic())
            if self.bell in ready:
                self.bell.recv_bytes()
            if worker.pipe in ready:
                message = worker.hear()
                if isinstance(message, Progress):
                    task.report(message)
                elif not isinstance(message, Ready):
                    return message
            if self.closing or (patience is not None and time.monotonic() > patience):
                return None
            if task.cancelled and patience is None:
                worker.ask(task.number, CANCEL)
                patience = time.monotonic() + PATIENCE
            if task.gives_way and not asked:
                worker.ask(task.number, PAUSE)
                asked = True

    def _dismiss(self) -> None:
        if self.worker is not None:
            self.worker.end()
            self.worker = None

    def close(self) -> None:
        self.thread.join()
        self.bell.close()
        self.ringer.close()


class LocalWorkers:
    """`Workers` on this machine: as many processes as `count`, `LAB_WORKERS` or the number of cores says.

    They are started, and load what they need, at once, so that the first task finds them warm. `prepare` names what
    they train with, see `lab.workers.child.begin`.
    """

    def __init__(self, count: int | None = None, prepare: str = "lab.workers.task:prepare") -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._numbers = itertools.count(1)
        self._tasks: WeakValueDictionary[int, _Task] = WeakValueDictionary()  # those not over
        self._waiting: deque[_Task] = deque()
        self._slots = [_Slot(f"worker-{place}", prepare, self._take) for place in range(count or default_count())]
        atexit.register(self.close)

    @property
    def count(self) -> int:
        """See `Workers`."""
        return len(self._slots)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that are ready."""
        workers = [slot.worker for slot in self._slots]
        return [worker.pid for worker in workers if worker is not None and worker.pid is not None]

    def submit(
        self,
        runs: Sequence[Run],
        listen: Callable[[Event], None],
        paused: Sequence[Pause] = (),
        seconds: float = math.inf,
    ) -> int:
        """See `Workers`. Raises RuntimeError after `close`."""
        number = next(self._numbers)
        with self._lock:
            if self._closed:
                raise RuntimeError("the workers are closed")
            task = _Task(number, tuple(runs), listen, tuple(paused), seconds)
            self._tasks[number] = task
            self._waiting.append(task)
            self._ring()
        return number

    def pause(self, task: int) -> None:
        """See `Workers`."""
        with self._lock:
            known = self._tasks.get(task)
            if known is not None and not self._closed:
                known.gives_way = True
                self._ring()

    def cancel(self, task: int) -> None:
        """See `Workers`."""
        with self._lock:
            known = self._tasks.get(task)
            if known is not None and not self._closed:
                known.cancelled = True
                self._ring()

    def close(self) -> None:
        """See `Workers`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for slot in self._slots:
                slot.closing = True
            self._ring()
        for slot in self._slots:
            slot.close()
        atexit.unregister(self.close)

    def _take(self) -> _Task | None:
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _ring(self) -> None:
        for slot in self._slots:
            slot.ringer.send_bytes(b"!")


def default_count() -> int:
    """How many workers there are where nobody says: the setting `LAB_WORKERS`, else a worker a core."""
    setting = os.environ.get("LAB_WORKERS", "")
    return WORKERS.check_whole(setting) if setting else os.cpu_count() or 1
