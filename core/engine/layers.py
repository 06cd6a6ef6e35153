"""The layers of one network: what goes forward, what comes back, and what is learnt.

Arrays are float32, padded to whole blocks of thirty-two units: padding holds 0 and stays 0. Sums run in the order that
is written, over inputs in groups of four.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.activations import Floats
from core.engine.jit import compiled
from core.engine.lanes import LANES, at, put, zeros
from core.engine.lit import GROUP
from core.engine.scalars import ONE, ZERO, sigmoid, tanh

ACTIVATION_PLACES = {"sigmoid": 0, "tanh": 1, "relu": 2}

Columns = NDArray[np.uint16]
Values = NDArray[np.uint8]


@compiled
def first_logits(columns: Columns, values: Values, brightness: Floats, weights: Floats, z: Floats) -> None:
    """The logits z = W' x for the lit pixels x of one image; `weights` (785, units) hold a pixel's weights in a row."""
    for block in range(len(z) // LANES):
        total = zeros()
        for q in range(0, len(columns), GROUP):
            w0, w1 = at(weights[columns[q]], block), at(weights[columns[q + 1]], block)
            w2, w3 = at(weights[columns[q + 2]], block), at(weights[columns[q + 3]], block)
            x0, x1 = brightness[values[q]], brightness[values[q + 1]]
            x2, x3 = brightness[values[q + 2]], brightness[values[q + 3]]
            total = total + ((x0 * w0 + x1 * w1) + (x2 * w2 + x3 * w3))
        put(z, block, total)


@compiled
def first_step(columns: Columns, values: Values, brightness: Floats, weights: Floats, step: Floats) -> None:
    """The step W -= x step' over the lit pixels x of one image."""
    for block in range(len(step) // LANES):
        change = at(step, block)
        for q in range(len(columns)):
            w = weights[columns[q]]
            put(w, block, at(w, block) - brightness[values[q]] * change)


@compiled
def product(weights: Floats, a: Floats, z: Floats) -> None:
    """The product z = W' a: forward with `weights` (inputs, units), backward with (units, inputs)."""
    for block in range(len(z) // LANES):
        total = zeros()
        for i in range(0, len(a), GROUP):
            w0, w1, w2, w3 = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
            total = total + (
                (a[i] * at(w0, block) + a[i + 1] * at(w1, block))
                + (a[i + 2] * at(w2, block) + a[i + 3] * at(w3, block))
            )
        put(z, block, total)


@compiled
def shift(z: Floats, factor: np.float32, bias: Floats) -> None:
    """Replace z by factor z + b."""
    for block in range(len(z) // LANES):
        put(z, block, factor * at(z, block) + at(bias, block))


@compiled
def step(weights: Floats, units: int, changes: Floats, a: Floats) -> None:
    """The step W -= the sum over images of change a'.

    `weights` (units, inputs), `changes` (images, units), `a` (images, inputs).
    """
    for j in range(units):
        w = weights[j]
        for block in range(a.shape[1] // LANES):
            total = at(w, block)
            for i in range(len(a)):
                total = total - changes[i, j] * at(a[i], block)
            put(w, block, total)


@compiled
def bias_step(bias: Floats, rate: np.float32, deltas: Floats) -> None:
    """The step b -= the sum over images of rate delta, `deltas` (images, units)."""
    for block in range(len(bias) // LANES):
        total = at(bias, block)
        for i in range(len(deltas)):
            total = total - rate * at(deltas[i], block)
        put(bias, block, total)


@compiled
def multiply(rows: Floats, factor: np.float32) -> None:
    """Every number of `rows` (rows, units), times a factor."""
    for i in range(len(rows)):
        for block in range(rows.shape[1] // LANES):
            put(rows[i], block, factor * at(rows[i], block))


@compiled
def activate(kind: int, z: Floats, units: int) -> None:
    """Replace z by a = f(z), f by its place in `ACTIVATION_PLACES`; padding becomes 0."""
    if kind == 0:
        for h in range(len(z)):
            z[h] = sigmoid(z[h])
    elif kind == 1:
        for h in range(len(z)):
            z[h] = tanh(z[h])
    else:
        for h in range(len(z)):
            z[h] = max(z[h], ZERO)
    for h in range(units, len(z)):
        z[h] = ZERO


@compiled
def slope(kind: int, factor: np.float32, a: Floats, delta: Floats) -> None:
    """Replace delta by factor delta da/dz."""
    if kind == 0:
        for h in range(len(delta)):
            delta[h] = factor * delta[h] * (a[h] * (ONE - a[h]))
    elif kind == 1:
        for h in range(len(delta)):
            delta[h] = factor * delta[h] * (ONE - a[h] * a[h])
    else:
        for h in range(len(delta)):
            delta[h] = factor * delta[h] if a[h] > ZERO else ZERO
