"""What those who wait may expect, kept for a moment: everybody who waits asks for it every second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from lab.serving.demand import Job, Part, Request
from lab.serving.forecast import Outlook, Pace, Work, forecast

FRESH = 0.25  # seconds that a forecast is good for


class Prospects:
    """The outlook of every request that waits or runs, on so many workers."""

    def __init__(self, workers: int) -> None:
        self.pace = Pace()
        self._workers = workers
        self._known: dict[Request, Outlook] = {}
        self._until = 0.0

    def of(self, request: Request, jobs: Iterable[Job], queue: Iterable[Part]) -> Outlook:
        """What a request may expect, given what runs and the queue in its order."""
        now = time.monotonic()
        if now > self._until:
            running = [Work(frozenset(job.requests), job.left(now)) for job in jobs]
            self._known = forecast(self._workers, running, self._ahead(queue))
            self._until = now + FRESH
        return self._known.get(request, Outlook())

    def expire(self) -> None:
        """The queue, or what runs, has changed."""
        self._until = 0.0
        self._known = {}

    def _ahead(self, queue: Iterable[Part]) -> Iterator[Work[Request]]:
        for part in dict.fromkeys(queue):
            runs = [live.run for live in part.waiting]
            if runs:
                yield Work(frozenset([part.request]), self.pace.expect(runs), new=part.request.state == "queued")
