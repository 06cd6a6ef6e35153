"""How the runs of one seed are spread over workers that would be idle otherwise."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 0.3  # expected seconds below which runs stay together: to spread them would save less than is noticed


def balance(costs: Sequence[float], loads: Sequence[float]) -> list[list[int]]:
    """Which positions of `costs` each worker takes, so that the last of them is done early.

    `costs` and `loads` are seconds: of each run, and until each worker is free. The costliest run is placed first,
    each where it will be finished soonest (Graham 1969, longest processing time first).

    >>> balance([1, 3, 2], [0, 0])
    [[1], [0, 2]]
    """
    free = list(loads)
    taken: list[list[int]] = [[] for _ in loads]
    for place in sorted(range(len(costs)), key=lambda place: -costs[place]):
        worker = min(range(len(free)), key=free.__getitem__)
        free[worker] += costs[place]
        taken[worker].append(place)
    return [sorted(places) for places in taken]
