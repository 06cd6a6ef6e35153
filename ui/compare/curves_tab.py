"""Accuracy of all arms, the cost of each, and the first epoch mini-batch by mini-batch."""

from __future__ import annotations

import streamlit as st

from core.experiment import Experiment
from ui import session
from ui.charts import over_epochs, tables, takeaways
from ui.charts.curves import View
from ui.compare import picture
from ui.compare.shown import Shown, numbers_below, options, rows_below
from ui.compare.summary import final_table

BOTH = ("accuracy", "cost")
FIRST_EPOCH = "The first epoch, mini-batch by mini-batch"
FIRST_EPOCH_COLUMNS = {"epoch": "epoch", "value": "cost", "low": "from", "high": "to"}


def view(experiment: Experiment) -> View:
    """How the picture is drawn, as the switches of this tab say, wherever they stand on the page."""
    return picture.usual(
        experiment,
        axis=session.widget("view.axis") or "epoch",
        log=bool(session.widget("view.log")),
        band=bool(session.widget("view.band")),
    )


def draw(shown: Shown) -> None:
    """Draw the tab."""
    chosen = options(log_label="Logarithmic cost")
    table = shown.curves(BOTH, chosen)
    if chosen.numbers:
        for column, measure in zip(st.columns(2), BOTH, strict=True):
            with column:
                numbers_below(shown, table, measure)
    final_table(shown)
    first = st.expander(FIRST_EPOCH, icon=":material/zoom_in:", key="first-epoch", on_change="rerun")
    if first.open:
        with first:
            _first_epoch(shown, log=chosen.view.log, numbers=chosen.numbers)


def _first_epoch(shown: Shown, *, log: bool, numbers: bool) -> None:
    table = tables.minibatch_costs(shown.records)
    columns = st.columns(2)
    for arm, name in enumerate(shown.names, start=1):
        spec = over_epochs.minibatch_cost(shown.subject(narrow=True), arm, log)
        with columns[(arm - 1) % 2]:
            mine = table[table["arm"] == arm]
            alt = takeaways.falls(name, mine["value"].tolist())
            st.vega_lite_chart(table, spec, key=f"chart.minibatch.{arm}", alt=alt)
            if numbers:
                rows_below(shown.names, mine, FIRST_EPOCH_COLUMNS, key=f"minibatch.{arm}")
