"""The first moments of learning: validation accuracy every twentieth of an epoch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.experiment import Experiment
from lab.wording import arm_labels
from ui.cache import remembered
from ui.charts import marks
from ui.charts.curves import vertical
from ui.charts.labels import HEIGHT, spread_apart
from ui.charts.marks import Axis, Spec
from ui.charts.subject import Subject
from ui.charts.tables import FIGURES, Records, banded, kept, stacked

TITLE = "Accuracy in the first moments, on {validation:,} validation images"
NOTE = "Measured every twentieth of an epoch. The axis starts where the data do."
COLUMNS = ("arm", "epoch", *FIGURES, "marked", "label")


def table(experiment: Experiment, records: Records) -> pd.DataFrame:
    """Mean accuracy and band over seeds, in percent, from before training to where the close-up ends.

    Columns `arm` counted from 1, `epoch`, `value`, `low`, `high`, `seeds`, `marked` and `label` as in `tables.curves`.
    Empty where the experiment follows no epoch closely.
    """
    blocks = []
    for arm, runs in enumerate(records, start=1):
        rows = [
            [run[0].validation_accuracy, *(value for record in run for value in record.close_up)] for run in runs if run
        ]
        pieces = next((len(record.close_up) for run in runs for record in run[1:2]), 0)
        longest = max(map(len, rows), default=0)
        if pieces:
            values = 100 * np.array([row + [np.nan] * (longest - len(row)) for row in rows])
            marked = np.arange(longest) % 5 == (arm - 1) % 5
            alone = {"arm": arm, "epoch": np.arange(longest) / pieces, "marked": marked, "label": np.nan}
            blocks.append(kept({**banded(values, 0, 100), **alone}))
    found = stacked(blocks, COLUMNS)
    figures = found[["value", "low", "high"]].to_numpy(dtype=np.float64)
    if len(found) and np.nanmax(figures) > np.nanmin(figures):
        ends = found.groupby("arm")["epoch"].idxmax()
        edges = float(np.nanmin(figures)), float(np.nanmax(figures))
        values = found.loc[ends, "value"].to_numpy(dtype=np.float64)
        found.loc[ends, "label"] = spread_apart(values, *edges, len(arm_labels(experiment.arms)[0]))
    return found


@remembered
def chart(subject: Subject) -> Spec:
    """The constant spec for `table`."""
    x = Axis("epoch", "epoch", {"scale": {"nice": False}, "axis": {"grid": False}})
    y, key = vertical("% of images"), marks.legend(subject)
    drawn = [
        marks.band(x, y, key),
        marks.line(x, y, key),
        marks.markers(x, y, key),
        *marks.labels(subject, y, key),
        marks.hover(subject, x, ".1f", range(1, subject.arms + 1)),
    ]
    title = marks.heading(subject, TITLE.format(validation=subject.validation), NOTE)
    return marks.finished({"title": title, "height": HEIGHT, "layer": drawn})
