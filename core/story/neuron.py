"""The book's single neuron, learning to turn the input 1 into the output 0 (Nielsen, ch. 3, "The cross-entropy cost").

It is a sigmoid output layer with one output, whose label is y = 0. Its cost and delta are those of `core.pairs`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core import limits
from core.activations import Array
from core.limits import choice
from core.outputs import sigmoid
from core.pairs import pair

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


STARTS: dict[str, Start] = {"easy": Start("Easy start", 0.6, 0.9), "bad": Start("Bad start", 2.0, 2.0)}
"""The book's two starts: the second is saturated and badly wrong."""

BOOK_RATES: dict[str, float] = {"quadratic": 0.15, "cross_entropy": 0.005}
"""The learning rate that the book uses with each loss."""


@dataclass(frozen=True, slots=True, eq=False)
class Neuron:
    """A neuron's weight, bias, output and cost before learning and after each epoch, (epochs + 1,) each."""

    weight: Array
    bias: Array
    output: Array
    cost: Array


def descend(weight: object, bias: object, learning_rate: object, loss: object, epochs: object = EPOCHS) -> Neuron:
    """Let a neuron learn by gradient descent: w -= rate dC/dw and b -= rate dC/db, once an epoch, in float64.

    With the one input 1 both derivatives are delta: (a - y) a (1 - a) for the quadratic loss, a - y for the
    cross-entropy (Nielsen, ch. 3, eq. 55, 56 and 61, 62). Costs are a^2/2 and, in nats, -ln(1 - a). Raises
    `InvalidSetting` for a setting out of range and a loss that is not one of `NEURON_LOSSES`.
    """
    rate = limits.LEARNING_RATE.check(learning_rate)
    row = pair("sigmoid", choice("loss", loss, NEURON_LOSSES))
    path = np.empty((limits.EPOCHS.check_whole(epochs) + 1, 2))
    path[0] = limits.WEIGHT.check(weight), limits.BIAS.check(bias)
    inputs, target = np.array([INPUT, 1.0]), np.array([TARGET])
    for now, after in pairwise(path):
        after[:] = now - rate * row.delta_of(np.vecdot(now, inputs)[None], target) * inputs
    z = path @ inputs
    costs = row.cost_of(z[:, None], np.full((z.size, 1), TARGET))
    return Neuron(weight=path[:, 0], bias=path[:, 1], output=sigmoid(z), cost=costs)
