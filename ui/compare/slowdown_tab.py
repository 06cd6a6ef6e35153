"""How learning slows down: the size of delta, saturated outputs, gradients layer by layer, and the epochs it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.results import epochs_to_reach, epochs_until
from ui.charts import close_up, takeaways
from ui.charts.measures import GRADIENTS, SLOWDOWN
from ui.compare.shown import Shown, options, plots, rows_below

SHARES = (80, 90, 95)
REACHED = "{share:.0f} % of its final accuracy"
AT_80 = "80 % accuracy"
CLOSE_UP_COLUMNS = {"arm": "arm", "epoch": "epoch", "value": "% of images", "low": "from", "high": "to"}
NEVER = "never"
SOME = "{median}, in {count} of {seeds} seeds"
WORDS = "Where delta is small while the outputs are wrong, nothing pushes the weights: learning is slow."
EPOCHS = "Epochs until validation accuracy reached, median over the seeds"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    _epochs_table(shown)
    chosen = options()
    _first_moments(shown, numbers=chosen.numbers)
    plots(shown, [*SLOWDOWN, *GRADIENTS], chosen, key="slowdown")


def _first_moments(shown: Shown, *, numbers: bool) -> None:
    """The close-up of the first epochs, where the experiment follows them closely."""
    table = close_up.table(shown.experiment, shown.records)
    if not table.empty:
        alt = takeaways.reaches(shown.names, _to_80(shown), 80)
        st.vega_lite_chart(table, close_up.chart(shown.subject()), key="chart.close-up", alt=alt)
        if numbers:
            rows_below(shown.names, table, CLOSE_UP_COLUMNS, key="close-up")


def _epochs_table(shown: Shown) -> None:
    st.markdown(f"**{EPOCHS}**")
    rows = {
        REACHED.format(share=share): [
            _median([epochs_until(run, share / 100) for run in runs]) for runs in shown.records
        ]
        for share in SHARES
    }
    rows[AT_80] = _to_80(shown)
    st.table(pd.DataFrame(rows, index=shown.signed), border="horizontal")


def _to_80(shown: Shown) -> list[str]:
    return [_median([epochs_to_reach(run, 0.8) for run in runs]) for runs in shown.records]


def _median(values: Sequence[float | None]) -> str:
    """The median over the seeds that came so far, and how many did where not all of them."""
    reached = [value for value in values if value is not None]
    if not reached:
        return NEVER
    median = f"{np.median(reached):.3g}"
    return median if len(reached) == len(values) else SOME.format(median=median, count=len(reached), seeds=len(values))
