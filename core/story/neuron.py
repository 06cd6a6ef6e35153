"""The book's single neuron, learning to turn the input 1 into the output 0 (Nielsen, ch. 3, "The cross-entropy cost").

It is a sigmoid output layer with one output, whose label is y = 0. Its cost and delta are those of `core.pairs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from core import limits
from core.activations import Array
from core.limits import choice
from core.outputs import sigmoid
from core.pairs import Pair, pair
from core.settings import SETTINGS
from core.words import N_

INPUT, TARGET = 1.0, 0.0

NEURON_LOSSES = ("quadratic", "cross_entropy")
"""The losses that a single output can have; the others compare classes."""

EPOCHS = 300
"""How long the neuron learns in the book."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the neuron starts to learn from, and what the book calls it."""

    name: str
    weight: float
    bias: float


STARTS: dict[str, Start] = {"easy": Start(N_("Easy start"), 0.6, 0.9), "bad": Start(N_("Bad start"), 2.0, 2.0)}
"""The book's two starts: the second is saturated and badly wrong."""

RATES: dict[str, dict[str, float]] = {
    "same": {"quadratic": 0.15, "cross_entropy": 0.15},
    "book": {"quadratic": 0.15, "cross_entropy": 0.005},
}
"""The learning rates with each loss: the same, and those of the book."""

REACH = 10.0
"""The cost is drawn for z from minus this to this: as far as weights and biases of 5 can take it."""


@dataclass(frozen=True, slots=True, eq=False)
class Neuron:
    """A neuron's weight, bias, logit z, output and cost before learning and after each epoch, (epochs + 1,) each."""

    weight: Array
    bias: Array
    z: Array
    output: Array
    cost: Array


def descend(weight: object, bias: object, learning_rate: object, loss: object, epochs: object = EPOCHS) -> Neuron:
    """Let a neuron learn by gradient descent: w -= rate dC/dw and b -= rate dC/db, once an epoch, in float64.

    With the one input 1 both derivatives are delta: (a - y) a (1 - a) for the quadratic loss, a - y for the
    cross-entropy (Nielsen, ch. 3, eq. 55, 56 and 61, 62). Costs are a^2/2 and, in nats, -ln(1 - a). Raises
    `InvalidSetting` for a setting out of range and a loss that is not one of `NEURON_LOSSES`.
    """
    rate = limits.LEARNING_RATE.check(learning_rate)
    row = _row(loss)
    path = np.empty((SETTINGS["epochs"].kind.check(epochs) + 1, 2))
    path[0] = limits.WEIGHT.check(weight), limits.BIAS.check(bias)
    inputs, target = np.array([INPUT, 1.0]), np.array([TARGET])
    for now, after in pairwise(path):
        after[:] = now - rate * row.delta_of(np.vecdot(now, inputs)[None], target) * inputs
    z = path @ inputs
    return Neuron(weight=path[:, 0], bias=path[:, 1], z=z, output=sigmoid(z), cost=cost(z, loss))


def cost(z: ArrayLike, loss: object) -> Array:
    """The neuron's cost (points,) at each logit z (points,): weight and bias act on it through z = w + b."""
    column = np.asarray(z, dtype=np.float64)[:, None]
    return _row(loss).cost_of(column, np.full_like(column, TARGET))


def slope(z: ArrayLike, loss: object) -> Array:
    """dC/dz (points,) at each logit z (points,), which is dC/dw and dC/db too."""
    column = np.asarray(z, dtype=np.float64)[:, None]
    return np.asarray(_row(loss).delta_of(column, np.full_like(column, TARGET))[:, 0])


def _row(loss: object) -> Pair:
    return pair("sigmoid", choice(N_("loss"), loss, NEURON_LOSSES))
