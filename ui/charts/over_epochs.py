"""The charts over the epochs: a measure of all arms in one unit, and the first epoch of one arm in pieces."""

from __future__ import annotations

from core.words import Said
from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks, takeaways
from ui.charts.comparison import names, parts
from ui.charts.comparison.curves import PLAIN, View
from ui.charts.comparison.parts import Plot
from ui.charts.comparison.signals import CURVES, ENDS, parameters
from ui.charts.figure import Column, Figure
from ui.charts.marks import LOW, Axis, Spec, only
from ui.charts.measures import MEASURES
from ui.charts.subject import Subject
from ui.charts.tables import Rows, is_main, picked

MINIBATCH_TITLE = N_("{name}: cost of the mini-batches, {unit} per image")
MINIBATCH_NOTE = N_("Each point is the mean of a twentieth of an epoch, each mini-batch taken before its update.")
COST = N_("cost, {unit}")
EPOCHS = Column(N_("epoch"), "g")


def figure(subject: Subject, rows: Rows, measure: str, view: View = PLAIN) -> Figure:
    """A measure of `MEASURES`, all arms on one axis, for `rows` of `comparison.table.measured`.

    It hears the replay, the pointer and the chosen arm as the plots of a comparison do. Raises ValueError for the
    cost: costs of different losses cannot be compared.
    """
    row = MEASURES[measure]
    return Figure(
        title=said(row.title, subject, row.layer),
        table=rows,
        spec=over_epochs(subject, measure, view),
        takeaway=takeaways.ends(subject.names, rows, measure, subject.epochs),
        columns={"epoch": EPOCHS, "value": Column(row.unit, row.written, band=True)},
        note=said(row.note, subject),
        names=subject.names,
        told=is_main,
        beside=True,
    )


@remembered
def over_epochs(subject: Subject, measure: str, view: View = PLAIN) -> Spec:
    """The constant spec of `figure`."""
    if measure == "cost":
        raise ValueError("costs of different losses cannot be compared, and so cannot share an axis")
    row = MEASURES[measure]
    named = subject.labelled and subject.arms > 1
    plot = Plot(subject, view, parts.SCREEN, marks.legend(subject) if subject.arms > 1 else None, _(row.unit))
    layers = [
        *parts.curves(plot, training=row.training is not None),
        *([names.labels(plot)] if named else []),
        parts.pointed(plot, row.format, range(1, subject.arms + 1)),
    ]
    heard = parameters(subject.epochs, ENDS if named else CURVES)
    drawn = {"transform": parts.as_far(), "layer": layers, "params": heard}
    return marks.finished(said(row.title, subject, row.layer), drawn, height=marks.beside_legend(subject, LOW))


def minibatches(subject: Subject, arm: int, rows: Rows, *, log: bool = False) -> Figure:
    """The running cost of one arm's mini-batches, in its own unit, for rows of `tables.minibatch_costs`."""
    mine = picked(rows, rows["arm"] == arm)
    name, unit = subject.names[arm - 1], subject.units[arm - 1]
    return Figure(
        title=_(MINIBATCH_TITLE).format(name=name, unit=unit),
        table=mine,
        spec=minibatch_cost(subject, arm, log),
        takeaway=takeaways.falls(name, mine["value"].tolist()),
        columns={"epoch": EPOCHS, "value": Column(Said(COST, {"unit": unit}), "#.3g", band=True)},
        note=_(MINIBATCH_NOTE),
        names=subject.names,
    )


@remembered
def minibatch_cost(subject: Subject, arm: int, log: bool = False) -> Spec:
    """The constant spec of `minibatches`."""
    name, unit = subject.names[arm - 1], subject.units[arm - 1]
    x = Axis("epoch", _("epoch"), {"scale": {"zero": True, "nice": False}, "axis": {"grid": False, **marks.GREYED}})
    scale: Spec = {"type": "log", "nice": False} if log else {"zero": False}

    def y(field: str) -> Spec:
        return marks.quantity(field, _(COST).format(unit=unit), scale=scale, axis=marks.GREYED)

    drawn = [
        marks.band(x, y, None, log=log),
        marks.line(x, y, None),
        marks.markers(x, y, None),
        marks.hover(subject, x, MEASURES["cost"].format, (arm,)),
    ]
    mine = [only("datum.value > 0")] if log else []
    title = _(MINIBATCH_TITLE).format(name=name, unit=unit)
    return marks.finished(title, {"transform": mine, "layer": drawn}, height=LOW)


def said(template: str, subject: Subject, layer: int = 0) -> str:
    """A measure's title or note with the numbers of images in it, and the number of the layer that it is of."""
    images = {"training": subject.training, "validation": subject.validation, "watched": subject.watched}
    return _(template).format(layer=layer, **images)
