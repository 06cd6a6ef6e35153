"""One fully connected network as a textbook writes it: forward, backward, step (Nielsen, ch. 2, eqs. 23-28).

This is for reading, and what every engine is tested against. A layer is one matrix (units, inputs + 1): the weights
of a unit in a row, its bias in the last column. Images are rows. All arrays keep the weights' float32 or float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS, Array
from core.pairs import Pair

WHITE = 255  # the brightest a pixel can be


@dataclass(eq=False)
class Network:
    """A network of `layers`, changed in place by `step`; `hidden` is the key of the hidden activation."""

    layers: list[Array]
    hidden: str

    def forward(self, x: Array) -> tuple[list[Array], Array]:
        """What each layer is given, and the logits z, for inputs x (images, inputs).

        a_0 = x, z_l = W_l a_(l-1) + b_l, a_l = f(z_l); of the last layer only z is given back, (images, 10).
        """
        f = ACTIVATIONS[self.hidden].value
        given = [x]
        for layer in self.layers[:-1]:
            given.append(f(given[-1] @ weights(layer).T + bias(layer)))
        last = self.layers[-1]
        return given, given[-1] @ weights(last).T + bias(last)

    def backward(self, given: Sequence[Array], delta: Array) -> list[Array]:
        """The mean gradient of each layer, (units, inputs + 1), from delta = dC/dz of the output layer (images, 10).

        dC/dW_l = delta_l a_(l-1)', dC/db_l = delta_l, delta_(l-1) = W_l' delta_l f'(z_(l-1)).
        """
        slope = ACTIVATIONS[self.hidden].derivative
        gradients: list[Array] = []
        for place in reversed(range(len(self.layers))):
            gradients.insert(0, np.column_stack([delta.T @ given[place], delta.sum(axis=0)]) / len(delta))
            if place:
                delta = delta @ weights(self.layers[place]) * slope(given[place])
        return gradients

    def step(self, x: Array, labels: NDArray[np.integer[Any]], pair: Pair, rate: float, decay: float = 1.0) -> None:
        """Learn from one mini-batch: weights become decay W - rate dC/dW, biases b - rate dC/db.

        With L2, decay is 1 - rate lambda / n for n training images (Nielsen, ch. 3, eq. 93).
        """
        given, z = self.forward(x)
        gradients = self.backward(given, pair.delta(z, labels))
        for place, gradient in enumerate(gradients):
            weights(self.layers[place])[:] *= decay
            self.layers[place] -= rate * gradient


def weights(layer: Array) -> Array:
    """The weights of a layer, a view (units, inputs)."""
    return layer[:, :-1]


def bias(layer: Array) -> Array:
    """The biases of a layer, a view (units,)."""
    return layer[:, -1]


def scale(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels from 0 to 255 as float32 from 0 to 1, in the same shape."""
    return np.divide(pixels, WHITE, dtype=np.float32)


def logits(layers: Sequence[Array], hidden: str, pixels: NDArray[np.uint8]) -> Array:
    """Run images, uint8 (n, 784), through a network: its logits (n, 10)."""
    return Network(list(layers), hidden).forward(scale(pixels))[1]
