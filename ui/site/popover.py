"""The keyboard's way into a popover and out of it.

Streamlit puts what a popover holds at the end of the page. Where one is opened by a key, the focus goes to its first
field; Escape leads it back, and Tab beyond the last field shuts it and goes on behind what opened it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PATIENCE = 2000  # milliseconds in which what a popover holds should be there: it may be drawn when it is opened

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_popover = st.components.v2.component("popover", html="<div></div>", js=_SCRIPT)


def lead() -> None:
    """Load the browser's part, once a page."""
    _popover(key="popover", data={"patience": PATIENCE}, height=1)
