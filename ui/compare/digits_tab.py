"""Digit by digit: how many of each are answered rightly, which a network has lost, which are taken for which."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from ui import figures
from ui.charts import digits
from ui.compare.shown import Shown, numbers_toggle

LOST = "{name} in seed {seed}: {digits}."
HARDLY = "lost the {digit} ({recall:.1f} % of its test images answered rightly)"
NEVER = "never answers {digit}"
NONE_LOST = "No network has lost a digit."
MATRIX = "Which digits are taken for which"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    labels = mnist().test.labels
    found = digits.lost(shown.results, labels)
    for (arm, seed), rows in groupby(found, attrgetter("arm", "seed")):
        lost = ((HARDLY if row.answered else NEVER).format(digit=row.digit, recall=100 * row.recall) for row in rows)
        said = LOST.format(name=shown.names[arm], seed=seed, digits=", ".join(lost))
        st.warning(said, icon=":material/flag:")
    if not found:
        st.markdown(NONE_LOST)
    recall = digits.recall_figure(shown.subject(), shown.results, labels)
    figures.draw(recall, key="chart.recall")
    numbers = numbers_toggle()
    if numbers:
        figures.draw_numbers(recall)
    matrix = st.expander(MATRIX, icon=":material/grid_on:", key="confusion", on_change="rerun")
    if matrix.open:
        with matrix:
            _matrices(shown, numbers=numbers)


def _matrices(shown: Shown, *, numbers: bool) -> None:
    """A confusion matrix an arm, two beside each other."""
    labels, columns = mnist().test.labels, st.columns(2)
    for arm, runs in enumerate(shown.results, start=1):
        with columns[(arm - 1) % 2]:
            figure = digits.confusion_figure(shown.subject(narrow=True), runs, labels, arm)
            figures.draw(figure, key=f"chart.confusion.{arm}", numbers=numbers)
