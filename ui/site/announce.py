"""What happens without a change of page, said to those who do not see it; and the keyboard's focus, led along.

A region that is read aloud stands in the page for good: the browser's part adds it, and writes into it. When training
begins the focus goes to Stop, when it ends to the verdict, when it is stopped back to Train, unless the visitor has
moved on to something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import streamlit as st

from lab.languages.words import N_, _

State = Literal["idle", "busy", "finished"]

FOCUS: dict[str, str] = {
    "idle": ".st-key-train button",
    "busy": ".st-key-stop button",
    "finished": ".st-key-word h2",
}
"""Where the focus goes when a state begins."""

QUARTERS = (N_("Training has begun."), N_("A quarter is done."), N_("Half is done."), N_("Three quarters are done."))
LIMIT = 3000  # milliseconds in which what takes the focus has to be there

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_announcer = st.components.v2.component("announcer", html="<div></div>", js=_SCRIPT)


def state(now: State, said: str = "") -> None:
    """Tell the state of the page's training, and what is `said` of it."""
    turned(now, said, FOCUS)


def turned(now: str, said: str, focus: Mapping[str, str]) -> None:
    """Tell which of some states the page is in, and what is `said` of it; `focus` has the selector of each, or ''."""
    _announcer(key="announcer", data={"state": now, "said": said, "focus": dict(focus), "limit": LIMIT}, height=1)


def progress(fraction: float) -> None:
    """Tell that something is being trained, and each quarter of it."""
    state("busy", _(QUARTERS[min(int(fraction * len(QUARTERS)), len(QUARTERS) - 1)]))
