"""dC/dz of one image for every output layer with every loss: the formulas of `core.formulas`, a scalar loop each.

Every function takes the logits z (32,), of which the first ten count, the true class y, the array d (32,) that it
writes to, and `spare` (2, 32) to work in. As in `core.formulas`, 1 - a is never a subtraction, so that every entry
keeps its relative accuracy where outputs saturate; at a kink delta is 0.

To add a loss: write its function with each output layer here, and add a row to `DELTAS` and a line to `delta`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from core.activations import Floats
from core.engine.jit import compiled
from core.engine.scalars import ONE, TWO, ZERO, exp, sigmoid

CLASSES = 10
N = np.float32(CLASSES)
INFINITY = np.float32(np.inf)


@compiled
def _exponentials(z: Floats, e: Floats, others: Floats) -> None:
    """Every e_j = e^(z_j - max z), and the sum of the e of the other classes, which is never a difference."""
    top = z[0]
    for j in range(CLASSES):
        top = max(top, z[j])
    for j in range(CLASSES):
        e[j] = exp(z[j] - top)
    total = ZERO
    for j in range(CLASSES):
        others[j] = total
        total += e[j]
    total = ZERO
    for j in range(CLASSES - 1, -1, -1):
        others[j] += total
        total += e[j]


@compiled
def softmax_log_likelihood(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The closed form a - y. Its error is that of rounding a."""
    top, total = z[0], ZERO
    for j in range(CLASSES):
        top = max(top, z[j])
    for j in range(len(d)):  # the whole width: LLVM makes vectors of it
        d[j] = exp(z[j] - top)
    for j in range(CLASSES):
        total += d[j]
    for j in range(len(d)):
        d[j] /= total
    d[y] -= ONE


@compiled
def softmax_quadratic(z: Floats, y: int, d: Floats, spare: Floats) -> None:
    """With d = a - y: a_k (d_k (1 - a_k) - the sum over the others of a_j d_j)."""
    e, others = spare[0], spare[1]
    _exponentials(z, e, others)
    before, after = ZERO, ZERO
    for j in range(CLASSES):  # for now d_j is minus the sum of a_i d_i over the classes i before j
        d[j] = -before
        whole = e[j] + others[j]
        error = -others[j] / whole if j == y else e[j] / whole
        before += e[j] / whole * error
    for j in range(CLASSES - 1, -1, -1):
        whole = e[j] + others[j]
        a = e[j] / whole
        error = -others[j] / whole if j == y else a
        d[j] = a * ((d[j] - after) + error * (others[j] / whole))
        after += a * error


@compiled
def softmax_hinge(z: Floats, y: int, d: Floats, spare: Floats) -> None:
    """The closed form n a_y (a - y)."""
    e, others = spare[0], spare[1]
    _exponentials(z, e, others)
    factor = N * (e[y] / (e[y] + others[y]))
    for j in range(CLASSES):
        whole = e[j] + others[j]
        d[j] = factor * (-others[j] / whole if j == y else e[j] / whole)


@compiled
def softmax_cross_entropy(z: Floats, y: int, d: Floats, spare: Floats) -> None:
    """The others: 2 a_k - s_k; the true class: a_y - 1 - s_y; s_k sums a_j a_k / (1 - a_j) over j other than k and y.

    a_k / (1 - a_j) is e_k over the sum of all e but e_j. Where that sum is below 1 it may have underflowed: that class,
    one at most, is left out of the sum, and its term taken from the softmax of the other classes alone.
    """
    e, others = spare[0], spare[1]
    _exponentials(z, e, others)
    lonely, before, after = -1, ZERO, ZERO
    for j in range(CLASSES):  # for now d_j is the sum of a_i / (1 - a_i) over the classes i before j
        if others[j] < ONE:
            lonely = j
        d[j] = before
        if j != y and j != lonely:  # noqa: PLR1714 (as Numba types it)
            before += e[j] / (e[j] + others[j]) / others[j]
    for j in range(CLASSES - 1, -1, -1):
        whole = e[j] + others[j]
        sums = e[j] * (d[j] + after)
        d[j] = (-others[j] / whole if j == y else TWO * (e[j] / whole)) - sums
        if j != y and j != lonely:  # noqa: PLR1714 (as Numba types it)
            after += e[j] / whole / others[j]
    if lonely != -1 and lonely != y:  # noqa: PLR1714
        _leave_out(z, lonely, e[lonely] / (e[lonely] + others[lonely]), d)


