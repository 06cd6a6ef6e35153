"""The charts of the story: constant Vega-Lite specs for the tables of `ui.charts.story_tables`.

Colours are the theme's categorical ones, by number: 1 and 2 are the first and the second of two things compared.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt

from ui.cache import remembered
from ui.charts import marks
from ui.charts.marks import Spec
from ui.charts.palette import ARM_STYLES, NEUTRAL

HEIGHT = 230
SMALL = 170
BOLD = 2.5
NONE = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
TEXT: dict[str, Any] = {"fontSize": 13, "fontWeight": 600}
ROOM = {"left": 2, "top": 4, "right": 10, "bottom": 4}


NUMBERS = list(range(1, len(ARM_STYLES) + 1))
DASHES = [list(style.dash) or [1, 0] for style in ARM_STYLES]
COLOUR = alt.Color("arm:N", scale=alt.Scale(domain=NUMBERS), legend=None)
DASH = alt.StrokeDash("arm:N", scale=alt.Scale(domain=NUMBERS, range=DASHES), legend=None)
SHAPE = alt.Shape("arm:N", scale=alt.Scale(domain=NUMBERS, range=[style.shape for style in ARM_STYLES]), legend=None)


def _of_arm(chart: alt.Chart, arm: int) -> alt.Chart:
    """The chart with a column `arm` that is the same in every row: its colour's number."""
    return chart.transform_calculate(arm=str(arm))


def _key(names: Sequence[str], columns: int) -> alt.Legend:
    """A legend below a chart that names the first arms."""
    return alt.Legend(
        title=None,
        orient="bottom",
        direction="horizontal",
        columns=columns,
        symbolType="stroke",
        values=NUMBERS[: len(names)],
        labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value - 1]",
    )


def _names(title: str = "", field: str = "name") -> alt.X:
    """The neurons, in the order of the table."""
    axis = alt.Axis(labelAngle=0, grid=False, labelFontSize=14, title=title or None, domain=False, ticks=False)
    return alt.X(f"{field}:N", sort=None, axis=axis, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.15))


def _finished(chart: Any, title: str, height: int = HEIGHT) -> Spec:
    heading = alt.TitleParams(text=title.split("\n"), anchor="start")
    spec = marks.finished(chart.properties(height=height, title=heading, padding=ROOM))
    # The page's own text colour, which the browser knows: Streamlit's theme leaves text marks black on a dark page.
    config = spec["config"]
    return {**spec, "config": {**config, "text": {**config.get("text", {}), "color": "currentColor"}}}


@remembered
def bars(arm: int, title: str, *, shares: bool = True, height: int = HEIGHT) -> Spec:
    """A bar a neuron with its number on it and, where the last move began, a tick. `arm` is the colour's number.

    For `story_tables.bars`. The axis of `shares` goes from 0 to 1, with room for a number; else it follows the bars.
    """
    scale = alt.Scale(domain=[0, 1.1], nice=False) if shares else alt.Scale(padding=18)
    axis = alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], domain=False) if shares else alt.Axis(tickCount=4, domain=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=axis)
    table = _of_arm(marks.table(), arm)
    bar = table.mark_bar(cornerRadiusEnd=2).encode(
        _names(), y, color=COLOUR, opacity=alt.Opacity("strength:Q", scale=None, legend=None)
    )
    before = table.transform_filter("isValid(datum.before)").mark_tick(thickness=2, color=NEUTRAL, bandSize=44)
    tick = before.encode(_names(), alt.Y("before:Q"))
    above = table.transform_filter("datum.value >= 0").mark_text(baseline="bottom", dy=-4, **TEXT)
    below = table.transform_filter("datum.value < 0").mark_text(baseline="top", dy=4, **TEXT)
    numbers = [part.encode(_names(), y, text="text:N") for part in (above, below)]
    return _finished(alt.layer(bar, tick, *numbers), title, height)


@remembered
def sums(title: str) -> Spec:
    """The activations of each layer laid end to end, and a rule at 1. For `story_tables.sums`."""
    x = alt.X(
        "start:Q",
        title="sum of the activations",
        scale=alt.Scale(domain=[0, 4], nice=False),
        axis=alt.Axis(values=[0, 1, 2, 3, 4], domain=False),
    )
    y = alt.Y(
        "layer:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False, labelFontSize=13, labelLimit=90)
    )
    table = marks.table()
    strips = table.mark_bar(height=34, stroke=NEUTRAL, strokeWidth=0.6).encode(
        x,
        y,
        x2="end:Q",
        color=COLOUR,
        opacity=alt.Opacity("strength:Q", scale=None, legend=None),
    )
    names = table.transform_filter("datum.end - datum.start > 0.16").mark_text(**TEXT)
    rule = marks.table().mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=NEUTRAL).encode(x=alt.XDatum(1))
    layers = strips + names.encode(alt.X("middle:Q"), y, text="name:N") + rule
    return _finished(layers, title, 110)


@remembered
def jacobian(title: str) -> Spec:
    """How each activation answers to each logit: sign by colour, size by depth. For `story_tables.jacobian`."""
    table = marks.table()
    x = alt.X(
        "logit:N",
        sort=None,
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            title="raise this logit",
            domain=False,
            ticks=False,
            labelFontSize=14,
            grid=False,
        ),
    )
    y = alt.Y(
        "activation:N",
        sort=None,
        axis=alt.Axis(title="and this activation", domain=False, ticks=False, labelFontSize=14, grid=False),
    )
    cells = table.mark_rect(cornerRadius=2, stroke=NEUTRAL, strokeOpacity=0.25).encode(
        x,
        y,
        color=COLOUR,
        opacity=alt.Opacity("size:Q", scale=alt.Scale(domain=[0, 0.25], range=[0.03, 0.6], clamp=True), legend=None),
    )
    text = table.mark_text(**TEXT).encode(x, y, text="text:N")
    return _finished(cells + text, title, 200)


