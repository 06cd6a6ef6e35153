"""How often a page looks at what is being trained: about once a second, and less often the more pages look.

A look draws the curves again, in the one interpreter that serves everybody. Right after Train it comes sooner, so that
a small experiment is seen to grow. Who is far back in the queue looks every four seconds or so, and so does everybody
where a whole class waits: all pages together look some twenty times a second at most, and nobody needs each new point
of a curve while a hundred others want theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from lab.serving.pool import Snapshot
from ui.site import service, visitor

EAGER = 3.0  # seconds after Train in which the page looks more often, where training has begun or soon will
EAGER_LOOK = 0.3  # seconds between two looks then
SOON = 1.0  # seconds in the queue below which training will begin soon
LONG_WAIT = 5.0  # seconds in the queue above which the page looks less often
LOOKS = 20  # visitors who wait, of whom each looks once a second; of twice as many each looks every two, and so on
PATIENT = 4  # times the usual seconds between two looks, at most


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one page looks: sooner for a while, or so many times less often, since `far` back, or in a crowd."""

    eager: bool
    far: bool
    slower: int

    @property
    def seconds(self) -> float:
        """Between two looks."""
        if self.eager:
            return EAGER_LOOK
        return visitor.poll_seconds() * (PATIENT if self.far else self.slower)

    def outdated(self, snapshot: Snapshot) -> bool:
        """Whether the page should look at another pace by now: what is told to the browser once is told anew."""
        now = pace(snapshot)
        return (self.eager and not now.eager) or self.far != now.far or now.slower < self.slower


def pace(snapshot: Snapshot) -> Pace:
    """How often the page of this visitor looks at what it waits for."""
    slower = less_often(service.running().pool.waiting)
    eager = slower == 1 and not _waits_longer(snapshot, SOON) and visitor.asked_lately(EAGER)
    return Pace(eager, _waits_longer(snapshot, LONG_WAIT), slower)


def less_often(waiting: int) -> int:
    """How many times less often each looks where so many visitors wait.

    >>> [less_often(waiting) for waiting in (1, 20, 21, 41, 300)]
    [1, 1, 2, 4, 4]
    """
    slower = 1
    while slower < PATIENT and waiting > LOOKS * slower:
        slower *= 2
    return slower


def _waits_longer(snapshot: Snapshot, seconds: float) -> bool:
    """Whether the experiment will be in the queue for longer than this."""
    return snapshot.state == "queued" and (snapshot.wait or 0) > seconds
