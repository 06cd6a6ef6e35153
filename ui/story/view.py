"""How a page of the story is laid out, and how a chart of it is put on the screen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui import figures
from ui.charts.figure import Kind
from ui.charts.story.story_tables import Columns

STYLE = Path(__file__).with_suffix(".css")


@contextlib.contextmanager
def stage() -> Iterator[None]:
    """The place of `controls`, which come first, and `pictures`: beside each other where there is room."""
    st.html(STYLE)
    with st.container(key="stage"):
        yield


def controls() -> DeltaGenerator:
    """The place of what is moved."""
    return st.container(key="controls")


def pictures() -> DeltaGenerator:
    """The place of what is seen."""
    return st.container(key="pictures")


def chart(kind: Kind, columns: Columns, takeaway: str) -> None:
    """Draw a figure of one of the kinds in `ui.charts.story.story_figures`."""
    figures.draw(kind.of(columns, takeaway))
