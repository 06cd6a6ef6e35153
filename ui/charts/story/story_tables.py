"""The tables that the charts of the story draw, as columns; every number in them is worked out by `core`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.losses import LOSSES
from core.outputs import OUTPUTS, softmax_with_temperature
from core.pairs import PAIRS
from core.story import derivation, explain
from lab.languages.words import _
from ui import numerals
from ui.cache import remembered

Columns = dict[str, list[Any]]

FAINT = 0.45
SEEN = 0.005
GAP = 0.07  # between a neuron's middle and the lines to it
TEMPERATURES = tuple(10 ** (step / 20) for step in range(-40, 41))
TRUE_LOGITS = np.linspace(-10, 10, 81)
CURVE = tuple(math.exp(-step / 20) for step in range(141))  # down to 7 nats
SHOWN = ("softmax", "sigmoid")  # the layers that are laid end to end


def names(letter: str, count: int = 4, first: int = 1) -> list[str]:
    """The letter with the indices of `count` neurons.

    >>> names("z", 2)
    ['z₁', 'z₂']
    """
    return [numerals.index(letter, first + place) for place in range(count)]


def powers(count: int = 4) -> list[str]:
    """The names of powers of e.

    >>> powers(2)
    ['e^z₁', 'e^z₂']
    """
    return [f"e^{name}" for name in names("z", count)]


def bars(
    values: ArrayLike,
    letter: str = "a",
    before: ArrayLike | None = None,
    labels: Sequence[str] | None = None,
    strong: int | None = None,
) -> Columns:
    """A row a neuron: its value, its text, where it was before the last move, and how strongly it is drawn.

    `labels` name the neurons where letters with an index do not; `strong` is the one that is drawn fully.
    """
    numbers = np.asarray(values, dtype=np.float64)
    written = numerals.text if letter == "a" else numerals.signed
    return {
        "name": list(labels or names(letter, numbers.size)),
        "value": numbers.tolist(),
        "text": [written(value) for value in numbers.tolist()],
        "before": [None] * numbers.size if before is None else np.asarray(before, dtype=np.float64).tolist(),
        "strength": [1.0 if strong in (None, place) else FAINT for place in range(numbers.size)],
    }


def digits(a: ArrayLike, label: int) -> Columns:
    """A row a digit, the true one drawn fully; only what can be seen bears its number."""
    columns = bars(a, labels=[str(digit) for digit in range(10)], strong=label)
    values = enumerate(columns["value"])
    columns["text"] = [_seen(value, always=place == label) for place, value in values]
    return columns


def _seen(value: float, *, always: bool) -> str:
    """An activation in two decimals; one that they would not show is left out, or written out where it is the one."""
    if value >= SEEN:
        return f"{value:.2f}".removeprefix("0")  # ten numbers beside each other have no room for zeros
    return numerals.text(value) if always else ""


def sums(z: ArrayLike) -> Columns:
    """The activations of the layers in `SHOWN`, each laid end to end from 0."""
    columns: Columns = {key: [] for key in ("layer", "arm", "name", "start", "end", "middle", "strength")}
    for arm, key in enumerate(SHOWN, start=1):
        ends = np.cumsum(OUTPUTS[key].activations(z))
        starts = np.concatenate([[0.0], ends[:-1]])
        columns["layer"] += [_(OUTPUTS[key].name)] * ends.size
        columns["arm"] += [arm] * ends.size
        columns["name"] += names("a", ends.size)
        columns["start"] += starts.tolist()
        columns["end"] += ends.tolist()
        columns["middle"] += ((starts + ends) / 2).tolist()
        columns["strength"] += [0.75 - 0.16 * place for place in range(ends.size)]
    return columns


def jacobian(check: explain.JacobianCheck) -> Columns:
    """A row an entry da_j/dz_k: arm 1 where it is positive, 2 where it is negative; its size sets the depth."""
    size = len(check.jacobian)
    cells = [(j, k, float(check.jacobian[j, k])) for j in range(size) for k in range(size)]
    return {
        "activation": [numerals.index("a", j + 1) for j, _, _ in cells],
        "logit": [numerals.index("z", k + 1) for _, k, _ in cells],
        "arm": [2 if value < 0 else 1 for _, _, value in cells],
        "size": [abs(value) for _, _, value in cells],
        "text": [numerals.text(value, 4, sign=True) for _, _, value in cells],
    }


def temperature(z: ArrayLike, now: float) -> Columns:
    """The path of every activation over the temperatures, and where it is at the temperature `now`."""
    paths = explain.temperature_path(z, TEMPERATURES)
    here = softmax_with_temperature(z, now)
    count = here.size
    return {
        "kind": ["path"] * paths.size + ["now"] * count,
        "temperature": [each for each in TEMPERATURES for _ in range(count)] + [now] * count,
        "arm": list(range(1, count + 1)) * (len(TEMPERATURES) + 1),
        "name": names("a", count) * (len(TEMPERATURES) + 1),
        "value": paths.ravel().tolist() + here.tolist(),
    }


def drawing(previous: ArrayLike, chosen: int) -> Columns:
    """The small layer of `core.story.derivation` and its numbers, the weights into the neuron `chosen` drawn fully."""
    inputs = np.asarray(previous, dtype=np.float64)
    return _layer(("a", "z"), (inputs.tolist(), derivation.layer(inputs).tolist()), lambda j, _: j == chosen)


def deltas(delta: ArrayLike, before: ArrayLike, chosen: int) -> Columns:
    """The small layer with the deltas of both sides, the weights out of the neuron `chosen` before it drawn fully."""
    values = (np.asarray(before, dtype=np.float64).tolist(), np.asarray(delta, dtype=np.float64).tolist())
    return _layer(("δ", "δ"), values, lambda _, k: k == chosen)


def _layer(
    letters: tuple[str, str], values: tuple[list[float], list[float]], strong: Callable[[int, int], bool]
) -> Columns:
    """Neurons on the left and on the right with their letters and values, a line a weight [j, k] from k to j."""
    weights = np.array(derivation.WEIGHTS)
    sizes = [len(side) for side in values]
    left, right = ((np.arange(size) + 0.5) / size for size in sizes)
    edges = [(j, k) for j in range(sizes[1]) for k in range(sizes[0])]
    nodes = sum(sizes)
    return {
        "kind": ["weight"] * len(edges) + ["node"] * nodes,
        "x": [GAP] * len(edges) + [0.0] * sizes[0] + [1.0] * sizes[1],
        "y": [float(left[k]) for _, k in edges] + left.tolist() + right.tolist(),
        "x2": [1 - GAP] * len(edges) + [None] * nodes,
        "y2": [float(right[j]) for j, _ in edges] + [None] * nodes,
        "size": [0.6 + 2.2 * abs(float(weights[j, k])) for j, k in edges] + [None] * nodes,
        "strength": [1.0 if strong(j, k) else 0.22 for j, k in edges] + [None] * nodes,
        "arm": [2 if weights[j, k] < 0 else 1 for j, k in edges] + [1] * nodes,
        "name": [""] * len(edges)
        + [name for letter, size in zip(letters, sizes, strict=True) for name in names(letter, size)],
        "text": [""] * len(edges) + [numerals.text(value, 2) for side in values for value in side],
    }


def likelihood(images: Mapping[str, tuple[float, float]]) -> Columns:
    """The curve C = -ln a and, on it, images: their words with their activation of the true digit and their cost."""
    curve = _curve()
    return {
        "kind": ["curve"] * len(CURVE) + ["image"] * len(images),
        "value": [*CURVE, *(value for value, _ in images.values())],
        "cost": [*curve, *(cost for _, cost in images.values())],
        "text": [""] * len(CURVE) + list(images),
    }


@remembered
def _curve() -> tuple[float, ...]:
    """-ln a_y along `CURVE`, from the loss itself; the other output takes what is left."""
    a = np.array([[value, 1 - value] for value in CURVE])
    return tuple(LOSSES["log_likelihood"].of_activations(a, np.zeros(len(CURVE), dtype=np.intp)).tolist())


@remembered
def slopes(output: str) -> Columns:
    """|dC/dz| of the true class over its logit, for every loss that may be paired with an output layer."""
    columns: Columns = {key: [] for key in ("arm", "logit", "slope")}
    for arm, loss in enumerate(LOSSES, start=1):
        row = PAIRS[output, loss]
        if not row.refused:
            columns["arm"] += [arm] * TRUE_LOGITS.size
            columns["logit"] += TRUE_LOGITS.tolist()
            columns["slope"] += explain.slopes(row, TRUE_LOGITS, len(explain.LOGITS)).tolist()
    return columns


def outputs(key: str, z: ArrayLike, before: ArrayLike | None = None) -> Columns:
    """The bars of an output layer at the logits `z`, with where they were at the logits `before` the last move."""
    activations = OUTPUTS[key].activations
    return bars(activations(z), before=None if before is None else activations(before))


@remembered
def slope_ends(output: str) -> dict[str, tuple[float, float]]:
    """The first and the last slope of `slopes`, by the loss's name: badly wrong, and right."""
    columns = slopes(output)
    found: dict[str, tuple[float, float]] = {}
    for arm, loss in enumerate(LOSSES.values(), start=1):
        mine = [slope for slope, other in zip(columns["slope"], columns["arm"], strict=True) if other == arm]
        if mine:
            found[loss.name] = (mine[0], mine[-1])
    return found
