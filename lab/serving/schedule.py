"""What is due and what runs: parts of requests in fair turns, on so many workers.

Times are in seconds, `now` of any one clock that never goes back. Nothing here waits or knows a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, takewhile

from lab.serving.balance import LEAST, balance
from lab.serving.outlook import Load, Outlook, foresee
from lab.serving.pace import Pace
from lab.serving.queue import QUANTUM, TURN, Queue, Turn
from lab.serving.requests import Job, LiveRun, Part, Request

EPOCH = 2.0  # expected seconds of an epoch of one job, at most: it can be paused between two epochs only
PIECE = 60.0  # seconds after which a job is paused even where nobody waits: no more is lost with its worker
FRESH = 0.25  # seconds that a forecast is good for: all who wait ask for it every second or so


class Schedule:
    """The parts that wait and the jobs that run. A request is served a part at a time, each by one worker.

    Where workers would be idle, the runs of a part are spread over them. `workers` may change. While anyone waits with
    a short experiment, one worker at least serves short ones.
    """

    def __init__(self, workers: int, group: Callable[[str], str] = lambda visitor: visitor) -> None:
        self.workers = workers
        self._queue = Queue(group)
        self._jobs: dict[Job, None] = {}  # in the order in which they began
        self._unwanted: list[Job] = []
        self._in_the_way: list[Job] = []
        self._pace = Pace()
        self._outlooks: dict[Request, Outlook] = {}
        self._foreseen: float | None = None  # when; None where something has changed since

    def add(self, request: Request, visitor: str) -> None:
        """What waits of the request is to be trained for the visitor."""
        self._queue.add(visitor, request)
        self._foreseen = None

    def remove(self, request: Request, visitor: str | None = None) -> None:
        """The visitor, or nobody, wants the request any more."""
        self._queue.discard(request, visitor)
        self._foreseen = None

    def start(self, now: float) -> Job | None:
        """The next job, which is running from now on; None where no worker is idle or nothing waits."""
        idle = self.workers - len(self._jobs)
        turns = self._queue.order()
        if not turns:
            return None
        if idle <= 0:
            self._make_room(turns[0], now)
            return None
        job = self._job(turns, idle, now)
        self._queue.serve(job.visitor, job.charged)
        for live in job.runs:
            live.job = job
        for request in job.requests:
            request.state = "running"
            request.looked = True
        self._jobs[job] = None
        self._foreseen = None
        return job

    def over(self, job: Job, now: float) -> None:
        """The job has been trained to its end, or paused after an epoch."""
        estimated = job.estimate * job.done()
        self._queue.serve(job.visitor, max(0.0, estimated - job.charged))
        if estimated:
            self._pace.learn(estimated, now - job.began)
        self.free(job)

    def free(self, job: Job) -> None:
        """The job runs no more, whatever came of it."""
        del self._jobs[job]
        self._foreseen = None

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

    def in_the_way(self) -> list[Job]:
        """The jobs that are to be paused, each once. They run until they are reported to be paused or over."""
        jobs, self._in_the_way = self._in_the_way, []
        return [job for job in jobs if job in self._jobs]

    def turn_ends(self, now: float) -> float | None:
        """When the next turn of a job ends, where something waits for a worker; None otherwise."""
        if len(self._jobs) < self.workers or not self._queue.anything_waits:
            return None
        ends = (job.began + TURN for job in self._jobs)
        return min((end for end in ends if end > now), default=None)

    def outlook(self, request: Request, now: float) -> Outlook:
        """When the request will be served."""
        if self._foreseen is None or now > self._foreseen + FRESH:
            turns = self._queue.order()
            running, rests = self._running(turns, now)
            factor = self._pace.beside(job.trained() for job in self._jobs)
            waiting = [self._load(turn.part.request, factor * turn.seconds) for turn in turns]
            self._outlooks = foresee(self.workers, running, [*waiting, *rests])
            self._foreseen = now
        return self._outlooks.get(request, Outlook())

    def _running(self, turns: Sequence[Turn], now: float) -> tuple[list[Load[Request]], list[Load[Request]]]:
        """What runs until the end of its turn, and what then waits again: no rest where nothing waits."""
        running, rests = [], []
        way = self._first_to_yield(turns[0], now) if turns and len(self._jobs) >= self.workers else None
        for job in self._jobs:
            owners, left = frozenset(job.requests), job.left(now)
            until = 0.0 if job is way or job.gives_way else max(0.0, job.began + TURN - now)
            turn = min(left, max(until, job.until_pause(now))) if turns else left
            running.append(Load(owners, turn))
            if left > turn:
                rests.append(Load(owners, left - turn))
        return running, rests

    @staticmethod
    def _load(request: Request, seconds: float) -> Load[Request]:
        return Load(frozenset([request]), seconds, new=request.state == "queued")

    def _job(self, turns: Sequence[Turn], idle: int, now: float) -> Job:
        """A job of what is due first."""
        turn = turns[0]
        parts = {id(other.part) for other in turns}
        runs = self._share(turn.part, idle, len(parts) - 1, now)
        expected = self._pace.factor * sum(live.left for live in runs)
        return Job(turn.part, runs, turn.visitor, expected, now, min(TURN, sum(live.left for live in runs)))

    def _share(self, part: Part, idle: int, others: int, now: float) -> tuple[LiveRun, ...]:
        """The runs of the part for one worker; the rest is for workers that nobody else needs, now or soon."""
        runs = _together(part, EPOCH / self._pace.factor)
        if len(runs) == 1 or idle <= others or self._pace.factor * part.estimate < LEAST:
            return runs
        busy = [] if others else [job.left(now) for job in self._jobs]
        costs = [self._pace.factor * live.left for live in runs]
        return tuple(runs[place] for place in balance(costs, [0.0] * (idle - others) + busy)[0])

    def _make_room(self, head: Turn, now: float) -> None:
        """All workers are busy: a job is paused where it keeps another visitor waiting for longer than is fair."""
        way = self._first_to_yield(head, now)
        if way is not None:
            way.gives_way = True
            self._in_the_way.append(way)

    def _first_to_yield(self, head: Turn, now: float) -> Job | None:
        """The job that is to be paused for what is due first; None where a worker will be free in a moment anyway."""
        if any(job.gives_way or job.cancelled for job in self._jobs):
            return None
        return max(self._yielding(head, now), key=lambda job: job.left(now), default=None)

    def _yielding(self, head: Turn, now: float) -> Iterator[Job]:
        """The jobs that may be paused for what is due first, of those that will not be done soon."""
        request = head.part.request
        nobody_serves_short = request.short and not any(job.short for job in self._jobs)
        for job in self._jobs:
            spread = sum(other.part is job.part for other in self._jobs) > 1
            others = bool(request.visitors.keys() - job.visitors)
            its_turn_is_over = others and (spread or now >= job.began + TURN)
            if job.left(now) > QUANTUM and (nobody_serves_short or its_turn_is_over):
                yield job


def _together(part: Part, seconds: float) -> tuple[LiveRun, ...]:
    """Runs of the part that have come equally far: one, or as many as `pace.seconds` says take so long for an epoch."""
    first, *others = part.waiting
    alike = [first, *(live for live in others if live.epoch == first.epoch)]
    sums = accumulate(live.estimate / live.run.epochs for live in alike)
    return tuple(alike[: max(1, sum(1 for _ in takewhile(lambda total: total <= seconds, sums)))])
