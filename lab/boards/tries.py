"""How often something may be tried: so many times at once and so many a second, from one address and altogether.

Codes have 39.6 bits and there are at most 200 boards. Who tries five wrong ones a second for the whole day that a board
lasts, from many addresses, opens one of them with a chance of 1 in 10,000.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from core.words import Said
from lab.boards.refusal import Refusal
from lab.serving.advice import span

MOST_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """So many tries `at_once`, and so many more each second."""

    at_once: float
    rate: float


@dataclass(slots=True)
class _Bucket:
    """Holds tries: so many were `left` at the time `since`."""

    bounds: Bounds
    left: float
    since: float

    def fill(self, now: float) -> None:
        self.left = min(self.bounds.at_once, self.left + self.bounds.rate * (now - self.since))
        self.since = now

    @property
    def wait(self) -> float:
        """Seconds until there is one."""
        return max(0.0, (1.0 - self.left) / self.bounds.rate)


class Tries:
    """Counts tries. Thread-safe. Times are in seconds of any one clock.

    Where no address is known, only the count of all applies. `sentence` refuses, and says with `wait` for how long: a
    message for translators, as in `N_`.
    """

    def __init__(self, of_one: Bounds, of_all: Bounds, sentence: str) -> None:
        self._of_one, self._of_all, self._sentence = of_one, of_all, sentence
        self._lock = threading.Lock()
        self._all: _Bucket | None = None
        self._by_address: OrderedDict[str, _Bucket] = OrderedDict()

    def check(self, address: str, now: float) -> None:
        """Raise `Refusal` where nothing may be tried from this address now, whatever would come of it."""
        with self._lock:
            wait = max(bucket.wait for bucket in self._buckets(address, now))
        if wait > 0:
            raise Refusal(Said(self._sentence, {"wait": span(wait)}))

    def count(self, address: str, now: float) -> None:
        """Something was tried from this address."""
        with self._lock:
            for bucket in self._buckets(address, now):
                bucket.left -= 1.0

    def _buckets(self, address: str, now: float) -> list[_Bucket]:
        self._all = self._all or _Bucket(self._of_all, self._of_all.at_once, now)
        buckets = [self._all]
        if address:
            full = _Bucket(self._of_one, self._of_one.at_once, now)
            buckets.append(self._by_address.setdefault(address, full))
            self._by_address.move_to_end(address)
            if len(self._by_address) > MOST_ADDRESSES:
                self._by_address.popitem(last=False)
        for bucket in buckets:
            bucket.fill(now)
        return buckets
