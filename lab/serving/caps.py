"""How much may be asked of the pool at a time, and the polite refusal of more."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from core.words import N_, ForPeople, Said, said
from lab.saying import followed
from lab.serving.advice import advice, span
from lab.serving.requests import Request

CLOSING = N_("The server is closing. Please try again in a minute.")
TOO_LONG = N_(
    "This would take about {seconds} of one core, and this shared server gives one experiment at most {most}."
)
TOO_LARGE = N_(
    "This would record {epochs:,} epochs over all arms and seeds, more than this shared server has memory for. "
    "Please take fewer epochs, seeds or arms."
)
YOURS_FULL = N_(
    "Your experiments that wait or run, {count} of them, are as much as this shared server takes from one visitor "
    "at a time. Please stop one, or try again in about {wait}."
)
ADDRESS_FULL = N_(
    "The experiments of visitors from your network address are as much as this shared server takes from one address "
    "at a time. Please try again in about {wait}."
)
ALL_FULL = N_("The queue is full: {count} experiments wait or run. Please try again in about {wait}.")

KEPT = 0.5  # share of the places and of the time that is kept for the first, short experiment of a visitor

Remaining = Callable[[Request], float | None]
"""About how many seconds it takes until a request is finished."""


class Refused(ForPeople):
    """What was asked for cannot be queued now. Its text is a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may wait or run: seconds of a core by `pace.seconds`, experiments, and bytes of memory by `pace.memory`.

    Of one experiment, of one visitor, of all visitors of one network address, and in all.
    """

    experiment_seconds: float = 20 * 60.0
    visitor_seconds: float = 30 * 60.0
    address_seconds: float = math.inf
    seconds: float = 4 * 3600.0
    visitor_experiments: int = 20
    experiments: int = 2000
    visitor_bytes: int = 200_000_000
    bytes: int = 1_000_000_000

    def check(
        self, request: Request, visitor: str, live: Sequence[Request], remaining: Remaining, neighbours: Iterable[str]
    ) -> None:
        """Raise `Refused` where the visitor's new request would be too much beside those that are `live`.

        `neighbours` are the visitors of the same address. Half of what there is in all is kept for the short
        experiments of those who have none: however much some have asked for, others can still come.
        """
        mine = [other for other in live if visitor in other.visitors]
        around = set(neighbours)
        near = [other for other in live if around & other.visitors.keys()]
        share = 1.0 if request.short and not mine else 1.0 - KEPT
        if request.seconds > self.experiment_seconds:
            most = self.experiment_seconds
            sentence = said(TOO_LONG, seconds=span(request.seconds), most=span(most))
            raise Refused(followed(sentence, advice(request.experiment, most)))
        if request.bytes > self.visitor_bytes:
            raise Refused(said(TOO_LARGE, epochs=request.epochs_to_train))
        self._room(
            YOURS_FULL, request, mine, remaining, (self.visitor_seconds, self.visitor_experiments, self.visitor_bytes)
        )
        self._room(ADDRESS_FULL, request, near, remaining, (self.address_seconds, self.experiments, self.bytes))
        most_experiments = math.floor(share * self.experiments)
        self._room(ALL_FULL, request, live, remaining, (share * self.seconds, most_experiments, share * self.bytes))

    @staticmethod
    def _room(
        sentence: str,
        request: Request,
        live: Sequence[Request],
        remaining: Remaining,
        limits: tuple[float, float, float],
    ) -> None:
        """Raise `Refused` with the sentence where there is no room beside these requests: seconds, number, bytes."""
        sizes = [(other.seconds, 1, other.bytes) for other in live]
        new = (request.seconds, 1, request.bytes)
        free = [limit - own - sum(column) for limit, own, column in zip(limits, new, _columns(sizes), strict=True)]
        if min(free) >= 0:
            return
        wait = 0.0
        for other in sorted(live, key=lambda other: remaining(other) or 0.0):
            wait = remaining(other) or 0.0
            free = [left + size for left, size in zip(free, (other.seconds, 1, other.bytes), strict=True)]
            if min(free) >= 0:
                break
        raise Refused(Said(sentence, {"count": len(live), "wait": span(max(1.0, wait))}))


UNLIMITED = Caps(math.inf, math.inf, math.inf, math.inf, sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)
"""For the command line, which nobody shares."""


def _columns(sizes: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(zip(*sizes, strict=True)) if sizes else ((), (), ())
