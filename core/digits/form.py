"""A drawing or a photo of a digit, brought to the form in which the database holds its images.

As its makers say (LeCun, Cortes, Burges, "The MNIST database of handwritten digits"), the black and white images of
NIST were scaled to fit into 20 x 20 pixels with their aspect kept, where they got grey levels from the anti-aliasing,
and were put into 28 x 28 pixels with their centre of mass in the middle. That middle is the pixel 14, counted from 0:
the centre of mass of the database's images, but for a few, is between 13.5 and 14.5, down and across.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from core.digits.ink import FULL, ink
from core.digits.scaling import Grey, fitted

SIDE = 28
BOX = 20
MIDDLE = 14

ENOUGH = 200
"""Pixels of the longer side at which a picture is looked at: ten times what is left of it."""

INKED = 64
"""The grey level from which a pixel of the form counts as ink where strokes are told from each other."""

TALL = 0.6
"""The share of the whole height from which a stroke of its own is a figure of its own."""


def figures(form: NDArray[np.uint8]) -> int:
    """How many figures stand beside each other in a form, uint8 (28, 28): strokes apart, each about as tall.

    Of the 10,000 test images, each of one digit, four are taken for two.
    """
    inked = form >= INKED
    if not inked.any():
        return 0
    spots, _ = ndimage.label(inked, structure=np.ones((3, 3)))
    rows, _ = _box(inked)
    tall = TALL * (rows.stop - rows.start)
    return max(1, sum(bool(down.stop - down.start >= tall) for down, _ in ndimage.find_objects(spots)))


def to_form(picture: NDArray[np.uint8] | Grey) -> NDArray[np.uint8] | None:
    """The digit in a picture as the database would hold it: uint8 (28, 28), 0 background to 255 ink.

    `picture` (height, width) holds grey levels from 0, black, to 255, white, dark ink on light paper or light ink on
    dark. None where there is no ink.
    """
    grey = np.asarray(picture, np.float64)
    levels = ink(_seen(grey))
    if not levels.any():
        return None
    if max(levels.shape) < max(grey.shape):
        near = _surroundings(grey, levels)
        if near is not None:
            closer = ink(_seen(near))
            levels = closer if closer.any() else levels
    digit = fitted(levels[_box(levels)], BOX)
    digit *= FULL / digit.max()  # a thin stroke keeps its blackness
    form = np.zeros((SIDE, SIDE), np.uint8)
    top, left = _corner(digit)
    form[top : top + digit.shape[0], left : left + digit.shape[1]] = np.rint(digit)
    return form


def _seen(grey: Grey) -> Grey:
    """The picture as it is looked at."""
    return fitted(grey, ENOUGH) if max(grey.shape) > ENOUGH else grey


def _box(levels: Grey | NDArray[np.bool_]) -> tuple[slice, slice]:
    """The smallest box that holds all ink."""
    rows, columns = np.flatnonzero(levels.any(axis=1)), np.flatnonzero(levels.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _surroundings(grey: Grey, levels: Grey) -> Grey | None:
    """The part of a large picture around a small digit, twice as wide and high; None where the digit is not small."""
    scale = max(grey.shape) / max(levels.shape)
    rows, columns = _box(levels)
    reach = max(rows.stop - rows.start, columns.stop - columns.start)
    if 2 * reach > max(levels.shape) / 2:
        return None
    middle = [scale * (side.start + side.stop) / 2 for side in (rows, columns)]
    down, across = (slice(max(0, int(at - scale * reach)), int(at + scale * reach) + 1) for at in middle)
    return grey[down, across]


def _corner(digit: Grey) -> tuple[int, int]:
    """Where a digit's upper left pixel comes to lie, so that its centre of mass is in the middle."""
    down, across = (
        min(max(0, round(MIDDLE - float(mass @ np.arange(len(mass)) / mass.sum()))), SIDE - len(mass))
        for mass in (digit.sum(axis=1), digit.sum(axis=0))
    )
    return down, across
