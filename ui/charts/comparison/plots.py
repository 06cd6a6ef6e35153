"""The plots of a comparison: validation accuracy of all arms in one, the cost of each arm in one of its own.

Each takes the size of what holds it, so that it follows the window, in full screen too: they are drawn as
`st.vega_lite_chart(table, spec, height="stretch")`, for tables of `ui.charts.comparison.table`, within containers of
the keys of `ui.charts.comparison.signals`. A spec depends on nothing that changes while an experiment trains.
"""

from __future__ import annotations

from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks
from ui.charts.comparison import legend, names, parts
from ui.charts.comparison.curves import PLAIN, View
from ui.charts.comparison.parts import SCREEN, Plot, Sizes
from ui.charts.comparison.signals import CURVES, ENDS, parameters
from ui.charts.growth import LARGE_TYPE, STILL
from ui.charts.marks import Spec
from ui.charts.measures import MEASURES
from ui.charts.subject import Subject
from ui.charts.titles import divided, title

TITLE = N_("Accuracy on {validation:,} validation images, %")
COST = N_("cost, {unit}")
NARROWEST = 13  # characters that fit above the narrowest of six costs

MARGIN = 2.4
"""The room for the labels of the axis of accuracy, of the type's size."""

LABELLED = 4
"""So many arms are named at the ends of their curves; more in a legend."""


@remembered
def accuracy(subject: Subject, view: View = PLAIN, sizes: Sizes = SCREEN) -> Spec:
    """Validation accuracy of all arms from where they differ; the whole as a small picture where something is cut."""
    many = subject.arms > LABELLED
    plot = Plot(
        subject,
        View(view.axis, singles=view.singles, band=view.band),
        sizes,
        margin=round(MARGIN * sizes.type),
        words="-8 - above",
    )
    named = legend.layers(plot) if many else [names.labels(plot)] if subject.arms > 1 else []
    layers = [
        *parts.curves(plot, training=False),
        *named,
        *parts.whole(plot),
        names.note(plot),
        *names.earlier(plot),
        parts.pointed(plot, MEASURES["accuracy"].format, range(1, subject.arms + 1)),
    ]
    heading = title(_(TITLE).format(validation=subject.validation), sizes.type + 1)
    there = bool(named) and (not many or sizes.beside)  # on the screen the legend of many arms comes and goes
    clicked = ENDS if there else CURVES
    return _finished(plot, heading, layers, clicked, *(legend.parameters(plot) if many else legend.NONE))


@remembered
def cost(subject: Subject, arm: int, view: View = PLAIN, sizes: Sizes = SCREEN) -> Spec:
    """The cost of one arm, counted from 1, in its own unit: on validation images, and thin on training images."""
    plot = Plot(subject, view, sizes)
    layers = [
        *parts.curves(plot, training=True),
        *names.earlier(plot, high=True),
        parts.pointed(plot, MEASURES["cost"].format, (arm,)),
    ]
    heading = {
        **title(subject.names[arm - 1], sizes.type),
        "subtitle": divided(_(COST).format(unit=subject.units[arm - 1]), NARROWEST),
        "subtitleColor": marks.grey(),
        "color": {"expr": f"scale('color', {arm + marks.INK})"},
    }
    return _finished(plot, heading, layers, CURVES)


def _finished(plot: Plot, heading: Spec, layers: list[Spec], clicked: str, *more: Spec) -> Spec:
    still = {} if plot.sizes.type < LARGE_TYPE else {row["name"]: row for row in STILL}
    return {
        "$schema": marks.SCHEMA,
        "title": heading,
        "params": [*(still.get(row["name"], row) for row in parameters(plot.subject.epochs, clicked)), *more],
        "transform": parts.as_far(),
        "layer": layers,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 2, "top": 2, "right": 6, "bottom": 2},
        "config": _config(plot.sizes.type),
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def _config(size: int) -> Spec:
    """The type of everything, `size` pixels."""
    axis = {"titleFontSize": size, "labelFontSize": size, "titleFontWeight": "normal"}
    title = {"fontWeight": 600, "subtitleFontSize": size, "subtitlePadding": 2, "offset": 6}
    return {
        "title": title,
        "axis": {**axis, "labelPadding": 6, "titlePadding": 4},
        "mark": marks.CONFIG["mark"],
    }
