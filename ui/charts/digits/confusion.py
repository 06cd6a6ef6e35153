"""Which digits an arm takes for which, on the test images: a cell a true digit and answer, with its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.evidence.measures import confusion
from core.results import RunResult
from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks, takeaways
from ui.charts.digits.recognition import Labels, digit_axis
from ui.charts.figure import Column, Figure
from ui.charts.marks import HEIGHT, Spec, quantity, unit, worked_out
from ui.charts.subject import Subject

TITLE = N_("{name}: what each digit is taken for, % of its images")
NOTE = N_(
    "A row for each true digit, a column for each answer. Where there is no number, there is no such image. The "
    "stronger the colour, the more of them, up to 13 %; right answers, on the diagonal, are hardly coloured."
)
TOLD = {
    "true": Column(N_("true digit"), "d"),
    "answered": Column(N_("taken for"), "d"),
    "images": Column(N_("images, mean over seeds"), ",.1f"),
    "share": Column(N_("% of its images"), ".1f"),
}
OF_ONE_SEED = {**TOLD, "images": Column(N_("images"), ",.0f")}
STRENGTH = "datum.true === datum.answered ? 0.08 : min(0.7, 0.12 + sqrt(datum.share / 40))"
"""The opacity of a cell: little enough for the number on it to be read."""

NUMBER = (
    "datum.share < 0.05 ? '<.1' : "
    "datum.share < 0.95 ? replace(format(datum.share, '.1f'), '0.', '.') : "
    "datum.share < 100 ? format(min(datum.share, 99), '.0f') : '100'"
)
"""What stands on a cell: whole percents, tenths below one. No image is no number, and not all are not 100."""

CELL = "cell"
"""The name of the selection that a click on a cell makes."""


def figure(subject: Subject, runs: Sequence[RunResult], labels: Labels, arm: int) -> Figure:
    """What one arm, counted from 1, takes each digit for, mean over its `runs`."""
    rows = table(runs, labels, arm)
    return Figure(
        title=_(TITLE).format(name=subject.names[arm - 1]),
        table=rows,
        spec=chart(subject, arm),
        takeaway=takeaways.taken(subject.names[arm - 1], rows),
        columns=TOLD if len(runs) > 1 else OF_ONE_SEED,
        note=_(NOTE),
        names=subject.names,
    )


def table(runs: Sequence[RunResult], labels: Labels, arm: int) -> pd.DataFrame:
    """What an arm takes each digit for, mean over its `runs`.

    Columns `arm` (as given), `true`, `answered`, `images`, and their `share` of the true digit's images in percent.
    """
    counts = np.mean([confusion(run.predictions, labels) for run in runs], axis=0)
    totals = counts.sum(axis=1)
    return pd.DataFrame(
        [
            {"arm": arm, "true": i, "answered": j, "images": counts[i, j], "share": 100 * counts[i, j] / totals[i]}
            for i, j in np.ndindex(counts.shape)
            if counts[i, j]
        ]
    )


@remembered
def chart(subject: Subject, arm: int) -> Spec:
    """The constant spec for `table` of one arm, counted from 1. A click on a cell is the selection `CELL`."""
    scale = {"domain": list(range(10)), "padding": 0.04}
    place = {
        "x": digit_axis("answered", _("answer"), scale=scale),
        "y": digit_axis("true", _("true digit"), scale=scale),
    }
    cells = {
        **place,
        "color": marks.colour(None),
        "opacity": quantity("strength", scale=None, legend=None),
        "tooltip": [
            digit_axis("true", _("true digit")),
            digit_axis("answered", _("answer")),
            quantity("images", _("images"), format=",.4~g"),
            quantity("share", _("% of this digit's images"), format=".1f"),
        ],
    }
    number = {**place, "text": {"field": "number", "type": "nominal"}}
    chosen = {"name": CELL, "select": {"type": "point", "fields": ["true", "answered"], "on": "click"}}
    drawn = [
        unit({"type": "rect", "cornerRadius": 2, "cursor": "pointer"}, cells, worked_out("strength", STRENGTH)),
        unit({"type": "text", "color": "currentColor", "tooltip": False}, number, worked_out("number", NUMBER)),
    ]
    drawn[0]["params"] = [chosen]
    drawn[1]["mark"]["cursor"] = "pointer"
    return marks.finished(_(TITLE).format(name=subject.names[arm - 1]), {"layer": drawn}, height=HEIGHT)
