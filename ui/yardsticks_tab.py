"""Every arm by measures that are the same for all, whatever their loss."""

from __future__ import annotations

import streamlit as st

from ui import charts
from ui.measures import YARDSTICKS
from ui.shown import Shown, options, plot

WORDS = "Costs of different losses have different units and cannot be compared. These measures can."
NO_PROBABILITIES = (
    "{name} has linear outputs, which cannot be scaled to probabilities: some figures do not exist for it."
)


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    chosen = options()
    table = shown.curves(YARDSTICKS, singles=chosen.view.singles)
    columns = st.columns(2)
    for place, key in enumerate(YARDSTICKS):
        with columns[place % 2]:
            spec = charts.over_epochs(shown.subject(narrow=True), key, chosen.view)
            plot(shown, table, spec, [key], numbers=chosen.numbers)
    for arm, name in zip(shown.experiment.arms, shown.names, strict=True):
        if arm.output == "linear":
            st.caption(NO_PROBABILITIES.format(name=name))
