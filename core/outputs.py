"""Output layers: what turns the last logits z into activations a, and how a answers to z (Nielsen, ch. 3, "Softmax").

Everything here takes arrays (..., classes), works along the last axis, and keeps float32 and float64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from scipy.special import expit

from core.activations import Array
from core.words import N_

COLDEST = 1e-30  # below it a temperature counts as 0: z / temperature would overflow


def floats(values: ArrayLike) -> Array:
    """`values` as an array of float32 where they are that, else of float64."""
    array = np.asarray(values)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


@lru_cache(maxsize=64)
def _matrix(classes: int, dtype: DTypeLike, own: float, others: float) -> Array:
    """(classes, classes): `own` on the diagonal, `others` elsewhere."""
    matrix: Array = np.full((classes, classes), others, dtype)
    np.fill_diagonal(matrix, own)
    matrix.flags.writeable = False
    return matrix


def _summed(values: Array, own: float, others: float) -> Array:
    matrix = _matrix(values.shape[-1], values.dtype, own, others)
    # From the left, so that the result is laid out in memory as the engine lays out its arrays.
    sums: Array = np.matmul(matrix, values.mT).mT if values.ndim > 1 else np.matmul(matrix, values)
    return sums


def sums(values: Array) -> Array:
    """For every class the sum of the `values` of all classes, the same for each, (..., classes).

    One matrix product, and what is done with its result needs no broadcasting: on the few numbers of a mini-batch that
    takes half the time of a sum (..., 1).
    """
    return _summed(values, 1, 1)


def sums_of_others(values: Array) -> Array:
    """For every class *minus* the sum of the `values` of the other classes, (..., classes).

    They are summed without the class's own value, not by subtracting it from the sum of all, where small ones are lost.
    """
    return _summed(values, 0, -1)


def exponentials(z: Array) -> tuple[Array, Array]:
    """The e = exp(z - max z), and minus the sum of the other classes' e; both (..., classes).

    Softmax and all that is near it follow: a = e / (e - minus_others), a - 1 = minus_others / (e - minus_others). The
    shift makes the largest e exactly 1, so nothing overflows, and a - 1 keeps its digits where a rounds to 1.
    """
    e = z - np.maximum.reduce(z, axis=-1, keepdims=True)
    np.exp(e, out=e)
    return e, sums_of_others(e)


def softmax(z: ArrayLike) -> Array:
    """Softmax: a_j = exp(z_j) / sum_k exp(z_k), (..., classes). Nielsen, ch. 3, eq. 78."""
    z = floats(z)
    e: Array = np.exp(z - z.max(axis=-1, keepdims=True))  # the shift changes nothing, and then nothing overflows
    e /= e.sum(axis=-1, keepdims=True)
    return e


def softmax_complement(z: ArrayLike) -> Array:
    """1 - softmax(z), (..., classes), with all its digits also where softmax rounds to 1."""
    e, minus_others = exponentials(floats(z))
    return -minus_others / (e - minus_others)


def softmax_with_temperature(z: ArrayLike, temperature: float) -> Array:
    """softmax(z / temperature), (..., classes).

    Towards temperature 0 the largest z takes all (equal largest share), towards infinity all become equal; both
    limits may be asked for. Raises ValueError for a temperature that is negative or not a number.
    """
    if not temperature >= 0:
        raise ValueError(f"temperature must be at least 0, got {temperature!r}")
    z = floats(z)
    shifted = z - z.max(axis=-1, keepdims=True)
    e: Array = np.exp(shifted / temperature) if temperature >= COLDEST else (shifted == 0).astype(z.dtype)
    e /= e.sum(axis=-1, keepdims=True)
    return e


def softmax_naive(z: ArrayLike) -> Array:
    """Softmax as it is written in books, without the shift: for teaching only.

    Gives what floating point gives: nan where exp(z) overflows (z above 709 in float64, 88 in float32) or where all
    exp(z) underflow to 0.
    """
    z = floats(z)
    # The overflow is what this function is there to show, so it must not be an error here, and only here.
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        e = np.exp(z)
        e /= e.sum(axis=-1, keepdims=True)
    return e


def inverse_softmax(a: ArrayLike, constant: float = 0.0) -> Array:
    """The logits z = ln a + constant, whose softmax is a, (..., classes).

    Raises ValueError where an activation is not positive: no finite logit gives it. Source: Nielsen, ch. 3, exercise
    "Inverting the softmax layer".
    """
    a = floats(a)
    if not np.all(a > 0):
        raise ValueError(f"activations must be positive to have a logarithm, got {float(a.min())!r}")
    return np.log(a) + np.asarray(constant, a.dtype)


def _softmax_jacobian(z: ArrayLike) -> Array:
    a = softmax(z)
    jacobian = -a[..., :, None] * a[..., None, :]
    classes = np.arange(a.shape[-1])
    jacobian[..., classes, classes] = a * softmax_complement(z)
    return jacobian


def _softmax_derivative(z: ArrayLike) -> Array:
    return softmax(z) * softmax_complement(z)


def sigmoid(z: ArrayLike) -> Array:
    """The logistic function 1 / (1 + exp(-z)), elementwise. Nielsen, ch. 1, eq. 3."""
    return expit(floats(z))


def _sigmoid_derivative(z: ArrayLike) -> Array:
    z = floats(z)
    return sigmoid(z) * sigmoid(-z)  # a (1 - a); 1 - a is the sigmoid of -z, to the last digit


def _linear(z: ArrayLike) -> Array:
    return floats(z).copy()


def _linear_derivative(z: ArrayLike) -> Array:
    return np.ones_like(floats(z))


def _diagonal(derivative: Callable[[ArrayLike], Array]) -> Callable[[ArrayLike], Array]:
    """The Jacobian of an elementwise output layer, from its derivative."""

    def jacobian(z: ArrayLike) -> Array:
        slopes = derivative(z)
        product: Array = slopes[..., :, None] * np.eye(slopes.shape[-1], dtype=slopes.dtype)
        return product

    return jacobian


@dataclass(frozen=True, slots=True)
class OutputLayer:
    """One row of the registry.

    `activations(z)` (..., classes) -> a (..., classes); `jacobian(z)` -> (..., classes, classes), where [j, k] is
    da_j/dz_k; `derivative(z)` -> its diagonal da_j/dz_j (..., classes); `formula` is LaTeX. `sums_to_one`: the
    activations of an image always sum to 1. `probabilities`: they are positive, so that they can be divided by their
    sum and read as probabilities.
    """

    key: str
    name: str
    formula: str
    activations: Callable[[ArrayLike], Array]
    jacobian: Callable[[ArrayLike], Array]
    derivative: Callable[[ArrayLike], Array]
    sums_to_one: bool
    probabilities: bool


OUTPUTS: dict[str, OutputLayer] = {
    row.key: row
    for row in (
        OutputLayer(
            key="softmax",
            name=N_("Softmax"),
            formula=r"a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}",
            activations=softmax,
            jacobian=_softmax_jacobian,
            derivative=_softmax_derivative,
            sums_to_one=True,
            probabilities=True,
        ),
        OutputLayer(
            key="sigmoid",
            name=N_("Sigmoid"),
            formula=r"a_j = \frac{1}{1 + e^{-z_j}}",
            activations=sigmoid,
            jacobian=_diagonal(_sigmoid_derivative),
            derivative=_sigmoid_derivative,
            sums_to_one=False,
            probabilities=True,
        ),
        OutputLayer(
            key="linear",
            name=N_("Linear"),
            formula=r"a_j = z_j",
            activations=_linear,
            jacobian=_diagonal(_linear_derivative),
            derivative=_linear_derivative,
            sums_to_one=False,
            probabilities=False,
        ),
    )
}
"""The output layers by key."""
