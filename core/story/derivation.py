"""The delta of softmax with log-likelihood, step by step, each step checked by central differences.

With C = -ln a_y, a = softmax(z) and z = W a_prev + b: dC/db_j = a_j - y_j and dC/dw_jk = a_prev,k (a_j - y_j).
Nielsen, ch. 3, eqs. 81 and 82. The small layer that gives z is here too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logit

from core.activations import Array
from core.losses import LOSSES, one_hot
from core.outputs import OUTPUTS, sigmoid
from core.pairs import pair
from core.story.explain import central_differences

PREVIOUS = (0.8, 0.3, 0.5)
WEIGHTS = ((2.0, 1.0, 0.2), (-1.5, 1.0, 0.8), (1.0, 2.0, 1.6), (-0.5, -1.0, 2.0))
BIASES = (0.5, -0.5, 1.0, 0.2)
"""A layer of four neurons on three activations, made up so that its logits are `core.story.explain.LOGITS`."""


def layer(previous: ArrayLike, weights: ArrayLike = WEIGHTS, biases: ArrayLike = BIASES) -> Array:
    """The logits z_j = sum_k w_jk a_k + b_j of a layer: `previous` (inputs,), `weights` (n, inputs), `biases` (n,).

    >>> layer(PREVIOUS).round(9).tolist()
    [2.5, -1.0, 3.2, 0.5]
    """
    products = np.asarray(weights, dtype=np.float64) @ np.asarray(previous, dtype=np.float64)
    return np.asarray(products + np.asarray(biases))


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step: the `value` of the formula, and the value `measured` by differences.

    `error` is the largest |difference|, relative to the largest |value|, or to 1 where all are smaller; None where a
    value is not finite, because an activation has underflowed to 0.
    """

    value: Array
    measured: Array

    @property
    def error(self) -> float | None:
        """The largest relative error of the step."""
        if not (np.isfinite(self.value).all() and np.isfinite(self.measured).all()):
            return None
        return float(np.abs(self.value - self.measured).max() / max(1.0, float(np.abs(self.value).max())))


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """All steps for one image: n logits z, the label, m activations of the layer before.

    `a` (n,), `y` (n,) one-hot, `cost` in nats. The steps: `by_activation` dC/da_y (1,), `by_logit` da_y/dz_j (n,),
    `chained` dC/da_y da_y/dz_j (n,) against differences of the cost, `delta` a - y (n,), `by_bias` (n,),
    `by_weight` (n, m).
    """

    a: Array
    y: Array
    cost: float
    by_activation: Step
    by_logit: Step
    chained: Step
    delta: Step
    by_bias: Step
    by_weight: Step


def derive(z: ArrayLike, label: int, previous: ArrayLike = PREVIOUS, weights: ArrayLike = WEIGHTS) -> Derivation:
    """Compute and check every step at the logits `z`; the biases are those that give `z` with these weights."""
    z = np.asarray(z, dtype=np.float64)
    a_prev, matrix = np.asarray(previous, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    biases = z - matrix @ a_prev
    row = pair("softmax", "log_likelihood")
    softmax = OUTPUTS["softmax"]
    a = softmax.activations(z)

    def cost(logits: Array) -> Array:
        return row.cost(logits, np.full(len(logits), label))

    def cost_of_weights(flat: Array) -> Array:
        return cost(flat.reshape(-1, *matrix.shape) @ a_prev + biases)

    slope = _cost_slope(a, label)
    by_logit = softmax.jacobian(z)[label]
    measured = central_differences(cost, z)
    by_weight = central_differences(cost_of_weights, matrix.ravel())
    delta = row.delta(z, label)
    with np.errstate(invalid="ignore"):  # 0 times infinity where a_y has underflowed; `Step.error` is then None
        chained = slope.value * by_logit
    return Derivation(
        a=a,
        y=one_hot(label, z.size),
        cost=float(row.cost(z, label)),
        by_activation=slope,
        by_logit=Step(by_logit, central_differences(softmax.activations, z)[label]),
        chained=Step(chained, measured),
        delta=Step(delta, measured),
        by_bias=Step(delta, central_differences(lambda b: cost(b + matrix @ a_prev), biases)),
        by_weight=Step(np.outer(delta, a_prev), by_weight.reshape(matrix.shape)),
    )


def _cost_slope(a: Array, label: int) -> Step:
    """dC/da_y = -1/a_y, against differences with a step that is small beside a_y."""
    loss = LOSSES["log_likelihood"]
    if a[label] == 0:
        return Step(np.array([-np.inf]), np.array([-np.inf]))
    step = 1e-5 * a[label] * np.eye(a.size)[label]
    with np.errstate(
        over="ignore", divide="ignore", invalid="ignore"
    ):  # a_y below the smallest normal number: 1/a_y is inf
        measured = (loss.of_activations(a + step, label) - loss.of_activations(a - step, label)) / (2 * step[label])
        return Step(loss.gradient(a, label)[[label]], np.array([measured]))


@dataclass(frozen=True, slots=True, eq=False)
class Below:
    """How delta is passed on to the layer before, m sigmoid neurons with the activations `previous`.

    `passed` (m,) is W' delta: every delta of the softmax layer, times the weight that leads to it, summed. `slopes`
    (m,) are a (1 - a) of the layer's own activations, and `delta` (m,), their product, is the layer's dC/dz.
    """

    passed: Array
    slopes: Array
    delta: Step


def below(z: ArrayLike, label: int, previous: ArrayLike = PREVIOUS, weights: ArrayLike = WEIGHTS) -> Below:
    """Pass the delta of softmax with log-likelihood at the logits z (n,) one layer down, and check it.

    delta_prev = W' delta * s'(z_prev), with s' = a (1 - a): Nielsen, ch. 2, BP2. The biases are those that give `z`
    with these `weights` (n, m). Differences need finite logits: where an activation is 0 or 1, `measured` is nan.
    """
    z = np.asarray(z, dtype=np.float64)
    a_prev, matrix = np.asarray(previous, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    row, biases = pair("softmax", "log_likelihood"), z - matrix @ a_prev
    passed = matrix.T @ row.delta(z, label)
    slopes = a_prev * (1 - a_prev)

    def cost(logits: Array) -> Array:
        return row.cost(sigmoid(logits) @ matrix.T + biases, np.full(len(logits), label))

    inside = bool(((a_prev > 0) & (a_prev < 1)).all())
    measured = central_differences(cost, logit(a_prev)) if inside else np.full(a_prev.shape, np.nan)
    return Below(passed, slopes, Step(passed * slopes, measured))
