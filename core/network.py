"""A fully connected network: the shapes of its layers, its initial weights, and its forward pass.

A layer is one matrix (units, inputs + 1): the weights of a unit in a row, its bias in the last column. The layer's
input carries a matching last row of ones, so that z = W a + b is a single matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.activations import ACTIVATIONS

CLASSES = 10
PIXELS = 784
WHITE = 255  # the brightest a pixel can be

INITS: dict[str, Callable[[int], float]] = {
    "scaled": lambda inputs: 1 / np.sqrt(inputs),
    "large": lambda inputs: 1.0,  # noqa: ARG005
}
"""Initial weights: the standard deviation of a unit's weights, given the number of its inputs (Nielsen, ch. 3,
"Weight initialization"). Biases are drawn from N(0, 1) in both."""

INIT_NAMES = {"scaled": "scaled by 1/sqrt(inputs)", "large": "large, N(0, 1)"}


def layer_shapes(hidden: Sequence[int]) -> list[tuple[int, int]]:
    """The (units, inputs) of every layer of a network with these hidden layers, the output layer last.

    >>> layer_shapes((30,))
    [(30, 784), (10, 30)]
    """
    sizes = [PIXELS, *hidden, CLASSES]
    return [(units, inputs) for inputs, units in pairwise(sizes)]


def initial_weights(hidden: Sequence[int], init: str, output_bias: float, seed: int) -> list[NDArray[np.float32]]:
    """Draw the initial layers, float32 (units, inputs + 1), biases in the last column.

    The draw of a layer depends on the seed, its place and its shape only. So networks of one seed share the layers
    whose shapes agree, and with `large` the same numbers as with `scaled`, only unscaled. `output_bias` is added to
    every bias of the output layer.
    """
    shapes = layer_shapes(hidden)
    layers = []
    for place, (units, inputs) in enumerate(shapes):
        drawn = np.random.default_rng([seed, place, units, inputs]).standard_normal((units, inputs + 1))
        drawn[:, :-1] *= INITS[init](inputs)
        layers.append(drawn.astype(np.float32))
    layers[-1][:, -1] += np.float32(output_bias)
    return layers


def logits(
    weights: Sequence[NDArray[np.float32]], hidden_activation: str, pixels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Run images, uint8 (n, 784), through a network: its logits, float32 (n, 10).

    This is the forward pass as a textbook writes it, for one network; `core.stack` does the same for many at once.
    """
    value = ACTIVATIONS[hidden_activation].value
    a = scale(pixels)
    for layer in weights[:-1]:
        a = value(a @ layer[:, :-1].T + layer[:, -1])
    output = weights[-1]
    z: NDArray[np.float32] = a @ output[:, :-1].T + output[:, -1]
    return z


def scale(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pixels from 0 to 255 as float32 from 0 to 1, in the same shape."""
    return np.divide(pixels, WHITE, dtype=np.float32)
