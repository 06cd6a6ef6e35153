"""How much may be asked of the pool at a time, and the polite refusal of more."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lab.serving.requests import Request

CLOSING = "The server is closing. Please try again in a minute."
TOO_LONG = (
    "This would train {epochs:,} epochs over all arms and seeds; this shared server takes at most {most:,} "
    "at a time. Please take fewer epochs, seeds or arms."
)
YOURS_FULL = (
    "Your experiments that wait or run, {count} of them, are as much as this shared server takes from one visitor "
    "at a time. Please stop one, or try again when one is finished."
)
ALL_FULL = "The queue is full: {count} experiments wait or run. Please try again in a few minutes."


class Refused(Exception):
    """What was asked for cannot be queued now. Its text is a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may wait or run: experiments, and epochs of all their runs, which their records take memory for."""

    visitor_experiments: int = 20
    visitor_epochs: int = 50_000
    experiments: int = 400
    epochs: int = 200_000

    def check(self, request: Request, visitor: str, live: Sequence[Request]) -> None:
        """Raise `Refused` where the visitor's new request would be too much beside those that are `live`."""
        work = request.epochs_to_train
        mine = [other for other in live if visitor in other.visitors]
        if work > self.visitor_epochs:
            raise Refused(TOO_LONG.format(epochs=work, most=self.visitor_epochs))
        if len(mine) >= self.visitor_experiments or _epochs(mine) + work > self.visitor_epochs:
            raise Refused(YOURS_FULL.format(count=len(mine)))
        if len(live) >= self.experiments or _epochs(live) + work > self.epochs:
            raise Refused(ALL_FULL.format(count=len(live)))


UNLIMITED = Caps(sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)
"""For the command line, which nobody shares."""


def _epochs(requests: Iterable[Request]) -> int:
    return sum(request.epochs_to_train for request in requests)
