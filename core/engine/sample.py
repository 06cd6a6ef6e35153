"""Images made ready for training: which are drawn for a seed, and how an engine finds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.datasets import DIGITS, Images, choose

TRAINING_DRAW, VALIDATION_DRAW = 1, 2  # what a generator is for, the second number of its seed


@dataclass(frozen=True, eq=False)
class Sample:
    """Some of a set of `images`, without a copy of them: those at the positions `rows` (n,)."""

    images: Images
    rows: NDArray[np.intp]

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """The true digits (n,)."""
        return self.images.labels[self.rows]

    @cached_property
    def y(self) -> NDArray[np.float64]:
        """The labels as one-hot rows (n, 10), in memory class by class."""
        return np.equal(self.labels, np.arange(DIGITS)[:, None]).astype(np.float64).T

    def at(self, which: NDArray[np.intp] | slice) -> Sample:
        """The images at these positions in the sample."""
        return Sample(self.images, self.rows[which])

    def first(self, count: int) -> Sample:
        """The first `count` images, or all where there are fewer."""
        return self if count >= len(self.rows) else self.at(slice(count))


def whole(images: Images) -> Sample:
    """All images of a set, in their order."""
    return Sample(images, np.arange(len(images)))


def draw(images: Images, count: int, seed: int, purpose: int) -> Sample:
    """The images of one seed for one purpose, stratified by digit."""
    return Sample(images, choose(images, count, np.random.default_rng([seed, purpose])))
