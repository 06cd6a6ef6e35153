"""What changing one logit does to every activation: the sign and the size of each change, also of the smallest.

The difference of two activations that both round to 1 is 0 in floating point, and so is a product of two that are tiny.
So the changes are worked out from logarithms, which are exact where the changes themselves would be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_expit, logsumexp

from core.activations import Array
from core.outputs import floats


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The change of every activation (n,): its sign, -1, 0 or 1, and the natural logarithm of its size.

    The logarithm is -inf where an activation does not depend on the logit at all.
    """

    signs: Array
    logs: Array

    @property
    def values(self) -> Array:
        """The changes (n,) in floating point; 0 also where a change is too small for it."""
        return np.asarray(self.signs * np.exp(self.logs))


def softmax_changes(z: ArrayLike, index: int, amount: float) -> Changes:
    """What softmax's activations do when the logit at `index` of z (n,) is changed by `amount`, which is not 0.

    With g = e^amount - 1: a_j of the logit itself changes by a_j (1 - a_j) g / (1 + a_j g), every other a_k by
    -a_k a_j g / (1 + a_j g). From a_j = e^z_j / sum_k e^z_k.
    """
    z = floats(z)
    whole = logsumexp(z)
    log_a = z - whole
    log_rest = logsumexp(np.delete(z, index)) - whole  # of 1 - a_j
    below = np.logaddexp(log_rest, log_a[index] + amount)  # of 1 + a_j g, without subtracting what nearly cancels
    factor = max(amount, 0.0) + np.log(-np.expm1(-abs(amount))) - below  # the first two: ln |g|, which may overflow
    logs = log_a + log_a[index] + factor
    logs[index] = log_a[index] + log_rest + factor
    signs = np.full(z.shape, -np.sign(amount))
    signs[index] = np.sign(amount)
    return Changes(signs, logs)


def sigmoid_changes(z: ArrayLike, index: int, amount: float) -> Changes:
    """What sigmoid activations do when the logit at `index` of z (n,) is changed by `amount`, which is not 0.

    s(v) - s(u) = s(v) s(-u) (1 - e^(u - v)): only the logit's own activation moves.
    """
    z = floats(z)
    low, high = sorted((float(z[index]), float(z[index]) + amount))
    logs = np.full(z.shape, -np.inf)
    logs[index] = log_expit(high) + log_expit(-low) + np.log(-np.expm1(low - high))
    signs = np.zeros(z.shape)
    signs[index] = np.sign(amount)
    return Changes(signs, logs)


CHANGES: dict[str, Callable[[ArrayLike, int, float], Changes]] = {
    "softmax": softmax_changes,
    "sigmoid": sigmoid_changes,
}
"""The changes by the output layer's key."""
