"""Curves over the epochs: what they are drawn over, and the layers of one measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from ui import marks
from ui.ends import PADDING
from ui.marks import Axis, Chart, Y
from ui.measures import Measure
from ui.subject import Subject

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
    """How curves are drawn: over which of `AXES`, on a logarithmic axis, with every seed as a thin line of its own."""

    axis: str = "epoch"
    log: bool = False
    singles: bool = False


PLAIN = View()


def layers(subject: Subject, row: Measure, view: View, arms: tuple[int, ...]) -> Chart:
    """A measure of some arms: bands, single seeds, training, validation, markers, labels and the pointer's rule.

    A cost is of one arm, which gets no label and whose axis no title: its heading names both.
    """
    alone = row.key == "cost"
    x, y, key = _along(subject, view), vertical("" if alone else row.unit, log=view.log), marks.legend(subject)
    mine = f"datum.measure === '{row.key}'" + (f" && datum.arm === {arms[0]}" if alone else "")
    chart = marks.table().transform_filter(mine + (" && datum.value > 0" if view.log else ""))
    means = chart.transform_filter("datum.kind === 'mean'")
    bold = means.transform_filter("datum.set !== 'training'")
    thin = means.transform_filter("datum.set === 'training'")
    seeds = chart.transform_filter("datum.kind === 'seed' && datum.set !== 'training'")
    key = None if alone else key
    drawn = [
        marks.band(bold, x, y, key, log=view.log),
        *([marks.line(seeds, x, y, key, strokeWidth=0.9, opacity=0.5).encode(detail="seed:N")] if view.singles else []),
        *([marks.line(thin, x, y, key, strokeWidth=marks.THIN, opacity=marks.FAINT)] if row.training else []),
        marks.line(bold, x, y, key),
        marks.markers(bold, x, y, key),
        *([marks.labels(bold, subject, y, key)] if subject.labelled and len(arms) > 1 else []),
        marks.hover(bold, subject, x, row.format, list(arms)),
    ]
    return alt.layer(*drawn)


def vertical(unit: str, *, log: bool = False) -> Y:
    """The y axis from where the data begin, its numbers in a known width.

    So a plot does not move when its axis comes to longer numbers, and a concatenation fits.
    """
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=False, nice=False, padding=PADDING)
    axis = alt.Axis(minExtent=EXTENT, maxExtent=EXTENT)
    return lambda field: alt.Y(f"{field}:Q", title=unit or None, scale=scale, axis=axis)


def said(template: str, subject: Subject) -> str:
    """A measure's title or note with the numbers of images in it."""
    return template.format(training=subject.training, validation=subject.validation, watched=subject.watched)


def _along(subject: Subject, view: View) -> Axis:
    """The x axis, as long as the whole training where that is known: curves grow into a frame that stands still."""
    row = AXES[view.axis]
    length = subject.epochs * (subject.train if row.field == "images" else 1)
    end: dict[str, Any] = {"domainMax": length} if row.known else {}
    whole: dict[str, Any] = {"format": ",d", "tickMinStep": 1} if row.known else {}
    scale = alt.Scale(nice=False, zero=False, **end)
    encoding = alt.X(f"{row.field}:Q", title=row.title, scale=scale, axis=alt.Axis(grid=False, **whole))
    return Axis(row.field, row.title, encoding)
