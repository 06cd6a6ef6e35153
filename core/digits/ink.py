"""How much ink there is at each place of a picture: dark on light or light on dark, on paper that is not evenly lit.

Ink is told from paper as textbooks do it: the paper is what is left where everything narrow is filled in (a grey
closing; Gonzalez and Woods, "Digital Image Processing", 9.8), and what is fainter than the paper's own grain is none.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.digits.scaling import Grey

FULL = 255.0

FAINTEST = 20.0
"""What ink must differ by from its paper, of 255."""

GRAIN = 0.02
"""The share of a picture's places that may be lighter than the paper by more than its grain: gleams."""

FAINT = 0.25
"""On paper with a grain, what has less than this share of the full ink is none: ruled lines, what shines through."""

SPECK = 0.01
"""A spot with less than this share of all ink is none."""

EDGE = 0.2
"""What lies along the edge of the picture for this share of its side is no digit: a finger, the end of the paper."""

SHADOW = 30.0
"""Paper darker than this, of 255, is taken to be so: how much of its light ink takes cannot be told there."""


def ink(picture: Grey) -> Grey:
    """The ink at each place, of the picture's shape, from 0, none, to 255, full; all 0 where there is no writing."""
    depth = _depth(FULL - picture if _light_on_dark(picture) else picture)
    grain = max(0.0, -float(np.quantile(depth, GRAIN)))
    peak = float(_softened(depth).max())
    if peak < max(FAINTEST, 3 * grain):
        return np.zeros_like(depth)
    full = float(np.quantile(depth[depth > peak / 2], 0.9))
    least = max(2 * grain, FAINT * full) if grain else 0.0
    levels = FULL * np.clip((depth - least) / (full - least), 0, 1)
    return np.where(_written(levels), levels, 0)


def _light_on_dark(picture: Grey) -> bool:
    """Whether the ink is lighter than the paper: the paper is what the picture's edge shows."""
    soft = _softened(picture)
    edge = np.concatenate([soft[0], soft[-1], soft[1:-1, 0], soft[1:-1, -1]])
    paper = float(np.median(edge))
    return float(soft.max()) - paper > paper - float(soft.min())


def _softened(picture: Grey) -> Grey:
    """The picture under a blur that hides the grain and keeps strokes."""
    return np.asarray(ndimage.gaussian_filter(picture, max(picture.shape) / 200), np.float64)


def _depth(dark: Grey) -> Grey:
    """How much darker each place is than the paper, of the light that the paper gives back there, times 255.

    Slow shading goes first, as a smooth surface; then what is left of shadows, in which only what is as narrow as the
    strokes is filled in.
    """
    soft = _softened(dark)
    half = min(dark.shape) // 2
    shading = _smooth(_filled(soft, half))
    rest = soft - shading
    depth = _filled(rest, half) - rest
    paper = shading + _filled(rest, min(half, _stroke(depth > depth.max() / 2)))
    depth = FULL * (paper - dark) / np.maximum(paper, SHADOW)
    return np.asarray(np.round(depth, 6))  # what fitting a surface to even paper leaves is rounding


def _stroke(strokes: NDArray[np.bool_]) -> int:
    """Twice the width of the widest stroke, in places."""
    around = np.pad(strokes, 1)
    return 4 * math.ceil(float(ndimage.distance_transform_edt(around).max()))


def _filled(picture: Grey, width: int) -> Grey:
    """The picture without whatever dark is narrower than `width`."""
    size = max(3, width | 1)
    return np.asarray(ndimage.grey_closing(picture, size=(size, size), mode="nearest"), np.float64)


def _smooth(picture: Grey) -> Grey:
    """The quadratic surface nearest to a picture, by least squares."""
    rows, columns = (np.linspace(-1, 1, count) for count in picture.shape)
    y, x = (place.ravel() for place in np.meshgrid(rows, columns, indexing="ij"))
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    factors, *_ = np.linalg.lstsq(terms, picture.ravel(), rcond=None)
    return np.asarray((terms @ factors).reshape(picture.shape))


def _written(levels: Grey) -> NDArray[np.bool_]:
    """Where the ink is of a digit, neither a speck nor what comes in from the edge."""
    spots, count = ndimage.label(levels > 0, structure=np.ones((3, 3)))
    numbers = np.arange(1, count + 1)
    mass = np.asarray(ndimage.sum_labels(levels, spots, numbers))
    strongest = np.asarray(ndimage.maximum(levels, spots, numbers))
    kept = (mass >= SPECK * mass.sum()) & (strongest >= FULL / 2)
    along = np.zeros(count, bool)
    for side in (spots[0], spots[-1], spots[:, 0], spots[:, -1]):
        along |= np.bincount(side, minlength=count + 1)[1:] > EDGE * len(side)
    if (kept & ~along).any():
        kept &= ~along
    return np.asarray(np.concatenate([[False], kept])[spots])
