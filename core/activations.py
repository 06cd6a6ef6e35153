"""Hidden activations: a = f(z), elementwise, and da/dz written in terms of a (Nielsen, ch. 2 and 3).

All functions of a row take an array of any shape and keep float32 and float64. Their bits do not depend on the shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
"""float32 or float64, of any shape."""

ONE, TWO = np.float32(1), np.float32(2)  # of NumPy's own type, which a call takes as it is; float64 stays float64


class Elementwise(Protocol):
    """A function of one array that may write its values into `out`."""

    def __call__(self, values: Array, /, out: Array | None = None) -> Array:
        """The function's values, of the argument's shape and dtype."""
        ...


@dataclass(frozen=True, slots=True)
class Activation:
    """One row of the registry; `formula` and `derivative_formula` are LaTeX.

    The engine's functions leave constant factors to the matrix products before and after them, where a factor costs
    nothing: `stored(before z)` is gain a, also in place, and `slope(gain a)` is steepness da/dz.
    """

    key: str
    name: str
    formula: str
    derivative_formula: str
    stored: Elementwise
    slope: Elementwise
    before: float = 1
    gain: float = 1
    steepness: float = 1

    def value(self, z: Array) -> Array:
        """The activations of logits z, of their shape and dtype."""
        return self.stored(z * self.before) / self.gain

    def derivative(self, a: Array) -> Array:
        """The derivative da/dz where the activations, not the logits, are a."""
        return self.slope(a * self.gain) / self.steepness


def _sigmoid(half: Array, /, out: Array | None = None) -> Array:
    # 2a = 1 + tanh(z/2): NumPy's vectorised tanh takes a quarter of the time of SciPy's expit on many numbers. It never
    # overflows, and gives up the relative accuracy of activations near 0, which only an output layer needs.
    doubled = np.tanh(half, out=out)
    return np.add(doubled, ONE, out=doubled)


def _sigmoid_slope(doubled: Array, /, out: Array | None = None) -> Array:
    slope = np.subtract(TWO, doubled, out=out)
    return np.multiply(slope, doubled, out=slope)  # 4 a (1 - a)


def _tanh(z: Array, /, out: Array | None = None) -> Array:
    return np.tanh(z, out=out)


def _tanh_slope(a: Array, /, out: Array | None = None) -> Array:
    square = np.multiply(a, a, out=out)
    return np.subtract(ONE, square, out=square)


def _relu(z: Array, /, out: Array | None = None) -> Array:
    return np.maximum(z, 0, out=out)


def _relu_slope(a: Array, /, out: Array | None = None) -> Array:
    # a is never negative, so its sign is 1 where a > 0 and 0 at the kink: the subgradient 0.
    return np.sign(a, out=out)


ACTIVATIONS: dict[str, Activation] = {
    row.key: row
    for row in (
        Activation(
            key="sigmoid",
            name="Sigmoid",
            formula=r"a = \frac{1}{1 + e^{-z}}",
            derivative_formula=r"a (1 - a)",
            stored=_sigmoid,
            slope=_sigmoid_slope,
            before=1 / 2,
            gain=2,
            steepness=4,
        ),
        Activation("tanh", "Tanh", r"a = \tanh z", r"1 - a^2", _tanh, _tanh_slope),
        Activation("relu", "ReLU", r"a = \max(0, z)", r"1 \text{ where } a > 0 \text{, else } 0", _relu, _relu_slope),
    )
}
"""The hidden activations by key."""
