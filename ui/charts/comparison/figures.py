"""The figures of a comparison: its plots with their tables and what they show."""

from __future__ import annotations

import pandas as pd

from core.experiment import Experiment
from ui.charts import tables, takeaways
from ui.charts.comparison import plots, table
from ui.charts.comparison.parts import SCREEN, Sizes
from ui.charts.curves import PLAIN, View
from ui.charts.figure import Column, Figure
from ui.charts.measures import MEASURES
from ui.charts.subject import Subject
from ui.charts.tables import Records

COST = "{name}: cost, {unit} per image"
EPOCHS = Column("epoch", "g")


def accuracy(
    subject: Subject,
    experiment: Experiment,
    records: Records,
    view: View = PLAIN,
    sizes: Sizes = SCREEN,
    ghost: pd.DataFrame | None = None,
) -> Figure:
    """Validation accuracy of all arms from where they differ; `ghost` is the table of an earlier result."""
    rows = table.accuracy(experiment, records, view, ghost=ghost)
    return Figure(
        title=MEASURES["accuracy"].title.format(validation=subject.validation),
        table=rows,
        spec=plots.accuracy(subject, view, sizes),
        takeaway=takeaways.ends(subject.names, rows, "accuracy"),
        columns={"epoch": EPOCHS, "value": Column("% of images", MEASURES["accuracy"].written, band=True)},
        names=subject.names,
        told=tables.means,
        beside=True,
        height="stretch",
    )


def costs(
    subject: Subject, experiment: Experiment, records: Records, view: View = PLAIN, sizes: Sizes = SCREEN
) -> list[Figure]:
    """The cost of each arm in its own unit, a figure an arm."""
    return [
        Figure(
            title=COST.format(name=subject.names[arm - 1], unit=subject.units[arm - 1]),
            table=rows,
            spec=plots.cost(subject, arm, view, sizes),
            takeaway=takeaways.ends(subject.names, rows, "cost"),
            columns={"epoch": EPOCHS, "value": Column(f"cost, {subject.units[arm - 1]}", "#.3g", band=True)},
            names=subject.names,
            told=tables.means,
            height="stretch",
        )
        for arm, rows in enumerate(table.costs(experiment, records, view), start=1)
    ]
