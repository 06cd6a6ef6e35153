"""The ten activations of one image: what a network answers, and how its other outputs stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.activations import Array
from core.digits.answers import Answers
from ui import numerals
from ui.cache import remembered
from ui.charts import marks
from ui.charts.figure import Column, Figure
from ui.charts.marks import GREYED, Spec, only, quantity, unit, worked_out
from ui.charts.palette import NEUTRAL

Columns = dict[str, list[Any]]

HEIGHT = 210  # pixels of the chart of an arm with title and axes
FAINT = 0.45  # the opacity of digits that are not answered
SEEN = 0.005  # an activation whose bar can be seen
WHAT = {True: "activation", False: "output"}
TITLE = "{name}: {kind}"
KINDS = {
    "softmax": "ten probabilities",
    "sigmoid": "ten separate answers",
    "linear": "ten numbers",
}
SAID = "{name} answers {answered}. The ten sum to {sum}; the largest are {largest}."
LARGE = "{value} for {digit}"
TOLD = {"digit": Column("digit", "d"), "value": Column("activation", ".4g")}


def figure(arm: int, name: str, found: Answers, label: int | None = None, note: str = "") -> Figure:
    """The activations of an arm, counted from 1, to the one image of `found`, a `label` where that is known."""
    layer, a, answered = found.layer, found.a[0], int(found.answered[0])
    return Figure(
        title=TITLE.format(name=name, kind=KINDS[layer.key]),
        table=table(a, answered, label),
        spec=chart(arm, name, layer.key, shares=layer.probabilities),
        takeaway=takeaway(name, a, answered),
        columns=TOLD,
        note=note,
    )


def table(a: Array, answered: int, label: int | None = None) -> Columns:
    """A row a digit: `value`, its `text` where it can be seen, whether it is `answered`, and whether it is `true`.

    The answer is that of the logits: activations that have saturated are equal.
    """
    values = np.asarray(a, dtype=np.float64).tolist()
    return {
        "digit": list(range(len(values))),
        "value": values,
        "text": [_text(value) for value in values],
        "answered": [digit == answered for digit in range(len(values))],
        "true": [digit == label for digit in range(len(values))],
    }


def takeaway(name: str, a: Array, answered: int) -> str:
    """Which digit is answered, the sum of the ten, and the two largest of them: the answer's, and the next."""
    second = max((digit for digit in range(len(a)) if digit != answered), key=a.__getitem__)
    largest = (LARGE.format(value=numerals.text(float(a[digit])), digit=digit) for digit in (answered, second))
    return SAID.format(name=name, answered=answered, sum=numerals.text(float(a.sum())), largest=" and ".join(largest))


def _text(value: float) -> str:
    """Two decimals, without the zero before them: ten numbers beside each other have little room."""
    if not abs(value) >= SEEN:
        return ""
    said = f"{abs(value):.2f}" if abs(value) < 9.995 else f"{abs(value):.3g}"
    return ("−" if value < 0 else "") + said.removeprefix("0")


@remembered
def chart(arm: int, name: str, kind: str, *, shares: bool) -> Spec:
    """The constant spec for `table` of the arm, counted from 1, called `name`, with the output layer `kind`."""
    scale: Spec = {"domain": [0, 1.14], "nice": False} if shares else {"padding": 22}
    ticks: Spec = {"values": [0, 0.5, 1]} if shares else {"tickCount": 4}
    x = {
        "field": "digit",
        "type": "ordinal",
        "title": "digit",
        "axis": {"labelAngle": 0, "labelOverlap": False, "grid": False, "domain": False, "ticks": False, **GREYED},
        "scale": {"paddingInner": 0.2, "paddingOuter": 0.1},
    }
    y = quantity("value", WHAT[shares], scale=scale, axis={"domain": False, **ticks, **GREYED})
    number = worked_out("number", str(arm))
    strength = {"condition": {"test": "datum.answered", "value": 1}, "value": FAINT}
    tooltip = [
        {"field": "digit", "type": "ordinal", "title": "digit"},
        quantity("value", WHAT[shares], format=".4g"),
    ]
    words = {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}
    text: Spec = {"type": "text", "fontWeight": 600, "color": "currentColor"}
    frame: Spec = {"type": "bar", "fillOpacity": 0, "stroke": NEUTRAL, "strokeDash": [4, 3], "strokeWidth": 1.5}
    high = {"x": x, "y": {"value": 0}, "y2": {"value": {"expr": "height"}}}
    bar: Spec = {"type": "bar", "cornerRadiusEnd": 2}
    layers = [
        unit(frame, high, only("datum.true")),
        unit(
            bar,
            {"x": x, "y": y, "color": marks.colour(None, "number"), "opacity": strength, "tooltip": tooltip},
            number,
        ),
        unit({**text, "baseline": "bottom", "dy": -3}, words, only("datum.value >= 0")),
        unit({**text, "baseline": "top", "dy": 3}, words, only("datum.value < 0")),
    ]
    return marks.finished(TITLE.format(name=name, kind=KINDS[kind]), {"layer": layers}, height=HEIGHT)
