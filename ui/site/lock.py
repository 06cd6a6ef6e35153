"""Pages are drawn one at a time, and next is who has had least of it: a visitor who hammers keeps nobody else waiting.

The scripts of all visitors share one interpreter. When a class moves its sliders and twenty scripts run at once, each
takes twenty times as long, and the server's own thread, which sends what they have drawn, waits behind them all. With
200 visitors the slowest 5 % of the moves took 0.7 s; one at a time they take 0.2 s.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from lab.serving.shares import Shares

PATIENCE = 1.0  # seconds of a turn after which the next script goes ahead anyway: this one may wait for a database


@dataclass(frozen=True, slots=True)
class Who:
    """Whose script it is: the network address of the visitor, '' where it is not known, and the session."""

    address: str = ""
    session: str = ""

    @property
    def group(self) -> str:
        """What shares a turn with the others of its kind: an address, else a session."""
        return self.address or self.session


@dataclass(eq=False, slots=True)
class _Turn:
    """A script that waits to draw, or draws. Times are in seconds of the monotonic clock."""

    who: Who
    began: float = 0.0
    due: threading.Event = field(default_factory=threading.Event)


class Turns:
    """One script draws at a time. Thread-safe.

    Each address has an equal share of the time that is spent on drawing, and so has each session of an address; who has
    had least is next, whoever came first. A turn that takes longer than `PATIENCE` is given to the next one beside it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._draws: _Turn | None = None
        self._waiting: list[_Turn] = []  # in the order in which they came
        self._addresses, self._sessions = Shares(), Shares()

    @property
    def idle(self) -> bool:
        """Whether nobody draws."""
        return self._draws is None

    @contextlib.contextmanager
    def turn(self, who: Who) -> Iterator[None]:
        """Wait for a turn, and hold it."""
        mine = _Turn(who)
        try:
            self._wait(mine)
            yield
        finally:
            self._end(mine)

    def _wait(self, mine: _Turn) -> None:
        with self._lock:
            self._addresses.come(mine.who.group)
            self._sessions.come(mine.who.session)
            self._waiting.append(mine)
            if self._draws is None:
                self._next()
        while not mine.due.wait(self._patience()):
            pass

    def _patience(self) -> float:
        """How many seconds the turn of now still has. Where it has had them all, the next has begun."""
        with self._lock:
            if self._draws is not None and time.monotonic() >= self._draws.began + PATIENCE:
                self._next()
            return PATIENCE if self._draws is None else self._draws.began + PATIENCE - time.monotonic()

    def _end(self, mine: _Turn) -> None:
        with self._lock:
            if not mine.due.is_set():  # it was interrupted
                self._waiting = [other for other in self._waiting if other is not mine]
                return
            took = time.monotonic() - mine.began
            here = [mine.who, *(other.who for other in self._waiting)]
            self._addresses.serve(mine.who.group, took, len({who.group for who in here}))
            self._sessions.serve(mine.who.session, took, len({who.session for who in here}))
            if self._draws is mine:
                self._next()

    def _next(self) -> None:
        """Give the turn to who has had least of those who wait, to nobody where there is none."""
        self._draws = min(self._waiting, key=self._had, default=None)
        if self._draws is not None:
            self._waiting.remove(self._draws)
            self._draws.began = time.monotonic()
            self._draws.due.set()

    def _had(self, turn: _Turn) -> tuple[float, float]:
        return self._addresses.had(turn.who.group), self._sessions.had(turn.who.session)


_turns = Turns()


class _Thread(threading.local):
    draws = False  # whether this thread is inside `drawing`


_this_thread = _Thread()


@contextlib.contextmanager
def drawing(who: Who) -> Iterator[None]:
    """Wait until it is this script's turn, then draw. May be nested: the inner call does not wait."""
    if _this_thread.draws:
        yield
        return
    with _turns.turn(who):
        _this_thread.draws = True
        try:
            yield
        finally:
            _this_thread.draws = False
