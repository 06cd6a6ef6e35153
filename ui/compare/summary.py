"""The table of final and best accuracies with their spread over the seeds, an arm a row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.losses import LOSSES
from core.results import RunResult
from lab.languages.words import N_, _
from ui import figures
from ui.charts import sheet
from ui.charts.sheet import Sheet
from ui.shown import Shown
from ui.site import browser

MOST_BESIDE = 2  # rows that stand beside each other as columns on a phone

COST = N_("{cost} {unit}")
CAPTION = N_("How the arms ended")
NOTE = N_(
    "Means over {seeds} seeds ± the standard deviation over them, which is not the interval of a band. "
    "Final and best are on the {validation:,} validation images of "
    "the curves, and the best epoch is picked on these same images, which flatters it; the test is taken once, at the "
    "end, on all 10,000 test images."
)
NOTE_ONE = N_(
    "One seed, so there is no spread. Final and best are on the {validation:,} validation images of the curves, and "
    "the best epoch is picked on these same images, which flatters it; the test is taken once, at the end, on all "
    "10,000 test images."
)


def final_table(shown: Shown) -> None:
    """Draw the table."""
    rows: dict[str, Sequence[str]] = {
        _("Final accuracy, %"): [_percent([run.kept.validation_accuracy for run in runs]) for runs in shown.results],
        _("Best epoch, %"): [_percent([_best(run) for run in runs]) for runs in shown.results],
        _("Test accuracy, %"): [_percent([run.test_accuracy for run in runs]) for runs in shown.results],
        _("Final cost"): [
            _(COST).format(
                cost=_spread([run.kept.validation_cost for run in runs], ".3g"), unit=_(LOSSES[arm.loss].units)
            )
            for arm, runs in zip(shown.experiment.arms, shown.results, strict=True)
        ],
    }
    draw_rows(sheet.of_arms(_(CAPTION), shown.names, rows))
    seeds = shown.experiment.seeds
    st.caption(_(NOTE if seeds > 1 else NOTE_ONE).format(seeds=seeds, validation=shown.experiment.validation))


def draw_rows(table: Sheet) -> None:
    """Draw a table, on a phone its rows beside each other, so that no column is cut off."""
    for part in sheet.narrowed(table, MOST_BESIDE) if browser.narrow() else [table]:
        figures.draw_sheet(part)


def _best(run: RunResult) -> float:
    return run.best.validation_accuracy


def _percent(values: Sequence[float]) -> str:
    return _spread([100 * value for value in values], ".2f", ".2f")


def _spread(values: Sequence[float], form: str, spread: str = ".2g") -> str:
    """The mean, and the standard deviation of several."""
    mean = format(float(np.mean(values)), form)
    return mean if len(values) < 2 else f"{mean} ± {format(float(np.std(values, ddof=1)), spread)}"
