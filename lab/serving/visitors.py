"""Which visitors are here and from where, and which have left so recently that they may come back."""

from __future__ import annotations

from collections import Counter


class Visitors:
    """Counts the sessions of each visitor. One who has none left has so many seconds of grace, then is gone.

    A visitor's address is where they came from first, '' where that is not known; it is forgotten when they are gone.
    Times are in seconds of any one clock.
    """

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._sessions: Counter[str] = Counter()
        self._leaving: dict[str, float] = {}  # and when the grace ends, in this order
        self._addresses: dict[str, str] = {}  # of those of whom one is known

    def join(self, visitor: str, address: str = "") -> None:
        """A session of the visitor has begun."""
        self._sessions[visitor] += 1
        self.stay(visitor)
        if address:
            self._addresses.setdefault(visitor, address)

    def group(self, visitor: str) -> str:
        """What the visitor shares with others of the same address: the address, else the visitor alone."""
        return self._addresses.get(visitor, visitor)

    def neighbours(self, visitor: str) -> list[str]:
        """All visitors of the same address, this one too; none where it is not known."""
        address = self._addresses.get(visitor)
        return [other for other, theirs in self._addresses.items() if theirs == address] if address else []

    def leave(self, visitor: str, now: float) -> None:
        """A session of the visitor has ended."""
        self._sessions[visitor] -= 1
        if self._sessions[visitor] <= 0:
            del self._sessions[visitor]
            self._leaving[visitor] = now + self._grace

    def stay(self, visitor: str) -> None:
        """The visitor is still here, and needs no grace."""
        self._leaving.pop(visitor, None)

    def gone(self, now: float) -> set[str]:
        """The visitors whose grace has ended since the last time this was asked."""
        names = {visitor for visitor, end in self._leaving.items() if end <= now}
        for name in names:
            del self._leaving[name]
            self._addresses.pop(name, None)
        return names

    @property
    def next_end(self) -> float | None:
        """When the next grace ends; None where nobody is leaving."""
        return next(iter(self._leaving.values()), None)
