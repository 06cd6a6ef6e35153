"""What only the browser can do: measure the page, fetch the chart library early, and wake a page that has stopped.

Linked charts need the page's width for their layout, and only the browser knows it. It is sent when nothing runs and
nobody has touched anything for a while: sending it runs the script again, and a button that is pressed in the same
moment would be lost to that run.

Streamlit fetches its large library for Vega charts with the first chart. Fetched earlier, that chart is drawn a second
sooner.

While something trains, the page is drawn again and again by a timer that Streamlit sets in the browser. Under load the
timer can get lost: it is cleared when a run of the page begins, and the message that sets it anew is dropped if another
run begins before it arrives. So where there is a Stop button and nothing has run for a while, the page is run.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from ui import session

KEY = "screen"
STOP = "stop"  # the key of the button that is shown while something trains
STEP = 20  # pixels: smaller changes are not sent
PATIENCE = 400  # milliseconds without a touch, a key or a run of the script before the width is sent
STILL = 8000  # milliseconds without a run of the script while something trains: the longest pause between looks is 5 s
WATCH = 500  # milliseconds between two checks of that
NARROW = 600  # pixels: below this everything is in one column

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_measure = st.components.v2.component("screen", html="<div></div>", js=_SCRIPT)


@cache
def _library() -> list[str]:
    """The names of the files of Streamlit that draw Vega charts; empty where a version names them otherwise."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    return [path.name for stem in ("ArrowVegaLiteChart", "loadVegaEmbed") for path in folder.glob(f"{stem}.*.js")]


def measure() -> None:
    """Load the browser's part. A page calls this at its end."""
    _measure(
        key=KEY,
        data={
            "step": STEP,
            "known": width(),
            "patience": PATIENCE,
            "library": _library(),
            "busy": f".st-key-{STOP}",
            "still": STILL,
            "watch": WATCH,
        },
        on_width_change=_keep,
        on_woken_change=lambda: None,  # it only has to run the page
        height=1,
    )


def width() -> int | None:
    """The width in pixels of the main column, rounded down to a multiple of 20; None until the browser has sent it."""
    return session.current().width


def wide() -> bool:
    """Whether the page is known to be wide enough for charts of a fixed width side by side."""
    return (width() or 0) >= NARROW


def narrow() -> bool:
    """Whether the page is known to be as narrow as on a phone."""
    return (width() or NARROW) < NARROW


def _keep() -> None:
    measured = session.widget(KEY).get("width")
    if isinstance(measured, int | float) and 0 < measured < 100_000:
        session.current().width = int(measured)
