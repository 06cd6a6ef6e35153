"""Accuracy with more and more images, as the book plots it: its figures, ours, and their bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lab.book.outcome import Outcome
from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks
from ui.charts.book.against import BOOK, COLUMNS, INK, OURS, OUTSIDE, WITHIN, inked, of_kind, summary
from ui.charts.figure import Column, Figure, Table
from ui.charts.growth import BOLD
from ui.charts.marks import GREYED, Axis, Spec, quantity, unit

TITLE = N_("More images: accuracy on 10,000 validation images, %")
NOTE = N_("Bars: the bands. Dots: our runs. Ticks and the line: our mean. Diamonds: the book.")
EDGE = 1.25  # times beyond the fewest and the most images the axis goes on

TOLD = {"images": Column(N_("images"), ",d"), **{name: row for name, row in COLUMNS.items() if name != "name"}}


def table(outcomes: Mapping[int, Outcome]) -> pd.DataFrame:
    """The rows of the chart, by how many `images`; `kind` is "band", "run", "mean" or "book", `value` percent."""
    return pd.DataFrame([row for images, outcome in outcomes.items() for row in _rows(images, outcome)])


def _rows(images: int, outcome: Outcome) -> list[dict[str, Any]]:
    band = outcome.band
    told = {
        "figure": outcome.row.figure,
        "ours": outcome.ours,
        "lowest": outcome.lowest,
        "highest": outcome.highest,
        "from": band.low,
        "to": band.high,
        "verdict": _(WITHIN if outcome.inside else OUTSIDE),
    }
    at = {"images": images}
    return [
        {**at, "kind": "band", "low": band.low, "high": band.high},
        *({**at, "kind": "run", "value": run.value, "seed": run.seed} for run in outcome.seen),
        {**at, "kind": "mean", "value": outcome.ours, **told},
        {**at, "kind": "book", "value": outcome.row.figure},
    ]


def figure(outcomes: Mapping[int, Outcome]) -> Figure:
    """The figure of these outcomes, by how many images they are of."""
    return Figure(
        title=_(TITLE),
        table=table(outcomes),
        spec=chart(tuple(outcomes)),
        takeaway=summary(list(outcomes.values())),
        columns=TOLD,
        note=_(NOTE),
        told=_means,
        height="stretch",
    )


def _means(rows: Table) -> NDArray[np.bool_]:
    means: NDArray[np.bool_] = np.asarray(rows["kind"]) == "mean"
    return means


@remembered
def chart(images: tuple[int, ...]) -> Spec:
    """The constant spec for `table`, of these numbers of images."""
    scale = {"type": "log", "domain": [images[0] / EDGE, images[-1] * EDGE], "nice": False}
    axis = {"values": list(images), "format": "~s", "grid": False, "labelOverlap": True, **GREYED}
    x = Axis("images", _("training images, logarithmic"), {"scale": scale, "axis": axis}).encoding

    def y(field: str) -> Spec:
        return quantity(field, _("% of images"), scale={"zero": False, "nice": True}, axis=GREYED)

    mean = [quantity(name, _(column.heading), format=column.form) for name, column in TOLD.items() if column.form]
    dot = {"x": x, "y": y("value"), "color": INK}
    look = {"type": "point", "filled": True}
    layers = [
        unit(
            {"type": "rule", "strokeWidth": 14, "opacity": 0.22},
            {"x": x, "y": y("low"), "y2": {"field": "high"}, "color": INK},
            of_kind("band"),
            inked(OURS),
        ),
        unit({"type": "line", "strokeWidth": BOLD}, dot, of_kind("mean"), inked(OURS)),
        unit(
            {**look, "size": 40, "opacity": 0.75},
            {**dot, "tooltip": [quantity("seed", _("seed")), quantity("value", _("our run, %"), format=".2f")]},
            of_kind("run"),
            inked(OURS),
        ),
        unit(
            {"type": "tick", "orient": "horizontal", "size": 18, "thickness": 3.5, "opacity": 1},
            {**dot, "tooltip": mean},
            of_kind("mean"),
            inked(OURS + marks.INK),
        ),
        unit(
            {**look, "shape": "diamond", "size": 130, "opacity": 1},
            {**dot, "tooltip": [quantity("value", _("the book, %"), format=".2f")]},
            of_kind("book"),
            inked(BOOK),
        ),
    ]
    return marks.finished(_(TITLE), {"layer": layers}, height=None)
