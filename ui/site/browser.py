"""What only the browser can do: tell the page's width, fetch the chart library early, and notice that all stands still.

Linked charts need the width to be laid out, and Streamlit knows it in the browser only. It is told when the page is at
rest: telling it runs the script again, and a press of a button in the same moment would be lost to that run.

The library of Vega charts is large and fetched by Streamlit with the first chart; fetched earlier, that chart is there
a second sooner.

While something trains, the page looks at it again and again by a timer that Streamlit sets in the browser. Under load
the timer may get lost: it is cleared where a run of the page begins, and what sets it anew is thrown away where another
run has begun before the browser was told. Where there is a Stop button and nothing has run for a while, the page runs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from ui import session

KEY = "screen"
STOP = "stop"  # the key of the button that is there while something trains
STEP = 20  # pixels: smaller changes are not told
PATIENCE = 400  # milliseconds without a touch, a key or a run of the script before the width is told
STILL = 8000  # milliseconds without a run of the script while something trains: the longest pause between looks is 5 s
WATCH = 500  # milliseconds between two looks at that
NARROW = 600  # pixels: below this everything stands one under another

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_measure = st.components.v2.component("screen", html="<div></div>", js=_SCRIPT)


@cache
def _library() -> list[str]:
    """The files of Streamlit's that a Vega chart is drawn by, as far as they bear the names that are known here."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    return [path.name for stem in ("ArrowVegaLiteChart", "loadVegaEmbed") for path in folder.glob(f"{stem}.*.js")]


def measure() -> None:
    """Have the browser do all three; the width is told where it is not the known one. To be called at a page's end."""
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
        on_woken_change=lambda: None,  # to be run is all it wants
        height=1,
    )


def width() -> int | None:
    """The width in pixels of the main column, rounded down to a multiple of 20; None until the browser has told it."""
    return session.current().width


def wide() -> bool:
    """Whether there is surely room for charts beside each other that do not follow the width of the page."""
    return (width() or 0) >= NARROW


def narrow() -> bool:
    """Whether the page is as narrow as on a phone."""
    return (width() or NARROW) < NARROW


def _keep() -> None:
    measured = session.widget(KEY).get("width")
    if isinstance(measured, int | float) and 0 < measured < 100_000:
        session.current().width = int(measured)
