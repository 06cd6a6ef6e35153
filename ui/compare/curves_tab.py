"""Accuracy of all arms, the cost of each, and the first epoch mini-batch by mini-batch."""

from __future__ import annotations

import streamlit as st

from lab.languages.words import N_, _
from ui import figures, session
from ui.charts import over_epochs, tables
from ui.charts.comparison import figures as comparison
from ui.compare.summary import final_table
from ui.shown import Shown, gone, switches, view

SWITCHES = {
    "view.log": N_("Logarithmic cost"),
    "view.band": N_("Bands over the seeds"),
    "view.whole": N_("The whole axis"),
}
THIN = N_(
    "In the plots of costs the thin line is the cost of the training images, the other that of the validation images."
)
FIRST_EPOCH = N_("The first epoch, mini-batch by mini-batch")


def whole() -> bool:
    """Whether the axis of accuracy shows all of it."""
    return bool(session.widget("view.whole"))


def draw(shown: Shown) -> None:
    """Draw the tab: switches for the picture, its numbers, how the arms ended, and the first epoch."""
    numbers = switches(SWITCHES)
    st.caption(_(THIN))
    gone(shown)
    if numbers:
        _numbers(shown)
    final_table(shown)
    first = st.expander(_(FIRST_EPOCH), icon=":material/zoom_in:", key="first-epoch", on_change="rerun")
    if first.open:
        with first:
            _first_epoch(shown, log=view(shown.experiment.seeds).log, numbers=numbers)


def _numbers(shown: Shown) -> None:
    """The numbers of the picture."""
    how = view(shown.experiment.seeds)
    drawn = [comparison.accuracy(shown.experiment, shown.records, how)]
    for figure in drawn + comparison.costs(shown.experiment, shown.records, how):
        figures.draw_numbers(figure)


def _first_epoch(shown: Shown, *, log: bool, numbers: bool) -> None:
    rows = tables.minibatch_costs(shown.records)
    subject, columns = shown.subject(narrow=True), st.columns(2)
    for arm in range(1, len(shown.names) + 1):
        with columns[(arm - 1) % 2]:
            figure = over_epochs.minibatches(subject, arm, rows, log=log)
            figures.draw(figure, key=f"chart.minibatch.{arm}", numbers=numbers)