@remembered
def temperature(title: str) -> Spec:
    """The activations over the temperature, with a rule at the one chosen. For `story_tables.temperature`."""
    x = alt.X(
        "temperature:Q",
        title="temperature, log scale",
        scale=alt.Scale(type="log", domain=[0.01, 100], nice=False),
        axis=alt.Axis(values=[0.01, 0.1, 1, 10, 100], grid=False, format="~g"),
    )
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=4, domain=False)
    )
    table = marks.table()
    paths = table.transform_filter("datum.kind === 'path'").mark_line(strokeWidth=BOLD)
    now = table.transform_filter("datum.kind === 'now'")
    rule = now.mark_rule(color=NEUTRAL, strokeDash=[4, 3]).encode(x)
    points = now.mark_point(filled=True, size=70, opacity=1)
    key = _key(["a₁", "a₂", "a₃", "a₄"], 4)
    lines = paths.encode(x, y, COLOUR.legend(key), DASH.legend(key))
    return _finished(lines + rule + points.encode(x, y, COLOUR, SHAPE), title)


@remembered
def drawing(title: str) -> Spec:
    """A small layer: inputs, neurons, and a line a weight, as thick as it is large. For `story_tables.drawing`."""
    table = marks.table()
    x = alt.X("x:Q", axis=NONE, scale=alt.Scale(domain=[-0.25, 1.35], nice=False))
    y = alt.Y("y:Q", axis=NONE, scale=alt.Scale(domain=[-0.12, 1.12], nice=False, reverse=True))
    weights = (
        table.transform_filter("datum.kind === 'weight'")
        .mark_rule(strokeCap="round")
        .encode(
            x,
            y,
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("size:Q", scale=None, legend=None),
            opacity=alt.Opacity("strength:Q", scale=None, legend=None),
            color=COLOUR,
        )
    )
    nodes = table.transform_filter("datum.kind === 'node'")
    circles = _of_arm(nodes, 1).mark_point(size=620, opacity=1, strokeWidth=2).encode(x, y, color=COLOUR)
    inner = nodes.mark_text(**TEXT).encode(x, y, text="name:N")
    left = nodes.transform_filter("datum.x < 0.5").mark_text(align="right", dx=-20, **TEXT).encode(x, y, text="text:N")
    right = nodes.transform_filter("datum.x > 0.5").mark_text(align="left", dx=20, **TEXT).encode(x, y, text="text:N")
    return _finished(weights + circles + inner + left + right, title, 250)


@remembered
def likelihood(title: str) -> Spec:
    """The curve C = -ln a_y and the images on it. For `story_tables.likelihood`."""
    x = alt.X(
        "value:Q",
        title="activation of the true digit",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(tickCount=5, grid=False),
    )
    y = alt.Y(
        "cost:Q",
        title="cost, nats",
        scale=alt.Scale(domain=[0, 7], nice=False, clamp=True),
        axis=alt.Axis(tickCount=7, domain=False),
    )
    table = marks.table()
    curve = table.transform_filter("datum.kind === 'curve'").mark_line(strokeWidth=BOLD, clip=True)
    points = table.transform_filter("datum.kind === 'image'")
    dots = _of_arm(points, 2).mark_point(filled=True, size=130, opacity=1).encode(x, y, color=COLOUR)
    near = points.transform_filter("datum.value > 0.5").mark_text(align="right", dx=-6, dy=-18, **TEXT)
    far = points.transform_filter("datum.value <= 0.5").mark_text(align="left", dx=10, dy=-10, **TEXT)
    texts = (part.encode(x, y, text="text:N") for part in (near, far))
    return _finished(alt.layer(_of_arm(curve, 1).encode(x, y, color=COLOUR), dots, *texts), title)


@remembered
def learning(title: str, field: str, unit: str, names: tuple[str, ...], arm: int = 0, height: int = SMALL) -> Spec:
    """A neuron's output or cost over the epochs, a line a loss, or only that of `arm`. For `story_tables.learning`."""
    x = alt.X(
        "epoch:Q", title="epoch", scale=alt.Scale(domain=[0, 300], nice=False), axis=alt.Axis(grid=False, tickCount=6)
    )
    bounds = alt.Scale(domain=[0, 1], nice=False) if field == "output" else alt.Scale(zero=True)
    y = alt.Y(f"{field}:Q", title=unit, scale=bounds, axis=alt.Axis(tickCount=4, domain=False))
    chosen = marks.table().transform_filter(f"datum.arm === {arm}") if arm else marks.table()
    key = None if arm else _key(names, len(names))
    lines = chosen.mark_line(strokeWidth=BOLD).encode(x, y, color=COLOUR.legend(key), strokeDash=DASH.legend(key))
    return _finished(lines, title, height)


@remembered
def slopes(title: str, legend: tuple[str, ...]) -> Spec:
    """|dC/dz| of the true class over its logit, a line a loss; `legend` names the losses. For `story_tables.slopes`."""
    x = alt.X(
        "logit:Q", title="logit of the true class", scale=alt.Scale(nice=False), axis=alt.Axis(grid=False, tickCount=5)
    )
    y = alt.Y("slope:Q", title=None, axis=alt.Axis(tickCount=4, domain=False))
    key = _key(legend, 2)
    lines = marks.table().mark_line(strokeWidth=BOLD)
    return _finished(lines.encode(x, y, color=COLOUR.legend(key), strokeDash=DASH.legend(key)), title, 200)
