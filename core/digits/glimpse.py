"""A glimpse of networks while they learn: what they answer to a few images that are always the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.datasets import Images

NOTHING = 255
"""Instead of a digit: what a network answers whose logits are no longer finite numbers."""


def looked_at(images: Images) -> NDArray[np.intp]:
    """The positions of the images that are looked at: the first of each digit, in the order of the digits."""
    return np.asarray(np.unique(images.labels, return_index=True)[1])
