"""What several seeds tell: a mean with its band, an exact test of two networks, and several tests judged together.

The distributions are SciPy's, from `scipy.special`, which loads in half the time of `scipy.stats`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from core.activations import Doubles

Ints = NDArray[np.integer[Any]]

LEVEL = 0.95
"""The confidence of every interval that states no other."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The mean over seeds and its confidence band, each an array over epochs.

    `low` and `high` are nan where fewer than two seeds count, `mean` is nan where none does. A value that is not
    finite (the cost of a diverged run) does not count: `counts` (whole numbers) says how many seeds do, and whoever
    shows the band must say so where that is not all of them.
    """

    mean: Doubles
    low: Doubles
    high: Doubles
    counts: NDArray[np.intp]


def band(values: ArrayLike, level: float = LEVEL) -> Band:
    """Student's t interval for the mean over seeds at every epoch; `values` is (seeds, epochs) or (seeds,).

    The mean plus or minus t(seeds - 1) times s / sqrt(seeds), s being the standard deviation with seeds - 1 below
    (Student 1908, "The probable error of a mean"). It holds at each epoch by itself, not for the whole curve at once.
    """
    values = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(values)
    counts = np.asarray(finite.sum(axis=0))
    some = np.where(counts > 0, counts, math.nan)
    freedom = np.where(counts > 1, counts - 1, math.nan)
    mean = np.where(finite, values, 0).sum(axis=0) / some
    squares = np.square(np.where(finite, values, mean) - mean)
    half = t_quantile(freedom, level) * np.sqrt(squares.sum(axis=0) / freedom / some)
    return Band(mean, mean - half, mean + half, counts)


def t_quantile(freedom: float | Doubles, level: float) -> Doubles:
    """The t beyond which, on both sides together, lies 1 - `level`; nan where the degrees of freedom are."""
    return np.asarray(special.stdtrit(freedom, (1 + level) / 2), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class McNemar:
    """Two networks on the same images: how many only the first, and only the second, answers rightly; p of the two."""

    only_first: int
    only_second: int
    p: float


def mcnemar(first: Ints, second: Ints, labels: Ints) -> McNemar:
    """The exact two-sided test of McNemar (1947) of two networks' predictions for the same images, each (images,).

    Of the images that one of the two answers rightly, as many should fall to the first as to the second: a binomial
    test with probability one half. p is 1 where there is no such image.
    """
    right, other = first == labels, second == labels
    mine, theirs = int(np.count_nonzero(right & ~other)), int(np.count_nonzero(other & ~right))
    tail = float(special.bdtr(min(mine, theirs), mine + theirs, 0.5))
    return McNemar(mine, theirs, min(1.0, 2 * tail))


@dataclass(frozen=True, slots=True)
class Holm:
    """Several tests judged together: p values adjusted for their number, and the level at which each was tested.

    A test rejects where `adjusted[i]` is below 0.05 (for a confidence of 95 % in all of them together). In the same
    cases its own p is below 1 - `levels[i]`: so an interval of that level excludes 0 exactly where its test rejects.
    """

    adjusted: tuple[float, ...]
    levels: tuple[float, ...]


def holm(ps: Sequence[float], level: float = LEVEL) -> Holm:
    """Holm's step-down correction (1979, "A simple sequentially rejective multiple test procedure").

    The smallest of m values of p is multiplied by m, the next by m - 1, and so on; none may fall below the one before.
    The procedure stops at the first test that does not reject; the rest have the level of that one.
    """
    adjusted, levels = [1.0] * len(ps), [level] * len(ps)
    largest, factor = 0.0, len(ps)
    for tested, index in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        if largest < 1 - level:
            factor = len(ps) - tested
        largest = max(largest, min(1.0, (len(ps) - tested) * ps[index]))
        adjusted[index], levels[index] = largest, 1 - (1 - level) / factor
    return Holm(tuple(adjusted), tuple(levels))
