"""The cost and delta = dC/dz of every output layer with every loss, from the logits.

A loss of activations loses its digits once an activation rounds to 0 or 1. Here output layer and loss are taken
together, so that every entry keeps its relative accuracy for logits up to 10,000 in size, in float32 and float64:
softmax is shifted by the largest logit, and 1 - a is never a subtraction (`core.outputs.exponentials` for softmax, the
sigmoid of -z for sigmoid). What is left is underflow: what is below the smallest float is 0. The two deltas with the
closed form a - y, the most used of all, are that formula and no more: their error is that of rounding a and y.

All take logits z and one-hot y, both (..., classes), of one float dtype and any memory layout, and write to neither. A
cost is (...), a delta (..., classes), written to `out` where it is given; at a kink delta is the subgradient 0. They
run at every mini-batch, on arrays so small that the number of NumPy calls decides the time. Each row of `core.pairs`
holds two of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from core.activations import Array
from core.outputs import exponentials, sums, sums_of_others


def _signed(z: Array, y: Array) -> tuple[Array, Array]:
    """The sign s = 1 - 2y, and s z: the sigmoid of s z is |a - y|, and s times it is a - y, with all digits of both."""
    sign = y * -2
    sign += 1
    return sign, sign * z


def _softplus_sum(x: Array) -> Array:
    """The sum over classes of ln(1 + e^x), (...)."""
    terms = np.log1p(np.exp(-np.abs(x)))  # the exponential is at most 1; ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)
    terms += np.maximum(x, 0)
    total: Array = np.add.reduce(terms, axis=-1)
    return total


def _half_square_sum(error: Array) -> Array:
    total: Array = np.vecdot(error, error)
    total *= 0.5
    return total


def sigmoid_log_likelihood_cost(z: Array, y: Array) -> Array:
    """C = ln(1 + e^(-z_y))."""
    return _softplus_sum(-np.vecdot(z, y)[..., None])


def sigmoid_log_likelihood_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The true class: a_y - 1; the others: 0."""
    delta = expit(-z)
    delta *= y
    return np.subtract(0, delta, out=out)  # not the negative: that would turn 0 into -0


def sigmoid_cross_entropy_cost(z: Array, y: Array) -> Array:
    """C = the sum of ln(1 + e^(z_j)) over the others, plus ln(1 + e^(-z_y))."""
    return _softplus_sum(_signed(z, y)[1])


def sigmoid_cross_entropy_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The closed form a - y. Its error is that of rounding a and y."""
    a: Array = expit(z)
    return np.subtract(a, y, out=out)


def sigmoid_quadratic_cost(z: Array, y: Array) -> Array:
    """C = half the squared length of a - y."""
    return _half_square_sum(expit(_signed(z, y)[1]))


def sigmoid_quadratic_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The closed form (a - y) a (1 - a)."""
    a, complement = expit(z), expit(-z)
    delta = a - y * a  # 0 for the true class, exactly
    delta -= y * complement
    delta *= a
    return np.multiply(delta, complement, out=out)


def sigmoid_hinge_cost(z: Array, y: Array) -> Array:
    """C = the sum of a_j over the n - 1 others, plus (n - 1)(1 - a_y): the max never acts."""
    weights = (y.shape[-1] - 2) * y + 1
    cost: Array = np.vecdot(expit(_signed(z, y)[1]), weights)
    return cost


def sigmoid_hinge_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The others: a_j (1 - a_j); the true class: -(n - 1) a_y (1 - a_y)."""
    delta = expit(z)
    delta *= expit(-z)
    weights: Array = 1 - y.shape[-1] * y
    return np.multiply(delta, weights, out=out)


def softmax_log_likelihood_cost(z: Array, y: Array) -> Array:
    """C = -ln a_y = ln of the sum of e^z, minus z_y."""
    shifted = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    # the logarithm of the sum of all e^shifted, as log1p of the sum without one largest, which is 1
    cost: Array = np.log1p(-np.maximum.reduce(sums_of_others(np.exp(shifted)), axis=-1))
    cost -= np.vecdot(shifted, y)
    return cost


def softmax_log_likelihood_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The closed form a - y. Its error is that of rounding a and y."""
    a = np.subtract(z, np.maximum.reduce(z, axis=-1, keepdims=True), out=out)
    np.exp(a, out=a)
    a /= sums(a)
    return np.subtract(a, y, out=a)


def _softmax_error(z: Array, y: Array) -> tuple[Array, Array, Array]:
    """The a, a - y and a - 1 of a softmax layer, each with all its digits."""
    a, a_minus_1 = exponentials(z)
    total = a - a_minus_1
    a /= total
    a_minus_1 /= total
    return a, np.where(y, a_minus_1, a), a_minus_1


