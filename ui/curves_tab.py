"""Accuracy of all arms, the cost of each, and the first epoch mini-batch by mini-batch."""

from __future__ import annotations

import streamlit as st

from ui import charts, screen, tables
from ui.shown import Shown, numbers_below, options, plot
from ui.summary import final_table
from ui.takeaways import ends

BOTH = ("accuracy", "cost")
FIRST_EPOCH = "The first epoch, mini-batch by mini-batch"
FIRST_EPOCH_ALT = "Cost of the mini-batches of the first epoch, {name}"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    chosen = options(log_label="Logarithmic cost")
    table = shown.curves(BOTH, chosen)
    if screen.narrow():
        subject = shown.subject()
        plot(shown, table, charts.accuracy(subject, chosen.view), ["accuracy"], numbers=chosen.numbers)
        for arm, name in enumerate(shown.names, start=1):
            spec = charts.cost(subject, arm, chosen.view)
            st.vega_lite_chart(table, spec, key=f"chart.cost.{arm}", alt=f"{name}: {ends(shown.names, table, 'cost')}")
    else:
        spec = charts.linked(shown.subject(), screen.width(), chosen.view)
        alt = " ".join(ends(shown.names, table, measure) for measure in BOTH)
        st.vega_lite_chart(table, spec, key="chart.linked", width="content", alt=alt)
        if chosen.numbers:
            for column, measure in zip(st.columns(2), BOTH, strict=True):
                with column:
                    numbers_below(shown, table, measure)
    final_table(shown)
    first = st.expander(FIRST_EPOCH, icon=":material/zoom_in:", key="first-epoch", on_change="rerun")
    if first.open:
        with first:
            _first_epoch(shown, log=chosen.view.log)


def _first_epoch(shown: Shown, *, log: bool) -> None:
    table = tables.minibatch_costs(shown.records)
    columns = st.columns(2)
    for arm, name in enumerate(shown.names, start=1):
        spec = charts.minibatch_cost(shown.subject(narrow=True), arm, log)
        with columns[(arm - 1) % 2]:
            st.vega_lite_chart(table, spec, key=f"chart.minibatch.{arm}", alt=FIRST_EPOCH_ALT.format(name=name))
