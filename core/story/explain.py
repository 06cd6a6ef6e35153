"""What the pages of the story show and check: the properties of a softmax layer, in numbers.

Nothing here is used in training. Derivatives are checked by central differences, which do not depend on the formulas
that they check. Source of the claims: Nielsen, "Neural Networks and Deep Learning", ch. 3, "Softmax".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp

from core.activations import Array
from core.outputs import OutputLayer, inverse_softmax, softmax, softmax_naive, softmax_with_temperature
from core.pairs import Pair

STEP = 1e-5
"""The step of the central differences, about the cube root of the rounding error of float64."""

ROUNDING = 1e-12
"""Activations that differ by less than this differ by rounding only."""

CORNER = 1e-3
"""A cost has a corner where its slopes on the two sides differ by more than this."""

LOGITS = (2.5, -1.0, 3.2, 0.5)
"""The logits of four output neurons, as many as in the book, that the pages start from."""


def central_differences(function: Callable[[Array], Array], at: ArrayLike, step: float = STEP) -> Array:
    """The derivatives of `function` at the point `at` (n,), by central differences, (..., n).

    `function` takes points (n, n), one a row, and gives a value (n,) or a vector (n, m) for each; the result is (n,)
    or (m, n): entry [j, k] is the derivative of component j by coordinate k.
    """
    point = np.asarray(at, dtype=np.float64)
    steps = step * np.eye(point.size)
    slopes = (function(point + steps) - function(point - steps)) / (2 * step)
    return np.asarray(slopes, dtype=np.float64).T


@dataclass(frozen=True, slots=True, eq=False)
class JacobianCheck:
    """The Jacobian of an output layer, [j, k] = da_j/dz_k (n, n), and its largest distance to central differences.

    `monotonic`: a_j rises with z_j, every one on the diagonal is positive. `competitive`: every other one is negative.
    Both are None where an entry is 0, as softmax's are where logits are so far apart that they underflow. `local`:
    every other one is 0.
    """

    jacobian: Array
    error: float

    @property
    def monotonic(self) -> bool | None:
        """Whether every da_j/dz_j is positive; None where that cannot be told."""
        return _all_positive(np.diagonal(self.jacobian))

    @property
    def competitive(self) -> bool | None:
        """Whether every da_j/dz_k with k other than j is negative; None where that cannot be told."""
        return _all_positive(-self._others)

    @property
    def local(self) -> bool:
        """Whether every activation depends on its own logit alone."""
        return not self._others.any()

    @property
    def _others(self) -> Array:
        return np.asarray(self.jacobian[~np.eye(len(self.jacobian), dtype=bool)])


def _all_positive(values: Array) -> bool | None:
    """Whether all are positive; None where none is negative and some are 0, for better or for lack of digits."""
    if (values < 0).any():
        return False
    return None if (values == 0).any() else True


def jacobian_check(output: OutputLayer, z: ArrayLike) -> JacobianCheck:
    """The Jacobian of `output` at the logits `z` (n,), checked."""
    jacobian = np.asarray(output.jacobian(z), dtype=np.float64)
    return JacobianCheck(jacobian, float(np.abs(jacobian - central_differences(output.activations, z)).max()))


def shifted_change(output: OutputLayer, z: ArrayLike, constant: float) -> Array:
    """The change of every activation (n,) when `constant` is added to every logit."""
    z = np.asarray(z, dtype=np.float64)
    return np.asarray(output.activations(z + constant) - output.activations(z))


@dataclass(frozen=True, slots=True)
class PairCheck:
    """The delta of a pair against central differences of its cost.

    `error`: the largest |difference|, relative to the largest |delta|, or to 1 where all are smaller. None at a
    `corner`, where the slopes on the two sides differ and a central difference says nothing.
    """

    error: float | None
    corner: bool


def pair_check(pair: Pair, z: ArrayLike, label: int) -> PairCheck:
    """Check `pair.delta` at the logits `z` (n,). Raises `InvalidSetting` where the pair is refused."""
    point = np.asarray(z, dtype=np.float64)
    labels = np.full(point.size, label)
    steps = STEP * np.eye(point.size)
    here = pair.cost(point, label)
    above, below = pair.cost(point + steps, labels), pair.cost(point - steps, labels)
    if np.abs((above - here) - (here - below)).max() > CORNER * STEP:
        return PairCheck(None, corner=True)
    delta = pair.delta(point, label)
    error = np.abs((above - below) / (2 * STEP) - delta).max()
    return PairCheck(float(error / max(1.0, np.abs(delta).max())), corner=False)


def slopes(pair: Pair, true_logits: ArrayLike, classes: int) -> Array:
    """|dC/dz_y| (points,) as the true class's logit z_y takes each value of `true_logits`, all other logits being 0."""
    values = np.asarray(true_logits, dtype=np.float64)
    z = np.zeros((values.size, classes))
    z[:, 0] = values
    return np.asarray(np.abs(pair.delta(z, np.zeros(values.size, dtype=np.intp))[:, 0]))


