"""A strip of handwritten digits: what the networks learn to read."""

from __future__ import annotations

import streamlit as st

from core.datasets import mnist
from lab.languages.words import N_, _
from lab.saying import COMMA
from ui import sprite
from ui.cache import remembered

COUNT = 18
ALT = N_("Handwritten digits of the test images: {digits}")
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
    alt = _(ALT).format(digits=_(COMMA).join(map(str, images.labels)))
    return HOLDER.format(alt=alt, ink=sprite.ink(images.pixels), count=COUNT, cells=cells)
