"""What a comparison showed: curves that grow while it trains, then the verdict, and tabs that work only when open."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.experiment import Experiment
from lab.serving.pool import Snapshot
from ui.compare import curves_tab, digits_tab, picture, screen, slowdown_tab, table_tab, verdict_view, yardsticks_tab
from ui.compare.picture import Picture
from ui.compare.shown import Shown

TABS: dict[str, Callable[[Shown], None]] = {
    "Curves": curves_tab.draw,
    "Same yardstick": yardsticks_tab.draw,
    "Slowdown": slowdown_tab.draw,
    "Digits": digits_tab.draw,
    "Table": table_tab.draw,
}

BEFORE = "Press Train: accuracy and cost will be drawn here while the networks learn, and a verdict at the end."
SOON = "The first curves will be here in a moment."


def growing(experiment: Experiment, snapshot: Snapshot) -> None:
    """Draw the curves as far as they have come. Neither spec nor name changes, so that the chart is not built anew."""
    picture.draw(Picture(experiment, snapshot.records, curves_tab.view(experiment), of=f"{experiment.key} grows"))


def draw(experiment: Experiment, snapshot: Snapshot) -> Shown | None:
    """Draw what is finished, or say in its place what will be there."""
    if snapshot.state != "finished":
        with screen.word():
            st.caption(BEFORE)
        return None
    shown = Shown.of(experiment, snapshot)
    with screen.word():
        verdict_view.draw(shown)
    picture.draw(Picture(experiment, shown.records, curves_tab.view(experiment), of=experiment.key))
    return shown


def tabs(shown: Shown) -> None:
    """Draw what else is to be seen of a finished comparison."""
    drawn = st.tabs(list(TABS), key="tabs", on_change="rerun")
    for tab, contents in zip(drawn, TABS.values(), strict=True):
        if tab.open:
            with tab:
                contents(shown)
