"""The legend of a picture: an arm's dash and marker together beside its name, so that grey paper tells the arms apart.

Where the screen has a legend of the chart library, which shows one or the other, this one stands in its place. Where
names stand at the ends of curves, dash and marker come before them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lab.languages.words import N_, _
from ui.charts import marks, titles
from ui.charts.figure import Figure
from ui.charts.growth import BOLD, TYPE
from ui.charts.marks import DASHES, INK, SHAPES, Spec

LENGTH = 36  # pixels of a dash
CHARACTER = 0.46  # the width of a character, of the type's size
GAP = 8  # pixels beside it
LINE = TYPE + 8  # pixels from one line of the legend to the next
BELOW = 10  # pixels between the last line and the plot
SIZE = 70  # area of a marker, in square pixels
OF_VALUE = "[datum.value - 1]"
LINES = 2  # that a name at the end of a curve may have; longer ones stand in a legend on top
# NOTE: What divides the name of an arm, such as "Softmax with quadratic, rate 3", into lines; | stands between them.
DIVIDERS = N_(" with |, ")
NOT_NONE: Spec = {"values": [{}]}
"""One row: a mark that is drawn once."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a legend names: numbers of colours, counted from 1, their names, and whether dash and marker tell them."""

    numbers: tuple[int, ...]
    names: tuple[str, ...]
    dash: bool
    marker: bool

    def columns(self, width: int) -> int:
        """How many names stand beside each other in so many pixels."""
        return max(1, min(len(self.numbers), int(width // self.column)))

    @property
    def column(self) -> float:
        """The pixels that a name takes with what stands before and after it."""
        return self.swatch + 3 * GAP + TYPE * CHARACTER * max(titles.width(name, 1 / CHARACTER) for name in self.names)

    @property
    def swatch(self) -> int:
        """The pixels that dash and marker take, or the marker alone."""
        return LENGTH if self.dash else TYPE

    def height(self, width: int) -> int:
        """The pixels that the legend takes on top of a plot of so many pixels."""
        return LINE * -(-len(self.numbers) // self.columns(width)) + BELOW

    def layers(self, width: int) -> list[Spec]:
        """The legend on top of a plot, within so many pixels."""
        columns, rows = self.columns(width), self.height(width)
        return [
            layer
            for place, (number, name) in enumerate(zip(self.numbers, self.names, strict=True))
            for layer in self._one(number, name, place % columns * self.column, LINE * (place // columns + 0.5) - rows)
        ]

    def _one(self, number: int, name: str, left: float, down: float) -> list[Spec]:
        ink, level = marks.grey() | {"expr": f"scale('color', {number + INK})"}, {"y": {"value": down}}
        look = {"color": {"expr": f"scale('color', {number})"}, "opacity": 1}
        dash = {"type": "rule", "strokeWidth": BOLD, "strokeDash": DASHES[number - 1], **look}
        point = {"type": "point", "filled": True, "size": SIZE, "shape": SHAPES[number - 1], **look}
        text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": TYPE, "color": ink, "text": name}
        drawn = [
            (self.dash, dash, {"x": {"value": left}, "x2": {"value": left + LENGTH}}),
            (self.marker or not self.dash, point, {"x": {"value": left + self.swatch / 2}}),
            (True, text, {"x": {"value": left + self.swatch + GAP}}),
        ]
        return [{"data": NOT_NONE, **marks.unit(mark, {**place, **level})} for there, mark, place in drawn if there]


def found(figure: Figure, layers: list[Spec]) -> Key | None:
    """What a legend of the figure names, the chart library's in its `layers` or its own; None where it has none."""
    if any(row["name"] == "legend" for row in figure.spec["params"]):
        return Key(tuple(marks.NUMBERS[: len(figure.names)]), figure.names, dash=True, marker=True)
    keys = [channel["legend"] for layer in layers for channel in _channels(layer) if channel.get("legend")]
    if not keys:
        return None
    names = json.loads(keys[0]["labelExpr"].removesuffix(OF_VALUE))
    numbers = tuple(keys[0]["values"])
    dash, marker = (any(name in layer["encoding"] for layer in layers) for name in ("strokeDash", "shape"))
    return Key(numbers, tuple(names[number - 1] for number in numbers), dash, marker)


def named(figure: Figure, layers: list[Spec]) -> tuple[list[Spec], Key | None]:
    """The layers without the legend of the chart library, and the legend that takes its place; none where the names,
    now with dash and marker before them, stand at the ends of curves.
    """
    bare = [{**layer, "encoding": {name: _bare(part) for name, part in layer["encoding"].items()}} for layer in layers]
    if key := found(figure, layers):
        return bare, key
    if any(map(_at_ends, bare)) and max(map(_lines, figure.names)) > LINES:
        key = Key(tuple(marks.NUMBERS[: len(figure.names)]), figure.names, dash=True, marker=True)
        return [layer for layer in bare if not _at_ends(layer)], key
    return [drawn for layer in bare for drawn in (_swatched(layer) if _at_ends(layer) else [layer])], None


def _lines(name: str) -> int:
    """The lines of a name at the end of a curve, which is divided as `lab.wording.arm_labels` does."""
    return 1 + sum(map(name.count, _(DIVIDERS).split("|")))


def _at_ends(layer: Spec) -> bool:
    mark, encoding = layer["mark"], layer["encoding"]
    placed: Spec = encoding.get("y", {})
    return mark["type"] == "text" and placed.get("field") == "place" and mark.get("align") == "left"


def _swatched(layer: Spec) -> list[Spec]:
    mark, encoding, where = layer["mark"], layer["encoding"], layer.get("transform", [])
    begins = mark["dx"]
    arm = {"y": encoding["y"], "color": {**encoding["color"], "field": "arm"}}
    dash: Spec = {"type": "rule", "strokeWidth": BOLD}
    ends = {"x": _beyond(begins), "x2": _beyond(begins + LENGTH), "strokeDash": marks.dash()}
    point: Spec = {"type": "point", "filled": True, "size": SIZE, "opacity": 1}
    middle = {"x": _beyond(begins + LENGTH / 2), "shape": marks.shape(None)}
    return [
        marks.unit(dash, {**arm, **ends}, *where),
        marks.unit(point, {**arm, **middle}, *where),
        {**layer, "mark": {**mark, "dx": begins + LENGTH + GAP}},
    ]


def _beyond(pixels: float) -> Spec:
    """A place so many pixels to the right of the plot."""
    return {"value": {"expr": f"width + {pixels:g}"}}


def _channels(layer: Spec) -> list[Spec]:
    return [channel for channel in layer["encoding"].values() if isinstance(channel, dict)]


def _bare(channel: Any) -> Any:
    return {**channel, "legend": None} if isinstance(channel, dict) and channel.get("legend") else channel
