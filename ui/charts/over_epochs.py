"""The charts over the epochs: a measure for all arms, the cost of each arm on its own axis, and both linked.

Every function gives a constant Vega-Lite spec for tables of `ui.charts.tables`, to be drawn as
`st.vega_lite_chart(table, spec, alt=...)`. It depends on nothing that changes while an experiment trains, and neither
may `alt`: Streamlit builds a chart anew when either does.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from ui.cache import remembered
from ui.charts import marks
from ui.charts.curves import PLAIN, View, layers, said, vertical
from ui.charts.labels import HEIGHT, LOW, PADDING, label_height
from ui.charts.marks import Axis, Spec, only
from ui.charts.measures import MEASURES, Measure
from ui.charts.subject import Subject

SMALL = 170
"""The height of a small chart's plot in pixels."""

COST_TITLE = "{name}: cost, {unit} per image"
COST_NOTE = "Bold: {validation:,} validation images. Thin: {training:,} training images."
MINIBATCH_TITLE = "{name}: cost of the mini-batches, {unit} per image"
MINIBATCH_NOTE = "Each point is the mean of a twentieth of an epoch, each mini-batch taken before its update."


WIDE = 900
"""The pixels from which on costs stand beside the accuracy, else below."""

CELL = 420
"""The least pixels of a plot in a grid, with all that stands around it."""

GAP = 28
BESIDE = 46  # pixels that stand left and right of a plot: the y axis, and markers that reach over the edge
AXIS_TITLE = 10  # pixels that the title of a y axis takes beyond that
OVERHEAD = 62  # pixels that stand above and below a small plot: title and x axis
COST = "cost, {unit} per image"


def accuracy(subject: Subject, view: View = PLAIN) -> Spec:
    """Accuracy of all arms: validation bold with its band, training thin. For `tables.curves` of "accuracy"."""
    return over_epochs(subject, "accuracy", view)


@remembered
def over_epochs(subject: Subject, measure: str, view: View = PLAIN) -> Spec:
    """A measure of `MEASURES`, all arms on one axis, over the epochs: for what has one unit for all arms.

    Raises ValueError for the cost: costs of different losses have different units.
    """
    if measure == "cost":
        raise ValueError("costs of different losses have different units and cannot share an axis")
    return marks.finished({**_measured(subject, MEASURES[measure], view), "height": HEIGHT})


def _measured(subject: Subject, row: Measure, view: View) -> Spec:
    """The plot of `over_epochs`, to be put beside others."""
    title = marks.heading(subject, said(row.title, subject), said(row.note, subject))
    return {"title": title, **layers(subject, row, view, range(1, subject.arms + 1))}


@remembered
def cost(subject: Subject, arm: int, view: View = PLAIN) -> Spec:
    """The cost of one arm, counted from 1, in its own unit. For `tables.curves` of "cost", which may hold all arms."""
    title = COST_TITLE.format(name=subject.names[arm - 1], unit=subject.units[arm - 1])
    heading = marks.heading(subject, title, said(COST_NOTE, subject))
    return marks.finished({"title": heading, "height": SMALL, **layers(subject, MEASURES["cost"], view, (arm,))})


@remembered
def minibatch_cost(subject: Subject, arm: int, log: bool = False) -> Spec:
    """The running cost of one arm's mini-batches, in its own unit. For `tables.minibatch_costs`."""
    title = MINIBATCH_TITLE.format(name=subject.names[arm - 1], unit=subject.units[arm - 1])
    x = Axis("epoch", "epoch", {"scale": {"zero": True, "nice": False}, "axis": {"grid": False}})
    y = vertical("", log=log)
    drawn = [
        marks.band(x, y, None, log=log),
        marks.line(x, y, None),
        marks.markers(x, y, None),
        marks.hover(subject, x, MEASURES["cost"].format, (arm,)),
    ]
    mine = [only(f"datum.arm === {arm}" + (" && datum.value > 0" if log else ""))]
    heading = marks.heading(subject, title, MINIBATCH_NOTE)
    return marks.finished({"title": heading, "height": SMALL, "transform": mine, "layer": drawn})


