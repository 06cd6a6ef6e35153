"""When those who wait are served: a forecast of what the workers will do with the queue."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one who waits may expect: the place among all who have not been served yet, from 1, and seconds.

    `wait` is how long until the first worker begins, `remaining` how long until the last is done.
    """

    position: int | None = None
    wait: float | None = None
    remaining: float | None = None


@dataclass(frozen=True, slots=True)
class Load(Generic[T]):
    """So many seconds of a worker, and who wants them. `new` where these have not been served yet."""

    owners: frozenset[T]
    seconds: float
    new: bool = False


def foresee(workers: int, running: Sequence[Load[T]], queue: Iterable[Load[T]]) -> dict[T, Outlook]:
    """What each owner may expect where `workers` take the `queue` in order, each as soon as it is free."""
    free = [0.0] * max(0, workers - len(running)) + [load.seconds for load in running]
    heapq.heapify(free)
    begins: dict[T, float] = {}
    ends: dict[T, float] = {}
    places: dict[T, int] = {}
    for load in running:
        for owner in load.owners:
            ends[owner] = max(ends.get(owner, 0.0), load.seconds)
    for load in queue:
        start = heapq.heappop(free)
        heapq.heappush(free, start + load.seconds)
        for owner in load.owners:
            begins.setdefault(owner, start)
            ends[owner] = max(ends.get(owner, 0.0), start + load.seconds)
            if load.new:
                places.setdefault(owner, len(places) + 1)
    return {owner: Outlook(places.get(owner), begins.get(owner), end) for owner, end in ends.items()}
