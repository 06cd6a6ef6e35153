"""A queue that serves visitors in turn, whoever came first and however much each has brought."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(slots=True)
class _Quantum:
    """Who is being served, and how much of their quantum is left."""

    visitor: str | None = None
    left: float = 0.0


class FairQueue(Generic[T]):
    """Things that wait, by visitor: each visitor's in order, visitors in turn, as in round-robin scheduling.

    In each round a visitor is given one thing, or more that are parts of the same whole, until those given `cost` as
    much as `quantum` together: so a small whole is served in one round, rather than everybody's at the very end.

    >>> queue = FairQueue[int]()
    >>> for visitor, thing in [("ada", 1), ("ada", 2), ("ada", 3), ("bob", 4)]:
    ...     queue.add(visitor, thing)
    >>> list(queue), queue.take(), queue.take(), queue.take()
    ([1, 4, 2, 3], 1, 4, 2)
    """

    def __init__(
        self,
        quantum: float = 0.0,
        cost: Callable[[T], float] = lambda _: 1.0,
        whole: Callable[[T], object] = lambda thing: thing,
    ) -> None:
        self._lines: OrderedDict[str, list[T]] = OrderedDict()  # the visitor to be served next first; none is empty
        self._quantum, self._cost, self._whole = quantum, cost, whole
        self._now = _Quantum()

    def add(self, visitor: str, thing: T) -> None:
        """Put a thing at the end of the visitor's line. The same thing may be in the lines of several visitors."""
        self._lines.setdefault(visitor, []).append(thing)

    def put_back(self, visitor: str, thing: T) -> None:
        """Put a thing that was taken at the head of the visitor's line again; other visitors are served before."""
        self._lines.setdefault(visitor, []).insert(0, thing)
        self._lines.move_to_end(visitor)

    def take(self) -> T | None:
        """Take the next thing out of all lines. Where that uses up the visitor's quantum, they are then served last."""
        if not self._lines:
            return None
        thing = self._next(self._lines, self._now)
        self.discard(lambda other: other is thing)
        return thing

    def discard(self, unwanted: Callable[[T], bool], visitor: str | None = None) -> None:
        """Take out what is unwanted, of one visitor or of all."""
        for name in list(self._lines) if visitor is None else [visitor] if visitor in self._lines else []:
            self._lines[name] = [thing for thing in self._lines[name] if not unwanted(thing)]
            if not self._lines[name]:
                del self._lines[name]

    def __len__(self) -> int:
        """How many things wait, each counted once."""
        return len({thing for line in self._lines.values() for thing in line})

    def __iter__(self) -> Iterator[T]:
        """The things in the order in which they would be taken; one in several lines comes several times."""
        lines, now = OrderedDict((visitor, list(line)) for visitor, line in self._lines.items()), replace(self._now)
        while lines:
            yield self._next(lines, now)

    def _next(self, lines: OrderedDict[str, list[T]], now: _Quantum) -> T:
        """Take the next thing out of its line."""
        visitor, line = next(iter(lines.items()))
        if now.visitor != visitor:
            now.visitor, now.left = visitor, self._quantum
        thing = line.pop(0)
        now.left -= self._cost(thing)
        if now.left <= 0 or not line or self._whole(line[0]) is not self._whole(thing):
            lines.move_to_end(visitor)
            now.visitor = None
        if not line:
            del lines[visitor]
        return thing
