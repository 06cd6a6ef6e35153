"""The one place where visitors ask for experiments: a fair queue on top of the workers, and nothing trained twice."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial

from core.experiment import Experiment
from core.results import RunResult
from lab.serving.caps import CLOSING, Caps, Refused
from lab.serving.demand import Job, Part, Request, SharedRuns
from lab.serving.ended import Ended
from lab.serving.prospects import Prospects
from lab.serving.queue import FairQueue
from lab.serving.snapshot import Snapshot, State
from lab.serving.visitors import Presence
from lab.storage.recorder import Recorder, Storage
from lab.storage.shelf import run_keys
from lab.workers.interface import Event, Failed, Finished, Progress, Workers
from lab.workers.local import LocalWorkers

__all__ = ["Caps", "Pool", "Refused", "Snapshot"]

GRACE = 60.0  # seconds that what only one visitor wants goes on without them
TURN = 2.0  # seconds of a worker's time after which a visitor's turn ends, their experiment finished or not


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
        self._caps = caps or Caps()
        self._changed = threading.Condition()  # its lock guards all that follows, but for the recorder
        self._closed = False
        self._live: dict[Experiment, Request] = {}
        self._ended = Ended()
        self._runs = SharedRuns()
        self._queue = FairQueue[Part](TURN, self._seconds, lambda part: part.request)
        self._jobs: set[Job] = set()
        self._presence = Presence(grace)
        self._prospects = Prospects(self._workers.count)
        self._reading = threading.Lock()
        self._recorder = Recorder(store)
        self._dispatcher = threading.Thread(target=self._dispatch, name="pool-dispatcher", daemon=True)
        self._dispatcher.start()

    def submit(self, experiment: Experiment, visitor: str) -> None:
        """Have the experiment trained for the visitor, where it is not finished yet. Raises `Refused`."""
        if self.watch(experiment, visitor).state in ("unknown", "stopped", "failed"):
            stored = self._store.get_runs(run_keys(experiment))
            with self._changed:
                if experiment not in self._live:
                    self._accept(self._runs.request(experiment, stored), visitor)
        self._recorder.asked(experiment, visitor)

    def watch(self, experiment: Experiment, visitor: str) -> Snapshot:
        """Look at an experiment, and want it too where somebody has asked for it: then it goes on until both have gone.

        For a visitor who opens the link of something that may be under way. Never begins anything.
        """
        with self._changed:
            self._presence.stay(visitor)
            request = self._live.get(experiment)
            if request is not None and visitor not in request.visitors:
                self._want(request, visitor)
        return self.snapshot(experiment)

    def cancel(self, experiment: Experiment, visitor: str) -> None:
        """The visitor does not want the experiment any more."""
        with self._changed:
            request = self._live.get(experiment)
            if request is not None and visitor in request.visitors:
                self._give_up(request, visitor)

    def join(self, visitor: str) -> None:
        """A session of the visitor has begun."""
        with self._changed:
            self._presence.join(visitor)

    def leave(self, visitor: str) -> None:
        """A session of the visitor has ended. After the last, what only they want goes on for the grace time."""
        with self._changed:
            self._presence.leave(visitor)
            self._changed.notify()

    def snapshot(self, experiment: Experiment) -> Snapshot:
        """How the experiment stands: under way, at hand, or in the store."""
        found = self._at_hand(experiment)
        if found is not None:
            return found
        keys = run_keys(experiment)
        if self._store.has_all(keys):
            with self._reading:  # where a whole class opens a link, the first to come here reads it for all
                found = self._at_hand(experiment) or self._read(experiment, keys)
        return found or Snapshot.unknown(experiment)

    def close(self) -> None:
        """End all training, store what is finished, and wait for both."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._dispatcher.join()
        self._workers.close()
        self._recorder.close()

    def _at_hand(self, experiment: Experiment) -> Snapshot | None:
        with self._changed:
            request = self._live.get(experiment)
            if request is not None:
                return request.snapshot(self._prospects.of(request, self._jobs, self._queue))
            request = self._ended.get(experiment)
            return None if request is None else request.snapshot(None)

    def _read(self, experiment: Experiment, keys: list[str]) -> Snapshot | None:
        stored = self._store.get_runs(keys)
        with self._changed:
            request = self._runs.request(experiment, stored)
            if request.complete and experiment not in self._live:
                self._remember(request, "finished")
        return self._at_hand(experiment)

    # From here on the lock is held by the caller, unless the first line takes it.

    def _accept(self, request: Request, visitor: str) -> None:
        """Put a new request into the queue; raises `Refused`."""
        if request.complete:
            self._remember(request, "finished")
            return
        if self._closed:
            raise Refused(CLOSING)
        self._caps.check(request, visitor, list(self._live.values()))
        self._ended.drop(request.experiment)
        self._live[request.experiment] = request
        for live in request:
            live.wanted_by.add(request)
        if any(live.job for live in request):
            request.state = "running"
        self._want(request, visitor)

    def _want(self, request: Request, visitor: str) -> None:
        request.visitors[visitor] = None
        for part in request.parts:
            if part.waiting:
                self._queue.add(visitor, part)
        self._touch()

    def _give_up(self, request: Request, visitor: str) -> None:
        del request.visitors[visitor]
        self._queue.discard(lambda part: part.request is request, visitor)
        if not request.visitors:
            self._end(request, "stopped")
        self._touch()

    def _end(self, request: Request, state: State, message: str = "") -> None:
        """The request is over; what nobody else wants is not trained any further."""
        del self._live[request.experiment]
        self._queue.discard(lambda part: part.request is request)
        for live in request:
            live.wanted_by.discard(request)
        for live in request:
            if live.waiting and not live.wanted_by:
                self._runs.drop(live)
        for job in [one for one in self._jobs if not one.cancelled and not one.requests]:
            job.cancelled = True
            for live in job.runs:
                self._runs.drop(live)
            self._workers.cancel(job.number)
        self._remember(request, state, message)

    def _remember(self, request: Request, state: State, message: str = "") -> None:
        request.end(state, message)
        self._ended.put(request)

    def _touch(self) -> None:
        """Something has changed on which the order of things depends."""
        self._prospects.expire()
        self._changed.notify()

    def _dispatch(self) -> None:
        """Until the pool closes, give the workers what is next, and end what only those want who have gone."""
        with self._changed:
            while not self._closed:
                gone = set(self._presence.gone())
                for request in list(self._live.values()):
                    for visitor in gone & request.visitors.keys():
                        self._give_up(request, visitor)
                while len(self._jobs) < self._workers.count and self._start():
                    pass
                self._changed.wait(self._presence.until_next)

    def _seconds(self, part: Part) -> float:
        """About how long a worker will take for it."""
        runs = [live.run for live in part.waiting]
        return self._prospects.pace.expect(runs) if runs else 0.0

    def _start(self) -> bool:
        """Start the next job, if there is one."""
        self._queue.discard(lambda part: not part.waiting)  # its runs are trained for another request
        part = self._queue.take()
        if part is None:
            return False
        runs = [live.run for live in part.waiting]
        job = Job(part.waiting, self._prospects.pace.expect(runs), time.monotonic())
        for live in job.runs:
            live.job = job
        for request in job.requests:
            request.state = "running"
        self._jobs.add(job)
        job.number = self._workers.submit(runs, partial(self._hear, job))
        self._touch()
        return True

    def _hear(self, job: Job, event: Event) -> None:
        """What the workers tell of a job, in a thread of theirs."""
        with self._changed:
            if isinstance(event, Progress):
                job.advance(event)
                return
            self._jobs.discard(job)
            self._touch()
            if isinstance(event, Finished):
                self._prospects.pace.learn([live.run for live in job.runs], time.monotonic() - job.started)
                pairs = zip(event.results, job.runs, strict=True)
                results = [replace(result, records=live.records) for result, live in pairs]
                self._recorder.finished(results, partial(self._finish, job, results))
                return
            message = event.message if isinstance(event, Failed) else ""
            for live in job.runs:
                live.job = None
                self._runs.drop(live)
            for request in job.requests:
                self._end(request, "failed" if isinstance(event, Failed) else "stopped", message)

    def _finish(self, job: Job, results: list[RunResult]) -> None:
        """Show what is finished. Only now that it is stored: the server may be killed at any moment."""
        with self._changed:
            for live, result in zip(job.runs, results, strict=True):
                live.result, live.job = result, None
            for request in [one for one in job.requests if one.complete]:
                self._end(request, "finished")
