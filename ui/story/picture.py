"""A handwritten digit as a picture."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
from PIL import Image

from ui.cache import remembered

SIDE = 28
SCALE = 6  # every pixel becomes a square of 6 by 6, so that no browser blurs it
EDGE = 1  # white pixels around


@remembered
def digit(pixels: bytes) -> str:
    """The picture of a digit, a PNG as a data URL, from 784 grey values row by row: 0 is paper, 255 ink.

    >>> digit(bytes(784))[:22]
    'data:image/png;base64,'
    """
    ink = np.frombuffer(pixels, dtype=np.uint8).reshape(SIDE, SIDE)
    paper = np.pad(255 - ink, EDGE, constant_values=255)
    large = paper.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
    file = BytesIO()
    Image.fromarray(large).save(file, format="PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
