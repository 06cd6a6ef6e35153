"""Curves over the epochs: what they are drawn over, and the layers of one measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.charts import marks
from ui.charts.labels import PADDING
from ui.charts.marks import Axis, Spec, Y, only
from ui.charts.measures import Measure
from ui.charts.subject import Subject

EXTENT = 30
"""Pixels kept for the numbers of a y axis."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a curve is drawn over: the table's column, its words, and whether its end is known beforehand."""

    field: str
    title: str
    known: bool


AXES: dict[str, Progress] = {
    "epoch": Progress("epoch", "epoch", known=True),
    "images": Progress("images", "training images seen", known=True),
    "seconds": Progress("seconds", "seconds of training, all arms of a seed at once", known=False),
}


@dataclass(frozen=True, slots=True)
class View:
    """How curves are drawn: over which of `AXES`, on a logarithmic axis, with every seed as a thin line of its own.

    `band` paints what the mean of other seeds may be, where a chart gives the choice.
    """

    axis: str = "epoch"
    log: bool = False
    singles: bool = False
    band: bool = False


PLAIN = View()


def layers(subject: Subject, row: Measure, view: View, arms: Sequence[int]) -> Spec:
    """A measure of some arms: bands, single seeds, training, validation, markers, labels and the pointer's rule.

    A cost is of one arm, which gets no label and whose axis no title: its heading names both.
    """
    alone = row.key == "cost"
    key = None if alone else marks.legend(subject)
    x, y = _along(subject, view), vertical("" if alone else row.unit, log=view.log)
    mine = f"datum.measure === '{row.key}'" + (f" && datum.arm === {arms[0]}" if alone else "")
    bold = only("datum.kind === 'mean' && datum.set !== 'training'")
    thin = only("datum.kind === 'mean' && datum.set === 'training'")
    seeds = only("datum.kind === 'seed' && datum.set !== 'training'")
    drawn = [
        marks.band(x, y, key, bold, log=view.log),
        *([marks.line(x, y, key, seeds, each="seed", strokeWidth=0.9, opacity=0.5)] if view.singles else []),
        *([marks.line(x, y, key, thin, strokeWidth=marks.THIN, opacity=marks.FAINT)] if row.training else []),
        marks.line(x, y, key, bold),
        marks.markers(x, y, key, bold),
        *([] if alone else marks.labels(subject, y, key, bold)),
        marks.hover(subject, x, row.format, arms, bold),
    ]
    return {"transform": [only(mine + (" && datum.value > 0" if view.log else ""))], "layer": drawn}


def vertical(unit: str, *, log: bool = False) -> Y:
    """The y axis from where the data begin, its numbers in a known width.

    So a plot does not move when its axis comes to longer numbers, and a concatenation fits.
    """
    scale: Spec = {"type": "log", "nice": False} if log else {"zero": False, "nice": False, "padding": PADDING}
    axis = {"minExtent": EXTENT, "maxExtent": EXTENT}
    return lambda field: marks.quantity(field, unit, scale=scale, axis=axis)


def said(template: str, subject: Subject) -> str:
    """A measure's title or note with the numbers of images in it."""
    return template.format(training=subject.training, validation=subject.validation, watched=subject.watched)


def _along(subject: Subject, view: View) -> Axis:
    """The x axis, as long as the whole training where that is known: curves grow into a frame that stands still."""
    row = AXES[view.axis]
    length = subject.epochs * (subject.train if row.field == "images" else 1)
    end = {"domainMax": length} if row.known else {}
    whole = {"format": ",d", "tickMinStep": 1} if row.known else {}
    scale = {"nice": False, "zero": False, **end}
    return Axis(row.field, row.title, {"scale": scale, "axis": {"grid": False, **whole}})
