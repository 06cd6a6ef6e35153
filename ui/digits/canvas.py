"""A canvas to draw a digit on, with the mouse, a pen or a finger."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from lab import photo
from lab.languages.words import N_, _
from ui import session

SIDE = 280  # pixels: ten for each of the 28 of a picture
PEN = 22  # pixels wide: 1.6 of 28 for a digit as large as the canvas, thinner than most of the database (2.1 to 3.0)
INK = {"light": "#10131a", "dark": "#e8eaee"}
"""Colours of the text by theme. The canvas is clear, so that it has the page's own colour."""

CLEAR = N_("Clear")
BUSY = N_("Many pictures are being read at this moment. Draw on in a few seconds, and the answers come.")


def draw() -> NDArray[np.uint8] | None:
    """Draw the canvas; what is on it as grey levels, None while there is nothing.

    Under the mouse the canvas shows its own tools above its right half: there is nothing there to be covered.
    """
    from streamlit_drawable_canvas import st_canvas  # noqa: PLC0415 (importing it needs a server that runs)

    drawing = session.current().drawing
    with st.container(key="canvas", gap="xsmall"):
        st.button(_(CLEAR), icon=":material/ink_eraser:", on_click=_clear, key="clear")
        found = st_canvas(
            stroke_width=PEN,
            stroke_color=INK.get(st.context.theme.type or "light", INK["light"]),
            height=SIDE,
            width=SIDE,
            return_image_data=True,
            key=f"canvas {drawing.cleared}",
        )
    try:
        return _levels(found.image_bytes)
    except photo.Busy:
        st.warning(_(BUSY), icon=":material/hourglass_empty:")
        return None


def _levels(png: bytes | None) -> NDArray[np.uint8] | None:
    """The grey levels of what the browser has sent; None where that is nothing, or no picture.

    Raises `photo.Busy`.
    """
    if not png:
        return None
    try:
        return photo.read(png)
    except photo.Busy:
        raise
    except photo.Refused:
        return None


def _clear() -> None:
    session.current().drawing.cleared += 1
