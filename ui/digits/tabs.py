"""The views of Digits as tabs, of which one is filled."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

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
    names = {label: key for key, label in place.VIEWS.items()}
    tied = place.bind("look", show=place.VIEWS.__getitem__, take=names.__getitem__)
    for tab, key in zip(st.tabs(list(names), **tied), names.values(), strict=True):
        if tab.open:
            with tab:
                TABS[key](source)
