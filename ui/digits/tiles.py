"""Images to choose from, as tiles in a grid: one picture of them all, and a button each, in the browser.

Streamlit has no button with a picture, and a hundred elements would take a page a tenth of a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from core.digits.answers import Pixels
from ui import session, sprite

KEY = "tiles"
_FILES = {name: Path(__file__).with_suffix(f".{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
_tiles = st.components.v2.component("tiles", html=_FILES["html"], css=_FILES["css"], js=_FILES["js"])


@dataclass(frozen=True, slots=True)
class Mark:
    """A short text below a digit, with its colours in the light and in the dark theme."""

    text: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One image: its position among all, what is `said` of it to those who do not see it, and the marks below it."""

    image: int
    said: str
    marks: tuple[Mark, ...]


def draw(name: str, tiles: Sequence[Tile], pixels: Pixels, chosen: int, take: Callable[[int], None]) -> None:
    """Draw `tiles` with their `pixels`, uint8 (n, 784), the image `chosen` among them; `take` is given another.

    `name` says what they are, to those who do not see it.
    """
    images = [tile.image for tile in tiles]

    def changed() -> None:
        found = session.widget(KEY).get("chosen")
        if isinstance(found, int | float) and int(found) in images:
            take(int(found))

    cells = [{"said": tile.said, "marks": [asdict(mark) for mark in tile.marks]} for tile in tiles]
    _tiles(
        key=KEY,
        data={
            "name": name,
            "ink": sprite.ink(pixels),
            "cells": cells,
            "places": images,
            "chosen": images.index(chosen) if chosen in images else -1,
            "of": hashlib.sha1(repr(tiles).encode(), usedforsecurity=False).hexdigest(),
        },
        on_chosen_change=changed,
    )
