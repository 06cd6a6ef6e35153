"""What a comparison showed: curves that grow while it trains, then the verdict, and tabs that work only when open."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.experiment import Experiment
from lab.serving.pool import Snapshot
from ui.charts.curves import PLAIN
from ui.compare import curves_tab, digits_tab, slowdown_tab, table_tab, verdict_view, yardsticks_tab
from ui.compare.shown import Shown
from ui.site import replay

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
    if not any(run for runs in snapshot.records for run in runs):
        st.caption(SOON)
        return
    with replay.linked():
        curves_tab.both(experiment, snapshot.records, PLAIN, key="live")


def draw(experiment: Experiment, snapshot: Snapshot) -> None:
    """Draw what is finished, or say in its place what will be there."""
    if snapshot.state != "finished":
        st.caption(BEFORE)
        return
    shown = Shown.of(experiment, snapshot)
    verdict_view.draw(shown)
    with replay.linked():
        tabs = st.tabs(list(TABS), key="tabs", on_change="rerun")
        for tab, contents in zip(tabs, TABS.values(), strict=True):
            if tab.open:
                with tab:
                    contents(shown)
