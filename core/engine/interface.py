"""What every engine does: it holds K networks of one architecture, and trains and asks them on the same images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.activations import Floats
from core.engine.sample import Sample
from core.experiment import Run

Rows = NDArray[np.intp]
Held = tuple[NDArray[np.float32] | NDArray[np.float64], ...]
"""What an engine holds of one network, to the last bit: arrays that mean something to this engine only."""


class Engine(Protocol):
    """K networks that differ in their weights, output layer, loss, learning rate and lambda.

    A layer is float32 (K, units, inputs + 1), the bias in the last column. A network's bits depend neither on its
    neighbours nor on how an epoch is cut into calls of `learn`.
    """

    def learn(self, rows: Rows) -> Floats:
        """Take a step of gradient descent on each mini-batch of these training images, in their order.

        `rows` (n,) are positions in the training sample; the last mini-batch may be smaller. Every weight w becomes
        (1 - rate lambda / images) w - rate dC/dw, biases without the factor (Nielsen, ch. 3, eq. 93). Returned are
        the logits (K, n, 10) of each image before the step that it took part in.
        """

    def logits(self, sample: Sample) -> Floats:
        """The logits of some images (K, n, 10)."""

    def gradients(self, sample: Sample) -> list[Floats]:
        """The gradient of the mean cost of some images, layer by layer, without the L2 term."""

    def weights(self) -> list[Floats]:
        """A copy of the layers."""

    def held(self) -> list[Held]:
        """A copy of what is held of each network, from which `hold` goes on to the same bits."""

    def hold(self, held: Sequence[Held]) -> None:
        """Go on from what `held` gave, of this kind of engine, a network at each place."""


class Make(Protocol):
    """What makes an engine: of runs of one architecture, their layers (K, units, inputs + 1), and training images."""

    def __call__(self, runs: Sequence[Run], weights: Sequence[Floats], training: Sample) -> Engine:
        """The engine, which keeps copies of the weights."""
