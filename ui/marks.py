"""What charts are made of: encodings of an arm, bands, curves, markers, labels, and the finished spec.

A spec holds no data and no colour. Data are passed beside it, so that it stays the same while they change, and the
arms' colours are the theme's categorical ones, so that a chart follows a change of theme in the browser at once.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from ui.ends import LINE
from ui.palette import ARM_STYLES, NEUTRAL
from ui.subject import Subject

Spec = dict[str, Any]
Y = Callable[[str], alt.Y]
Chart = Any  # Altair types what its methods give back as Any


@dataclass(frozen=True, slots=True)
class Axis:
    """What lies along a chart: the table's column, its words, and the encoding."""

    field: str
    title: str
    encoding: alt.X


POINTED = "pointed"
"""What the names of the views begin with that follow the pointer."""

TABLE = "table"
"""What the data are called while a spec is built; the finished spec does not name them."""

BOLD, THIN = 2.5, 1.3
FAINT = 0.6  # opacity of a training curve
TITLE_WIDTH = {True: 42, False: 60}  # characters in a line of a title, narrow or not
NOTE_WIDTH = {True: 54, False: 78}

PADDING = {"left": 2, "top": 4, "right": 8, "bottom": 8}

NUMBERS = list(range(1, len(ARM_STYLES) + 1))
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


CHOSEN = {"param": "hover", "empty": False}
"""The condition that a row stands at the point of the x axis nearest to the pointer, in any chart of a spec."""


def table() -> Chart:
    """A chart of the data that will be passed beside the spec."""
    return alt.Chart(alt.NamedData(TABLE))


def finished(chart: Any) -> Spec:
    """The spec of an Altair chart, checked against Vega-Lite's schema, without data."""
    spec = chart.to_dict()
    spec.pop("config", None)
    spec.pop("datasets", None)
    stripped: Spec = json.loads(json.dumps(spec), object_hook=_without_data)
    # Always SVG: Streamlit would change to a canvas, and so build the chart anew, once there are 2,000 points.
    # As wide as the container; the height is the plot's, so that labels can be spread apart knowing it.
    whole = "layer" in spec or "mark" in spec
    size = {"autosize": {"type": "fit-x", "contains": "padding"}} if whole else {"autosize": {"type": "pad"}}
    views = _pointed(stripped)
    return {
        **stripped,
        **size,
        **(_pointer(views) if views else {}),
        "padding": PADDING,
        "config": CONFIG,
        "usermeta": {"embedOptions": {"renderer": "svg"}},
    }


def _without_data(part: Spec) -> Spec:
    return {key: value for key, value in part.items() if not (key == "data" and value == {"name": TABLE})}


def heading(subject: Subject, text: str, *notes: str) -> alt.TitleParams:
    """A chart's title and, below it, its notes, in lines that fit."""
    lines = textwrap.wrap(text, TITLE_WIDTH[subject.narrow], break_on_hyphens=False)
    below = [line for note in notes for line in textwrap.wrap(note, NOTE_WIDTH[subject.narrow], break_on_hyphens=False)]
    return alt.TitleParams(text=lines, subtitle=below) if below else alt.TitleParams(text=lines)


def ends_width(subject: Subject) -> int:
    """The pixels that the labels at the curves' ends take beside the plot."""
    longest = max(len(line) for label in subject.labels for line in label)
    return 6 * longest + 14 if subject.labelled and subject.arms > 1 else 0


def legend(subject: Subject, arms: Sequence[int] = NUMBERS) -> alt.Legend | None:
    """The names of the `arms`, counted from 1, on top of a chart; none where curves are labelled at their ends."""
    if subject.labelled:
        return None
    names = json.dumps(subject.names, ensure_ascii=False)
    return alt.Legend(
        title="",
        orient="top",
        direction="vertical" if subject.narrow else "horizontal",
        columns=1 if subject.narrow else 2,
        values=[arm for arm in arms if arm <= subject.arms],
        labelExpr=f"{names}[datum.value - 1]",
        symbolOpacity=1,
        symbolStrokeWidth=0,
    )