@compiled
def _leave_out(z: Floats, lonely: int, a: np.float32, d: Floats) -> None:
    """Take a times the softmax of the classes other than `lonely` from d."""
    top, total = -INFINITY, ZERO
    for j in range(CLASSES):
        top = z[j] if j != lonely and z[j] > top else top
    for j in range(CLASSES):
        total += ZERO if j == lonely else exp(z[j] - top)
    for j in range(CLASSES):
        d[j] -= ZERO if j == lonely else a * (exp(z[j] - top) / total)


@compiled
def sigmoid_log_likelihood(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The true class: a_y - 1; the others: 0."""
    for j in range(CLASSES):
        d[j] = ZERO
    d[y] = -sigmoid(-z[y])


@compiled
def sigmoid_cross_entropy(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The closed form a - y. Its error is that of rounding a."""
    for j in range(len(d)):
        d[j] = sigmoid(z[j])
    d[y] -= ONE


@compiled
def sigmoid_quadratic(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The closed form (a - y) a (1 - a)."""
    for j in range(len(d)):
        a = sigmoid(z[j])
        d[j] = a * a * sigmoid(-z[j])
    b = sigmoid(-z[y])
    d[y] = -(b * b * sigmoid(z[y]))


@compiled
def sigmoid_hinge(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The others: a_j (1 - a_j); the true class: -(n - 1) a_y (1 - a_y)."""
    for j in range(len(d)):
        d[j] = sigmoid(z[j]) * sigmoid(-z[j])
    d[y] *= ONE - N


@compiled
def linear_quadratic(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The closed form a - y, where a = z."""
    for j in range(CLASSES):
        d[j] = z[j]
    d[y] -= ONE


@compiled
def linear_hinge(z: Floats, y: int, d: Floats, _spare: Floats) -> None:
    """The others: 1 where the margin is broken, else 0; the true class: minus the number of broken margins."""
    broken = ZERO
    for j in range(CLASSES):
        d[j] = ONE if z[j] - z[y] > -ONE else ZERO
        broken += d[j]
    d[y] -= broken


DELTAS: dict[tuple[str, str], Callable[..., Any]] = {
    ("softmax", "log_likelihood"): softmax_log_likelihood,
    ("softmax", "cross_entropy"): softmax_cross_entropy,
    ("softmax", "quadratic"): softmax_quadratic,
    ("softmax", "hinge"): softmax_hinge,
    ("sigmoid", "log_likelihood"): sigmoid_log_likelihood,
    ("sigmoid", "cross_entropy"): sigmoid_cross_entropy,
    ("sigmoid", "quadratic"): sigmoid_quadratic,
    ("sigmoid", "hinge"): sigmoid_hinge,
    ("linear", "quadratic"): linear_quadratic,
    ("linear", "hinge"): linear_hinge,
}
"""The functions by the keys of output layer and loss; a pair's number is its place here."""

PLACES = {key: place for place, key in enumerate(DELTAS)}


@compiled
def delta(pair: int, z: Floats, y: int, d: Floats, spare: Floats) -> None:  # noqa: C901 (a table that Numba compiles once)
    """The delta of the pair of this number; entries of d beyond the classes are 0."""
    if pair == 0:
        softmax_log_likelihood(z, y, d, spare)
    elif pair == 1:
        softmax_cross_entropy(z, y, d, spare)
    elif pair == 2:
        softmax_quadratic(z, y, d, spare)
    elif pair == 3:
        softmax_hinge(z, y, d, spare)
    elif pair == 4:
        sigmoid_log_likelihood(z, y, d, spare)
    elif pair == 5:
        sigmoid_cross_entropy(z, y, d, spare)
    elif pair == 6:
        sigmoid_quadratic(z, y, d, spare)
    elif pair == 7:
        sigmoid_hinge(z, y, d, spare)
    elif pair == 8:
        linear_quadratic(z, y, d, spare)
    else:
        linear_hinge(z, y, d, spare)
    for j in range(CLASSES, len(d)):
        d[j] = ZERO
