"""Images as lists of their lit pixels: of the 784 pixels of a digit about 150 are not 0.

The first layer reads and writes the weights of lit pixels alone, which is five times less work than a matrix product.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.activations import Floats
from core.datasets import PIXELS, Images
from core.engine.jit import compiled, entry
from core.engine.lanes import fetch
from core.network import scale

GROUP = 4
"""Pixels are read so many at a time; lists are filled up with pixel 784, whose weights are 0, and the value 0."""

LINE = 64
"""Bytes that come from memory at once, on most processors."""


class Lit(NamedTuple):
    """The lists of n images one after another, 3 bytes a pixel, about 450 an image; and the images' `labels` (n,).

    The list of image i is `columns` and `values` from `starts[i]` to `starts[i + 1]`: which pixels are lit, in
    ascending order, and how bright they are, 1 to 255. `starts` (n + 1,). `brightness` (256,) is the input of the
    network that a value stands for.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.uint16]
    values: NDArray[np.uint8]
    brightness: Floats
    labels: NDArray[np.uint8]


@cache
def lit(images: Images) -> Lit:
    """The lists of a set of images, made once a process."""
    starts = np.zeros(len(images) + 1, np.int64)
    _count(images.pixels, starts)
    columns, values = np.full(starts[-1], PIXELS, np.uint16), np.zeros(starts[-1], np.uint8)
    _fill(images.pixels, starts, columns, values)
    return Lit(starts, columns, values, scale(np.arange(256, dtype=np.uint8)), images.labels)


@compiled
def bring(lists: Lit, image: int) -> None:
    """Have the list of an image brought from memory: the images of a mini-batch lie far apart there."""
    begin, end = lists.starts[image], lists.starts[image + 1]
    for q in range(begin, end, LINE // 2):
        fetch(lists.columns, q)
    for q in range(begin, end, LINE):
        fetch(lists.values, q)


@entry
def _count(pixels: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
    for i in range(len(pixels)):
        count = 0
        for p in range(pixels.shape[1]):
            count += pixels[i, p] > 0
        starts[i + 1] = starts[i] + (count + (GROUP - 1)) // GROUP * GROUP


@entry
def _fill(
    pixels: NDArray[np.uint8], starts: NDArray[np.int64], columns: NDArray[np.uint16], values: NDArray[np.uint8]
) -> None:
    for i in range(len(pixels)):
        place = starts[i]
        for p in range(pixels.shape[1]):
            if pixels[i, p] > 0:
                columns[place] = p
                values[place] = pixels[i, p]
                place += 1
