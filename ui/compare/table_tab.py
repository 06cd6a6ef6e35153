"""All figures of every run, to be read and taken away."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from lab.export import as_json
from ui.compare import verdict_view
from ui.compare.shown import Shown
from ui.compare.summary import final_table

WORDS = "**Every run**: its accuracy in percent and its cost in the loss's own units"


def draw(shown: Shown) -> None:
    """Draw the tab."""
    final_table(shown)
    verdict_view.rests_on(shown)
    st.markdown(WORDS)
    st.dataframe(_runs(shown), hide_index=True, key="runs")
    st.download_button(
        "All records as JSON",
        partial(as_json, shown.experiment, shown.results),
        file_name="comparison.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def _runs(shown: Shown) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "arm": name,
                "seed": run.run.seed,
                "learning rate": run.run.learning_rate,
                "validation accuracy of the curves": round(100 * run.kept.validation_accuracy, 2),
                "on 10,000 validation images": round(100 * run.validation_accuracy, 2),
                "on 10,000 test images": round(100 * run.test_accuracy, 2),
                "training cost": run.kept.training_cost,
                "validation cost": run.kept.validation_cost,
                "diverged at epoch": run.diverged,
            }
            for name, runs in zip(shown.signed, shown.results, strict=True)
            for run in runs
        ]
    )
