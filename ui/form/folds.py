"""Popovers of the form, whose fields are drawn once the browser says that they are being opened.

The form has some twenty fields, and most are never looked at: drawn at every run of the page they took a third of it.
Streamlit's own way of knowing whether a popover is open would shut one whenever its label changes, and these say what
stands in their fields. So the browser's part, `ui/site/popover.js`, says which one is pressed, and the page is run. The
fields of the one that was opened last stay until another is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui import session
from ui.form.arms import MOST, chip

SHARED, GRID = "shared", "grid"
KEYS = (*map(chip, range(MOST)), SHARED, GRID)
"""The popovers of the form, by their keys."""

FOLDED = '<i class="folded"></i>'
"""Stands, unseen, in a popover until that is opened: Streamlit lets nobody open an empty one."""


def draw(label: str, key: str, fields: Callable[[], None], **how: Any) -> None:
    """Draw a popover, and what `fields` draws in it where it is open or was opened last. `how` goes to `st.popover`."""
    with st.popover(label, key=key, wrap=False, **how):
        if is_open(key):
            fields()
        else:
            st.html(FOLDED)


def is_open(key: str) -> bool:
    """Whether this popover was opened last."""
    return session.current().unfolded == key
