"""What follows where a tab is chosen, by click or arrow key: a tab that stands low comes up with its contents.

They are drawn after the click, so the page may be too short to be scrolled at once: the tabs are followed for a while,
unless the visitor scrolls, types or presses something.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

WITHIN = "[class*=st-key-tabs-]"
BELOW = 0.5  # of the window's height: tabs above that have room for their contents
MARGIN = 64  # pixels that are left above the tabs, for Streamlit's own bar
LIMIT = 5000  # milliseconds in which the contents should be drawn, on a busy machine, too

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_lead = st.components.v2.component("lead", html="<div></div>", js=_SCRIPT)


def to_contents() -> None:
    """Load the browser's part."""
    _lead(key="lead", data={"within": WITHIN, "below": BELOW, "margin": MARGIN, "limit": LIMIT}, height=1)
