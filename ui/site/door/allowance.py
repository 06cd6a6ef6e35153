"""How much somebody may send: a little at once, and then so much a second."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Allowance:
    """So much `at_once`, in any unit, and so much `a_second` from then on (a token bucket). Times are in seconds.

    >>> bytes = Allowance(at_once=100.0, a_second=50.0)
    >>> [bytes.take(100.0, now=0.0), bytes.take(25.0, now=0.0), bytes.take(10.0, now=10.0)]
    [0.0, 0.5, 0.0]
    """

    at_once: float
    a_second: float
    _left: float = field(init=False)
    _seen: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._left = self.at_once

    def take(self, amount: float, now: float) -> float:
        """Take so much, and return how many seconds that is too early: the taker is to wait for so long."""
        self._left = min(self.at_once, self._left + self.a_second * max(0.0, now - self._seen)) - amount
        self._seen = now
        return max(0.0, -self._left / self.a_second)
