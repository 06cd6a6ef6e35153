"""How long training takes, and who has to wait how long: estimates, learnt from what training took before."""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from core.experiment import Run

STEP = 60e-6  # seconds that a mini-batch takes, whatever its size, about
WEIGHT = 0.3e-9  # seconds that a weight takes for an image going through once, about
CLASSES = 10
PIXELS = 784
PIECES = 20  # evaluations on the validation images in an epoch that is followed closely
ALL_EVALUATED = 10_000  # training images that are evaluated after an epoch, at most
FINAL = 20_000  # images that the finished network is judged by
LEARNING = 0.3  # the share of the latest training in the pace

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one who waits may expect: the place among all who have not been served yet, from 1, and seconds."""

    position: int | None = None
    wait: float | None = None
    remaining: float | None = None


def seconds(runs: Sequence[Run]) -> float:
    """About how long a machine of 2020 takes to train these runs side by side, on one core."""
    return sum(_weights(run) * _images(run) for run in runs) * WEIGHT + STEP * max(_steps(run) for run in runs)


def _weights(run: Run) -> int:
    return sum((inputs + 1) * units for inputs, units in pairwise((PIXELS, *run.hidden, CLASSES)))


def _steps(run: Run) -> int:
    return run.epochs * -(-run.train // run.batch)


def _images(run: Run) -> int:
    """How many images go through the network, training counted three times: forward, back, and the gradient."""
    test = FINAL // 2 if run.test_each_epoch else 0
    each_epoch = 3 * run.train + min(run.train, ALL_EVALUATED) + run.validation + test
    return run.epochs * each_epoch + min(run.epochs, run.close_up) * PIECES * run.validation + FINAL


class Pace:
    """How long training takes here and now, beside what `seconds` says."""

    def __init__(self) -> None:
        self._factor = 1.0

    def expect(self, runs: Sequence[Run]) -> float:
        """About how many seconds these runs will take."""
        return self._factor * seconds(runs)

    def learn(self, runs: Sequence[Run], taken: float) -> None:
        """These runs have taken so many seconds."""
        self._factor += LEARNING * (taken / seconds(runs) - self._factor)


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """A piece of work of so many seconds, and for whom it is done."""

    owners: frozenset[T]
    seconds: float
    new: bool = False  # whether its owners have not been served yet


def forecast(workers: int, running: Sequence[Work[T]], queue: Iterable[Work[T]]) -> dict[T, Outlook]:
    """What each owner may expect where `workers` take on the `queue` in order, each when it is done with its work."""
    free = [0.0] * max(0, workers - len(running)) + [work.seconds for work in running]
    heapq.heapify(free)
    begins: dict[T, float] = {}
    ends: dict[T, float] = {}
    places: dict[T, int] = {}
    for work in running:
        for owner in work.owners:
            ends[owner] = max(ends.get(owner, 0.0), work.seconds)
    for work in queue:
        start = heapq.heappop(free)
        heapq.heappush(free, start + work.seconds)
        for owner in work.owners:
            begins.setdefault(owner, start)
            ends[owner] = max(ends.get(owner, 0.0), start + work.seconds)
            if work.new:
                places.setdefault(owner, len(places) + 1)
    return {owner: Outlook(places.get(owner), begins.get(owner), end) for owner, end in ends.items()}
