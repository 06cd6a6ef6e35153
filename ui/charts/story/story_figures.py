"""The figures of the story: kinds with constant specs, for the tables of `ui.charts.story.story_tables`.

Colours are the theme's categorical ones, by number: 1 and 2 are the first and the second of two things compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lab.languages.words import N_, _
from ui.cache import remembered
from ui.charts import marks
from ui.charts.figure import Column, Kind
from ui.charts.growth import BOLD, TYPE
from ui.charts.marks import GREYED, Spec, only, quantity, unit, worked_out
from ui.charts.palette import NEUTRAL

HEIGHT = 300  # pixels of a chart with its title and axes
WORD: Spec = {"type": "text", "fontWeight": 600}
GUIDE: Spec = {"type": "rule", "color": NEUTRAL, "strokeDash": [4, 3], "strokeWidth": 1.5}
TEXT: Spec = {"field": "text", "type": "nominal"}
ALL: Spec = {"domain": False, "labelOverlap": False, "tickCount": 10, **GREYED}  # an axis whose few numbers all stand
BARE: Spec = {"domain": False, "ticks": False, **GREYED}
NUMBER = ".4g"
BEFORE = N_("{what} before")


def _of(number: int) -> Spec:
    """The transform that gives all rows the colour of one number, in `ONE`."""
    return worked_out("number", str(number))


ONE: Spec = marks.colour(None, "number")


def _names(title: str = "", field: str = "name", **axis: Any) -> Spec:
    """The neurons, or what else has a name, in the order of the table."""
    look = {**BARE, "labelAngle": 0, "grid": False, **axis}
    return {"field": field, "type": "nominal", "sort": None, "title": title or None, "axis": look}


def _strength(**scale: Any) -> Spec:
    return quantity("strength", scale=scale or None, legend=None)


def _finished(title: str, layers: Sequence[Spec], height: int) -> Spec:
    spec = marks.finished(title, {"layer": list(layers)}, height=height)
    # The page's own text colour, which the browser knows: Streamlit's theme leaves text marks black on a dark page.
    config = spec["config"]
    return {**spec, "config": {**config, "text": {**config["text"], "color": "currentColor"}}}


@remembered
def bars(arm: int, title: str, *, shares: bool = True, what: str = "", height: int = HEIGHT) -> Kind:
    """A bar a neuron with its number on it and, where the last move began, a tick. `arm` is the colour's number.

    For `story_tables.bars`. The axis of `shares` goes from 0 to 1, with room for a number; else it follows the bars.
    `what` is shown: activations, or else logits, if it does not say.
    """
    scale = {"domain": [0, 1.12], "nice": False} if shares else {"padding": 22}
    ticks = {"values": [0, 0.2, 0.4, 0.6, 0.8, 1]} if shares else {"tickCount": 4}
    what = what or (_("activation") if shares else _("logit"))
    x = {**_names(), "scale": {"paddingInner": 0.25, "paddingOuter": 0.15}}
    y = quantity("value", what, scale=scale, axis={**ALL, **ticks})
    mark: Spec = {"type": "bar", "cornerRadiusEnd": 2}
    tick: Spec = {"type": "tick", "thickness": 2, "color": NEUTRAL, "bandSize": 44}
    layers = [
        unit(mark, {"x": x, "y": y, "color": ONE, "opacity": _strength()}, _of(arm)),
        unit(tick, {"x": x, "y": quantity("before", what)}, only("isValid(datum.before)")),
        unit({**WORD, "baseline": "bottom", "dy": -4}, {"x": x, "y": y, "text": TEXT}, only("datum.value >= 0")),
        unit({**WORD, "baseline": "top", "dy": 4}, {"x": x, "y": y, "text": TEXT}, only("datum.value < 0")),
    ]
    before = Column(_(BEFORE).format(what=what), NUMBER)
    told = {"name": Column(N_("neuron")), "value": Column(what, NUMBER), "before": before}
    return Kind(title, _finished(title, layers, height), told)


@remembered
def sums(title: str) -> Kind:
    """The activations of each layer laid end to end, and a rule at 1. For `story_tables.sums`."""
    axis = {**ALL, "values": [0, 1, 2, 3, 4]}
    x = quantity("start", _("sum of the activations"), scale={"domain": [0, 4], "nice": False}, axis=axis)
    y = _names(field="layer", labelLimit=90)
    strips: Spec = {"type": "bar", "height": 34, "stroke": NEUTRAL, "strokeWidth": 0.6}
    ends = {"x": x, "x2": {"field": "end"}, "y": y, "color": marks.colour(None), "opacity": _strength()}
    names = {"x": quantity("middle", _("sum of the activations")), "y": y, "text": {"field": "name", "type": "nominal"}}
    layers = [
        unit(strips, ends),
        unit(WORD, names, only("datum.end - datum.start > 0.16")),
        unit(GUIDE, {"x": {"datum": 1}}),
    ]
    told = {"layer": Column(N_("layer")), "name": Column(N_("neuron")), "end": Column(N_("sum up to here"), NUMBER)}
    return Kind(title, _finished(title, layers, 190), told)


@remembered
def jacobian(title: str) -> Kind:
    """How each activation answers to each logit: sign by colour, size by depth. For `story_tables.jacobian`."""
    x = _names(_("raise this logit"), "logit", orient="top")
    y = _names(_("and this activation"), "activation")
    depth = {"domain": [0, 0.25], "range": [0.03, 0.6], "clamp": True}
    cell: Spec = {"type": "rect", "cornerRadius": 2, "stroke": NEUTRAL, "strokeOpacity": 0.25}
    opacity = quantity("size", scale=depth, legend=None)
    layers = [
        unit(cell, {"x": x, "y": y, "color": marks.colour(None), "opacity": opacity}),
        unit(WORD, {"x": x, "y": y, "text": TEXT}),
    ]
    told = {"activation": Column(N_("activation")), "logit": Column(N_("logit")), "text": Column("da/dz")}
    return Kind(title, _finished(title, layers, 290), told)


@remembered
def temperature(title: str) -> Kind:
    """The activations over the temperature, with a rule at the one chosen. For `story_tables.temperature`."""
    axis = {**ALL, "values": [0.01, 0.1, 1, 10, 100], "grid": False, "format": "~g"}
    scale = {"type": "log", "domain": [0.01, 100], "nice": False}
    x = quantity("temperature", _("temperature, logarithmic"), scale=scale, axis=axis)
    y = quantity("value", _("activation"), scale={"domain": [0, 1], "nice": False}, axis=_few())
    names = ("a₁", "a₂", "a₃", "a₄")
    key = marks.key(names, marks.NUMBERS[: len(names)])
    now = only("datum.kind === 'now'")
    both = {"x": x, "y": y, "color": marks.colour(key)}
    layers = [
        unit(
            {"type": "line", "strokeWidth": BOLD}, {**both, "strokeDash": marks.dash()}, only("datum.kind === 'path'")
        ),
        unit(GUIDE, {"x": x}, now),
        unit({"type": "point", "filled": True, "size": 70, "opacity": 1}, {**both, "shape": marks.shape(key)}, now),
    ]
    told = {
        "name": Column(N_("activation")),
        "temperature": Column(N_("temperature"), NUMBER),
        "value": Column(N_("value"), NUMBER),
    }
    return Kind(title, _finished(title, layers, HEIGHT + 20), told)


@remembered
def drawing(title: str) -> Kind:
    """A small layer: inputs, neurons, and a line a weight, as thick as it is large. For `story_tables.drawing`."""
    x = quantity("x", scale={"domain": [-0.25, 1.35], "nice": False}, axis=None)
    y = quantity("y", scale={"domain": [-0.12, 1.12], "nice": False, "reverse": True}, axis=None)
    here = {"x": x, "y": y}
    ends = {**here, "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    width = quantity("size", scale=None, legend=None)
    look = {"strokeWidth": width, "opacity": _strength(), "color": marks.colour(None), "strokeDash": marks.dash()}
    node, name = "datum.kind === 'node'", {"field": "name", "type": "nominal"}
    layers = [
        unit({"type": "rule", "strokeCap": "round"}, {**ends, **look}, only("datum.kind === 'weight'")),
        unit(
            {"type": "point", "size": 620, "opacity": 1, "strokeWidth": 2}, {**here, "color": ONE}, only(node), _of(1)
        ),
        unit(WORD, {**here, "text": name}, only(node)),
        unit({**WORD, "align": "right", "dx": -20}, {**here, "text": TEXT}, only(f"{node} && datum.x < 0.5")),
        unit({**WORD, "align": "left", "dx": 20}, {**here, "text": TEXT}, only(f"{node} && datum.x > 0.5")),
    ]
    told = {"name": Column(N_("neuron")), "text": Column(N_("value"))}
    return Kind(title, _finished(title, layers, HEIGHT), told)


@remembered
def likelihood(title: str) -> Kind:
    """The curve C = -ln a_y and the images on it. For `story_tables.likelihood`."""
    axis = {**GREYED, "tickCount": 5, "grid": False}
    x = quantity("value", _("activation of the true digit"), scale={"domain": [0, 1], "nice": False}, axis=axis)
    scale = {"domain": [0, 7], "nice": False, "clamp": True}
    y = quantity("cost", _("cost, nats"), scale=scale, axis={**GREYED, "tickCount": 7, "domain": False})
    here, image = {"x": x, "y": y}, "datum.kind === 'image'"
    curve: Spec = {"type": "line", "strokeWidth": BOLD, "clip": True}
    dot: Spec = {"type": "point", "filled": True, "size": 130, "opacity": 1}
    near, far = ({**WORD, "align": "right", "dx": -6, "dy": -18}, {**WORD, "align": "left", "dx": 10, "dy": -10})
    layers = [
        unit(curve, {**here, "color": ONE}, only("datum.kind === 'curve'"), _of(1)),
        unit(dot, {**here, "color": ONE}, only(image), _of(2)),
        unit(near, {**here, "text": TEXT}, only(f"{image} && datum.value > 0.5")),
        unit(far, {**here, "text": TEXT}, only(f"{image} && datum.value <= 0.5")),
    ]
    told = {
        "text": Column(N_("image")),
        "value": Column(N_("activation"), NUMBER),
        "cost": Column(N_("cost, nats"), NUMBER),
    }
    return Kind(title, _finished(title, layers, HEIGHT), told)


@remembered
def slopes(title: str, legend: tuple[str, ...]) -> Kind:
    """|dC/dz| of the true class over its logit, a line a loss; `legend` names the losses. For `story_tables.slopes`."""
    axis = {**GREYED, "grid": False, "tickCount": 5}
    x = quantity("logit", _("logit of the true class"), scale={"nice": False}, axis=axis)
    y = quantity("slope", "|dC/dz|", axis=_few())
    key = marks.key(legend, marks.NUMBERS[: len(legend)])
    told = {"arm": Column(N_("loss")), "logit": Column(N_("logit"), NUMBER), "slope": Column("|dC/dz|", NUMBER)}
    return Kind(title, _finished(title, [_lines(x, y, key)], HEIGHT), told, legend)


def _few() -> Spec:
    """A y axis with few numbers."""
    return {**GREYED, "tickCount": 4, "domain": False}


def _lines(x: Spec, y: Spec, key: Spec | None, *where: Spec) -> Spec:
    """A line an arm, in its colour and its dash; the legend shows both."""
    strokes = key and {**key, "symbolType": "stroke", "symbolStrokeWidth": BOLD, "symbolSize": 3 * TYPE**2}
    look = {"color": marks.colour(strokes), "strokeDash": {**marks.dash(), "legend": strokes}}
    return unit({"type": "line", "strokeWidth": BOLD}, {"x": x, "y": y, **look}, *where)
