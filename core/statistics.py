"""What several seeds tell: a mean with its band, paired differences, exact tests, and how many seeds would be enough.

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

POWER = 0.8
"""The probability of telling two arms apart that `seeds_to_tell` asks for."""

MOST_SEEDS = 1000
"""More seeds than this are never proposed."""


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
    half = _t_quantile(freedom, level) * np.sqrt(squares.sum(axis=0) / freedom / some)
    return Band(mean, mean - half, mean + half, counts)


@dataclass(frozen=True, slots=True)
class Paired:
    """The differences, first minus second, of two arms over the same seeds, in the unit of the values.

    `spread` is their standard deviation and `p` that of the two-sided paired t test, both None with one seed.
    `wins`, `ties` and `losses` of the first arm sum to the number of seeds: a tie is a difference of 0 and counts.
    """

    mean: float
    spread: float | None
    p: float | None
    wins: int
    ties: int
    losses: int

    @property
    def seeds(self) -> int:
        """The number of seeds, ties among them."""
        return self.wins + self.ties + self.losses

    def half_width(self, level: float = LEVEL) -> float | None:
        """Half the width of the t interval for the mean difference, in the unit of the values; None with one seed."""
        if self.spread is None:
            return None
        return float(_t_quantile(self.seeds - 1, level)) * self.spread / math.sqrt(self.seeds)


def paired(first: ArrayLike, second: ArrayLike) -> Paired:
    """Compare two arms seed by seed; `first` and `second` are (seeds,), finite, at least one seed.

    Where the difference is the same in every seed the spread is exactly 0, and p is 1 for a difference of 0 and 0 for
    any other: the limits of the t test. Raises ValueError for arrays of other shapes or with values not finite.
    """
    first, second = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape or not first.size:
        raise ValueError(
            f"two arms must have the same seeds, at least one, got shapes {first.shape} and {second.shape}"
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("values to compare must be finite")
    differences = np.round(first - second, 12)  # else differences equal on paper differ in their last bits
    wins, losses = int(np.count_nonzero(differences > 0)), int(np.count_nonzero(differences < 0))
    same = bool(np.all(differences == differences[0]))
    mean = float(differences[0] if same else differences.mean())
    spread, p = (None, None) if len(differences) < 2 else _t_test(differences, mean, same)
    return Paired(mean, spread, p, wins, len(differences) - wins - losses, losses)


def _t_test(differences: Doubles, mean: float, same: bool) -> tuple[float, float]:
    """The standard deviation and the two-sided p of at least two differences, `same` where all are equal."""
    if same:
        return 0.0, 0.0 if mean else 1.0
    spread = float(differences.std(ddof=1))
    t = abs(mean) / spread * math.sqrt(len(differences))
    return spread, float(2 * special.stdtr(len(differences) - 1, -t))


def _t_quantile(freedom: int | Doubles, level: float) -> Doubles:
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


def seeds_to_tell(
    difference: float, spread: float, level: float = LEVEL, power: float = POWER, at_least: int = 2
) -> int | None:
    """How many seeds a paired t test would need to tell a difference, if it and its spread are truly as seen.

    The smallest number, `at_least` or more, with which the interval of `level` lies wholly on the side of the
    difference with probability `power`, from the noncentral t distribution (Cohen 1988, "Statistical power analysis",
    ch. 2). None where more than `MOST_SEEDS` would be needed, as always for a difference of 0.
    """
    if not difference:
        return None
    if not spread:
        return at_least
    effect = abs(difference) / spread
    # what the normal distribution would need, which is always less: its edge is nearer and its tails are thinner
    normal = float(special.ndtri((1 + level) / 2) + special.ndtri(power)) / effect
    if normal * normal > MOST_SEEDS:
        return None
    for seeds in range(max(at_least, int(normal * normal)), MOST_SEEDS + 1):
        edge = float(_t_quantile(seeds - 1, level))
        missed = float(special.nctdtr(seeds - 1, effect * math.sqrt(seeds), edge))
        if not missed > 1 - power:  # where it is too small to be computed SciPy gives nan
            return seeds
    return None