def temperature_path(z: ArrayLike, temperatures: Sequence[float]) -> Array:
    """softmax(z / temperature) at each temperature, (temperatures, n)."""
    return np.array([softmax_with_temperature(z, temperature) for temperature in temperatures])


@dataclass(frozen=True, slots=True, eq=False)
class InFloat:
    """Softmax in float64: e^z and the activations from it, and the same after subtracting the maximum of z.

    All are (n,). `exponentials` are inf where e^z overflows; `naive` is then nan, as it is where all underflow.
    """

    exponentials: Array
    naive: Array
    shifted: Array
    shifted_exponentials: Array
    stable: Array

    @property
    def total(self) -> float:
        """The sum of the exponentials of the logits as they are."""
        with np.errstate(over="ignore"):  # shown on purpose, as in `exponentials`
            return float(self.exponentials.sum())

    @property
    def broken(self) -> bool:
        """Whether the formula without the shift breaks: a power of e or the sum is infinite, or all powers are 0."""
        return not (np.isfinite(self.naive).all() and np.isfinite(self.total))

    @property
    def lost(self) -> tuple[int, ...]:
        """The places of the logits whose power of e is so small that it has become 0."""
        return tuple(map(int, np.flatnonzero(self.exponentials == 0)))

    @property
    def error(self) -> float:
        """The largest difference between the activations without and with the shift; nan where it is broken."""
        return float(np.abs(self.naive - self.stable).max())


def in_float(z: ArrayLike) -> InFloat:
    """softmax(z), z (n,), in float64, with and without the shift."""
    z = np.asarray(z, dtype=np.float64)
    shifted = z - z.max()
    return InFloat(exponentials(z), softmax_naive(z), shifted, exponentials(shifted), softmax(z))


def exponentials(z: ArrayLike) -> Array:
    """e^z as float64 gives it: inf above 709.78, 0 below -745.13."""
    # The overflow is shown on purpose, as in `core.outputs.softmax_naive`.
    with np.errstate(over="ignore", under="ignore"):
        return np.asarray(np.exp(np.asarray(z, dtype=np.float64)))


@dataclass(frozen=True, slots=True, eq=False)
class RoundTrip:
    """Activations to logits z = ln a + C (n,), and `back` through softmax (n,); `error` is the largest change."""

    z: Array
    back: Array
    error: float


def round_trip(a: ArrayLike, constant: float) -> RoundTrip:
    """Invert softmax and go back. Raises ValueError where an activation is not positive."""
    z = inverse_softmax(a, constant)
    back = softmax(z)
    return RoundTrip(z, back, float(np.abs(back - np.asarray(a)).max()))


@dataclass(frozen=True, slots=True)
class Cases:
    """Three images, by index: right with the most and the least certainty, and wrong with the most.

    `wrong` is None where all answers are right, the other two are None where none is.
    """

    sure: int | None
    unsure: int | None
    wrong: int | None


def cases(a: NDArray[np.floating[Any]], labels: NDArray[np.integer[Any]]) -> Cases:
    """Find the three among activations (images, classes) and labels (images,); certainty is the largest activation."""
    certainty = a.max(axis=-1)
    right = a.argmax(axis=-1) == labels

    def best(among: NDArray[np.bool_], score: NDArray[np.floating[Any]]) -> int | None:
        return int(np.where(among, score, -math.inf).argmax()) if among.any() else None

    return Cases(best(right, certainty), best(right, -certainty), best(~right, certainty))


def lost_constant(z: ArrayLike) -> float:
    """Ln sum_k e^z_k: softmax subtracts it, a_j = e^(z_j - ln sum_k e^z_k), so z_j = ln a_j plus it."""
    return float(logsumexp(np.asarray(z, dtype=np.float64)))


def steepest(costs: ArrayLike) -> int:
    """The epoch, counted from 1, in which the cost fell most; `costs` (epochs + 1,) begins before the first."""
    return int(np.argmin(np.diff(np.asarray(costs, dtype=np.float64)))) + 1
