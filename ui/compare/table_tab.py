"""All figures of every run, to be read and taken away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.notation import number_text
from core.results import RunResult
from lab.export import as_json
from lab.languages.words import N_, _
from ui.charts.sheet import Cell, Sheet
from ui.compare import verdict_view
from ui.compare.summary import draw_rows, final_table
from ui.shown import Shown

WORDS = N_("Every run: its accuracy in percent and its cost in the loss's own units")
COLUMNS: dict[str, Callable[[RunResult], str]] = {
    N_("seed"): lambda run: str(run.run.seed),
    N_("learning rate"): lambda run: number_text(run.run.learning_rate),
    N_("validation accuracy of the curves"): lambda run: _percent(run.kept.validation_accuracy),
    N_("on 10,000 validation images"): lambda run: _percent(run.validation_accuracy),
    N_("on 10,000 test images"): lambda run: _percent(run.test_accuracy),
    N_("training cost"): lambda run: f"{run.kept.training_cost:.3g}",
    N_("validation cost"): lambda run: f"{run.kept.validation_cost:.3g}",
    N_("diverged at epoch"): lambda run: "" if run.diverged is None else str(run.diverged),
}


def draw(shown: Shown) -> None:
    """Draw the tab."""
    final_table(shown)
    verdict_view.rests_on(shown)
    draw_rows(_runs(shown))
    st.download_button(
        _("All records as JSON"),
        partial(as_json, shown.experiment, shown.results),
        file_name="comparison.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def _runs(shown: Shown) -> Sheet:
    """A row a run."""
    rows = tuple(
        (Cell(name, arm), *(Cell(write(run)) for write in COLUMNS.values()))
        for arm, (name, runs) in enumerate(zip(shown.names, shown.results, strict=True))
        for run in runs
    )
    return Sheet(_(WORDS), (Cell(_("arm")), *(Cell(_(heading)) for heading in COLUMNS)), rows)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
