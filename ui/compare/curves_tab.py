"""Accuracy of all arms, the cost of each, and the first epoch mini-batch by mini-batch."""

from __future__ import annotations

import streamlit as st

from core.experiment import Experiment
from ui import figures
from ui.charts import over_epochs, tables
from ui.charts.comparison import figures as plots
from ui.charts.curves import View
from ui.charts.tables import Records
from ui.compare.shown import Shown, options
from ui.compare.summary import final_table

HIGH = 460  # pixels of the plots beside each other
FIRST_EPOCH = "The first epoch, mini-batch by mini-batch"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    chosen = options(shown.experiment.seeds, log_label="Logarithmic cost")
    both(shown.experiment, shown.records, chosen.view, key="chart", numbers=chosen.numbers)
    final_table(shown)
    first = st.expander(FIRST_EPOCH, icon=":material/zoom_in:", key="first-epoch", on_change="rerun")
    if first.open:
        with first:
            _first_epoch(shown, log=chosen.view.log, numbers=chosen.numbers)


def both(experiment: Experiment, records: Records, view: View, *, key: str, numbers: bool = False) -> None:
    """Draw accuracy and every arm's cost."""
    left, right = st.columns([5, 4])
    with left, st.container(height=HIGH, border=False):
        figures.draw(plots.accuracy(experiment, records, view), key=f"{key}.accuracy")
    costs = plots.costs(experiment, records, view)
    for arm, cost in enumerate(costs, start=1):
        with right, st.container(height=max(200, HIGH // len(costs)), border=False):
            figures.draw(cost, key=f"{key}.cost.{arm}")
    if numbers:
        figures.draw_numbers(plots.accuracy(experiment, records, view))
        for cost in costs:
            figures.draw_numbers(cost)


def _first_epoch(shown: Shown, *, log: bool, numbers: bool) -> None:
    rows = tables.minibatch_costs(shown.records)
    subject, columns = shown.subject(narrow=True), st.columns(2)
    for arm in range(1, len(shown.names) + 1):
        with columns[(arm - 1) % 2]:
            figure = over_epochs.minibatches(subject, arm, rows, log=log)
            figures.draw(figure, key=f"chart.minibatch.{arm}", numbers=numbers)
