"""The one place where visitors ask for experiments: the threads and the lock around the ledger."""

from __future__ import annotations

import threading
import time
from functools import partial

from core.experiment import Experiment
from core.results import RunResult
from lab.serving.caps import Caps, Refused
from lab.serving.ledger import GRACE, Ledger
from lab.serving.requests import Job
from lab.serving.schedule import PIECE
from lab.serving.snapshot import Snapshot
from lab.storage.recorder import Recorder, Storage
from lab.storage.shelf import run_keys
from lab.workers.interface import Event, Failed, Finished, Paused, Progress, Workers
from lab.workers.local import LocalWorkers

__all__ = ["Caps", "Pool", "Refused", "Snapshot"]


class Pool:
    """Trains experiments for many visitors. Thread-safe; every method is quick, `snapshot` above all.

    Visitors are served in turn, a small experiment or a seed of a large one at a time. Runs that are stored, finished
    or under way are not trained again, whichever experiment they belong to, and a run is stopped only when nobody wants
    it any more. A visitor is a name; `join` and `leave` say when a session of theirs begins and ends. Takes over
    `workers`, by default those of this machine.
    """

    def __init__(
        self, store: Storage, workers: Workers | None = None, caps: Caps | None = None, grace: float = GRACE
    ) -> None:
        self._store = store
        self._workers: Workers = workers or LocalWorkers()
        self._changed = threading.Condition()  # its lock guards the ledger
        self._ledger = Ledger(self._workers.count, caps, grace)
        self._reading = threading.Lock()
        self._recorder = Recorder(store)
        self._go_on()
        self._dispatcher = threading.Thread(target=self._dispatch, name="pool-dispatcher", daemon=True)
        self._dispatcher.start()

    def submit(self, experiment: Experiment, visitor: str, *, again: bool = False, listed: bool = True) -> None:
        """Have the experiment trained for the visitor, where it is not finished yet. Raises `Refused`.

        It is among the recent ones where it is `listed`.

        One that is finished is trained `again` where that is asked for, to the same result. Meanwhile those who asked
        for that see how far it has come, and everybody else sees what was known before.
        """
        state = self.watch(experiment, visitor).state
        repeated = again and state == "finished"
        if repeated or state in ("unknown", "stopped", "failed"):
            stored = {} if repeated else self._store.get_runs(run_keys(experiment))
            with self._changed:
                if self._ledger.submit(experiment, visitor, stored, time.monotonic(), again=repeated) and not repeated:
                    self._recorder.begun(experiment)
                self._changed.notify()
        if listed:
            self._recorder.asked(experiment, visitor)

    def watch(self, experiment: Experiment, visitor: str) -> Snapshot:
        """Look at an experiment, and want it too where somebody has asked for it: then it goes on until both have gone.

        For a visitor who opens the link of something that may be under way. Never begins anything.
        """
        with self._changed:
            self._ledger.watch(experiment, visitor)
            self._changed.notify()
        return self.snapshot(experiment, visitor)

    def cancel(self, experiment: Experiment, visitor: str) -> None:
        """The visitor does not want the experiment any more."""
        with self._changed:
            self._ledger.withdraw(experiment, visitor)
            self._changed.notify()

    def join(self, visitor: str, address: str = "") -> None:
        """A session of the visitor has begun, from this network address where it is known."""
        with self._changed:
            self._ledger.join(visitor, address)

    def leave(self, visitor: str) -> None:
        """A session of the visitor has ended. After the last, what only they want goes on for the grace time."""
        with self._changed:
            self._ledger.leave(visitor, time.monotonic())
            self._changed.notify()

    def snapshot(self, experiment: Experiment, visitor: str = "") -> Snapshot:
        """The experiment at this moment, wherever it is: under way, in memory, or in the store.

        Where the `visitor` has it trained again, it is as far as that has come.
        """
        found = self._in_memory(experiment, visitor)
        if found is not None:
            return found
        keys = run_keys(experiment)
        if self._store.has_all(keys):
            with self._reading:  # where a whole class opens a link, the first to come here reads it for all
                found = self._in_memory(experiment) or self._read(experiment, keys)
        return found or Snapshot.unknown(experiment)

    @property
    def waiting(self) -> int:
        """How many visitors wait for something that is queued or running."""
        with self._changed:
            return self._ledger.waiting

    def glance(self, experiment: Experiment) -> Snapshot | None:
        """The experiment at this moment where it is under way or in memory; None where the store has to be asked."""
        return self._in_memory(experiment)

    def close(self) -> None:
        """End all training, store what is finished, and wait for both."""
        with self._changed:
            self._ledger.closed = True
            self._changed.notify()
        self._dispatcher.join()
        self._workers.close()
        self._tell_ended()
        self._recorder.close()

    def _go_on(self) -> None:
        """Go on with what a server was training that is no more: those who come back find it queued or finished."""
        for experiment in self._store.unfinished():
            keys = run_keys(experiment)
            stored = self._store.get_runs(keys) if self._store.known(keys) else {}
            with self._changed:
                self._ledger.resume(experiment, stored)

    def _in_memory(self, experiment: Experiment, visitor: str = "") -> Snapshot | None:
        with self._changed:
            return self._ledger.snapshot(experiment, time.monotonic(), visitor)

    def _read(self, experiment: Experiment, keys: list[str]) -> Snapshot | None:
        stored = self._store.get_runs(keys)
        with self._changed:
            self._ledger.found(experiment, stored)
        return self._in_memory(experiment)

    def _dispatch(self) -> None:
        """Until the pool closes, hand out what is next, and cancel what nobody wants any more."""
        with self._changed:
            while not self._ledger.closed:
                self._ledger.let_go(time.monotonic())
                while (job := self._ledger.start(time.monotonic())) is not None:
                    runs, pauses = [live.run for live in job.runs], [live.pause for live in job.runs if live.pause]
                    job.number = self._workers.submit(runs, partial(self._hear, job), pauses, PIECE)
                for job in self._ledger.in_the_way():
                    self._workers.pause(job.number)
                for job in self._ledger.unwanted():
                    self._workers.cancel(job.number)
                self._tell_ended()
                due = self._ledger.due(time.monotonic())
                self._changed.wait(None if due is None else max(0.0, due - time.monotonic()))

    def _hear(self, job: Job, event: Event) -> None:
        """Enter what the workers report of a job, in a thread of theirs."""
        with self._changed:
            now = time.monotonic()
            match event:
                case Progress():
                    self._ledger.progress(job, event, now)
                    return
                case Finished(results):
                    complete = self._ledger.trained(job, results, now)
                    self._recorder.finished(complete, partial(self._show, job, complete))
                case Paused(pauses):
                    self._ledger.paused(job, pauses, now)
                case Failed(message):
                    self._ledger.failed(job, message)
                case _:
                    self._ledger.cancelled(job)
            self._changed.notify()

    def _show(self, job: Job, results: list[RunResult]) -> None:
        """The results are stored, or the store has failed. In the thread of the recorder, also when it closes."""
        with self._changed:
            self._ledger.stored(job, results)
            ended = self._ledger.over()
            self._changed.notify()
        self._store.ended(ended)

    def _tell_ended(self) -> None:
        if ended := self._ledger.over():
            self._recorder.ended(ended)