def softmax_quadratic_cost(z: Array, y: Array) -> Array:
    """C = half the squared length of a - y."""
    return _half_square_sum(_softmax_error(z, y)[1])


def softmax_quadratic_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """With d = a - y: a_k (d_k - the sum of a_j d_j)."""
    a, error, a_minus_1 = _softmax_error(z, y)
    # j = k is taken out of the sum, where it would cancel: a_k (d_k (1 - a_k) - the sum over the others of a_j d_j)
    delta = sums_of_others(a * error)
    delta -= error * a_minus_1
    return np.multiply(delta, a, out=out)


def softmax_hinge_cost(z: Array, y: Array) -> Array:
    """C = n (1 - a_y) for n classes: the max never acts, and the outputs sum to 1."""
    e, minus_others = exponentials(z)
    cost: Array = np.vecdot(minus_others / (e - minus_others), y)
    cost *= -y.shape[-1]
    return cost


def softmax_hinge_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The closed form n a_y (a - y) for n classes."""
    a, delta, _ = _softmax_error(z, y)
    factor: Array = y.shape[-1] * np.vecdot(a, y)[..., None]
    return np.multiply(delta, factor, out=out)


def _without(lonely: NDArray[np.bool], z: Array) -> tuple[Array, Array, Array]:
    """For classes that are not `lonely`: e^(z - M), 0 where lonely; its sum; and M, the largest z among them."""
    e = np.where(lonely, -np.inf, z)
    largest = np.maximum.reduce(e, axis=-1, keepdims=True)
    e -= largest
    np.exp(e, out=e)
    return e, np.add.reduce(e, axis=-1, keepdims=True), largest


def softmax_cross_entropy_cost(z: Array, y: Array) -> Array:
    """C = the sum over the others of -ln(1 - a_j), minus ln a_y.

    With x_j = z_j minus the log-sum-exp of the other logits, a_j is the sigmoid of x_j: so the cost is that of a
    sigmoid layer with logits x.
    """
    shifted = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    minus_others = sums_of_others(np.exp(shifted))
    # Where the others sum to less than 1, which is the largest, they may underflow: that class, one at most, is taken
    # by itself, with the others shifted by their own largest.
    lonely = minus_others > -1
    _, total, largest = _without(lonely, z)
    odds = np.where(lonely, (z - largest) - np.log(total), shifted - np.log(-np.minimum(minus_others, -1)))
    return sigmoid_cross_entropy_cost(odds, y)


def softmax_cross_entropy_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The others: 2 a_k - s_k; the true class: a_y - 1 - s_y; s_k sums a_j a_k / (1 - a_j) over j other than k and y.

    Each of its terms is a_j times the softmax of z_k among the classes other than j, and neither can overflow.
    """
    e, minus_others = exponentials(z)
    lonely = minus_others > -1  # as in the cost
    among, total, _ = _without(lonely, z)
    a = e - minus_others
    a_minus_1 = minus_others / a
    np.divide(e, a, out=a)
    wrong = a - y * a
    crowded = np.where(lonely, 0, wrong)
    wrong -= crowded
    crowded /= np.minimum(minus_others, -1)
    among *= np.add.reduce(wrong, axis=-1, keepdims=True) / total
    a += a
    delta = np.where(y, a_minus_1, a)
    delta -= e * sums_of_others(crowded)
    return np.subtract(delta, among, out=out)


def linear_quadratic_cost(z: Array, y: Array) -> Array:
    """C = half the squared length of z - y."""
    return _half_square_sum(z - y)


def linear_quadratic_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The closed form a - y, where a = z."""
    return np.subtract(z, y, out=out)


def _leads(z: Array, y: Array) -> Array:
    """z_j - z_y, by how much each class leads the true one: exact near the kink at -1, where 1 - z_y is not."""
    leads: Array = z - sums(z * y)
    return leads


def linear_hinge_cost(z: Array, y: Array) -> Array:
    """C = the sum over the others of max(0, 1 + z_j - z_y)."""
    margins = _leads(z, y)
    margins += 1 - y
    cost: Array = np.add.reduce(np.maximum(margins, 0), axis=-1)
    return cost


def linear_hinge_delta(z: Array, y: Array, out: Array | None = None) -> Array:
    """The others: 1 where the margin is broken, else 0; the true class: minus the number of broken margins."""
    broken = np.greater(_leads(z, y), -1).astype(z.dtype)  # 0 at the kink, and 1 for the true class
    return np.subtract(broken, y * sums(broken), out=out)
