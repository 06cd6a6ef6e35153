"""The charts of Compare: accuracy of all arms, the cost of each on its own axis, and both linked by the pointer.

Every function gives a constant Vega-Lite spec for tables of `ui.tables`, to be drawn as
`st.vega_lite_chart(table, spec, alt=...)`. It depends on nothing that changes while an experiment trains.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from ui import marks
from ui.ends import HEIGHT, PADDING
from ui.marks import Axis, Chart, Spec, Y
from ui.measures import MEASURES, Measure
from ui.palette import style
from ui.subject import Subject

SMALL = 170
"""The height of a small chart's plot in pixels."""


COST_TITLE = "{sign} {name}: cost, {unit} per image"
COST_NOTE = "Bold: {validation:,} validation images. Thin: {training:,} training images."


@dataclass(frozen=True, slots=True)
class Progress:
    """What a curve is drawn over: the table's column, its words, and how many of it are in an epoch (None: unknown)."""

    field: str
    title: str
    per_epoch: str | None


AXES: dict[str, Progress] = {
    "epoch": Progress("epoch", "epoch", "one"),
    "images": Progress("images", "training images seen", "train"),
    "seconds": Progress("seconds", "seconds of training, all arms of a seed at once", None),
}


@lru_cache(maxsize=256)
def accuracy(subject: Subject, axis: str = "epoch") -> Spec:
    """Accuracy of all arms: validation bold with its band, training thin. For `tables.curves` of "accuracy"."""
    return over_epochs(subject, "accuracy", axis)


@lru_cache(maxsize=512)
def over_epochs(subject: Subject, measure: str, axis: str = "epoch", log: bool = False) -> Spec:
    """A measure of `MEASURES`, all arms on one axis, over the epochs: for what has one unit for all arms.

    Raises ValueError for the cost: costs of different losses have different units.
    """
    row = MEASURES[measure]
    if measure == "cost":
        raise ValueError("costs of different losses have different units and cannot share an axis")
    chart = _curves(subject, row, axis, log, list(range(1, subject.arms + 1)), row.unit)
    title = marks.heading(subject, said(row.title, subject), said(row.note, subject))
    return marks.finished(chart.properties(height=HEIGHT, title=title))


@lru_cache(maxsize=512)
def cost(subject: Subject, arm: int, axis: str = "epoch", log: bool = False) -> Spec:
    """The cost of one arm, counted from 1, in its own unit. For `tables.curves` of "cost", which may hold all arms."""
    place = arm - 1
    title = COST_TITLE.format(sign=style(place).sign, name=subject.names[place], unit=subject.units[place])
    chart = _curves(subject, MEASURES["cost"], axis, log, [arm], "")
    return marks.finished(chart.properties(height=SMALL, title=marks.heading(subject, title, said(COST_NOTE, subject))))


def _curves(subject: Subject, row: Measure, axis: str, log: bool, arms: list[int], unit: str) -> Chart:
    """The layers of a measure: bands, single seeds, training, validation, markers, labels and the pointer's rule."""
    x, y, key = _x(subject, axis), _y(log, unit), marks.legend(subject, shown=len(arms) > 1)
    mine = f"datum.measure === '{row.key}'" + (f" && datum.arm === {arms[0]}" if len(arms) == 1 else "")
    positive = " && datum.value > 0" if log else ""
    chart = marks.table().transform_filter(mine + positive)
    means = chart.transform_filter("datum.kind === 'mean'")
    bold = means.transform_filter("datum.set !== 'training'")
    thin = means.transform_filter("datum.set === 'training'")
    seeds = chart.transform_filter("datum.kind === 'seed' && datum.set !== 'training'")
    rule, chosen = marks.hover(bold, subject, x, row.format, arms)
    layers = [
        marks.band(bold, x, y, key, log=log),
        marks.line(seeds, x, y, key, strokeWidth=0.9, opacity=0.5).encode(detail="seed:N"),
        *([marks.line(thin, x, y, key, strokeWidth=marks.THIN, opacity=marks.FAINT)] if row.training else []),
        marks.line(bold, x, y, key),
        marks.markers(bold, x, y, key),
        *([marks.labels(bold, subject, y, key)] if subject.labelled and len(arms) > 1 else []),
        rule,
        bold.transform_filter(chosen)
        .mark_point(filled=True, opacity=1, size=70)
        .encode(x=x.encoding, y=y("value"), color=marks.colour(key), shape=marks.shape(key)),
    ]
    return alt.layer(*layers)


def _x(subject: Subject, axis: str) -> Axis:
    row = AXES[axis]
    length = {"one": subject.epochs, "train": subject.epochs * subject.train}.get(row.per_epoch or "")
    end: dict[str, Any] = {} if length is None else {"domainMax": length}
    whole: dict[str, Any] = {} if length is None else {"format": ",d", "tickMinStep": 1}
    scale = alt.Scale(nice=False, zero=False, **end)
    encoding = alt.X(f"{row.field}:Q", title=row.title, scale=scale, axis=alt.Axis(grid=False, **whole))
    return Axis(row.field, row.title, encoding)


def _y(log: bool, unit: str) -> Y:
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=False, nice=False, padding=PADDING)
    return lambda field: alt.Y(f"{field}:Q", title=unit, scale=scale)


def said(template: str, subject: Subject) -> str:
    """A measure's title or note with the numbers of images in it."""
    return template.format(training=subject.training, validation=subject.validation, watched=subject.watched)
