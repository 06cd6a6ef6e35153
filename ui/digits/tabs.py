"""The views of Digits as tabs, of which one is filled."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ui.digits import draw_tab, gallery_tab, place
from ui.digits.source import Source

TABS: dict[str, Callable[[Source], None]] = {
    "gallery": gallery_tab.draw,
    "draw": draw_tab.draw,
}


def draw(source: Source) -> None:
    """Draw the tabs, and what the open one shows."""
    names = {label: key for key, label in place.VIEWS.items() if key in TABS}
    tied = place.bind("look", show=place.VIEWS.__getitem__, take=names.__getitem__)
    for tab, key in zip(st.tabs(list(names), **tied), names.values(), strict=True):
        if tab.open:
            with tab:
                TABS[key](source)
