"""A strip of handwritten digits: what the networks learn to read."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import streamlit as st
from PIL import Image

from core.datasets import mnist
from ui.cache import remembered

COUNT = 18
SIDE = 28
ALT = "Handwritten digits of the test images: {digits}"
HOLDER = (
    '<div class="strip" role="img" aria-label="{alt}" style="--ink: url(\'{ink}\'); --count: {count}">{cells}</div>'
)
CELL = '<i style="--place: {place}"></i>'


def draw() -> None:
    """Draw the first test images in a row, as many as have room."""
    st.html(_strip())


@remembered
def _strip() -> str:
    images = mnist().test[:COUNT]
    cells = "".join(CELL.format(place=place) for place in range(COUNT))
    alt = ALT.format(digits=", ".join(map(str, images.labels)))
    return HOLDER.format(alt=alt, ink=_ink(images.pixels.reshape(COUNT, SIDE, SIDE)), count=COUNT, cells=cells)


def _ink(digits: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
    """One picture of all digits beside each other, as a data URL: opaque where there is ink."""
    beside = np.concatenate(list(digits), axis=1)
    file = BytesIO()
    Image.fromarray(np.stack([np.zeros_like(beside), beside], axis=2), "LA").save(file, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")