def colour(key: alt.Legend | None) -> alt.Color:
    """An arm's colour: the theme's categorical colour of its number."""
    return alt.Color("arm:N", scale=alt.Scale(domain=NUMBERS), legend=key)


def dash() -> alt.StrokeDash:
    """An arm's dash. The legend does not show it: it would be drawn around the markers."""
    dashes = [list(style.dash) or [1, 0] for style in ARM_STYLES]
    return alt.StrokeDash("arm:N", scale=alt.Scale(domain=NUMBERS, range=dashes), legend=None)


def shape(key: alt.Legend | None) -> alt.Shape:
    """An arm's marker."""
    return alt.Shape("arm:N", scale=alt.Scale(domain=NUMBERS, range=[style.shape for style in ARM_STYLES]), legend=key)


def band(chart: Chart, x: Axis, y: Y, key: alt.Legend | None, *, log: bool = False) -> Chart:
    """The band over seeds. A logarithmic axis has no place for 0: there, a band ends at a third of the mean."""
    if log:
        chart = chart.transform_calculate(low="isValid(datum.low) ? max(datum.low, datum.value / 3) : null")
    return chart.mark_area(opacity=0.15).encode(x=x.encoding, y=y("low"), y2="high:Q", color=colour(key))


def line(chart: Chart, x: Axis, y: Y, key: alt.Legend | None, **look: Any) -> Chart:
    """Curves, an arm a colour and a dash."""
    drawn: dict[str, Any] = {"strokeWidth": BOLD, **look}
    curve = chart.mark_line(**drawn)
    return curve.encode(x=x.encoding, y=y("value"), color=colour(key), strokeDash=dash())


def markers(chart: Chart, x: Axis, y: Y, key: alt.Legend | None) -> Chart:
    """The arms' markers where the table's column `marked` says, and at the point nearest to the pointer."""
    shown = {"condition": [{"test": "datum.marked", "value": 1}, {**CHOSEN, "value": 1}], "value": 0}
    points = chart.mark_point(filled=True, size=55)
    return points.encode(x=x.encoding, y=y("value"), color=colour(key), shape=shape(key), opacity=shown)


def labels(chart: Chart, subject: Subject, y: Y, key: alt.Legend | None) -> Chart:
    """The arms' names at the ends of their curves, where the table's column `label` says."""
    lines = json.dumps(["\n".join(label) for label in subject.labels], ensure_ascii=False)
    ends = chart.transform_calculate(text=f"{lines}[datum.arm - 1]")  # rows without a `label` have no place and no text
    up = -(len(subject.labels[0]) - 1) * LINE / 2
    text = ends.mark_text(align="left", baseline="middle", dx=9, dy=up, lineBreak="\n", lineHeight=LINE, fontWeight=600)
    # At the right edge, not where a curve has come to: else the plot would change its width while an experiment trains.
    return text.encode(x=alt.value("width"), y=y("label"), text="text:N", color=colour(key))


def hover(chart: Chart, subject: Subject, x: Axis, fmt: str, arms: list[int]) -> Chart:
    """A rule at the point of the x axis nearest to the pointer, which tells every arm's figure and band there."""
    said = f"format(datum.value, '{fmt}')"
    spread = f"' (' + format(datum.low, '{fmt}') + ' to ' + format(datum.high, '{fmt}') + ')'"
    return (
        chart.transform_calculate(said=f"isValid(datum.low) ? {said} + {spread} : {said}")
        .transform_pivot("arm", value="said", op="max", groupby=[x.field])
        .mark_rule(strokeWidth=1, color=NEUTRAL)
        .encode(
            x=x.encoding,
            opacity={"condition": {**CHOSEN, "value": 0.8}, "value": 0},
            tooltip=[
                alt.Tooltip(f"{x.field}:Q", title=x.title, format=",.4~g"),
                *(alt.Tooltip(f"{arm}:N", title=subject.names[arm - 1]) for arm in arms),
            ],
        )
        .properties(name="_".join([POINTED, x.field, *map(str, arms)]))
    )


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
