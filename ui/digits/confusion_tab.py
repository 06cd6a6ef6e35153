"""A confusion matrix an arm: which digits it takes for which. A cell opens its images."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from core.datasets import mnist
from lab.languages.words import N_, _
from ui import figures, session
from ui.charts.digits import confusion
from ui.digits import place
from ui.digits.source import Source
from ui.shown import numbers_toggle

WORDS = N_(
    "Networks of seed {seed} on the {images:,} test images. Press a cell to see its images; with the keyboard, ask for "
    "them in the gallery by true digit and answer."
)
LEAST = 330  # pixels of a matrix that stands beside another


def draw(source: Source) -> None:
    """Draw the tab."""
    labels = mnist().test.labels
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_(WORDS).format(seed=source.seed, images=len(labels)), width="stretch")
        numbers = numbers_toggle()
    with st.grid(2, min_column_width=LEAST):
        for arm, result in enumerate(source.networks, start=1):
            key = f"chart.matrix.{arm}.{place.opened()}"
            figure = confusion.figure(source.shown.subject(narrow=True), [result], labels, arm)
            with st.container(gap=None):
                figures.draw(replace(figure, note=""), key=key, numbers=numbers, on_select=partial(_open, key, arm))
    st.caption(_(confusion.NOTE))


def _open(key: str, arm: int) -> None:
    """Show the images of the cell that was pressed."""
    chosen = (session.widget(key) or {}).get("selection", {}).get(confusion.CELL) or []
    if chosen:
        true, answered = (str(int(chosen[0][field])) for field in ("true", "answered"))
        place.open_images(which="all", network=arm, digit=true, taken=answered)
