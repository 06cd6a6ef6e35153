"""Digit by digit: how many of each are answered rightly, which a network has lost, which are taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

import streamlit as st

from core.datasets import mnist
from core.evidence.measures import LOST, NEARLY_LOST
from lab.languages.words import N_, _
from lab.saying import COMMA
from ui import figures
from ui.charts.digits import confusion, recognition
from ui.charts.digits.recognition import Lost
from ui.shown import Shown, numbers_toggle

SAID = N_("{name} in seed {seed}: {digits}.")
OF_DIVERGED = N_("{name} in seed {seed}, which diverged in epoch {epoch}, as it was one epoch before: {digits}.")
OF_UNTRAINED = N_(
    "{name} in seed {seed}, which diverged in its first epoch, so that this is the untrained network: {digits}."
)
HARDLY = N_("lost the {digit} ({recall:.1f} % of its test images answered rightly)")
NEARLY = N_("nearly lost the {digit} ({recall:.1f} % of its test images answered rightly)")
NEVER = N_("never answers {digit}")
DEFINED = N_(
    "A digit is lost where fewer than {lost:.0f} % of its test images are answered rightly, and nearly lost where "
    "fewer than {nearly:.0f} % are."
)
NONE_LOST = N_("No network has lost a digit, or nearly lost one.")
MATRIX = N_("Which digits are taken for which")


def draw(shown: Shown) -> None:
    """Draw the tab."""
    labels = mnist().test.labels
    found = recognition.lost(shown.results, labels)
    for _run, rows in groupby(found, attrgetter("arm", "seed")):
        st.warning(_said(shown.names, tuple(rows)), icon=":material/flag:")
    if not found:
        st.markdown(_(NONE_LOST))
    st.caption(_(DEFINED).format(lost=100 * LOST, nearly=100 * NEARLY_LOST))
    recall = recognition.recall_figure(shown.subject(), shown.results, labels)
    figures.draw(recall, key="chart.recall")
    numbers = numbers_toggle()
    if numbers:
        figures.draw_numbers(recall)
    matrix = st.expander(_(MATRIX), icon=":material/grid_on:", key="confusion", on_change="rerun")
    if matrix.open:
        with matrix:
            _matrices(shown, numbers=numbers)


def _said(names: Sequence[str], rows: Sequence[Lost]) -> str:
    """What one run has lost and nearly lost, and which of its networks that is."""
    first = rows[0]
    of = SAID if first.diverged is None else OF_DIVERGED if first.diverged > 1 else OF_UNTRAINED
    told = (
        _(NEARLY if row.nearly else HARDLY if row.answered else NEVER).format(digit=row.digit, recall=100 * row.recall)
        for row in rows
    )
    said = _(COMMA).join(told)
    return _(of).format(name=names[first.arm], seed=first.seed, epoch=first.diverged, digits=said)


def _matrices(shown: Shown, *, numbers: bool) -> None:
    """A confusion matrix an arm, two beside each other."""
    labels, columns = mnist().test.labels, st.columns(2)
    for arm, runs in enumerate(shown.results, start=1):
        with columns[(arm - 1) % 2]:
            figure = confusion.figure(shown.subject(narrow=True), runs, labels, arm)
            figures.draw(figure, key=f"chart.confusion.{arm}", numbers=numbers)
