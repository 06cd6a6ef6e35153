"""The figures of a comparison: accuracy of all arms, and the cost of each."""

from __future__ import annotations

from core.experiment import Experiment
from core.words import Said
from lab.languages.words import N_, _
from ui.charts.comparison import plots, table
from ui.charts.comparison.curves import PLAIN, View
from ui.charts.comparison.parts import SCREEN, Sizes
from ui.charts.figure import Column, Figure
from ui.charts.measures import MEASURES
from ui.charts.subject import Subject
from ui.charts.tables import Records, Rows, is_main
from ui.charts.takeaways import ends

COST = N_("{name}: cost, {unit} per image")
COST_TOLD = N_("cost, {unit}")
EPOCHS = Column(N_("epoch"), ",.0f")


def accuracy(
    experiment: Experiment,
    records: Records,
    view: View = PLAIN,
    sizes: Sizes = SCREEN,
    *,
    whole: bool = False,
    ghost: Rows | None = None,
) -> Figure:
    """Validation accuracy of all arms, from where they differ or the `whole`, before an earlier result's `ghost`."""
    subject, row = Subject.of(experiment), MEASURES["accuracy"]
    rows = table.accuracy(experiment, records, view, whole=whole, ghost=ghost)
    return Figure(
        title=_(row.title).format(validation=subject.validation),
        table=rows,
        spec=plots.accuracy(subject, view, sizes),
        takeaway=ends(subject.names, rows, "accuracy", subject.epochs),
        columns={"epoch": EPOCHS, "value": Column(row.unit, row.written, band=True)},
        names=subject.names,
        told=is_main,
        beside=True,
        height="stretch",
    )


def costs(
    experiment: Experiment, records: Records, view: View = PLAIN, ghosts: table.Behind | None = None
) -> list[Figure]:
    """The cost of every arm in its own unit, before its ghost's of an earlier result, if any."""
    subject, form = Subject.of(experiment), MEASURES["cost"].written
    return [
        Figure(
            title=_(COST).format(name=name, unit=unit),
            table=rows,
            spec=plots.cost(subject, arm, view),
            takeaway=ends(subject.names, rows, "cost", subject.epochs),
            columns={
                "epoch": EPOCHS,
                "value": Column(Said(COST_TOLD, {"unit": unit}), form, band=True),
            },
            names=subject.names,
            told=is_main,
            height="stretch",
        )
        for arm, (name, unit, rows) in enumerate(
            zip(subject.names, subject.units, table.costs(experiment, records, view, ghosts), strict=True), start=1
        )
    ]
