"""How learning slows down: the size of delta, saturated outputs, gradients layer by layer, and the epochs it takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.results import epochs_to_reach, epochs_until
from ui import figures
from ui.charts import close_up, sheet, takeaways
from ui.charts.measures import GRADIENTS, SLOWDOWN
from ui.compare.shown import Options, Shown, options, plots
from ui.compare.summary import MOST_BESIDE
from ui.site import browser

SHARES = (80, 90, 95)
REACHED = "{share:.0f} % of its final accuracy"
AT_80 = "80 % accuracy"
NEVER = "never"
SOME = "{median}, in {count} of {seeds} seeds"
WORDS = "Where delta is small while the outputs are wrong, nothing pushes the weights: learning is slow."
EPOCHS = "Epochs until validation accuracy reached, median over the seeds"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    st.markdown(WORDS)
    _epochs_table(shown)
    chosen = options(shown.experiment.seeds)
    _first_moments(shown, chosen)
    plots(shown, [*SLOWDOWN, *GRADIENTS], chosen)


def _first_moments(shown: Shown, chosen: Options) -> None:
    """The close-up of the first epochs, where the experiment follows them closely."""
    rows = close_up.table(shown.records)
    if not rows.empty:
        takeaway = takeaways.reaches(shown.names, _to_80(shown), 80)
        figure = close_up.figure(shown.subject(), rows, takeaway, chosen.view)
        figures.draw(figure, key="chart.close-up", numbers=chosen.numbers)


def _epochs_table(shown: Shown) -> None:
    reached = {
        REACHED.format(share=share): [
            _median([epochs_until(run, share / 100) for run in runs]) for runs in shown.records
        ]
        for share in SHARES
    }
    columns = {
        heading: [said or NEVER for said in texts] for heading, texts in (reached | {AT_80: _to_80(shown)}).items()
    }
    found = sheet.of_arms(EPOCHS, shown.names, columns)
    figures.draw_sheet(sheet.turned(found) if browser.narrow() and len(shown.names) <= MOST_BESIDE else found)


def _to_80(shown: Shown) -> list[str | None]:
    return [_median([epochs_to_reach(run, 0.8) for run in runs]) for runs in shown.records]


def _median(values: Sequence[float | None]) -> str | None:
    """The median over the seeds that came so far, and how many did where not all of them; None where none did."""
    reached = [value for value in values if value is not None]
    if not reached:
        return None
    median = f"{np.median(reached):.3g}"
    return median if len(reached) == len(values) else SOME.format(median=median, count=len(reached), seeds=len(values))
