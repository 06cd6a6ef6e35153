"""The layers of a network before it has learnt: their shapes, and how their weights are drawn.

A layer is one matrix (units, inputs + 1): the weights of a unit in a row, its bias in the last column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from core.activations import Floats
from core.datasets import DIGITS, PIXELS
from core.words import N_

INITS: dict[str, Callable[[int], float]] = {
    N_("scaled"): lambda inputs: 1 / np.sqrt(inputs),
    N_("large"): lambda inputs: 1.0,  # noqa: ARG005
}
"""Initial weights: the standard deviation of a unit's weights, given the number of its inputs (Nielsen, ch. 3,
"Weight initialization"). Biases are drawn from N(0, 1) in both."""


def layer_shapes(hidden: Sequence[int]) -> list[tuple[int, int]]:
    """The (units, inputs) of every layer of a network with these hidden layers, the output layer last.

    >>> layer_shapes((30,))
    [(30, 784), (10, 30)]
    """
    sizes = [PIXELS, *hidden, DIGITS]
    return [(units, inputs) for inputs, units in pairwise(sizes)]


def initial_weights(hidden: Sequence[int], init: str, output_bias: float, seed: int) -> list[Floats]:
    """Draw the initial layers, float32 (units, inputs + 1), biases in the last column.

    The draw of a layer depends on the seed, its place and its shape only. So networks of one seed share the layers
    whose shapes agree, and with `large` the same numbers as with `scaled`, only unscaled. `output_bias` is added to
    every bias of the output layer.

    The bits are the same everywhere, as far as can be said: NumPy's generator multiplies tabulated numbers, and asks
    the system's mathematics library only for the far tails, three draws in ten thousand, in float64. Where libraries
    differ in its last bit, rounding to float32 hides it but once in some hundred million networks.
    """
    layers = []
    for place, (units, inputs) in enumerate(layer_shapes(hidden)):
        drawn = np.random.default_rng([seed, place, units, inputs]).standard_normal((units, inputs + 1))
        drawn[:, :-1] *= INITS[init](inputs)
        layers.append(drawn.astype(np.float32))
    layers[-1][:, -1] += np.float32(output_bias)
    return layers
