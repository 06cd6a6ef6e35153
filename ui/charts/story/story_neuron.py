"""The single neuron's charts: the hill of its cost with a ball that rolls down, its output and cost over the epochs.

All hear the replay (`ui.charts.comparison.signals`), so that ball and curves move in step, in the browser alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.losses import LOSSES
from core.story import neuron
from core.story.neuron import EPOCHS, NEURON_LOSSES, REACH, Neuron
from core.words import Said
from lab.languages.words import N_, _
from ui import numerals
from ui.cache import remembered
from ui.charts import marks
from ui.charts.comparison.signals import NOW, REPLAY
from ui.charts.figure import Column, Figure
from ui.charts.growth import BOLD
from ui.charts.marks import GREYED, Axis, Spec, only, quantity, unit

PUT = "put"
"""The parameter that says at which z the hill was clicked."""

GRID = np.linspace(-REACH, REACH, 101).round(3)
EVERY = 25  # epochs between two dots of the trail
HILL, OUTPUT, COST = 260, 230, 190  # pixels of a chart with its title and axes

NUMBERS = {loss: place for place, loss in enumerate(LOSSES, start=1)}
"""A loss's colour, dash and marker by the number of the arm whose they are, the same on all pages of the story."""

UPTO = only(f"datum.epoch <= {NOW}")
LAST = only(f"datum.epoch === min({EPOCHS}, floor({NOW}))")
PARAMETERS: list[Spec] = [
    {"name": "heard", "bind": REPLAY.binding},
    {"name": NOW, "expr": f"isValid(heard) ? toNumber(heard) : {EPOCHS}"},
]
WORD: Spec = {"color": "currentColor", "fontWeight": 600}
FEW: Spec = {**GREYED, "tickCount": 4, "domain": False}
WIDTHS = {"strokeWidth": BOLD}

HILL_TITLE = N_("{loss} cost over z = w + b")
HILL_TAKEAWAY = N_(
    "The ball starts at z = {first}, where the hill's slope is {slope}, and comes to z = {last} in {epochs} epochs."
)
OUTPUT_TITLE = N_("Output of the neuron; the target is 0")
OUTPUT_TAKEAWAY = N_(
    "Over {epochs} epochs, from {first}: quadratic ends at {quadratic}, cross-entropy at {cross_entropy}."
)
COST_TITLE = N_("{loss} cost")
COST_TOLD = N_("cost, {unit}")
COST_TAKEAWAY = N_("Over {epochs} epochs, from {first} to {last}.")


def hill(loss: str, learned: Neuron) -> Figure:
    """The cost under `loss` over z, and the ball where the neuron is, with a dot for every 25 epochs behind it."""
    names = LOSSES[loss]
    ends = {"first": numerals.signed(round(float(learned.z[0]), 3)), "last": numerals.text(float(learned.z[-1]), 2)}
    slope = numerals.text(float(neuron.slope(learned.z[:1], loss)[0]))
    return Figure(
        title=_(HILL_TITLE).format(loss=_(names.name)),
        table=_hill_table(loss, learned),
        spec=_hill_spec(loss),
        takeaway=_(HILL_TAKEAWAY).format(slope=slope, epochs=EPOCHS, **ends),
        columns={"z": Column("z", ".2f"), "cost": Column(Said(COST_TOLD, {"unit": names.units}), ".3g")},
    )


def output(learned: Mapping[str, Neuron]) -> Figure:
    """The output over the epochs, a curve a loss."""
    ends = {key: numerals.text(float(one.output[-1])) for key, one in learned.items()}
    first = numerals.text(float(next(iter(learned.values())).output[0]))
    return Figure(
        title=_(OUTPUT_TITLE),
        table=_paths({key: one.output for key, one in learned.items()}),
        spec=_paths_spec(_(OUTPUT_TITLE), _("output"), tuple(learned), OUTPUT, 1.0),
        takeaway=_(OUTPUT_TAKEAWAY).format(epochs=EPOCHS, first=first, **ends),
        columns={"epoch": Column(N_("epoch"), ".0f"), "value": Column(N_("output"), ".3f")},
    )


def cost(loss: str, learned: Neuron) -> Figure:
    """The cost under `loss` over the epochs."""
    title = _(COST_TITLE).format(loss=_(LOSSES[loss].name))
    told = Said(COST_TOLD, {"unit": LOSSES[loss].units})
    ends = {name: numerals.text(float(learned.cost[place])) for name, place in (("first", 0), ("last", -1))}
    return Figure(
        title=title,
        table=_paths({loss: learned.cost}),
        spec=_paths_spec(title, _(COST_TOLD).format(unit=_(LOSSES[loss].units)), (loss,), COST, None),
        takeaway=_(COST_TAKEAWAY).format(epochs=EPOCHS, **ends),
        columns={"epoch": Column(N_("epoch"), ".0f"), "value": Column(told, ".3g")},
    )


