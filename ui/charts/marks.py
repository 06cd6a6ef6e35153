"""What charts are made of: encodings of an arm, axes, bands, curves, markers, labels, and the finished spec.

A spec holds no data and no colour. Data are passed beside it, so that it stays the same while they change, and the
arms' colours are the theme's categorical ones, so that a chart follows a change of theme in the browser at once.

Charts are put together as plain Vega-Lite, which the tests check against its schema: Altair takes up to a second, all
visitors waiting; this takes a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ui.charts.comparison.curves import View
from ui.charts.expressions import with_band
from ui.charts.growth import BOLD, BROADEN, GROW, TYPE
from ui.charts.palette import ARM_STYLES, NEUTRAL
from ui.charts.subject import Subject
from ui.charts.titles import CHARACTER, ROOM, title, width

Spec = dict[str, Any]
Y = Callable[[str], Spec]
"""Gives the encoding of a field on the y axis."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

POINTED = "pointed"
"""What the names of the views begin with that follow the pointer."""

CHOSEN: Spec = {"param": "hover", "empty": False}
"""The condition that a row stands at the point of the x axis nearest to the pointer, in any chart of a spec."""

HEIGHT, LOW = 340, 280  # pixels of a large chart with title and axes, and of one that stands beside another
PADDING = {"left": 2, "top": 4, "right": 8, "bottom": 4}

NUMBERS = list(range(1, len(ARM_STYLES) + 1))
DASHES = [list(style.dash) or [1, 0] for style in ARM_STYLES]
SHAPES = [style.shape for style in ARM_STYLES]

INK = len(NUMBERS)
"""The theme's categorical colours for text in an arm's colour follow those for its curve: so many further on."""

QUIET = 2 * INK + 1
"""Last of them comes the grey of words that belong to no arm."""

COLOURS: Spec = {"domain": list(range(1, QUIET + 1))}
"""The scale of all colours: a number is one of the theme's categorical colours, from 1 on."""


def grey() -> Spec:
    """The colour of quiet words, in a chart whose marks use the scale of colours."""
    return {"expr": f"scale('color', {QUIET})"}


SET = (GROW, BROADEN, ROOM)
"""The parameters of every chart: how large it is set, and how much room it has."""

GREYED: Spec = {"labelColor": grey(), "titleColor": grey()}

CONFIG: Spec = {
    "title": {"fontWeight": 600, "offset": 8},
    "axis": {
        "labelPadding": 6,
        "titlePadding": 6,
        "titleFontSize": TYPE,
        "labelFontSize": TYPE,
        "titleFontWeight": "normal",
        "tickCount": 5,
    },
    "legend": {"labelFontSize": TYPE, "labelLimit": 400, "symbolSize": 120, "padding": 0, "offset": 8, "rowPadding": 4},
    "text": {"fontSize": TYPE},
    "mark": {"aria": False},  # the chart's words say what is seen; thousands of points would drown them
}


@dataclass(frozen=True, slots=True)
class Axis:
    """What lies along a chart: the table's column, its words, and the rest of the encoding."""

    field: str
    title: str
    more: Spec

    @property
    def encoding(self) -> Spec:
        """The encoding of the x axis."""
        return quantity(self.field, self.title, **self.more)


def quantity(field: str, title: str | None = None, **more: Any) -> Spec:
    """The encoding of a number; a tooltip's row too. No title where it is empty."""
    return {"field": field, "type": "quantitative", "title": title or None, **more}


def unit(mark: Spec, encoding: Spec, *where: Spec, **more: Any) -> Spec:
    """One layer: its mark, its encoding, and the transforms of its data."""
    return {**({"transform": list(where)} if where else {}), "mark": mark, "encoding": encoding, **more}


def only(test: str) -> Spec:
    """The transform that keeps the rows of which `test`, a Vega expression, is true."""
    return {"filter": test}


MEANS = only("datum.kind === 'mean'")
"""The transform that keeps means over the seeds."""


def worked_out(field: str, formula: str) -> Spec:
    """The transform that adds a column."""
    return {"calculate": formula, "as": field}