@remembered
def linked(subject: Subject, width: int, view: View = PLAIN) -> Spec:
    """Accuracy and every arm's cost, a rule at the same point in all of them; for a width of 600 px and more.

    For `tables.curves` of "accuracy" and "cost" together, drawn with `width="content"`. A concatenation does not follow
    its container, so `width` is the whole width in pixels; it is rounded down to a multiple of 20.
    """
    sizes = layout(subject, _room(width))
    straight = View(view.axis, log=False, singles=view.singles)  # the switch to a logarithmic axis is for the cost
    left = {**_measured(subject, MEASURES["accuracy"], straight), **sizes.accuracy}
    cells = [_cell(subject, arm, view, sizes) for arm in range(1, subject.arms + 1)]
    costs = {"concat": cells, "columns": sizes.columns, "spacing": GAP}
    own = dict.fromkeys(("color", "strokeDash", "shape"), "independent")  # the legend stays at its chart
    name = "hconcat" if sizes.beside else "vconcat"
    return marks.finished({name: [left, costs], "spacing": GAP, "resolve": {"scale": own}})


@remembered
def grid(subject: Subject, measures: tuple[str, ...], width: int, view: View = PLAIN) -> Spec:
    """A plot a measure, all of one size, a rule at the same point in all of them; for a width of 600 px and more.

    For `tables.curves` of these measures for plots `LOW` pixels high, drawn with `width="content"`. Where curves have
    no labels, or too long ones for such plots, one legend stands on top of all.
    """
    if subject.arms * label_height(len(subject.labels[0])) > LOW - 2 * PADDING:
        subject = subject.with_legend()
    room = _room(width)
    columns = min(len(measures), max(1, (room + GAP) // (CELL + GAP)))
    whole = (room - (columns - 1) * GAP) // columns
    size = {"width": whole - BESIDE - AXIS_TITLE - marks.ends_width(subject), "height": LOW}
    cells = []
    for key in measures:
        row = MEASURES[key]
        plot = layers(subject, row, view, range(1, subject.arms + 1))
        cells.append({"title": _fitted(said(row.title, subject), said(row.note, subject), whole), **size, **plot})
    return marks.finished({"concat": cells, "columns": columns, "spacing": GAP})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand: `accuracy` and `cost` are the sizes of their plots in pixels."""

    beside: bool
    columns: int
    accuracy: dict[str, int]
    cost: dict[str, int]


def layout(subject: Subject, width: int) -> Layout:
    """Share out `width` pixels. The plot with labelled curves keeps its height: their places were worked out for it."""
    beside = width >= WIDE - 10
    columns = (1 if subject.arms <= 2 else 2) if beside else min(2, subject.arms)
    rows = -(-subject.arms // columns)
    left = round(0.56 * width) if beside else width
    right = width - left - GAP if beside else width
    height = HEIGHT if subject.labelled else max(HEIGHT, rows * (100 + OVERHEAD) - OVERHEAD)
    small = max(70, (height + OVERHEAD - rows * OVERHEAD) // rows) if beside else SMALL
    return Layout(
        beside,
        columns,
        {"width": left - BESIDE - AXIS_TITLE - marks.ends_width(subject), "height": height},
        {"width": (right - (columns - 1) * GAP) // columns - BESIDE, "height": small},
    )


def _room(width: int) -> int:
    """The pixels for plots in a page of this width, which is rounded down to a multiple of 20."""
    return max(600, width - width % 20) - marks.PADDING["left"] - marks.PADDING["right"]


def _cell(subject: Subject, arm: int, view: View, sizes: Layout) -> Spec:
    """One arm's cost, small."""
    title = _fitted(subject.names[arm - 1], COST.format(unit=subject.units[arm - 1]), sizes.cost["width"] + BESIDE)
    return {"title": title, **sizes.cost, **layers(subject, MEASURES["cost"], view, (arm,))}


def _fitted(text: str, note: str, width: int) -> Spec:
    """A small plot's title and note, in lines that fit into so many pixels."""
    return {
        "text": textwrap.wrap(text, width // 8, break_on_hyphens=False),
        "subtitle": textwrap.wrap(note, width // 6, break_on_hyphens=False),
        "fontSize": 13,
        "offset": 6,
        "limit": width + GAP - 4,
    }