def _hill_table(loss: str, learned: Neuron) -> dict[str, list[Any]]:
    curve, path = neuron.cost(GRID, loss), range(learned.z.size)
    return {
        "kind": ["hill"] * GRID.size + ["ball"] * learned.z.size,
        "arm": [NUMBERS[loss]] * (GRID.size + learned.z.size),
        "z": [*GRID.tolist(), *learned.z.tolist()],
        "cost": [*curve.tolist(), *learned.cost.tolist()],
        "epoch": [None] * GRID.size + list(path),
        "text": [""] * GRID.size + [f"a = {value:.2f}" for value in learned.output.tolist()],
    }


def _paths(values: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"arm": [], "epoch": [], "value": []}
    for loss, path in values.items():
        columns["arm"] += [NUMBERS[loss]] * path.size
        columns["epoch"] += list(range(path.size))
        columns["value"] += path.tolist()
    return columns


@remembered
def _hill_spec(loss: str) -> Spec:
    top = float(neuron.cost([REACH], loss)[0])
    along = {**GREYED, "grid": False}
    x = quantity("z", "z = w + b", scale={"domain": [-REACH, REACH], "nice": False}, axis=along)
    bounds = {"domain": [0, 1.15 * top], "nice": False}
    y = quantity("cost", _(COST_TOLD).format(unit=_(LOSSES[loss].units)), scale=bounds, axis=FEW)
    place = {"x": x, "y": y, "color": marks.colour(None)}
    ball, on_hill = only("datum.kind === 'ball'"), only("datum.kind === 'hill'")
    label = {"type": "text", "dx": -12, "dy": -16, "align": "right", **WORD}
    dot = {"type": "point", "filled": True, "shape": "circle"}
    layers = [
        unit({"type": "line", **WIDTHS}, {**place, "strokeDash": marks.dash()}, on_hill),
        # What a click takes hold of: every point of the hill, near it or not.
        unit({**dot, "size": 400, "opacity": 0, "cursor": "pointer"}, place, on_hill, name="hill"),
        unit({**dot, "size": 36, "opacity": 0.4}, place, ball, UPTO, only(f"datum.epoch % {EVERY} === 0")),
        unit({**dot, "size": 330, "opacity": 1}, place, ball, LAST),
        unit(label, {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}, ball, LAST),
    ]
    click = {"type": "point", "fields": ["z"], "nearest": True, "on": "click", "clear": "pointerout", "toggle": False}
    parameters = [*PARAMETERS, {"name": PUT, "select": click, "views": ["hill"]}]
    title = _(HILL_TITLE).format(loss=_(LOSSES[loss].name))
    return marks.finished(title, {"params": parameters, "layer": layers}, height=HILL)


@remembered
def _paths_spec(title: str, unit_of_y: str, losses: tuple[str, ...], height: int, top: float | None) -> Spec:
    """A curve a loss over the epochs, as far as the replay has come; the axis ends at `top`, or where the data do."""
    bounds: Spec = {"zero": True} if top is None else {"domain": [0, top], "nice": False}
    span = {"domain": [0, EPOCHS], "nice": False}
    x = Axis("epoch", _("epoch"), {"scale": span, "axis": {**GREYED, "grid": False, "tickCount": 6}})

    def y(field: str) -> Spec:
        return quantity(field, unit_of_y, scale=bounds, axis=FEW)

    key = _legend() if len(losses) > 1 else None
    place = {"x": x.encoding, "y": y("value"), "color": marks.colour(key)}
    # Drawn pale from end to end and fully as far as the replay has come, so that the axes stand still while it plays.
    layers = [
        marks.line(x, y, key, opacity=0.25),
        marks.line(x, y, key, UPTO),
        unit({"type": "point", "filled": True, "size": 90, "opacity": 1, "shape": "circle"}, place, LAST),
    ]
    return marks.finished(title, {"params": PARAMETERS, "layer": layers}, height=height)


def _legend() -> Spec:
    """The losses' names on top, each with its stroke."""
    numbers = [NUMBERS[loss] for loss in NEURON_LOSSES]
    stroke = {"symbolType": "stroke", "symbolStrokeWidth": 4}
    return {**marks.key([_(loss.name) for loss in LOSSES.values()], numbers), **stroke}
