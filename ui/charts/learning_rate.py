"""Accuracy against learning rate: the table of a sweep, an arm a curve with its band, and the chart of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.results import Record, RunResult
from core.statistics import band
from ui.cache import remembered
from ui.charts import marks
from ui.charts.curves import vertical
from ui.charts.labels import HEIGHT, spread_apart
from ui.charts.marks import Axis, Spec
from ui.charts.subject import Subject
from ui.sweep.sweeps import Sweep

COLUMNS = ["arm", "rate", "value", "low", "high", "seeds", "best", "marked", "label"]
TITLE = "Accuracy on validation images at the end of training"
NOTE = "The ring marks the best rate of each arm. The axis of accuracy starts where the data do."


def so_far(sweep: Sweep, records: Sequence[Sequence[Sequence[Record]]]) -> pd.DataFrame:
    """The table while it is being trained, from the last record of each run, [arm and rate][seed][epoch]."""
    return _table(sweep, [[run[-1].validation_accuracy for run in runs if len(run) > 1] for runs in records])


def finished(sweep: Sweep, results: Sequence[Sequence[RunResult]]) -> pd.DataFrame:
    """The table of finished runs [arm and rate][seed], on all 10,000 validation images.

    Columns: `arm` counted from 1, `rate`, `value` (mean over `seeds`, in percent) with the t band from `low` to `high`,
    whether this is the arm's `best`, `marked`, and where the arm's `label` stands, in its last row.
    """
    return _table(sweep, [[result.validation_accuracy for result in runs] for runs in results])


def _table(sweep: Sweep, accuracies: Sequence[Sequence[float]]) -> pd.DataFrame:
    count = len(sweep.rates)
    rows: list[dict[str, Any]] = []
    for place, values in enumerate(accuracies):
        if values:
            spread = band(100 * np.asarray(values, dtype=np.float64))
            figures = {"value": spread.mean, "low": np.clip(spread.low, 0, 100), "high": np.clip(spread.high, 0, 100)}
            rows.append(
                {
                    "arm": place // count + 1,
                    "rate": sweep.rates[place % count],
                    "seeds": len(values),
                    **{name: float(value) for name, value in figures.items()},
                }
            )
    table = pd.DataFrame(rows, columns=COLUMNS).assign(best=False, marked=True, label=np.nan)
    if rows:
        table.loc[table.groupby("arm")["value"].idxmax(), "best"] = True
        ends = table.groupby("arm")["rate"].idxmax()
        figures_seen = table[["value", "low", "high"]].to_numpy(dtype=np.float64)
        low, high = float(np.nanmin(figures_seen)), float(np.nanmax(figures_seen))
        if high > low:
            table.loc[ends, "label"] = spread_apart(table.loc[ends, "value"].to_numpy(dtype=np.float64), low, high)
    return table


@remembered
def chart(subject: Subject, rates: tuple[float, ...]) -> Spec:
    """The constant spec for the tables of this module; `subject` is that of the sweep's base."""
    scale = {"type": "log", "domain": [rates[0], rates[-1]], "nice": False}
    axis = {"values": list(rates), "format": "~g", "grid": False, "labelOverlap": True}
    x, key = Axis("rate", "learning rate, logarithmic", {"scale": scale, "axis": axis}), marks.legend(subject)
    y = vertical("% of images")
    ring = {"type": "point", "size": 320, "strokeWidth": 2, "opacity": 1}
    around = {"x": x.encoding, "y": y("value"), "color": marks.colour(key)}
    layers = [
        marks.band(x, y, key),
        marks.line(x, y, key),
        marks.markers(x, y, key),
        marks.unit(ring, around, marks.only("datum.best")),
        *marks.labels(subject, y, key),
        marks.hover(subject, x, ".2f", range(1, subject.arms + 1)),
    ]
    return marks.finished({"title": marks.heading(subject, TITLE, NOTE), "height": HEIGHT, "layer": layers})
