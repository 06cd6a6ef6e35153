"""The difference in test accuracy of two arms, for other seeds and for other test images: how far it may be off.

Two arms trained from S seeds and tested on N images give a table of differences d[s, x], -1, 0 or 1: whether the first
answers image x rightly when trained with seed s, less whether the second does. Seeds and images are crossed, for every
network sees every image, and both are drawn from many: the table is a two-way layout of random effects,

    d[s, x] = mu + seed[s] + image[x] + rest[s, x].

Its mean estimates mu, and the variance of that mean is the variance over seeds of the mean over images, by S, plus
the variance over images of the mean over seeds, by N, less that of the rest, by S N, which both of them contain
(Searle, Casella, McCulloch 1992, "Variance components", ch. 4). Here the rest stays in the seeds' part, `seeds`, and is
taken out of the images' part, `images`.

How many standard errors are enough was chosen by simulation (`benchmarks/verdict.py`). The part of the seeds is known
from as few as two of them, with S - 1 degrees of freedom, the part of the images from thousands. Satterthwaite (1946)
gives their sum (S - 1) / share^2 degrees of freedom, with the seeds' share of the variance, and so believes two or
three seeds that agree by luck: intervals of 95 % hold as little as 87 and 92 % then. So two tests must both reject:
Student's t of the seeds alone with S - 1 degrees of freedom, and t of both parts with (S - 1) / share. So the interval
is the wider of two, and not made up of a part of each. In the simulations an interval of 95 % holds 94.8 to 100 % with
two seeds and 94.2 to 98.5 % with three or more. Above 97 % it is where networks differ by a few images: the spread of
the seeds then counts as half an image (`FLOOR`), or, with two seeds, both tests seldom err at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from core.activations import Doubles
from core.evidence.statistics import LEVEL, t_quantile

Right = NDArray[np.bool_]
"""Whether each network answers each test image rightly: (arms, seeds, images)."""

FLOOR = 0.5
"""Test images. The spread over seeds counts as this at least: accuracies are counted in whole images, and two seeds
whose differences are equal do not show that all seeds would be."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """The difference of two arms, first minus second, and its error; in percentage points and their squares.

    `spread` is the standard deviation of the seeds' differences, half an image at least (`FLOOR`), None with one seed;
    `images_variance` the part of the test images in the variance of `mean`. `wins`, `ties` and `losses` of the first
    arm sum to the number of seeds. `images` is the number of test images.
    """

    mean: float
    spread: float | None
    images_variance: float
    wins: int
    ties: int
    losses: int
    images: int

    @property
    def seeds(self) -> int:
        """The number of seeds, ties among them."""
        return self.wins + self.ties + self.losses

    @property
    def error(self) -> Error | None:
        """How far the mean may be off; None with one seed."""
        if self.spread is None:
            return None
        return Error(self.spread * self.spread / self.seeds, self.images_variance, self.seeds)


@dataclass(frozen=True, slots=True)
class Error:
    """The variance of a mean difference over so many `seeds`: the part of the seeds, above 0, and of the images."""

    seeds_variance: float
    images_variance: float
    seeds: int

    @property
    def variance(self) -> float:
        """The variance of the mean, both parts."""
        return self.seeds_variance + self.images_variance

    @property
    def share_of_images(self) -> float:
        """The images' share of the variance, from 0 to below 1."""
        return self.images_variance / self.variance

    @property
    def parts(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The standard error and its degrees of freedom: of the seeds alone, and of seeds and images."""
        alone = self.seeds - 1
        return (
            (math.sqrt(self.seeds_variance), alone),
            (math.sqrt(self.variance), alone * self.variance / self.seeds_variance),
        )

    def half_width(self, level: float = LEVEL) -> float:
        """Half the width of the interval of `level`, in the unit of the difference."""
        return max(float(t_quantile(freedom, level)) * error for error, freedom in self.parts)

    def seeds_alone(self, level: float = LEVEL) -> float:
        """Half the width of the interval by the test of the seeds alone: never more than `half_width`."""
        error, freedom = self.parts[0]
        return float(t_quantile(freedom, level)) * error

    def images_alone(self, level: float = LEVEL) -> float:
        """Half the width of the interval that would be left with any number of seeds: never more than `half_width`."""
        return float(special.ndtri((1 + level) / 2)) * math.sqrt(self.images_variance)

    def p(self, difference: float) -> float:
        """The probability of a difference this far from 0, or further, if there were none: that of the weaker test."""
        return max(float(2 * special.stdtr(freedom, -abs(difference) / error)) for error, freedom in self.parts)


def crossed(right: Right) -> dict[tuple[int, int], Crossed]:
    """Every pair of arms, (0, 1), (0, 2), ... (1, 2), ..., of `right` (arms, seeds, images), compared.

    Raises ValueError without arms, seeds or images.
    """
    if right.ndim != 3 or not right.size:
        raise ValueError(f"answers must be given for at least one arm, seed and image, got shape {right.shape}")
    counts = right.sum(axis=2, dtype=np.int64)  # (arms, seeds)
    by_image = right.sum(axis=1, dtype=np.int64)  # (arms, images)
    both = _both_right(right)
    return {
        (first, second): _pair(
            counts[first] - counts[second],
            by_image[first] - by_image[second],
            int(counts[first].sum() + counts[second].sum() - 2 * both[first, second]),
        )
        for first, second in combinations(range(len(right)), 2)
    }


def _both_right(right: Right) -> Doubles:
    """How many (seed, image) two arms both answer rightly, (arms, arms); float64 holds such whole numbers exactly."""
    flat = right.reshape(len(right), -1).astype(np.float64)
    return np.asarray(flat @ flat.T)


def _pair(seeds: NDArray[np.int64], images: NDArray[np.int64], discordant: int) -> Crossed:
    """The comparison from sums of d over images (S,) and over seeds (N,), and the number of its entries not 0."""
    s, n = len(seeds), len(images)
    mean = float(seeds.sum() / (s * n))
    wins, losses = int(np.count_nonzero(seeds > 0)), int(np.count_nonzero(seeds < 0))
    over_seeds = _scatter(seeds, n)
    over_images = _scatter(images, s)
    squares = discordant - s * n * mean * mean
    return Crossed(
        mean=100 * mean,
        spread=100 * max(math.sqrt(over_seeds / (s - 1)), FLOOR / n) if s > 1 else None,
        images_variance=10_000 * _images_part(squares, over_seeds, over_images, s, n),
        wins=wins,
        ties=s - wins - losses,
        losses=losses,
        images=n,
    )


def _scatter(sums: NDArray[np.int64], of: int) -> float:
    """The sum of the squared deviations of means from their mean, given as `sums` of so many entries each."""
    means: Doubles = sums / of
    return float(np.square(means - means.mean()).sum())


def _images_part(squares: float, over_seeds: float, over_images: float, s: int, n: int) -> float:
    """The variance over images of the mean over seeds, by N, less that of the rest, by S N; never below 0.

    With one seed the rest cannot be told from the images, and stays in.
    """
    if n < 2:
        return 0.0
    of_means = over_images / (n - 1)
    if s < 2:
        return of_means / n
    rest = (squares - n * over_seeds - s * over_images) / ((s - 1) * (n - 1))
    return max(0.0, of_means - rest / s) / n


def answers(predictions: Any, labels: NDArray[np.integer[Any]]) -> Right:
    """Whether the predicted digits [arm][seed], each (images,), are the labels (images,)."""
    return np.asarray([[np.equal(one, labels) for one in arm] for arm in predictions])
