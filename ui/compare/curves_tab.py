"""Accuracy of all arms, the cost of each, and the first epoch mini-batch by mini-batch."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui.charts import over_epochs, tables, takeaways
from ui.charts.curves import View
from ui.charts.subject import Subject
from ui.charts.takeaways import ends
from ui.compare.shown import Shown, numbers_below, options, rows_below
from ui.compare.summary import final_table
from ui.site import browser

BOTH = ("accuracy", "cost")
COST = "Cost of {name}. {all}"
FIRST_EPOCH = "The first epoch, mini-batch by mini-batch"
FIRST_EPOCH_COLUMNS = {"epoch": "epoch", "value": "cost", "low": "from", "high": "to"}


def draw(shown: Shown) -> None:
    """Draw the tab."""
    chosen = options(log_label="Logarithmic cost")
    table = shown.curves(BOTH, chosen)
    alt = " ".join(ends(shown.names, table, measure) for measure in BOTH)
    both(shown.subject(), table, chosen.view, alt=alt, key="chart")
    if chosen.numbers:
        for column, measure in zip(st.columns(2), BOTH, strict=True):
            with column:
                numbers_below(shown, table, measure)
    final_table(shown)
    first = st.expander(FIRST_EPOCH, icon=":material/zoom_in:", key="first-epoch", on_change="rerun")
    if first.open:
        with first:
            _first_epoch(shown, log=chosen.view.log, numbers=chosen.numbers)


def both(subject: Subject, table: pd.DataFrame, view: View, *, alt: str, key: str) -> None:
    """Draw accuracy and every arm's cost: linked by the pointer where the page is known to be wide enough."""
    width = browser.width()
    if width is not None and browser.wide():
        st.vega_lite_chart(
            table, over_epochs.linked(subject, width, view), key=f"{key}.linked", width="content", alt=alt
        )
        return
    left, right = st.columns([5, 4])
    with left:
        st.vega_lite_chart(table, over_epochs.accuracy(subject, view), key=f"{key}.accuracy", alt=alt)
    with right:
        for arm, name in enumerate(subject.names, start=1):
            spec = over_epochs.cost(subject, arm, view)
            st.vega_lite_chart(table, spec, key=f"{key}.cost.{arm}", alt=COST.format(name=name, all=alt))


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
