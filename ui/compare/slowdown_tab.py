"""How learning slows down: the size of delta, saturated outputs, gradients layer by layer, and the epochs it takes."""

from __future__ import annotations

import streamlit as st

from core.evidence.reach import GOAL, Reach, reach
from core.results import epochs_until
from lab import goals
from lab.languages.words import N_, _
from ui import figures
from ui.charts import close_up, sheet, takeaways
from ui.charts.measures import GRADIENTS, SLOWDOWN
from ui.charts.tables import count
from ui.compare.summary import draw_rows
from ui.shown import Options, Shown, options, plots

SHARES = (80, 90, 95)
REACHED = N_("{share:.0f} % of its final accuracy")
AT_GOAL = N_("{share:g} % accuracy")
WORDS = N_("Where delta is small while the outputs are wrong, nothing pushes the weights: learning is slow.")
EPOCHS = N_("Epochs until validation accuracy reached, median over the seeds")


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(_(WORDS))
    _epochs_table(shown)
    chosen = options(shown.experiment.seeds)
    _first_moments(shown, chosen)
    plots(shown, [*SLOWDOWN, *GRADIENTS], chosen)


def _first_moments(shown: Shown, chosen: Options) -> None:
    """The close-up of the first epochs, where the experiment follows them closely."""
    rows = close_up.table(shown.records)
    if count(rows):
        takeaway = takeaways.reaches(shown.names, [_said(row) for row in _to_the_goal(shown)], 100 * GOAL)
        figure = close_up.figure(shown.subject(), rows, takeaway, chosen.view)
        figures.draw(figure, key="chart.close-up", numbers=chosen.numbers)


def _epochs_table(shown: Shown) -> None:
    reached = {
        _(REACHED).format(share=share): [
            Reach(tuple(epochs_until(run, share / 100) for run in runs)) for runs in shown.records
        ]
        for share in SHARES
    } | {_(AT_GOAL).format(share=100 * GOAL): _to_the_goal(shown)}
    columns = {heading: [goals.cell(row) for row in rows] for heading, rows in reached.items()}
    found = sheet.of_arms(_(EPOCHS), shown.names, columns)
    draw_rows(found)


def _to_the_goal(shown: Shown) -> list[Reach]:
    return [reach(runs) for runs in shown.records]


def _said(row: Reach) -> str | None:
    """How soon an arm gets there, None where it never does."""
    return None if row.median is None else goals.cell(row)
