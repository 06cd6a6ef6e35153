"""A specification in which everything is decided that on the screen a page, a pointer or a replay decides.

What only answers the pointer is left out, so that a picture holds no mark that cannot be seen.
"""

from __future__ import annotations

from typing import Any

from ui.charts.comparison.signals import CURVES
from ui.charts.growth import BROADEN, GROW
from ui.charts.marks import POINTED, Spec
from ui.charts.titles import ROOM

ONLY_SCREEN = ("tooltip", "cursor")
CURRENT = "currentColor"
SPARED = {"line": "strokeOpacity", "rule": "strokeOpacity", "area": "fillOpacity", "rect": "fillOpacity"}
"""What is pale in which way, by its mark. Opacity itself is a sheet of its own to the renderer: ten times as slow."""

YES, NO = "true", "false"


def parameters(spec: Spec, width: int, height: int, above: int) -> list[Spec]:
    """The parameters of a spec in a picture of so many pixels, `above` of them for a legend on top of the plot.

    Those that follow the pointer are left out, and so is a legend of the spec's own.
    """
    sizes = {ROOM["name"]: f"{width}", "tall": f"{height}", "above": f"{above}"}
    known = {**sizes, GROW["name"]: "1", BROADEN["name"]: "1", "legend": NO}
    return [
        {"name": row["name"], "expr": known[row["name"]]} if row["name"] in known else _unbound(row)
        for row in spec.get("params", ())
        if "select" not in row
    ]


def unbound(spec: Spec, layers: list[Spec]) -> list[Spec]:
    """The selections of a spec, which follow the pointer within the picture and hear nothing around it.

    Where a name at the end of a curve is to be clicked and stands in no layer, the curve itself is.
    """
    there = {layer.get("name") for layer in layers}
    chosen = [_unbound(row) for row in spec.get("params", ()) if "select" in row]
    return [{**row, "views": [view if view in there else CURVES for view in row["views"]]} for row in chosen]


def _unbound(row: Spec) -> Spec:
    heard = {} if "select" in row or "expr" in row else {"value": None}
    return {name: part for name, part in row.items() if name != "bind"} | heard


def layers(spec: Spec, ink: str, *, clip: bool) -> list[Spec]:
    """The layers of a spec that can be seen without a pointer; text in the page's own colour is written in `ink`.

    Without `clip` nothing is cut off at the ends of the axes, where nothing goes beyond them: that takes time, too.
    """
    kept = [layer for layer in spec["layer"] if not str(layer.get("name", "")).startswith(POINTED) and _seen(layer)]
    drawn = [inked(_pale(_still(layer)), ink) for layer in kept]
    return drawn if clip else [{**layer, "mark": {**layer["mark"], "clip": False}} for layer in drawn]


def _seen(layer: Spec) -> bool:
    return bool(layer["mark"].get("opacity", 1))


def _still(layer: Spec) -> Spec:
    """A layer without selections. What a condition would make invisible is not drawn at all."""
    encoding, opacity = layer["encoding"], layer["encoding"].get("opacity", {})
    bare = {name: part for name, part in layer.items() if name not in ("params", "name")}
    decided = _decided(opacity) if "condition" in opacity else opacity
    condition = decided.get("condition")
    if not isinstance(condition, dict) or decided["value"] != 0:
        return {**bare, "encoding": {**encoding, "opacity": decided} if decided else encoding}
    shown = {"filter": condition["test"]}
    drawn = {**encoding, "opacity": {"value": condition["value"]}}
    return {**bare, "transform": [*layer.get("transform", ()), shown], "encoding": drawn}


def _pale(layer: Spec) -> Spec:
    name = SPARED.get(layer["mark"]["type"], "opacity")
    return {**layer, **{part: _renamed(layer[part], name) for part in ("mark", "encoding")}}


def _renamed(part: Spec, name: str) -> Spec:
    return {name if key == "opacity" else key: value for key, value in part.items()}


def _decided(channel: Spec) -> Spec:
    """An encoding by conditions, where nothing is pointed at: the first that is true always, or those that remain.

    >>> _decided({"condition": {"param": "alone", "value": 1}, "value": 0.1})
    {'value': 1}
    >>> _decided({"condition": [{"test": "datum.marked", "value": 1}, {"param": "hover", "empty": False, "value": 1}],
    ...           "value": 0})
    {'condition': {'test': 'datum.marked', 'value': 1}, 'value': 0}
    """
    given = channel["condition"]
    rows = [given] if isinstance(given, dict) else given
    always = next((row for row in rows if "param" in row and _of_nothing(row) == YES), None)
    if always is not None:
        return {"value": always["value"]}
    tests = [{**row, "test": _test(row["test"])} for row in rows if "param" not in row]
    if not tests:
        return {"value": channel["value"]}
    return {"condition": tests[0] if len(tests) == 1 else tests, "value": channel["value"]}


def _of_nothing(condition: Spec) -> str:
    """What a condition on a selection is where nothing is selected, as Vega-Lite says it."""
    return NO if condition.get("empty") is False else YES


def _test(predicate: Any) -> Any:
    """A predicate in which nothing is selected."""
    if isinstance(predicate, list):
        return [_test(part) for part in predicate]
    if not isinstance(predicate, dict):
        return predicate
    return _of_nothing(predicate) if "param" in predicate else {name: _test(part) for name, part in predicate.items()}


def inked(part: Any, ink: str) -> Any:
    """A part of a spec without what only a screen has, its text in the page's own colour written in `ink`."""
    if isinstance(part, list):
        return [inked(inner, ink) for inner in part]
    if not isinstance(part, dict):
        return ink if part == CURRENT else part
    return {name: inked(inner, ink) for name, inner in part.items() if name not in ONLY_SCREEN}
