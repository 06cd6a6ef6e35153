"""The first moments of learning: validation accuracy every twentieth of an epoch."""

from __future__ import annotations

import numpy as np

from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import labels, marks
from ui.charts.comparison.curves import View
from ui.charts.figure import Column, Figure
from ui.charts.marks import HEIGHT, Axis, Spec
from ui.charts.subject import Subject
from ui.charts.tables import FIGURES, Records, Rows, banded, is_main, kept, stacked

TITLE = N_("Accuracy in the first moments, on {validation:,} validation images")
NOTE = N_("Measured every twentieth of an epoch. The axis starts where the data do.")
COLUMNS = ("kind", "arm", "seed", "epoch", *FIGURES, "marked")
TOLD = {"epoch": Column(N_("epoch"), ".3g"), "value": Column(N_("% of images"), ".1f", band=True)}


def table(records: Records) -> Rows:
    """Accuracy in percent from before training to where the close-up ends: mean and band over seeds, and each seed.

    Columns `kind` ("mean" or "seed"), `arm` counted from 1, `seed` counted from 0, `epoch`, `value`, `low`, `high`,
    `seeds` and `marked` as in `tables.curves`. Empty where the experiment follows no epoch closely.
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
            over = {"arm": arm, "epoch": np.arange(longest) / pieces}
            marked = np.arange(longest) % 5 == (arm - 1) % 5
            blocks.append(kept({**banded(values, 0, 100), **over, "kind": "mean", "seed": np.nan, "marked": marked}))
            alone = {"kind": "seed", "seeds": 1, "marked": False, "low": np.nan, "high": np.nan}
            blocks += [kept({**over, **alone, "seed": seed, "value": row}) for seed, row in enumerate(values)]
    return stacked(blocks, COLUMNS)


def figure(subject: Subject, rows: Rows, takeaway: str, view: View) -> Figure:
    """The figure of `table`."""
    return Figure(
        title=_(TITLE).format(validation=subject.validation),
        table=rows,
        spec=chart(subject, view),
        takeaway=takeaway,
        columns=TOLD,
        note=_(NOTE),
        names=subject.names,
        told=is_main,
        beside=True,
    )


@remembered
def chart(subject: Subject, view: View) -> Spec:
    """The constant spec for `table`. Of the view it takes what is drawn of the seeds."""
    x = Axis("epoch", _("epoch"), {"scale": {"nice": False}, "axis": {"grid": False, **marks.GREYED}})
    y, key = labels.between_edges(_("% of images")), marks.legend(subject)
    drawn = [
        *marks.seeds(x, y, key, view),
        marks.line(x, y, key, marks.MEANS),
        marks.markers(x, y, key, marks.MEANS),
        *labels.names(subject, marks.MEANS),
        marks.hover(subject, x, ".1f", range(1, subject.arms + 1), marks.MEANS),
    ]
    title = _(TITLE).format(validation=subject.validation)
    return marks.finished(
        title, {"layer": drawn, "params": labels.edges(bands=view.band)}, height=marks.beside_legend(subject, HEIGHT)
    )
