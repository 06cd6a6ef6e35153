"""How often one training of an arm would beat one of another, and how many seeds would tell the two apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from core.activations import Doubles
from core.evidence.crossed import Crossed, Error
from core.evidence.statistics import LEVEL, t_quantile

POWER = 0.8
"""The probability of telling two arms apart that `seeds_to_tell` asks for."""

MOST_SEEDS = 1000
"""More seeds than this are never proposed."""

Outlook = Literal["seeds", "many", "images", "unsaid"]
"""What more seeds would do for two arms that are not told apart. `seeds`: so many would tell. `many`: more than
`MOST_SEEDS`. `images`: none, the test images are too few, if the seeds spread as little as those seen. `unsaid`: the
gap is smaller than its standard error."""

LEAST_SEEDS = 3
"""Fewer seeds than this do not show that seeds spread little."""


@dataclass(frozen=True, slots=True)
class Odds:
    """The probability that the first of two arms beats the second when each is trained once; its interval."""

    estimate: float
    low: float
    high: float


def odds(found: Crossed, level: float = LEVEL) -> Odds | None:
    """How often the first arm would have the higher test accuracy: trained once each with a new seed, the same in both,
    and tested on as many new images. None with one seed.

    The probability of outperforming of Bouthillier and others (2021, "Accounting for variance in machine learning
    benchmarks", eq. 9), a tie counting one half. They count pairs of runs; of the few seeds here a normal distribution
    makes more: Phi(mu / sigma), sigma being the standard deviation of the difference of one pair of runs. The interval
    is that of mu / sigma by the noncentral t distribution, for each of the two tests of `core.evidence.crossed`: from
    the lower of their lower ends to the higher of their higher ends. So it leaves out one half exactly where the two
    arms are told apart at `level`.
    """
    error = found.error
    if error is None:
        return None
    single = math.sqrt(error.seeds_variance * error.seeds + error.images_variance)
    lows, highs = [], []
    for size, freedom in error.parts:
        t = found.mean / size
        lows.append(_noncentrality(t, freedom, (1 + level) / 2) * size / single)
        highs.append(_noncentrality(t, freedom, (1 - level) / 2) * size / single)
    return Odds(_phi(found.mean / single), _phi(min(lows)), _phi(max(highs)))


def _phi(x: float) -> float:
    return float(special.ndtr(x))


def _noncentrality(t: float, freedom: float, probability: float) -> float:
    """The noncentrality with which a t of so many degrees of freedom is at most `t` with this probability.

    That is the mean over chi, the square root of a chi-square by its degrees of freedom, of Phi(t chi - noncentrality),
    which falls as the noncentrality grows: halved until it is found. SciPy's own inverse gives nan at the ends.
    """
    chi = np.sqrt(2 * special.gammaincinv(freedom / 2, MIDPOINTS) / freedom)
    ends = t * float(chi[0]), t * float(chi[-1])
    low, high = min(ends) - FAR, max(ends) + FAR
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if float(special.ndtr(t * chi - middle).mean()) > probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


MIDPOINTS: Doubles = (np.arange(200) + 0.5) / 200
FAR = 10.0  # standard deviations: beyond them is nothing
HALVINGS = 40


def seeds_to_tell(difference: float, error: Error, level: float = LEVEL, power: float = POWER) -> int | None:
    """How many seeds in all would tell a difference, if it and both parts of its error are truly as seen.

    The smallest number above that of `error` with which both tests of `core.evidence.crossed` find it with probability
    `power`, each taken by itself, from the noncentral t distribution (Cohen 1988, "Statistical power analysis", ch. 2).
    None where more than `MOST_SEEDS` would be needed, as always for a difference of 0.
    """
    spread = error.seeds_variance * error.seeds
    # what the normal distribution would need, which is always less: its edge is nearer and its tails are thinner
    needed = float(special.ndtri((1 + level) / 2) + special.ndtri(power))
    left = difference * difference / (needed * needed) - error.images_variance
    if left <= 0 or spread / left > MOST_SEEDS:
        return None
    for seeds in range(max(error.seeds + 1, int(spread / left)), MOST_SEEDS + 1):
        then = Error(spread / seeds, error.images_variance, seeds)
        if all(_found(abs(difference) / size, freedom, level) >= power for size, freedom in then.parts):
            return seeds
    return None


def _found(effect: float, freedom: float, level: float) -> float:
    """The probability that t lies beyond its edge when the truth is `effect` standard errors from 0."""
    missed = float(special.nctdtr(freedom, effect, float(t_quantile(freedom, level))))
    return 1.0 if math.isnan(missed) else 1 - missed  # where it is too small to be computed SciPy gives nan


def outlook(difference: float, error: Error, level: float = LEVEL) -> tuple[Outlook, int | None]:
    """What more seeds would do for two arms that are not told apart at `level`, and how many would tell.

    The images are too few where they make at least half of the variance, and the interval that they alone leave
    still holds 0. That the seeds' part is small is not believed of fewer than `LEAST_SEEDS`.
    """
    few = error.share_of_images >= 0.5 and abs(difference) <= error.images_alone(level)
    if few and error.seeds >= LEAST_SEEDS:
        return "images", None
    if abs(difference) < math.sqrt(error.variance):
        return "unsaid", None
    seeds = seeds_to_tell(difference, error, level)
    return ("many", None) if seeds is None else ("seeds", seeds)
