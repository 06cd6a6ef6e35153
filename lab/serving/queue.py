"""What waits, in the order in which it is due: fair in time between addresses and visitors, a first look for all.

Seconds here are those of `pace.seconds`, the same on every machine, so that the order never changes by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.serving.requests import Part, Request
from lab.serving.shares import Shares

QUANTUM = 2.0  # seconds of an experiment that are served together: a small one is finished rather than all at the end
TURN = 10.0  # seconds of an experiment after which another visitor is served
LATER = 2.0  # seconds by which what goes on comes after what nobody has seen anything of yet
PIECES = 200  # turns of one part that are foreseen; the last is the rest


@dataclass(frozen=True, slots=True)
class Turn:
    """So many seconds of a part that a visitor waits for. `key` is the less the sooner it is due."""

    visitor: str
    part: Part
    seconds: float
    key: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Turns that are served together, seconds in all, and what their key is put back by."""

    turns: tuple[tuple[Part, float], ...]
    seconds: float
    back: float


class Queue:
    """The requests of each visitor, in the order in which they came.

    Each address has an equal share of the time, whoever came first and however many visitors it has; so has each
    visitor of an address, and what would be finished first in its share is due first. `group` tells the address of a
    visitor, or the visitor where none is known.
    """

    def __init__(self, group: Callable[[str], str]) -> None:
        self._group = group
        self._lines: dict[str, dict[Request, bool]] = {}  # none is empty; whether the visitor wanted nothing before
        self._groups = Shares()
        self._members: defaultdict[str, Shares] = defaultdict(Shares)

    def add(self, visitor: str, request: Request) -> None:
        """Put a request at the end of the visitor's line. It may be in the lines of several."""
        comes = visitor not in self._lines
        if comes:
            group = self._group(visitor)
            if not any(self._group(other) == group for other in self._lines):
                self._groups.come(group)
            self._members[group].come(visitor)
        self._lines.setdefault(visitor, {})[request] = comes

    def discard(self, request: Request, visitor: str | None = None) -> None:
        """Take the request out of the visitor's line, or of all."""
        for name in list(self._lines) if visitor is None else [visitor]:
            line = self._lines.get(name, {})
            line.pop(request, None)
            if not line:
                self._lines.pop(name, None)

    def serve(self, visitor: str, seconds: float) -> None:
        """The visitor has been given so many seconds, or is about to be."""
        groups = {self._group(name) for name in self._lines}
        group = self._group(visitor)
        among = sum(self._group(name) == group for name in self._lines)
        self._groups.serve(group, seconds, len(groups | {group}))
        self._members[group].serve(visitor, seconds, among)
        for gone in self._members.keys() - groups - {group}:
            del self._members[gone]

    @property
    def anything_waits(self) -> bool:
        """Whether a worker is needed."""
        return any(True for line in self._lines.values() for request in line for _ in request.waiting_parts())

    def order(self) -> list[Turn]:
        """All that waits, first what is due first. A part of a long experiment has several turns."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for visitor in self._lines:
            groups[self._group(visitor)].append(visitor)
        turns = [turn for group, visitors in groups.items() for turn in self._of_group(group, visitors)]
        turns.sort(key=lambda turn: turn.key)
        return list(_once(turns))

    def _of_group(self, group: str, visitors: Iterable[str]) -> Iterator[Turn]:
        """The turns of all visitors of an address."""
        waiting: list[tuple[float, str, _Stretch]] = []
        for visitor in visitors:
            had = self._members[group].had(visitor)
            for stretch in _stretches(self._lines[visitor]):
                had += stretch.seconds
                waiting.append((_rounded(had + stretch.back), visitor, stretch))
        waiting.sort(key=lambda one: one[0])
        had = self._groups.had(group)
        for _, visitor, stretch in waiting:
            had += stretch.seconds
            for part, seconds in stretch.turns:
                yield Turn(visitor, part, seconds, _rounded(had + stretch.back))


def _stretches(line: Mapping[Request, bool]) -> Iterator[_Stretch]:
    """What waits of one visitor: a first look at what they came with, then one request after another."""
    for request, came_with in line.items():
        together: list[tuple[Part, float]] = []
        unseen = came_with and not request.looked
        for part in request.waiting_parts():
            for seconds in _pieces(part.estimate):
                if unseen:
                    yield _Stretch(((part, seconds),), seconds, 0.0)
                else:
                    together.append((part, seconds))
                unseen = False
                if (total := _seconds(together)) >= QUANTUM:
                    yield _Stretch(tuple(together), total, LATER)
                    together = []
        if together:
            yield _Stretch(tuple(together), _seconds(together), LATER)


def _pieces(seconds: float) -> Iterator[float]:
    """So many seconds in turns.

    >>> list(_pieces(25.0))
    [10.0, 10.0, 5.0]
    """
    for _ in range(PIECES - 1):
        if seconds <= TURN:
            break
        yield TURN
        seconds -= TURN
    yield seconds


def _seconds(together: Iterable[tuple[Part, float]]) -> float:
    return sum(seconds for _, seconds in together)


def _once(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Without the turns of a part that another visitor waits for too and is given sooner."""
    whose: dict[int, str] = {}
    return (turn for turn in turns if whose.setdefault(id(turn.part), turn.visitor) == turn.visitor)


def _rounded(key: float) -> float:
    """Keys that are equal but for the last bits are equal: then who came first is first."""
    return round(key, 6)
