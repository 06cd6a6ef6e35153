"""Who has had how much of something that is shared fairly."""

from __future__ import annotations

MANY = 1000  # names above which those are forgotten who have had no more than a newcomer would


class Shares:
    """How many seconds each name has had, by a clock on which all who want some are served at once and equally.

    A name that comes anew, or again, begins where that clock stands: it has not saved anything up, and owes nothing for
    what it had long ago. This is the virtual time of fair queueing (Demers, Keshav and Shenker 1989).

    >>> shares = Shares()
    >>> shares.come("ada")
    >>> shares.serve("ada", 4.0, among=2)
    >>> shares.come("bob")
    >>> shares.had("ada"), shares.had("bob")
    (4.0, 2.0)
    """

    def __init__(self) -> None:
        self._now = 0.0
        self._had: dict[str, float] = {}

    def come(self, name: str) -> None:
        """The name wants something, and wanted nothing before."""
        self._had[name] = max(self._now, self._had.get(name, 0.0))
        if len(self._had) > MANY:
            self._had = {other: had for other, had in self._had.items() if had >= self._now}

    def had(self, name: str) -> float:
        """How many seconds the name has had."""
        return self._had.get(name, self._now)

    def serve(self, name: str, seconds: float, among: int) -> None:
        """The name is given so many seconds, while so many names in all want some."""
        self._had[name] = self.had(name) + seconds
        self._now += seconds / max(1, among)
