"""What is due and what runs: parts of requests in fair turns, on so many workers.

Times are in seconds, `now` of any one clock that never goes back. Nothing here waits or knows a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lab.serving.balance import LEAST, balance
from lab.serving.outlook import Load, Outlook, forecast
from lab.serving.pace import Pace
from lab.serving.queue import FairQueue
from lab.serving.requests import Job, LiveRun, Part, Request

QUANTUM = 2.0  # seconds of a worker after which the next visitor is served, the experiment finished or not
FRESH = 0.25  # seconds that a forecast is good for: all who wait ask for it every second or so


class Schedule:
    """The parts that wait and the jobs that run. A request is served a part at a time, each by one worker.

    Where workers would be idle, the runs of a part are spread over them. `workers` may change.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._queue = FairQueue[Part](QUANTUM, self._expected, lambda part: part.request)
        self._jobs: dict[Job, None] = {}  # in the order in which they began
        self._unwanted: list[Job] = []
        self._pace = Pace()
        self._outlooks: dict[Request, Outlook] = {}
        self._foreseen: float | None = None  # when; None where something has changed since

    def add(self, request: Request, visitor: str) -> None:
        """What waits of the request is to be trained for the visitor."""
        for part in request.parts:
            if part.waiting:
                self._queue.add(visitor, part)
        self._foreseen = None

    def remove(self, request: Request, visitor: str | None = None) -> None:
        """The visitor, or nobody, wants the request any more."""
        self._queue.discard(lambda part: part.request is request, visitor)
        self._foreseen = None

    def start(self, now: float) -> Job | None:
        """The next job, which is running from now on; None where no worker is idle or nothing waits."""
        self._queue.discard(lambda part: not part.waiting)  # its runs are trained for another request
        idle = self.workers - len(self._jobs)
        if idle <= 0:
            self._make_room(now)
            return None
        part = self._queue.take()
        if part is None:
            return None
        runs = self._share(part, idle, now)
        job = Job(part, runs, self._pace.factor * sum(live.estimate for live in runs), now)
        for live in runs:
            live.job = job
        for request in job.requests:
            request.state = "running"
        self._jobs[job] = None
        self._put_back(part)
        self._foreseen = None
        return job

    def done(self, job: Job, now: float) -> None:
        """The job has been trained to its end."""
        self.free(job)
        self._pace.learn(job.estimate, now - job.began)

    def free(self, job: Job) -> None:
        """The job runs no more, whatever came of it."""
        del self._jobs[job]
        self._foreseen = None

    def resume(self, job: Job) -> None:
        """The runs of a job that gave way wait again, before anything else that their visitors want."""
        self.free(job)
        for live in job.runs:
            live.job = None
        for request in job.requests:
            for part in request.parts:
                self._put_back(part)

    def cancel_unwanted(self, drop: Callable[[LiveRun], None]) -> None:
        """Cancel the jobs that nobody wants any more, and `drop` their runs."""
        for job in self._jobs:
            if not job.cancelled and not job.requests:
                job.cancelled = True
                self._unwanted.append(job)
                for live in job.runs:
                    drop(live)

    def unwanted(self) -> list[Job]:
        """The jobs that are to be cancelled, each once. They run until they are reported to be over."""
        jobs, self._unwanted = self._unwanted, []
        return [job for job in jobs if job in self._jobs]

    def outlook(self, request: Request, now: float) -> Outlook:
        """When the request will be served."""
        if self._foreseen is None or now > self._foreseen + FRESH:
            running = [Load(frozenset(job.requests), job.left(now)) for job in self._jobs]
            self._outlooks = forecast(self.workers, running, self._loads())
            self._foreseen = now
        return self._outlooks.get(request, Outlook())

    def _loads(self) -> Iterator[Load[Request]]:
        """What waits, in the order in which it will be started."""
        for part in dict.fromkeys(self._queue):
            if expected := self._expected(part):
                yield Load(frozenset([part.request]), expected, new=part.request.state == "queued")

    def _expected(self, part: Part) -> float:
        """About how many seconds a worker will take for what waits of the part."""
        return self._pace.factor * part.estimate

    def _put_back(self, part: Part) -> None:
        """Where runs of a part that was taken still wait, they are next among what its visitors want."""
        if part.waiting:
            self._queue.discard(lambda other: other is part)
            for visitor in part.request.visitors:
                self._queue.put_back(visitor, part)

    def _share(self, part: Part, idle: int, now: float) -> tuple[LiveRun, ...]:
        """The runs of the part for one worker; the others are for workers that nobody else needs, now or soon."""
        runs, others = part.waiting, len(self._queue)
        if len(runs) == 1 or idle <= others or self._expected(part) < LEAST:
            return runs
        busy = [] if others else [job.left(now) for job in self._jobs]
        costs = [self._pace.factor * live.estimate for live in runs]
        return tuple(runs[place] for place in balance(costs, [0.0] * (idle - others) + busy)[0])

    def _make_room(self, now: float) -> None:
        """All workers are busy: a part that is spread over several gives up one of them for another visitor.

        What that worker did is lost, so it is left alone where it will be done soon.
        """
        spread = [job for job in self._jobs if sum(other.part is job.part for other in self._jobs) > 1]
        if not spread or any(job.gives_way for job in spread):
            return
        visitors = {visitor for job in spread for request in job.requests for visitor in request.visitors}
        last = max(spread, key=lambda job: job.left(now))
        if last.left(now) > QUANTUM and any(part.request.visitors.keys() - visitors for part in self._queue):
            last.gives_way = True
            self._unwanted.append(last)
