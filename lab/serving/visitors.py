"""Which visitors are here, and which have gone so lately that they may come back."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable


class Presence:
    """Counts the sessions of each visitor. One who has none left is in a grace of so many seconds, then gone."""

    def __init__(self, grace: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._grace, self._clock = grace, clock
        self._sessions: Counter[str] = Counter()
        self._leaving: dict[str, float] = {}  # and when the grace ends, in this order

    def join(self, visitor: str) -> None:
        """A session of the visitor has begun."""
        self._sessions[visitor] += 1
        self.stay(visitor)

    def leave(self, visitor: str) -> None:
        """A session of the visitor has ended."""
        self._sessions[visitor] -= 1
        if self._sessions[visitor] <= 0:
            del self._sessions[visitor]
            self._leaving[visitor] = self._clock() + self._grace

    def stay(self, visitor: str) -> None:
        """The visitor has been heard of: the grace is over."""
        self._leaving.pop(visitor, None)

    def gone(self) -> list[str]:
        """The visitors whose grace has run out since the last time."""
        now = self._clock()
        names = [visitor for visitor, end in self._leaving.items() if end <= now]
        for name in names:
            del self._leaving[name]
        return names

    @property
    def until_next(self) -> float | None:
        """Seconds until the next grace runs out; None where nobody is leaving."""
        ends = next(iter(self._leaving.values()), None)
        return None if ends is None else max(0.0, ends - self._clock())
