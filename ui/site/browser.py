"""What only the browser can do: measure the page, fetch the chart library early, and wake a page that has stopped.

Some of a page depends on its width, and only the browser knows it. It is sent when nothing runs and nobody has touched
anything for a while: a button that is pressed in the same moment would be lost to the run that follows. The page itself
is run where something on it would be drawn otherwise.

Streamlit fetches its large library for Vega charts with the first chart. Fetched earlier, that chart is drawn a second
sooner.

While something trains, the page is drawn again and again by a timer that Streamlit sets in the browser. Under load the
timer can get lost: it is cleared when a run of the page begins, and the message that sets it anew is dropped if another
run begins before it arrives. So where there is a Stop button and nothing has run for a while, the page is run.
"""

from __future__ import annotations

from collections.abc import Callable
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

QUESTIONS: dict[str, Callable[[int | None], bool]] = {
    "wide": lambda width: (width or 0) >= NARROW,
    "narrow": lambda width: (width or NARROW) < NARROW,
}
"""What a page asks about its width."""

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_measure = st.components.v2.component("screen", html="<div></div>", js=_SCRIPT)


@cache
def _library() -> list[str]:
    """The names of the files of Streamlit that draw Vega charts; empty where a version names them otherwise."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    return [path.name for stem in ("ArrowVegaLiteChart", "loadVegaEmbed") for path in folder.glob(f"{stem}.*.js")]


@st.fragment
def measure() -> None:
    """Load the browser's part. A page calls this at its end."""
    if session.current().outdated:
        session.current().outdated = False
        st.rerun()
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
        on_woken_change=_outdate,  # it only has to run the page
        height=1,
    )


def width() -> int | None:
    """The width in pixels of the main column, rounded down to a multiple of 20; None until the browser has sent it."""
    return session.current().width


def wide() -> bool:
    """Whether the page is known to be wide enough for charts of a fixed width side by side."""
    return _answer("wide")


def narrow() -> bool:
    """Whether the page is known to be as narrow as on a phone."""
    return _answer("narrow")


def _answer(question: str) -> bool:
    """What is drawn rests on this answer: it is remembered."""
    answer = session.current().sized[question] = QUESTIONS[question](width())
    return answer


def _outdate() -> None:
    session.current().outdated = True


def _keep() -> None:
    measured = session.widget(KEY).get("width")
    if isinstance(measured, int | float) and 0 < measured < 100_000:
        mine = session.current()
        mine.width = int(measured)
        if any(QUESTIONS[question](mine.width) != answer for question, answer in mine.sized.items()):
            mine.sized.clear()  # the run that follows asks anew
            _outdate()
