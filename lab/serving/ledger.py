"""Who wants what, what they share, and what has become of it: the books of the pool, without threads or clock.

Every method that depends on time is given it: `now` is in seconds, of any one clock that never goes back. The pool
gives its workers what `start` returns, enters here what they report, and has them cancel what `unwanted` returns and
pause what `in_the_way` returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.experiment import Experiment
from core.results import RunResult
from core.training import Pause
from lab.serving.caps import CLOSING, Caps, Refused
from lab.serving.ended import Ended
from lab.serving.requests import Job, Request
from lab.serving.schedule import Schedule
from lab.serving.shared import SharedRuns
from lab.serving.snapshot import Snapshot, State
from lab.serving.visitors import Visitors
from lab.workers.interface import Progress

RETURNING = "returning"  # the visitor for whom is trained what was asked for before the server was started
GRACE = 60.0  # seconds that what only one visitor wants goes on without them


class Ledger:
    """Requests of visitors for so many workers. Not thread-safe."""

    def __init__(self, workers: int, caps: Caps | None = None, grace: float = GRACE) -> None:
        self.closed = False  # whether new requests are refused
        self._visitors = Visitors(grace)
        self.schedule = Schedule(workers, self._visitors.group)
        self._caps = caps or Caps()
        self._live: dict[Experiment, Request] = {}
        self._repeats: dict[Experiment, Request] = {}  # of what is known already, seen by those who ask for it only
        self._ended = Ended()
        self._over: list[Experiment] = []
        self._runs = SharedRuns()

    # What visitors do

    def submit(
        self, experiment: Experiment, visitor: str, stored: Mapping[str, RunResult], now: float, *, again: bool = False
    ) -> bool:
        """The visitor wants the experiment, whose runs are `stored` or to be trained; all of them `again` where asked.

        Returns whether it is under way from now on, and was not before. Raises `Refused`.
        """
        live = self._repeats if again else self._live
        if experiment in live:
            self._want_too(live[experiment], visitor)
            return False
        request = self._runs.repeat(experiment) if again else self._runs.request(experiment, stored)
        if request.complete:
            self._keep(request, "finished")
            return False
        if self.closed:
            raise Refused(CLOSING)
        neighbours = self._visitors.neighbours(visitor)
        self._caps.check(
            request, visitor, self._under_way(), lambda one: self.schedule.outlook(one, now).remaining, neighbours
        )
        if not again:
            self._ended.drop(experiment)
        self._begin(request, visitor)
        return True

    def resume(self, experiment: Experiment, stored: Mapping[str, RunResult]) -> None:
        """Another server was training the experiment, and is no more: it goes on, for whoever comes back."""
        if experiment in self._live:
            return
        request = self._runs.request(experiment, stored)
        if request.complete:
            self._over.append(experiment)
            self._keep(request, "finished")
        else:
            request.resumed = True
            self._begin(request, RETURNING)

    def watch(self, experiment: Experiment, visitor: str) -> None:
        """The visitor is here, and wants the experiment too where it is queued or running."""
        self._visitors.stay(visitor)
        if experiment in self._live:
            self._want_too(self._live[experiment], visitor)

    def withdraw(self, experiment: Experiment, visitor: str) -> None:
        """The visitor does not want the experiment any more."""
        for live in (self._live, self._repeats):
            request = live.get(experiment)
            if request is not None and visitor in request.visitors:
                self._give_up(request, visitor)

    def join(self, visitor: str, address: str = "") -> None:
        """A session of the visitor has begun, from this network address where it is known."""
        self._visitors.join(visitor, address)

    def leave(self, visitor: str, now: float) -> None:
        """A session of the visitor has ended. After the last, what only they want goes on for the grace."""
        self._visitors.leave(visitor, now)

    def let_go(self, now: float) -> None:
        """Give up what only those want whose grace has ended."""
        if gone := self._visitors.gone(now):
            for request in self._under_way():
                for visitor in gone & request.visitors.keys():
                    self._give_up(request, visitor)

    def due(self, now: float) -> float | None:
        """When there is something to do at the latest, even if nothing happens; None for never."""
        ends = (self._visitors.next_end, self.schedule.turn_ends(now))
        return min((end for end in ends if end is not None), default=None)

    def snapshot(self, experiment: Experiment, now: float, visitor: str = "") -> Snapshot | None:
        """The experiment at this moment; None where it is neither live nor among the ended ones that are kept.

        Where the `visitor` has it trained again, it is as far as that has come.
        """
        request = self._repeats.get(experiment)
        if request is None or visitor not in request.visitors:
            request = self._live.get(experiment)
        if request is not None:
            return request.snapshot(self.schedule.outlook(request, now))
        request = self._ended.get(experiment)
        return None if request is None else request.snapshot(None)

    def found(self, experiment: Experiment, stored: Mapping[str, RunResult]) -> None:
        """Keep an experiment that is stored complete, for those who look at it."""
        if experiment not in self._live:
            request = self._runs.request(experiment, stored)
            if request.complete:
                self._keep(request, "finished")

    @property
    def waiting(self) -> int:
        """How many visitors want something that is queued or running."""
        return len({visitor for request in self._under_way() for visitor in request.visitors})

    def over(self) -> list[Experiment]:
        """The experiments that have ended, each once: finished, failed, or wanted by nobody any more."""
        ended, self._over = self._over, []
        return [experiment for experiment in ended if experiment not in self._live]

    # What workers do

    def start(self, now: float) -> Job | None:
        """The next job, which is running from now on; None where no worker is idle or nothing waits."""
        return self.schedule.start(now)

    def unwanted(self) -> list[Job]:
        """The jobs that are to be cancelled, each once. They run until they are reported to be over."""
        return self.schedule.unwanted()

    def in_the_way(self) -> list[Job]:
        """The jobs that are to be paused, each once. They run until they are reported to be paused or over."""
        return self.schedule.in_the_way()

    def progress(self, job: Job, progress: Progress, now: float) -> None:
        """A job has recorded something."""
        job.advance(progress, now)

    def trained(self, job: Job, results: Sequence[RunResult], now: float) -> list[RunResult]:
        """A job is done and its worker free; returns the results with all their records, to be stored now."""
        self.schedule.over(job, now)
        return [replace(result, records=live.records) for result, live in zip(results, job.runs, strict=True)]

    def stored(self, job: Job, results: Sequence[RunResult]) -> None:
        """The results of a job are stored: only now are they shown, since the server may be killed at any moment."""
        for live, result in zip(job.runs, results, strict=True):
            live.result, live.job, live.pause = result, None, None
        for request in [one for one in job.requests if one.complete]:
            self._end(request, "finished")

    def failed(self, job: Job, message: str) -> None:
        """A job has failed, and its worker is free."""
        self._abandon(job, "failed", message)

    def paused(self, job: Job, pauses: Sequence[Pause], now: float) -> None:
        """A job has been paused, and its worker is free. Where somebody wants its runs they wait to go on."""
        if job.cancelled:
            self.cancelled(job)
            return
        self.schedule.over(job, now)
        for live, pause in zip(job.runs, pauses, strict=True):
            live.job, live.pause = None, pause

    def cancelled(self, job: Job) -> None:
        """A job has been cancelled, and its worker is free."""
        self._abandon(job, "stopped")

    def _under_way(self) -> list[Request]:
        return [*self._live.values(), *self._repeats.values()]

    def _begin(self, request: Request, visitor: str) -> None:
        (self._repeats if request.again else self._live)[request.experiment] = request
        for live in request:
            live.wanted_by.add(request)
        if any(live.job for live in request):
            request.state = "running"
        self._want(request, visitor)

    def _want_too(self, request: Request, visitor: str) -> None:
        if visitor not in request.visitors:
            self._want(request, visitor)

    def _want(self, request: Request, visitor: str) -> None:
        request.visitors[visitor] = None
        self.schedule.add(request, visitor)

    def _give_up(self, request: Request, visitor: str) -> None:
        del request.visitors[visitor]
        self.schedule.remove(request, visitor)
        if request.visitors.keys() <= {RETURNING}:  # who came back does not want it any more
            self._end(request, "stopped")

    def _abandon(self, job: Job, state: State, message: str = "") -> None:
        """A job is over without results, and so are all requests that want its runs."""
        self.schedule.free(job)
        for live in job.runs:
            live.job = None
            self._runs.drop(live)
        for request in job.requests:
            self._end(request, state, message)

    def _end(self, request: Request, state: State, message: str = "") -> None:
        """The request is over; what nobody else wants is not trained any further."""
        del (self._repeats if request.again else self._live)[request.experiment]
        if not request.again:
            self._over.append(request.experiment)
        self.schedule.remove(request)
        for live in request:
            live.wanted_by.discard(request)
        for live in request:
            if live.waiting and not live.wanted_by:
                self._runs.drop(live)
        self.schedule.cancel_unwanted(self._runs.drop)
        if state == "finished" or not request.again:  # a repeat that came to nothing leaves what was known before
            self._keep(request, state, message)

    def _keep(self, request: Request, state: State, message: str = "") -> None:
        request.end(state, message)
        self._ended.put(request)
