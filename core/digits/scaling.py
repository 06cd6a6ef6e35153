"""A grey picture at another size, with smooth edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]
"""A picture (height, width): levels from 0, black, to 255, white."""


def fitted(picture: Grey, longest: int) -> Grey:
    """The picture scaled so that its longer side has `longest` pixels; the other keeps its share, one pixel at least."""
    scale = longest / max(picture.shape)
    height, width = (max(1, round(scale * length)) for length in picture.shape)
    return np.asarray(_weights(picture.shape[0], height) @ picture @ _weights(picture.shape[1], width).T)


def _weights(length: int, wanted: int) -> Grey:
    """What each of `length` pixels in a row adds to each of `wanted` pixels, (wanted, length): rows sum to one.

    A triangle as wide as the larger of two pixels, so that nothing is left out and edges stay smooth; where both
    lengths are the same, the identity.
    """
    step = length / wanted
    middles = step * (np.arange(wanted) + 0.5)[:, None]
    away = np.abs(np.arange(length) + 0.5 - middles) / max(1.0, step)
    weights = np.maximum(0, 1 - away)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
