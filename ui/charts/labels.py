"""Labels at the ends of curves: where they stand so that none covers another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HEIGHT = 320
"""The height of a large chart's plot in pixels."""

LOW = 200
"""The height of the plots that stand in a grid."""

PADDING = 8
"""Pixels left free above the largest and below the smallest value."""

LINE = 14
"""The height of a line of a label in pixels."""


def label_height(lines: int) -> int:
    """The pixels that a label of so many lines takes, with what keeps it from the next."""
    return lines * LINE + 4


def spread_apart(
    ends: NDArray[np.float64], low: float, high: float, lines: int = 2, height: int = HEIGHT
) -> NDArray[np.float64]:
    """Move the values `ends` (labels,) apart, as little as needed, until labels of so many lines do not touch.

    `low` and `high` are the smallest and the largest value of the chart, `height` pixels high with `PADDING`. Labels
    keep their order and stay between the two. Every group that touches is centred on where its members would stand.
    """
    per_pixel = (high - low) / (height - 2 * PADDING)
    order = np.argsort(ends, kind="stable")
    wanted = (ends[order] - low) / per_pixel
    steps = label_height(lines) * np.arange(len(ends))
    placed = (
        _nondecreasing(wanted - steps) + steps
    )  # labels a gap apart are numbers that do not fall once it is taken off
    top = (high - low) / per_pixel
    placed = np.minimum(np.maximum(placed, steps), top - steps[::-1])
    result = np.empty_like(ends)
    result[order] = low + placed * per_pixel
    return result


def _nondecreasing(wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest numbers, in least squares, that do not fall: pool adjacent violators."""
    groups: list[tuple[float, int]] = []
    for value in wanted.tolist():
        mean, size = value, 1
        while groups and groups[-1][0] > mean:
            before, count = groups.pop()
            mean, size = (before * count + mean * size) / (count + size), count + size
        groups.append((mean, size))
    return np.repeat([mean for mean, _ in groups], [size for _, size in groups])
