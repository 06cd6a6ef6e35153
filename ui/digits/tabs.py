"""The views of Digits as tabs, of which one is filled."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lab.languages.words import _
from ui.digits import confusion_tab, draw_tab, gallery_tab, pixels_tab, place, sure_tab, weights_tab
from ui.digits.source import Source

TABS: dict[str, Callable[[Source], None]] = {
    "gallery": gallery_tab.draw,
    "draw": draw_tab.draw,
    "confusion": confusion_tab.draw,
    "weights": weights_tab.draw,
    "pixels": pixels_tab.draw,
    "sure": sure_tab.draw,
}


def draw(source: Source) -> None:
    """Draw the tabs, and what the open one shows."""
    labels = {key: _(label) for key, label in place.VIEWS.items()}
    keys = {label: key for key, label in labels.items()}
    tied = place.bind("look", show=labels.__getitem__, take=keys.__getitem__)
    for tab, key in zip(st.tabs(list(keys), **tied), labels, strict=True):
        if tab.open:
            with tab:
                TABS[key](source)
