"""Many small pictures in one file, as a data URL: what a page shows of a hundred digits for what one picture costs."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 28
RAISES, LOWERS = (208, 111, 0), (47, 116, 208)
"""The colours of values above and below zero, RGB: orange and blue, which everybody can tell apart."""


def ink(pixels: NDArray[np.uint8]) -> str:
    """Digits, uint8 (n, 784), beside each other: opaque where there is ink, to be coloured by the page."""
    beside = _beside(pixels)
    return _url(np.stack([np.zeros_like(beside), beside], axis=2), "LA")


def diverging(values: NDArray[np.floating[Any]], reach: float) -> str:
    """Values (n, 784) as pictures beside each other: clear at zero, full at `reach`, above and below in two colours."""
    strength = np.clip(np.abs(_beside(values)) / (reach or 1.0), 0, 1)
    colours = np.where(_beside(values)[..., None] > 0, np.array(RAISES), np.array(LOWERS))
    return _url(np.dstack([colours, np.rint(255 * strength)]).astype(np.uint8), "RGBA")


def _beside(values: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(values.reshape(-1, SIDE, SIDE).swapaxes(0, 1).reshape(SIDE, -1))


def _url(picture: NDArray[np.uint8], mode: str) -> str:
    file = BytesIO()
    Image.fromarray(picture, mode).save(file, format="PNG", compress_level=3)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
