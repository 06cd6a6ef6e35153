"""The keyboard's way into a popover and out of it, and what is to be drawn in one that is being opened.

Streamlit puts what a popover holds at the end of the page. Where one is opened by a key, the focus goes to its first
field; Escape leads it back, and Tab beyond the last field shuts it and goes on behind what opened it.

Of a popover of the form (`ui.form.folds`) the server is told as soon as it is pressed. It is seen once its fields are
there (`ui/site/frame.css`).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import session
from ui.form import folds

KEY = "popover"
PATIENCE = 2000  # milliseconds in which what a popover holds should be there: it may be drawn when it is opened

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_popover = st.components.v2.component("popover", html="<div></div>", js=_SCRIPT)


def lead() -> None:
    """Load the browser's part, once a page."""
    _popover(
        key=KEY,
        data={"patience": PATIENCE, "folds": list(folds.KEYS), "unfolded": session.current().unfolded},
        on_unfolded_change=_unfold,
        height=1,
    )


def _unfold() -> None:
    pressed = session.widget(KEY).get("unfolded")
    if pressed in folds.KEYS:
        session.current().unfolded = pressed
