"""The replay of linked charts: play, pause, step and scrub, in the browser alone.

The charts hear what happens on the containers around them (`ui.charts.comparison.signals`); no script runs on the
server while they play. An arm whose chip is pointed at, or has the focus, stands out in all of them. In the lecture
view the space bar plays, the arrow keys ask for the next preset, and Escape asks to leave.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lab.languages.words import N_, _
from ui.charts.comparison.signals import ALONE, REPLAY, SIGNALS, Signal

KEY = "replay.bar"
SECONDS = 8.0  # that the whole training takes at speed 1
HEIGHT = {False: 36, True: 40}  # pixels of the bar, large or not
WORDS = N_("epoch {{epoch}} of {epochs:,}")
PLAY, PAUSE = N_("Play"), N_("Pause")
LATER = N_("at the end")
NAMES = {
    "bar": N_("Replay"),
    "back": N_("One epoch back"),
    "on": N_("One epoch on"),
    "scrub": N_("Epoch"),
    "speed": N_("Speed of the replay"),
}
"""What the parts of the bar are called, to those who do not see them."""

HALF, SPEED = N_("half speed"), N_("speed {times}")

_FILES = {name: Path(__file__).with_suffix(f".{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
_bar = st.components.v2.component("replay", html=_FILES["html"], css=_FILES["css"], js=_FILES["js"])


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for by a key in the lecture view: how many presets to `turn` on, or to `leave` it."""

    turn: int = 0
    leave: bool = False


@contextlib.contextmanager
def linked() -> Iterator[DeltaGenerator]:
    """Charts within are linked: they hear the bar, the pointer and the chosen arm. The bar is drawn within, too."""
    with contextlib.ExitStack() as around:
        for signal in SIGNALS:
            place = st.container(key=signal.key, gap="small")
            around.enter_context(place)
        yield place


def bar(epochs: int, of: str, *, lecture: bool = False, start: bool = False, plays: int = 0) -> Asked:
    """Draw the bar for charts over so many `epochs`.

    Where they are `of` another result it goes to the end, or to the `start`. Whenever `plays`, which counts, has become
    more, it plays from the start; where motion is to be reduced, it goes to the end. As long as less is drawn, the
    container around the charts has the attribute `data-partly`, and in `--later` the words for what is of the end.
    """
    found = _bar(
        key=KEY,
        data={
            "replay": _told(REPLAY),
            "alone": _told(ALONE),
            "epochs": epochs,
            "of": of,
            "opens": 0 if start else epochs,
            "plays": plays,
            "seconds": SECONDS,
            "words": _(WORDS).format(epochs=epochs),
            "play": _(PLAY),
            "pause": _(PAUSE),
            "later": _(LATER),
            "names": {name: _(text) for name, text in NAMES.items()},
            "speeds": {"0.5": _(HALF), **{times: _(SPEED).format(times=times) for times in ("1", "2", "4")}},
            "large": lecture,
        },
        on_turned_change=lambda: None,
        on_left_change=lambda: None,
        height=HEIGHT[lecture],
    )
    return Asked(int(found.turned or 0), bool(found.left))


def keys() -> Asked:
    """Hear the keys of the lecture view where there is no bar. Draws nothing."""
    found = _bar(
        key=f"{KEY}.keys",
        data={"replay": _told(REPLAY), "alone": _told(ALONE), "epochs": 1, "large": True, "silent": True},
        on_turned_change=lambda: None,
        on_left_change=lambda: None,
        height=1,
    )
    return Asked(int(found.turned or 0), bool(found.left))


def _told(signal: Signal) -> dict[str, str]:
    return {"key": signal.key, "event": signal.event}
