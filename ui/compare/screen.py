"""The first screen of Compare: its lines, one below another, and what fills the rest of the window."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.site import replay

STYLE = Path(__file__).with_suffix(".css")


class Drawn:
    """The page as it is drawn: a `place` in which all of it is, and what is drawn in its own place when all else is.

    Streamlit copies the containers around a fragment in each run of the page, each with all that are around it: of one
    that is begun within nine, 45. One that is begun afterwards, in its place alone, costs ten.
    """

    def __init__(self, place: DeltaGenerator) -> None:
        self._place = place
        self._asked: list[tuple[DeltaGenerator, Callable[[], None]]] = []

    def later(self, draw: Callable[[], None], place: DeltaGenerator | None = None) -> None:
        """Have something drawn at the end of a place, by default of all of the page."""
        self._asked.append((place or self._place, draw))

    def draw(self) -> None:
        """Draw all that was asked for."""
        for place, draw in self._asked:
            with place:
                draw()


@contextlib.contextmanager
def page() -> Iterator[Drawn]:
    """All of the page. What is drawn within is linked by the replay bar."""
    st.html(STYLE)
    with st.container(key="compare"), replay.linked() as place:
        drawn = Drawn(place)
        yield drawn
    drawn.draw()


def first(*, lecture: bool = False) -> DeltaGenerator:
    """What is to be seen at once, in a window of any height; in the lecture view it is all that there is."""
    return st.container(key="lecture" if lecture else "first")


def head() -> DeltaGenerator:
    """The line with the heading."""
    return st.container(horizontal=True, vertical_alignment="center", key="head", wrap=False)


def presets() -> DeltaGenerator:
    """The place of the presets beside the heading."""
    return st.container(key="presets")


def ways() -> DeltaGenerator:
    """The end of the line with the heading."""
    return st.container(horizontal=True, width="content", key="ways", gap="xsmall")


def line() -> DeltaGenerator:
    """A line, its parts at both ends."""
    return st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="line", gap="small"
    )


def go() -> DeltaGenerator:
    """The place of Train."""
    return st.container(horizontal=True, vertical_alignment="center", width="content", key="go")


def aside() -> DeltaGenerator:
    """The line below the picture, about curves of an earlier result."""
    return st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="aside")


def coming() -> DeltaGenerator:
    """The place of the picture, before there is one."""
    return st.container(key="coming")


def word() -> DeltaGenerator:
    """The place of the verdict, and of the progress before."""
    return st.container(key="word")


def away() -> DeltaGenerator:
    """The end of the verdict's line: what takes the result away."""
    return st.container(width="content", key="take-away")
