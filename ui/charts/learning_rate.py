"""Accuracy against learning rate: the table of a sweep, an arm a curve with its band, and the chart of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.evidence.statistics import band
from core.results import Record, RunResult
from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import labels, marks, tables
from ui.charts.comparison.curves import usual
from ui.charts.figure import Column, Figure
from ui.charts.marks import Axis, Spec
from ui.charts.subject import Subject

COLUMNS = ["kind", "arm", "seed", "rate", "value", "low", "high", "seeds", "best", "marked"]
TITLE = N_("Accuracy on validation images at the end of training")
TOLD = {
    "arm": Column(N_("arm")),
    "rate": Column(N_("learning rate"), "g"),
    "value": Column(N_("% of images"), ".2f", band=True),
    "seeds": Column(N_("seeds"), ".0f"),
}
NOTE = N_("The ring marks the best rate of each arm. The axis starts where the data do.")
CUT = N_(
    "The ring marks the best rate of each arm. What lies more than {span:g} points below the best is below the axis."
)
SPAN = 15.0  # points of accuracy on the axis: rates that ruin learning would flatten what tells the others apart
EDGE = 1.2  # times beyond the first and the last rate the axis goes on, so that no marker is cut


def so_far(rates: Sequence[float], records: Sequence[Sequence[Sequence[Record]]]) -> pd.DataFrame:
    """The table while it is being trained, from the last record of each run, [arm and rate][seed][epoch]."""
    return _table(rates, [[run[-1].validation_accuracy for run in runs if len(run) > 1] for runs in records])


def finished(rates: Sequence[float], results: Sequence[Sequence[RunResult]]) -> pd.DataFrame:
    """The table of finished runs [arm and rate][seed], on all 10,000 validation images.

    Columns: `kind` ("mean" or "seed"), `arm` counted from 1, `seed` counted from 0, `rate`, `value` (in percent; the
    mean over `seeds`) with the t band from `low` to `high`, whether this is the arm's `best`, and `marked`.
    """
    return _table(rates, [[result.validation_accuracy for result in runs] for runs in results])


def _table(rates: Sequence[float], accuracies: Sequence[Sequence[float]]) -> pd.DataFrame:
    count = len(rates)
    rows: list[dict[str, Any]] = []
    for place, values in enumerate(accuracies):
        at = {"arm": place // count + 1, "rate": rates[place % count]}
        if values:
            spread = band(100 * np.asarray(values, dtype=np.float64))
            figures = {"value": spread.mean, "low": np.clip(spread.low, 0, 100), "high": np.clip(spread.high, 0, 100)}
            mean = {name: float(value) for name, value in figures.items()}
            rows.append({**at, **mean, "kind": "mean", "seeds": len(values)})
        rows += [{**at, "kind": "seed", "seed": seed, "value": 100 * one} for seed, one in enumerate(values)]
    table = pd.DataFrame(rows, columns=COLUMNS).assign(best=False)
    table["marked"] = table["kind"] == "mean"
    if rows:
        table.loc[table[table["marked"]].groupby("arm")["value"].idxmax(), "best"] = True
    return table


def figure(subject: Subject, rates: tuple[float, ...], rows: pd.DataFrame, takeaway: str) -> Figure:
    """The figure of the tables of this module; `subject` is that of the sweep's base."""
    return Figure(
        title=_(TITLE),
        table=rows,
        spec=chart(subject, rates),
        takeaway=takeaway,
        columns=TOLD,
        note=_note(rows),
        names=subject.names,
        told=tables.is_main,
        height="stretch",
    )


def _note(rows: pd.DataFrame) -> str:
    means = rows.loc[rows["marked"], "value"]
    cut = len(means) and means.max() - means.min() > SPAN
    return _(CUT).format(span=SPAN) if cut else _(NOTE)


@remembered
def chart(subject: Subject, rates: tuple[float, ...]) -> Spec:
    """The constant spec of `figure`."""
    scale = {"type": "log", "domain": [rates[0] / EDGE, rates[-1] * EDGE], "nice": False}
    axis = {"values": list(rates), "format": "~g", "grid": False, "labelOverlap": True, **marks.GREYED}
    x, key = Axis("rate", _("learning rate, logarithmic"), {"scale": scale, "axis": axis}), marks.legend(subject)
    y, view = labels.between_edges(_("% of images")), usual(subject.seeds)
    ring = {"type": "point", "size": 320, "strokeWidth": 2, "opacity": 1}
    around = {"x": x.encoding, "y": y("value"), "color": marks.colour(key)}
    above = "datum.value >= edges[0]"
    curves = [*marks.seeds(x, y, key, view), marks.line(x, y, key, marks.MEANS)]
    layers = [
        *({**layer, "mark": {**layer["mark"], "clip": True}} for layer in curves),
        marks.markers(x, y, key, marks.MEANS, marks.only(above)),
        marks.unit(ring, around, marks.only(f"datum.best && {above}")),
        *labels.names(subject, marks.MEANS),
        marks.hover(subject, x, ".2f", range(1, subject.arms + 1), marks.MEANS),
    ]
    return marks.finished(_(TITLE), {"layer": layers, "params": labels.edges(bands=view.band, span=SPAN)}, height=None)
