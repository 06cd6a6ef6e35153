"""Hidden activations: a = f(z), elementwise, and da/dz written in terms of a (Nielsen, ch. 2 and 3).

All functions of a row take an array of any shape and keep float32 and float64. Their bits do not depend on the shape.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.words import N_

Array = NDArray[np.floating[Any]]
"""float32 or float64, of any shape."""

Floats = NDArray[np.float32]
"""What networks are made of: weights, activations, logits."""

Doubles = NDArray[np.float64]
"""What is measured of them: costs, yardsticks, statistics."""

HALF, ONE = np.float32(0.5), np.float32(1)  # with them float32 stays float32, and float64 float64


@dataclass(frozen=True, slots=True)
class Activation:
    """One row of the registry: `value(z)` is a, `derivative(a)` is da/dz; the formulas are LaTeX."""

    key: str
    name: str
    formula: str
    derivative_formula: str
    value: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def _sigmoid(z: Array) -> Array:
    # (1 + tanh(z/2)) / 2: NumPy's vectorised tanh takes a quarter of the time of SciPy's expit on many numbers. It
    # never overflows, and gives up the relative accuracy of activations near 0, which only an output layer needs.
    doubled: Array = np.tanh(z * HALF)
    doubled += ONE
    doubled *= HALF
    return doubled


def _sigmoid_derivative(a: Array) -> Array:
    return a * (ONE - a)


def _tanh(z: Array) -> Array:
    return np.tanh(z)


def _tanh_derivative(a: Array) -> Array:
    return ONE - a * a


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _relu_derivative(a: Array) -> Array:
    return np.sign(a)  # a is never negative, so this is 1 where a > 0 and 0 at the kink: the subgradient 0


ACTIVATIONS: dict[str, Activation] = {
    row.key: row
    for row in (
        Activation("sigmoid", N_("Sigmoid"), r"a = \frac{1}{1 + e^{-z}}", r"a (1 - a)", _sigmoid, _sigmoid_derivative),
        Activation("tanh", N_("Tanh"), r"a = \tanh z", r"1 - a^2", _tanh, _tanh_derivative),
        Activation(
            "relu", N_("ReLU"), r"a = \max(0, z)", r"1 \text{ where } a > 0 \text{, else } 0", _relu, _relu_derivative
        ),
    )
}
"""The hidden activations by key."""
