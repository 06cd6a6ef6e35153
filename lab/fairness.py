"""A queue that serves visitors in turn, whoever came first and however much each has brought."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from itertools import chain, zip_longest
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Things that wait for their turn, by visitor. One is taken from each visitor in turn, each visitor's in order.

    >>> queue = FairQueue[int]()
    >>> for visitor, thing in [("ada", 1), ("ada", 2), ("ada", 3), ("bob", 4)]:
    ...     queue.add(visitor, thing)
    >>> list(queue), queue.take(), queue.take(), queue.take()
    ([1, 4, 2, 3], 1, 4, 2)
    """

    def __init__(self) -> None:
        self._lines: OrderedDict[str, list[T]] = OrderedDict()  # the visitor whose turn it is first; none is empty

    def add(self, visitor: str, thing: T) -> None:
        """Put a thing at the end of the visitor's line. A thing may stand in the lines of several visitors."""
        self._lines.setdefault(visitor, []).append(thing)

    def take(self) -> T | None:
        """Take the thing whose turn it is out of all lines; the visitor who stood first with it is then last."""
        if not self._lines:
            return None
        visitor = next(iter(self._lines))
        thing = self._lines[visitor][0]
        self._lines.move_to_end(visitor)
        self.discard(lambda other: other is thing)
        return thing

    def discard(self, unwanted: Callable[[T], bool], visitor: str | None = None) -> None:
        """Take out what is unwanted, of one visitor or of all."""
        for name in list(self._lines) if visitor is None else [visitor] if visitor in self._lines else []:
            self._lines[name] = [thing for thing in self._lines[name] if not unwanted(thing)]
            if not self._lines[name]:
                del self._lines[name]

    def __iter__(self) -> Iterator[T]:
        """The things in the order in which they would be taken; one in several lines comes several times."""
        nothing = object()
        rounds = zip_longest(*self._lines.values(), fillvalue=nothing)
        return (thing for thing in chain.from_iterable(rounds) if thing is not nothing)  # type: ignore[misc]