def finished(text: str, plot: Spec, *, height: int | None = HEIGHT) -> Spec:
    """The whole spec of a plot under the title `text`, as wide as its container and so many pixels high in all.

    Without a `height` it is as high as its container, too.

    Always SVG: Streamlit would change to a canvas, and so build the chart anew, once there are 2,000 points.
    """
    views = _pointed(plot)
    return {
        "$schema": SCHEMA,
        "title": title(text, TYPE + 1),
        **({} if height is None else {"height": height}),
        **plot,
        "params": [*SET, *(row for row in plot.get("params", ()) if row not in SET), *map(_pointer, views[:1])],
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": PADDING,
        "config": CONFIG,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def legend(subject: Subject, arms: Sequence[int] = NUMBERS) -> Spec | None:
    """The names of the `arms`, counted from 1, on top of a chart; none where curves are labelled at their ends."""
    return None if subject.labelled else key(subject.names, [arm for arm in arms if arm <= subject.arms])


def beside_legend(subject: Subject, height: int) -> int:
    """The height of a chart that leaves its plot as much room where a legend stands on top of it."""
    if subject.labelled or subject.arms == 1:
        return height
    rows = subject.arms if subject.narrow else -(-subject.arms // 2)
    return height + (rows - 1) * (TYPE + 5)


def key(names: Sequence[str], numbers: Sequence[int], size: int = TYPE) -> Spec:
    """A legend on top that gives `numbers`, counted from 1, their `names`, in as many columns as have room."""
    column = round(max(map(width, names)) * size * CHARACTER + 40)
    return {
        "title": "",
        "orient": "top",
        "direction": "horizontal",
        "columns": {"expr": f"max(1, floor(room / {column}))"},
        "values": list(numbers),
        "labelExpr": f"{json.dumps(list(names), ensure_ascii=False)}[datum.value - 1]",
        "labelColor": {"expr": f"scale('color', datum.value + {INK})"},
        "symbolOpacity": 1,
        "symbolStrokeWidth": 0,
    }


def colour(key: Spec | None, field: str = "arm") -> Spec:
    """An arm's colour: the theme's categorical colour of its number, or of that in the column `field`."""
    return {"field": field, "type": "nominal", "scale": COLOURS, "legend": key}


def dash() -> Spec:
    """An arm's dash. The legend does not show it: it would be drawn around the markers."""
    return {"field": "arm", "type": "nominal", "scale": {"domain": NUMBERS, "range": DASHES}, "legend": None}


def shape(key: Spec | None) -> Spec:
    """An arm's marker."""
    return {"field": "arm", "type": "nominal", "scale": {"domain": NUMBERS, "range": SHAPES}, "legend": key}


def band(x: Axis, y: Y, key: Spec | None, *where: Spec, log: bool = False) -> Spec:
    """The band over seeds. A logarithmic axis has no place for 0: there, a band ends at a third of the mean."""
    cut = [worked_out("low", "isValid(datum.low) ? max(datum.low, datum.value / 3) : null")] if log else []
    encoding = {"x": x.encoding, "y": y("low"), "y2": {"field": "high"}, "color": colour(key)}
    return unit({"type": "area", "opacity": 0.15}, encoding, *where, *cut)


def seeds(x: Axis, y: Y, key: Spec | None, view: View) -> list[Spec]:
    """What is drawn of the seeds behind their mean: the band, each as a thin line, both or nothing."""
    alone = line(x, y, key, only("datum.kind === 'seed'"), each="seed", strokeWidth=0.9, opacity=0.5)
    return [*([band(x, y, key, MEANS)] if view.band else []), *([alone] if view.singles else [])]


def line(x: Axis, y: Y, key: Spec | None, *where: Spec, each: str = "", **look: Any) -> Spec:
    """Curves, an arm a colour and a dash; one curve for `each` value of a column where there are several an arm."""
    encoding = {"x": x.encoding, "y": y("value"), "color": colour(key), "strokeDash": dash()}
    apart = {"detail": {"field": each, "type": "nominal"}} if each else {}
    return unit({"type": "line", "strokeWidth": BOLD, **look}, {**encoding, **apart}, *where)


def markers(x: Axis, y: Y, key: Spec | None, *where: Spec) -> Spec:
    """The arms' markers where the table's column `marked` says, and at the point nearest to the pointer."""
    shown = {"condition": [{"test": "datum.marked", "value": 1}, {**CHOSEN, "value": 1}], "value": 0}
    encoding = {"x": x.encoding, "y": y("value"), "color": colour(key), "shape": shape(key), "opacity": shown}
    return unit({"type": "point", "filled": True, "size": 55}, encoding, *where)


def hover(subject: Subject, x: Axis, fmt: str, arms: Sequence[int], *where: Spec) -> Spec:
    """A rule at the point of the x axis nearest to the pointer, which tells every arm's figure and band there."""
    told = [
        worked_out("said", with_band(fmt)),
        {"pivot": "arm", "value": "said", "op": "max", "groupby": [x.field]},
    ]
    names = [{"field": str(arm), "type": "nominal", "title": subject.names[arm - 1]} for arm in arms]
    encoding = {
        "x": x.encoding,
        "opacity": {"condition": {**CHOSEN, "value": 0.8}, "value": 0},
        "tooltip": [quantity(x.field, x.title, format=",.4~g"), *names],
    }
    name = "_".join([POINTED, x.field, *map(str, arms)])
    return unit({"type": "rule", "strokeWidth": 1, "color": NEUTRAL}, encoding, *where, *told, name=name)


def _pointed(spec: Any) -> list[str]:
    """The names of the views in `spec` that follow the pointer."""
    if isinstance(spec, list):
        return [name for part in spec for name in _pointed(part)]
    if not isinstance(spec, dict):
        return []
    own = [spec["name"]] if str(spec.get("name", "")).startswith(f"{POINTED}_") else []
    return own + [name for part in spec.values() for name in _pointed(part)]


def _pointer(view: str) -> Spec:
    """The parameter that follows the pointer in a view, which is named after the field on its x axis."""
    field = view.split("_")[1]
    select = {"type": "point", "fields": [field], "nearest": True, "on": "pointermove", "clear": "pointerout"}
    return {"name": CHOSEN["param"], "select": select, "views": [view]}
