"""Digit by digit: how many of each are answered rightly, and which a network has lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.datasets import mnist
from core.measures import confusion, lost_digits, recall
from ui.shown import Shown

WORDS = (
    "Recall on the 10,000 test images: of every digit, the percentage that is answered rightly. Means over the seeds."
)
LOST = "{name} never answers {digit}, or hardly ever, in seed {seed}."
NONE_LOST = "No network has lost a digit."
MATRIX = "Which digits are taken for which"
TRUE, ANSWERED = "true", "answered"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    labels = mnist().test.labels
    st.markdown(WORDS)
    rows = [np.mean([100 * recall(run.predictions, labels) for run in runs], axis=0) for runs in shown.results]
    table = pd.DataFrame(np.round(rows, 1), index=shown.signed, columns=[str(digit) for digit in range(10)])
    st.table(table.map("{:.1f}".format), border="horizontal")
    lost = [
        LOST.format(name=name, digit=digit, seed=run.run.seed)
        for name, runs in zip(shown.names, shown.results, strict=True)
        for run in runs
        for digit in lost_digits(run.predictions, labels)
    ]
    for sentence in lost:
        st.warning(sentence, icon=":material/flag:")
    if not lost:
        st.caption(NONE_LOST)
    matrix = st.expander(MATRIX, icon=":material/grid_on:", key="confusion", on_change="rerun")
    if matrix.open:
        with matrix:
            _matrix(shown)


def _matrix(shown: Shown) -> None:
    with st.container(horizontal=True):
        arms = range(len(shown.signed))
        arm = st.selectbox("Arm", arms, format_func=shown.signed.__getitem__, key="confusion.arm", width=340)
        seed = st.selectbox("Seed", list(shown.experiment.seed_range), key="confusion.seed", width=120)
    run = shown.results[arm][seed - shown.experiment.first_seed]
    counts = confusion(run.predictions, mnist().test.labels)
    digits = [str(digit) for digit in range(10)]
    st.table(pd.DataFrame(counts, index=[f"{TRUE} {digit}" for digit in digits], columns=digits))
    st.caption("Rows are the true digits, columns the answers, counts of test images.")
