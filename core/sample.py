"""Images made ready for the engine: which are drawn, which pixels are kept, and how they lie in memory."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.datasets import Images, Mnist, choose
from core.network import CLASSES

Floats = NDArray[np.float32]

TRAINING_DRAW, VALIDATION_DRAW = 1, 2  # what a generator is for, the second number of its seed


class Sample:
    """Images for the engine: uint8 `pixels` (n, pixels kept), `labels` (n,) and these one-hot, float32 `y` (10, n).

    `rows` are the positions of the images taken. `kept` are the pixels that are ever lit: the others are zero in every
    image, so their weights are never seen.
    """

    def __init__(self, images: Images, rows: NDArray[np.intp], kept: NDArray[np.intp]) -> None:
        self.pixels: NDArray[np.uint8] = np.empty((len(rows), len(kept)), np.uint8)
        for row, pixels in zip(rows, self.pixels, strict=True):
            images.pixels[row].take(kept, out=pixels, mode="clip")
        self.labels = images.labels[rows]
        self.y: Floats = np.equal(self.labels, np.arange(CLASSES)[:, None]).astype(np.float32)

    def first(self, count: int) -> Sample:
        """The first `count` images, sharing memory."""
        part = object.__new__(Sample)
        part.pixels, part.labels, part.y = self.pixels[:count], self.labels[:count], self.y[:, :count]
        return part


@cache
def lit_pixels(mnist: Mnist) -> NDArray[np.intp]:
    """The pixels that are lit in any of the 70,000 images: 719 of 784."""
    sets = (mnist.training, mnist.validation, mnist.test)
    return np.flatnonzero(np.any([images.pixels.any(axis=0) for images in sets], axis=0))


def draw(images: Images, count: int, seed: int, purpose: int) -> NDArray[np.intp]:
    """The positions of the images of one seed for one purpose, stratified by digit."""
    return choose(images, count, np.random.default_rng([seed, purpose]))
