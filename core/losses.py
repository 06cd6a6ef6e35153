"""Losses as functions of the output activations a and the true classes, as a book writes them.

Logarithms are natural. These are for reading, teaching and checking: training takes costs and deltas from the logits,
in `core.pairs`, which keep their digits where an activation rounds to 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from scipy.special import xlog1py, xlogy

from core.activations import Array
from core.outputs import floats
from core.words import N_


def one_hot(labels: ArrayLike, classes: int, dtype: DTypeLike = np.float64) -> Array:
    """Integer labels (...) from 0 to classes - 1 as rows (..., classes) with a 1 at the label and 0 elsewhere.

    Raises ValueError for a label that is not a whole number or out of range.
    """
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be whole numbers, got {labels.dtype} values")
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        raise ValueError(f"labels must be between 0 and {classes - 1}, got {labels.min()} to {labels.max()}")
    rows: Array = (labels[..., None] == np.arange(classes)).astype(dtype)
    return rows


@dataclass(frozen=True, slots=True)
class Loss:
    """One row of the registry.

    `of_activations(a, labels)` takes a (..., classes) and integer labels (...) and gives the cost of each image (...),
    in `units`; `gradient(a, labels)` gives dC/da (..., classes), with the subgradient 0 at a kink; `formula` is LaTeX.
    `inside` is what the loss is called where the name of an output layer stands before it.
    Where an activation is so wrong that the cost is infinite, the cost is inf and the gradient -inf or inf.
    """

    key: str
    name: str
    inside: str
    formula: str
    units: str
    of_activations: Callable[[ArrayLike, ArrayLike], Array]
    gradient: Callable[[ArrayLike, ArrayLike], Array]


def _with_targets(a: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    a = floats(a)
    return a, one_hot(labels, a.shape[-1], a.dtype)


def _log_likelihood(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    cost: Array = -xlogy(y, a).sum(axis=-1)
    return cost


def _log_likelihood_gradient(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    return np.divide(-y, a, out=np.zeros_like(a), where=y > 0)


def _cross_entropy(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    cost: Array = -(xlogy(y, a) + xlog1py(1 - y, -a)).sum(axis=-1)
    return cost


def _cross_entropy_gradient(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    return 1 / (1 - y - a)  # -1/a for the true class, 1/(1 - a) for the others


def _quadratic(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    cost: Array = 0.5 * np.square(a - y).sum(axis=-1)
    return cost


def _quadratic_gradient(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    return a - y


def _margins(a: Array, y: Array) -> Array:
    """1 + a_j - a_y for the classes other than the true one, and 0 for that."""
    true = np.vecdot(a, y)[..., None]
    margins: Array = (a - true) + (1 - y)
    return margins


def _hinge(a: ArrayLike, labels: ArrayLike) -> Array:
    cost: Array = np.maximum(_margins(*_with_targets(a, labels)), 0).sum(axis=-1)
    return cost


def _hinge_gradient(a: ArrayLike, labels: ArrayLike) -> Array:
    a, y = _with_targets(a, labels)
    active = (_margins(a, y) > 0).astype(a.dtype)
    gradient: Array = active - y * active.sum(axis=-1, keepdims=True)
    return gradient


LOSSES: dict[str, Loss] = {
    row.key: row
    for row in (
        Loss(
            key="log_likelihood",
            name=N_("Log-likelihood"),
            inside=N_("log-likelihood"),
            formula=r"C = -\ln a_y",
            units=N_("nats"),
            of_activations=_log_likelihood,
            gradient=_log_likelihood_gradient,
        ),
        Loss(
            key="cross_entropy",
            name=N_("Cross-entropy"),
            inside=N_("cross-entropy"),
            formula=r"C = -\sum_j \left[ y_j \ln a_j + (1 - y_j) \ln (1 - a_j) \right]",
            units=N_("nats"),
            of_activations=_cross_entropy,
            gradient=_cross_entropy_gradient,
        ),
        Loss(
            key="quadratic",
            name=N_("Quadratic"),
            inside=N_("quadratic"),
            formula=r"C = \tfrac{1}{2} \sum_j (a_j - y_j)^2",
            units=N_("squared units"),
            of_activations=_quadratic,
            gradient=_quadratic_gradient,
        ),
        Loss(
            key="hinge",
            name=N_("Hinge"),
            inside=N_("hinge"),
            formula=r"C = \sum_{j \ne y} \max(0, 1 + a_j - a_y)",
            units=N_("units of margin"),
            of_activations=_hinge,
            gradient=_hinge_gradient,
        ),
    )
}
"""The losses by key."""
