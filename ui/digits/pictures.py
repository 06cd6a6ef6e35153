"""Pictures of 28 x 28: a digit, what its pixels do to an output, what units look for; and the key to their colours.

They follow the theme by themselves: ink has the colour of the text, and zero is clear.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.digits.answers import Pixels
from ui import numerals, sprite

Values = NDArray[np.floating[Any]]

STYLE = Path(__file__).with_suffix(".css")
DIGIT = (
    '<span class="digit-picture one" role="img" aria-label="{said}" style="--side: {side}px; --ink: url(\'{ink}\')">'
    '<i class="ink"></i></span>'
)
OVERLAY = (
    '<span class="digit-picture" role="img" aria-label="{said}" style="--side: {side}px; --ink: url(\'{ink}\'); '
    '--values: url(\'{values}\')"><i class="values"></i><i class="ink faint"></i></span>'
)
UNITS = (
    '<div class="unit-pictures" role="img" aria-label="{said}" style="--values: url(\'{values}\'); '
    '--wide: {wide}%">{cells}</div>'
)
CELL = '<span title="{title}"><i style="--place: {place}"></i></span>'
KEY = (
    '<div class="value-key" style="--lowers: rgb{lowers}; --raises: rgb{raises}"><span>{low}</span><i></i>'
    "<span>{high}</span><span>{what}</span></div>"
)


def draw_style() -> None:
    """Load what the pictures look like, once a page."""
    st.html(STYLE)


def digit(pixels: Pixels, said: str, side: int = 112) -> str:
    """The HTML of one digit, uint8 (784,), `side` pixels wide."""
    return DIGIT.format(said=escape(said), side=side, ink=sprite.ink(pixels[None]))


def overlay(pixels: Pixels, values: Values, reach: float, said: str, side: int = 224) -> str:
    """The HTML of values (784,) in colour, full at `reach`, below one digit in faint ink."""
    drawn = sprite.diverging(values[None], reach)
    return OVERLAY.format(said=escape(said), side=side, ink=sprite.ink(pixels[None]), values=drawn)


def units(values: Values, reach: float, said: str, titles: list[str]) -> str:
    """The HTML of a picture a unit, (units, 784), each with its title; full in colour at `reach`."""
    count = len(values)
    cells = (CELL.format(title=escape(title), place=place / max(1, count - 1)) for place, title in enumerate(titles))
    drawn = sprite.diverging(values, reach)
    return UNITS.format(said=escape(said), values=drawn, wide=100 * count, cells="".join(cells))


def key(reach: float, what: str) -> str:
    """The HTML of the key to the colours: from minus `reach` to `reach`, of `what`."""
    low, high = (numerals.text(sign * reach) for sign in (-1, 1))
    return KEY.format(lowers=sprite.LOWERS, raises=sprite.RAISES, low=low, high=high, what=escape(what))
