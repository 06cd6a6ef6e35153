"""Digit by digit: how many of each are answered rightly, which a network has lost, which are taken for which."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from ui.charts import digits, takeaways
from ui.compare.shown import Shown, numbers_toggle, rows_below

LOST = "{name} in seed {seed}: {digits}."
HARDLY = "lost the {digit} ({recall:.1f} % of its test images answered rightly)"
NEVER = "never answers {digit}"
NONE_LOST = "No network has lost a digit."
MATRIX = "Which digits are taken for which"
RECALLS = "Recall of each digit. {worst}"
RECALL_COLUMNS = {
    "arm": "arm",
    "digit": "true digit",
    "value": "recall, %",
    "low": "lowest seed, %",
    "high": "highest seed, %",
    "lost": "seeds that lost it",
}
MATRIX_COLUMNS = {"true": "true digit", "answered": "taken for", "images": "images", "share": "% of its images"}
WORST = "{name} knows {digit} worst ({value:.0f} %)."


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
    table = digits.recalls(shown.results, labels)
    worst = table.loc[table.groupby("arm")["value"].idxmin()]
    said = " ".join(
        WORST.format(name=shown.names[arm - 1], digit=digit, value=value)
        for arm, digit, value in zip(worst["arm"], worst["digit"], worst["value"], strict=True)
    )
    st.vega_lite_chart(table, digits.recall_chart(shown.subject()), key="chart.recall", alt=RECALLS.format(worst=said))
    numbers = numbers_toggle()
    if numbers:
        rows_below(shown.names, table, RECALL_COLUMNS, key="recall")
    matrix = st.expander(MATRIX, icon=":material/grid_on:", key="confusion", on_change="rerun")
    if matrix.open:
        with matrix:
            _matrices(shown, numbers=numbers)


def _matrices(shown: Shown, *, numbers: bool) -> None:
    """A confusion matrix an arm, two beside each other."""
    labels, columns = mnist().test.labels, st.columns(2)
    for arm, runs in enumerate(shown.results, start=1):
        with columns[(arm - 1) % 2]:
            table = digits.confusions(runs, labels, arm)
            spec = digits.confusion_chart(shown.subject(narrow=True), arm)
            said = takeaways.taken(shown.names[arm - 1], table)
            st.vega_lite_chart(table, spec, key=f"chart.confusion.{arm}", alt=said)
            if numbers:
                rows_below(shown.names, table, MATRIX_COLUMNS, key=f"confusion.{arm}")
