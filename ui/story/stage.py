"""Where a page of the story has its controls and its pictures: beside each other, or the controls above in a row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

STYLE = Path(__file__).with_suffix(".css")


@contextlib.contextmanager
def both() -> Iterator[None]:
    """The place of both. In it `controls` come first, then `pictures`."""
    st.html(STYLE)
    with st.container(key="stage"):
        yield


def controls() -> DeltaGenerator:
    """The place of what is moved."""
    return st.container(key="controls")


def pictures() -> DeltaGenerator:
    """The place of what is seen."""
    return st.container(key="pictures")
