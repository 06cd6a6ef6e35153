"""The ten activations of one image: what a network answers, and how its other outputs stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.activations import Array
from core.digits.answers import Answers
from core.outputs import OutputLayer
from lab.languages.words import N_, _
from lab.saying import listed
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
PLACES = ((9.995, 2), (99.95, 1), (10_000, 0))
"""How many decimals stand at a bar below a size; above them all, a power of ten as in the words beside."""

WHAT = N_("activation")
TITLE = N_("{name}: {kind}")


@dataclass(frozen=True, slots=True)
class Kind:
    """What ten activations are: the `name` of the ten, and what is said of them, with a place for their `{sum}`.

    Both in English.
    """

    name: str
    told: str


KINDS = {
    (True, True): Kind(N_("ten probabilities"), N_("The ten sum to 1: probabilities.")),
    (False, True): Kind(N_("ten separate answers"), N_("The ten sum to {sum}: separate answers.")),
    (False, False): Kind(N_("ten numbers"), N_("The ten sum to {sum}: no probabilities.")),
}
"""By whether they always sum to 1 and whether they can be read as probabilities."""

SAID = N_("{name} answers {answered}. The ten sum to {sum}; the largest are {largest}.")
LARGE = N_("{value} for {digit}")
TOLD = {"digit": Column(N_("digit"), "d"), "value": Column(WHAT, ".4g")}


def kind_of(layer: OutputLayer) -> Kind:
    """What the ten activations of an output layer are."""
    return KINDS[layer.sums_to_one, layer.probabilities]


def figure(arm: int, name: str, found: Answers, label: int | None = None, note: str = "") -> Figure:
    """The activations of an arm, counted from 1, to the one image of `found`, a `label` where that is known."""
    layer, a, answered = found.layer, found.a[0], int(found.answered[0])
    return Figure(
        title=_(TITLE).format(name=name, kind=_(kind_of(layer).name)),
        table=table(a, answered, label),
        spec=chart(arm, name, _(kind_of(layer).name), shares=layer.probabilities),
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
    largest = [_(LARGE).format(value=numerals.text(float(a[digit])), digit=digit) for digit in (answered, second)]
    return _(SAID).format(name=name, answered=answered, sum=numerals.text(float(a.sum())), largest=listed(largest))


def _text(value: float) -> str:
    """Two decimals, without the zero before them, and of large numbers fewer: ten have little room."""
    if not abs(value) >= SEEN:
        return ""
    places = next((places for end, places in PLACES if abs(value) < end), None)
    said = numerals.text(abs(value)) if places is None else f"{abs(value):.{places}f}"
    return ("−" if value < 0 else "") + said.removeprefix("0")


@remembered
def chart(arm: int, name: str, kind: str, *, shares: bool) -> Spec:
    """The constant spec for `table` of the arm, counted from 1, called `name`, whose ten are of a `kind`."""
    scale: Spec = {"domain": [0, 1.14], "nice": False} if shares else {"padding": 22}
    ticks: Spec = {"values": [0, 0.5, 1]} if shares else {"tickCount": 4}
    x = {
        "field": "digit",
        "type": "ordinal",
        "title": _("digit"),
        "axis": {"labelAngle": 0, "labelOverlap": False, "grid": False, "domain": False, "ticks": False, **GREYED},
        "scale": {"paddingInner": 0.2, "paddingOuter": 0.1},
    }
    y = quantity("value", _(WHAT), scale=scale, axis={"domain": False, **ticks, **GREYED})
    number = worked_out("number", str(arm))
    strength = {"condition": {"test": "datum.answered", "value": 1}, "value": FAINT}
    tooltip = [
        {"field": "digit", "type": "ordinal", "title": _("digit")},
        quantity("value", _(WHAT), format=".4g"),
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
    return marks.finished(_(TITLE).format(name=name, kind=kind), {"layer": layers}, height=HEIGHT)
