"""Which pixels speak for an output: the gradient of one logit by every pixel of one image, exact, and checked.

This is the saliency of Simonyan, Vedaldi and Zisserman (2013), "Deep inside convolutional networks", with its sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.activations import ACTIVATIONS, Array, Doubles
from core.digits.answers import Pixels
from core.network import Network, scale, weights

STEP = 1e-6
"""By how much pixels, from 0 to 1, are raised and lowered for the check: smaller, and rounding would show."""


@dataclass(frozen=True, slots=True, eq=False)
class Saliency:
    """What one image's pixels do to one logit.

    `gradient` (784,) is dz/dx, in logits per pixel from no ink to full, 0 to 1; `differences` (784,) are the central
    differences (z(x + h) - z(x - h)) / 2h of the same network. Both are worked out in float64.
    """

    gradient: Doubles
    differences: Doubles

    @property
    def error(self) -> float:
        """The largest difference between the two, as a share of the largest |gradient|, or of 1 where all are 0."""
        most = float(np.abs(self.gradient).max())
        return float(np.abs(self.gradient - self.differences).max()) / (most or 1.0)


def saliency(layers: Sequence[Array], hidden: str, pixels: Pixels, output: int) -> Saliency:
    """The saliency of the logit of `output` at one image, uint8 (784,), in a network as `core.network` has it.

    From the last layer back, delta_(l-1) = W_l' delta_l f'(z_(l-1)) (Nielsen, ch. 2, eq. 45), beginning with the row of
    the output's weights; the first layer's weights then lead to the pixels.
    """
    network = Network([np.asarray(layer, np.float64) for layer in layers], hidden)
    x = scale(pixels).astype(np.float64)
    given, _ = network.forward(x[None])
    slope = ACTIVATIONS[hidden].derivative
    delta = weights(network.layers[-1])[output]
    for place in reversed(range(len(network.layers) - 1)):
        delta = (delta * slope(given[place + 1][0])) @ weights(network.layers[place])
    moved = STEP * np.eye(x.size)
    above, below = (network.forward(x + sign * moved)[1][:, output] for sign in (1, -1))
    return Saliency(np.asarray(delta), np.asarray((above - below) / (2 * STEP)))
