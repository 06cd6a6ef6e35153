"""Requests that have ended, kept in memory for those who look at them, as many as fit."""

from __future__ import annotations

from collections import OrderedDict

from core.experiment import Experiment
from lab.serving.requests import Request

LIMIT = 32_000_000  # bytes
LEAST = 10_000  # bytes that a request takes beside its runs, about


class Ended:
    """Ended requests by experiment. Those looked at longest ago make room; the last one is kept whatever its size."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[Experiment, tuple[Request, int]] = OrderedDict()

    def get(self, experiment: Experiment) -> Request | None:
        """The request for the experiment, if it is here."""
        if experiment not in self._kept:
            return None
        self._kept.move_to_end(experiment)
        return self._kept[experiment][0]

    def put(self, request: Request) -> None:
        """Keep a request."""
        self.drop(request.experiment)
        size = LEAST + sum(live.bytes for live in request)
        self._kept[request.experiment] = request, size
        self._bytes += size
        while self._bytes > self._limit and len(self._kept) > 1:
            self.drop(next(iter(self._kept)))

    def drop(self, experiment: Experiment) -> None:
        """Forget the request for the experiment, if it is here."""
        self._bytes -= self._kept.pop(experiment, (None, 0))[1]
