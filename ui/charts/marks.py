"""What charts are made of: encodings of an arm, bands, curves, markers, labels, and the finished spec.

A spec holds no data and no colour. Data are passed beside it, so that it stays the same while they change, and the
arms' colours are the theme's categorical ones, so that a chart follows a change of theme in the browser at once.

Curves are put together as plain Vega-Lite, which the tests check against its schema: Altair takes a second and a half
for the linked charts of six arms, all visitors waiting; this takes a millisecond.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from ui.charts.labels import LINE
from ui.charts.palette import ARM_STYLES, NEUTRAL
from ui.charts.subject import Subject

Spec = dict[str, Any]
Y = Callable[[str], Spec]
"""Gives the encoding of a field on the y axis."""

SCHEMA = alt.SCHEMA_URL
TABLE = "table"
"""What the data of an Altair chart are called while it is built; the finished spec does not name them."""

POINTED = "pointed"
"""What the names of the views begin with that follow the pointer."""

CHOSEN: Spec = {"param": "hover", "empty": False}
"""The condition that a row stands at the point of the x axis nearest to the pointer, in any chart of a spec."""

BOLD, THIN = 2.5, 1.3
FAINT = 0.6  # opacity of a training curve
TITLE_WIDTH = {True: 42, False: 60}  # characters in a line of a title, narrow or not
NOTE_WIDTH = {True: 54, False: 78}
PADDING = {"left": 2, "top": 4, "right": 8, "bottom": 8}

NUMBERS = list(range(1, len(ARM_STYLES) + 1))
DASHES = [list(style.dash) or [1, 0] for style in ARM_STYLES]
SHAPES = [style.shape for style in ARM_STYLES]

CONFIG: Spec = {
    "title": {
        "subtitleColor": NEUTRAL,
        "fontSize": 14,
        "fontWeight": 600,
        "subtitleFontSize": 12,
        "subtitlePadding": 4,
        "offset": 12,
    },
    "axis": {
        "labelPadding": 6,
        "titlePadding": 8,
        "titleFontSize": 12,
        "labelFontSize": 12,
        "titleFontWeight": "normal",
        "tickCount": 6,
    },
    "legend": {"labelFontSize": 13, "labelLimit": 400, "symbolSize": 120, "padding": 0, "offset": 8, "rowPadding": 4},
    "text": {"fontSize": 12},
    "mark": {"aria": False},  # the chart's accessible name says what is seen; thousands of points would drown it
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


def worked_out(field: str, formula: str) -> Spec:
    """The transform that adds a column."""
    return {"calculate": formula, "as": field}


def table() -> Any:
    """An Altair chart of the data that will be passed beside the spec."""
    return alt.Chart(alt.NamedData(TABLE))


def finished(chart: Any) -> Spec:
    """The whole spec, without data, from an Altair chart or from plain Vega-Lite."""
    spec = chart if isinstance(chart, dict) else _of_altair(chart)
    # Always SVG: Streamlit would change to a canvas, and so build the chart anew, once there are 2,000 points.
    # As wide as the container; the height is the plot's, so that labels can be spread apart knowing it.
    whole = "layer" in spec or "mark" in spec
    views = _pointed(spec)
    return {
        "$schema": SCHEMA,
        **spec,
        "autosize": {"type": "fit-x", "contains": "padding"} if whole else {"type": "pad"},
        **(_pointer(views) if views else {}),
        "padding": PADDING,
        "config": CONFIG,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def _of_altair(chart: Any) -> Spec:
    spec: Spec = json.loads(json.dumps(chart.to_dict()), object_hook=_without_data)
    return {key: value for key, value in spec.items() if key not in ("config", "datasets")}


def _without_data(part: Spec) -> Spec:
    return {key: value for key, value in part.items() if not (key == "data" and value == {"name": TABLE})}


def heading(subject: Subject, text: str, *notes: str) -> Spec:
    """A chart's title and, below it, its notes, in lines that fit."""
    lines = textwrap.wrap(text, TITLE_WIDTH[subject.narrow], break_on_hyphens=False)
    below = [line for note in notes for line in textwrap.wrap(note, NOTE_WIDTH[subject.narrow], break_on_hyphens=False)]
    return {"text": lines, **({"subtitle": below} if below else {})}


def ends_width(subject: Subject) -> int:
    """The pixels that the labels at the curves' ends take beside the plot."""
    longest = max(len(line) for label in subject.labels for line in label)
    return 6 * longest + 14 if subject.labelled and subject.arms > 1 else 0


def legend(subject: Subject, arms: Sequence[int] = NUMBERS) -> Spec | None:
    """The names of the `arms`, counted from 1, on top of a chart; none where curves are labelled at their ends."""
    if subject.labelled:
        return None
    return {
        "title": "",
        "orient": "top",
        "direction": "vertical" if subject.narrow else "horizontal",
        "columns": 1 if subject.narrow else 2,
        "values": [arm for arm in arms if arm <= subject.arms],
        "labelExpr": f"{json.dumps(subject.names, ensure_ascii=False)}[datum.value - 1]",
        "symbolOpacity": 1,
        "symbolStrokeWidth": 0,
    }


def colour(key: Spec | None) -> Spec:
    """An arm's colour: the theme's categorical colour of its number."""
    return {"field": "arm", "type": "nominal", "scale": {"domain": NUMBERS}, "legend": key}


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


def labels(subject: Subject, y: Y, key: Spec | None, *where: Spec) -> list[Spec]:
    """The arms' names at the ends of their curves, where the column `label` says; none where there is a legend."""
    if not subject.labelled or subject.arms == 1:
        return []
    lines = json.dumps(["\n".join(label) for label in subject.labels], ensure_ascii=False)
    up = -(len(subject.labels[0]) - 1) * LINE / 2
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 9, "dy": up, "fontWeight": 600}
    # At the right edge, not where a curve has come to: else the plot would change its width while an experiment trains.
    place = {"x": {"value": "width"}, "y": y("label")}
    encoding = {**place, "text": {"field": "text", "type": "nominal"}, "color": colour(key)}
    name = worked_out("text", f"{lines}[datum.arm - 1]")  # rows without a `label` have no place and no text
    return [unit({**mark, "lineBreak": "\n", "lineHeight": LINE}, encoding, *where, name)]


def hover(subject: Subject, x: Axis, fmt: str, arms: Sequence[int], *where: Spec) -> Spec:
    """A rule at the point of the x axis nearest to the pointer, which tells every arm's figure and band there."""
    said = f"format(datum.value, '{fmt}')"
    spread = f"' (' + format(datum.low, '{fmt}') + ' to ' + format(datum.high, '{fmt}') + ')'"
    told = [
        worked_out("said", f"isValid(datum.low) ? {said} + {spread} : {said}"),
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
    own = [spec["name"]] if str(spec.get("name", "")).startswith(POINTED) else []
    return own + [name for part in spec.values() for name in _pointed(part)]


def _pointer(views: list[str]) -> Spec:
    """The parameter that follows the pointer in `views`, which are named after the field on their x axis."""
    field = views[0].split("_")[1]
    select = {"type": "point", "fields": [field], "nearest": True, "on": "pointermove", "clear": "pointerout"}
    return {"params": [{"name": CHOSEN["param"], "select": select, "views": views}]}
