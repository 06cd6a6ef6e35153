"""A grey picture at another size, with smooth edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
"""A picture (height, width): levels from 0, black, to 255, white."""


def fitted(picture: Grey, longest: int) -> Grey:
    """The picture scaled so that its longer side has `longest` pixels; the other keeps its share, or one."""
    scale = longest / max(picture.shape)
    height, width = (max(1, round(scale * length)) for length in picture.shape)
    return np.asarray(_weights(picture.shape[0], height) @ picture @ _weights(picture.shape[1], width).T)


def _weights(length: int, wanted: int) -> Grey:
    """What each of `length` pixels in a row adds to each of `wanted` pixels, (wanted, length): rows sum to one.

    Of a row that shrinks, each pixel gets what it covers; one that grows is filled in between by straight lines; one
    that stays is left as it is.
    """
    step = length / wanted
    middles = step * (np.arange(wanted) + 0.5)[:, None]
    away = np.abs(np.arange(length) + 0.5 - middles)
    weights = np.clip((max(1.0, step) + 1) / 2 - away, 0, 1)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
